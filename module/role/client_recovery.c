// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client's tunnel comes back by itself: feeds core/recovery with what happens
 * and begins the attempts that it asks for. The device's carrier shows whether
 * there is a tunnel with a session.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/timekeeping.h>
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "client.h"

/*
 * How long after each other all tunnels begin: of a thousand initiations at
 * once a gateway keeps as many as its socket holds, and those that it loses
 * are tried again after five seconds, at once.
 */
#define TURN_NS		(5 * NSEC_PER_MSEC)

static struct snt_client *client_of(struct snt_client_tunnel *ct)
{
	return snt_client_of(ct->tunnel.device->role);
}

static u64 limit_ns(struct snt_client_tunnel *ct)
{
	return READ_ONCE(client_of(ct)->give_up_s) * SNT_NSEC_PER_SEC;
}

static void show_carrier_locked(struct snt_client *client)
{
	struct net_device *dev = client->role.device->dev;

	lockdep_assert_held(&client->lock);
	/* A facade makes tunnels when packets come. */
	if (client->nr_up || client->carrier == SNAPTUN_CARRIER_ALWAYS ||
	    rcu_access_pointer(client->facade.config))
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
}

/**
 * snt_client_set_carrier - what the device's carrier shows
 * @client: the client
 * @carrier: enum snaptun_carrier
 *
 * Context: process or softirq.
 */
void snt_client_set_carrier(struct snt_client *client, u8 carrier)
{
	spin_lock_bh(&client->lock);
	WRITE_ONCE(client->carrier, carrier);
	show_carrier_locked(client);
	spin_unlock_bh(&client->lock);
}

static void set_up(struct snt_client_tunnel *ct, bool is_up)
{
	struct snt_client *client = client_of(ct);

	spin_lock_bh(&client->lock);
	if (ct->is_up != is_up) {
		ct->is_up = is_up;
		client->nr_up += is_up ? 1 : -1;
		show_carrier_locked(client);
	}
	spin_unlock_bh(&client->lock);
}

/* core/recovery has agreed already: the handshake is not to ask once more. */
static void begin(struct snt_client_tunnel *ct)
{
	snt_timers_handshake_wanted(&ct->tunnel);
	ct->tunnel.device->ops->initiate(&ct->tunnel, true);
}

static void timer_cb(struct timer_list *timer)
{
	struct snt_client_tunnel *ct = timer_container_of(ct, timer, timer);
	u64 now_ns = ktime_get_coarse_boottime_ns();
	bool begins, has_failed;

	spin_lock(&ct->recovery_lock);
	begins = snt_recovery_expire(&ct->recovery, now_ns, limit_ns(ct));
	has_failed = ct->recovery.phase == SNT_RECOVERY_FAILED;
	/* The timer does not count the time that the machine sleeps. */
	if (ct->recovery.phase == SNT_RECOVERY_WAITING)
		mod_timer(&ct->timer, jiffies + 1);
	spin_unlock(&ct->recovery_lock);
	if (begins)
		begin(ct);
	else if (has_failed)
		snt_tunnel_event(&ct->tunnel, SNAPTUN_PEER_EVENT_FAILED);
}

/**
 * snt_client_recovery_init - nothing is tried yet
 * @ct: a new tunnel
 */
void snt_client_recovery_init(struct snt_client_tunnel *ct)
{
	spin_lock_init(&ct->recovery_lock);
	snt_recovery_reset(&ct->recovery);
	timer_setup(&ct->timer, timer_cb, 0);
}

/* No tunnel waits for more than one turn of each, however often all begin. */
static u64 take_turn(struct snt_client *client, u64 now_ns)
{
	u64 last_ns = now_ns + client->role.nr_tunnels * TURN_NS;
	u64 turn_ns;

	spin_lock_bh(&client->lock);
	turn_ns = clamp(client->next_turn_ns, now_ns, last_ns);
	client->next_turn_ns = turn_ns + TURN_NS;
	spin_unlock_bh(&client->lock);
	return turn_ns;
}

/* The recovery waits for something that is due. */
static void arm_locked(struct snt_client_tunnel *ct, u64 now_ns)
{
	u64 delay_ns = ct->recovery.due_ns - now_ns;

	lockdep_assert_held(&ct->recovery_lock);
	mod_timer(&ct->timer, jiffies + nsecs_to_jiffies(delay_ns) + 1);
}

/**
 * snt_client_restart - there is reason to hope that the gateway answers now
 * @ct: the tunnel
 *
 * A handshake begins at once, however short ago the last one was tried; those
 * of many tunnels one after the other. Nothing begins in a tunnel that was
 * stopped: its timer will not be deleted once more.
 *
 * Context: any.
 */
void snt_client_restart(struct snt_client_tunnel *ct)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	u64 turn_ns = take_turn(client_of(ct), now_ns);
	bool begins = false;

	spin_lock_bh(&ct->recovery_lock);
	if (!snt_tunnel_is_stopped(&ct->tunnel)) {
		begins = snt_recovery_restart(&ct->recovery, now_ns, turn_ns);
		if (begins)
			timer_delete(&ct->timer);
		else
			arm_locked(ct, now_ns);
	}
	spin_unlock_bh(&ct->recovery_lock);
	atomic64_set(&ct->tunnel.handshake.last_sent_ns, 0);
	if (begins)
		begin(ct);
}

static void reset(struct snt_client_tunnel *ct)
{
	spin_lock_bh(&ct->recovery_lock);
	snt_recovery_reset(&ct->recovery);
	timer_delete(&ct->timer);
	spin_unlock_bh(&ct->recovery_lock);
}

static void give_up(struct snt_client_tunnel *ct)
{
	u32 jitter_ns = get_random_u32_below(SNT_PAUSE_JITTER_MAX_NS + 1);
	u64 now_ns = ktime_get_coarse_boottime_ns();
	bool has_failed;

	spin_lock_bh(&ct->recovery_lock);
	snt_recovery_give_up(&ct->recovery, now_ns, limit_ns(ct), jitter_ns);
	has_failed = ct->recovery.phase == SNT_RECOVERY_FAILED;
	if (ct->recovery.phase == SNT_RECOVERY_WAITING)
		arm_locked(ct, now_ns);
	spin_unlock_bh(&ct->recovery_lock);
	if (has_failed)
		snt_tunnel_event(&ct->tunnel, SNAPTUN_PEER_EVENT_FAILED);
	snt_facade_give_up(ct, true);
}

static void stop(struct snt_client_tunnel *ct)
{
	reset(ct);
	timer_delete_sync(&ct->timer);
	set_up(ct, false);
	snt_facade_give_up(ct, false);
}

/**
 * snt_client_may_begin - something waits for a session: is one to be tried for?
 * @tunnel: of a client
 *
 * Not in a pause, and one attempt at a time: else whoever keeps sending would
 * begin it anew each time, and none would ever be given up. An attempt of
 * which no initiation is on its way does not count.
 *
 * Context: any.
 * Return: whether an attempt is to begin.
 */
bool snt_client_may_begin(struct snt_tunnel *tunnel)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);
	bool is_handshaking = snt_timers_is_handshaking(tunnel);
	bool ret;

	spin_lock_bh(&ct->recovery_lock);
	ret = snt_recovery_want(&ct->recovery, ktime_get_coarse_boottime_ns());
	if (ct->recovery.phase == SNT_RECOVERY_TRYING && !is_handshaking)
		ret = true;
	spin_unlock_bh(&ct->recovery_lock);
	return ret;
}

/**
 * snt_client_tell - something happened to a tunnel
 * @tunnel: of a client
 * @news: what
 *
 * Context: see enum snt_role_news.
 */
void snt_client_tell(struct snt_tunnel *tunnel, enum snt_role_news news)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);

	switch (news) {
	case SNT_ROLE_STARTED:
	case SNT_ROLE_RESUMED:
		snt_client_restart(ct);
		break;
	case SNT_ROLE_STOPPED:
		stop(ct);
		break;
	case SNT_ROLE_ESTABLISHED:
		reset(ct);
		set_up(ct, true);
		break;
	case SNT_ROLE_GAVE_UP:
		set_up(ct, false);
		give_up(ct);
		break;
	case SNT_ROLE_LOST:
		set_up(ct, false);
		tunnel->device->ops->initiate(tunnel, false);
		break;
	case SNT_ROLE_FORGOTTEN:
		break;
	}
}

/**
 * snt_client_state - what a tunnel is doing that peers do not
 * @tunnel: of a client
 *
 * Context: any.
 * Return: enum snaptun_peer_state, or -1.
 */
int snt_client_state(struct snt_tunnel *tunnel)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);
	bool is_doubtful;
	u8 phase;

	spin_lock_bh(&ct->recovery_lock);
	phase = ct->recovery.phase;
	is_doubtful = ct->recovery.is_doubtful;
	spin_unlock_bh(&ct->recovery_lock);
	if (phase == SNT_RECOVERY_FAILED)
		return SNAPTUN_PEER_STATE_FAILED;
	if (phase == SNT_RECOVERY_WAITING)
		return SNAPTUN_PEER_STATE_BACKOFF;
	if (is_doubtful)
		return SNAPTUN_PEER_STATE_HANDSHAKING;
	if (READ_ONCE(ct->has_changed))
		return SNAPTUN_PEER_STATE_ADDRESS_CHANGED;
	return -1;
}
