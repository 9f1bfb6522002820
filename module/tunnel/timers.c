// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel timer of a tunnel, which feeds core/schedule and carries out what
 * it says. One timer serves all deadlines: it is moved only when something is
 * due earlier than it would fire, so that the data path hardly ever touches
 * it. Firing too early costs one look at the deadlines.
 */
#include "timers.h"
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/timekeeping.h>
#include "core/limits.h"
#include "device.h"
#include "role.h"
#include "staged.h"

static void draw_jitter(struct snt_tunnel_timers *timers)
{
	timers->jitter_ns = get_random_u32_below(SNT_REKEY_JITTER_MAX_NS + 1);
}

static void arm_locked(struct snt_tunnel_timers *timers, u64 deadline_ns,
		       u64 now_ns)
{
	u64 delay_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;

	lockdep_assert_held(&timers->lock);
	if (timers->stopped || deadline_ns >= timers->armed_ns)
		return;
	timers->armed_ns = deadline_ns;
	/* one more, since this jiffy has begun already */
	mod_timer(&timers->timer, jiffies + nsecs_to_jiffies(delay_ns) + 1);
}

static void report_locked(struct snt_tunnel_timers *timers,
			  enum snt_schedule_event event, u64 now_ns)
{
	u64 deadline_ns;

	lockdep_assert_held(&timers->lock);
	deadline_ns = snt_schedule_event(&timers->schedule, event, now_ns,
					 timers->jitter_ns);
	arm_locked(timers, deadline_ns, now_ns);
}

static void report(struct snt_tunnel *tunnel, enum snt_schedule_event event)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	report_locked(timers, event, ktime_get_coarse_boottime_ns());
	spin_unlock_bh(&timers->lock);
}

static void report_two(struct snt_tunnel *tunnel,
		       enum snt_schedule_event first,
		       enum snt_schedule_event second)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;
	u64 now_ns = ktime_get_coarse_boottime_ns();

	spin_lock_bh(&timers->lock);
	report_locked(timers, first, now_ns);
	report_locked(timers, second, now_ns);
	spin_unlock_bh(&timers->lock);
}

static void queue_wipe(struct snt_tunnel *tunnel)
{
	snt_tunnel_get(tunnel);
	if (!schedule_work(&tunnel->timers.wipe_work))
		snt_tunnel_put(tunnel);
}

static bool forget_established(struct snt_tunnel_timers *timers)
{
	bool ret;

	spin_lock_bh(&timers->lock);
	ret = timers->is_established;
	timers->is_established = false;
	spin_unlock_bh(&timers->lock);
	return ret;
}

static void give_up(struct snt_tunnel *tunnel)
{
	forget_established(&tunnel->timers);
	snt_staged_purge(tunnel, SNAPTUN_DROP_REASON_TX_STAGED_EXPIRED);
	snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT);
	snt_role_tell(tunnel, SNT_ROLE_GAVE_UP);
	snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_SESSION_LOST);
}

/* A keepalive would ask for a handshake, and so begin what was given up. */
static bool has_failed(struct snt_tunnel *tunnel)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;

	return ops->state &&
	       ops->state(tunnel) == SNAPTUN_PEER_STATE_FAILED;
}

/* In the order that core/schedule asks for */
static void carry_out(struct snt_tunnel *tunnel, u32 actions)
{
	const struct snt_tunnel_ops *ops = tunnel->device->ops;

	if (actions & SNT_ACT_CLEAR_SOURCE)
		snt_path_clear_source(&tunnel->path);
	if (actions & SNT_ACT_GIVE_UP)
		give_up(tunnel);
	if (actions & SNT_ACT_WIPE)
		queue_wipe(tunnel);
	if (actions & SNT_ACT_INITIATE)
		ops->initiate(tunnel, false);
	if (actions & SNT_ACT_RETRY)
		ops->initiate(tunnel, true);
	if ((actions & SNT_ACT_KEEPALIVE) && !has_failed(tunnel))
		ops->keepalive(tunnel);
}

static void timer_cb(struct timer_list *timer)
{
	struct snt_tunnel *tunnel = timer_container_of(tunnel, timer,
						       timers.timer);
	struct snt_tunnel_timers *timers = &tunnel->timers;
	u64 now_ns = ktime_get_coarse_boottime_ns();
	u32 actions;

	spin_lock_bh(&timers->lock);
	timers->armed_ns = SNT_SCHEDULE_NEVER;
	draw_jitter(timers);
	actions = snt_schedule_expire(&timers->schedule, now_ns,
				      timers->jitter_ns);
	if (actions & SNT_ACT_GIVE_UP)
		timers->unanswered_ns = 0;
	arm_locked(timers, snt_schedule_next(&timers->schedule), now_ns);
	spin_unlock_bh(&timers->lock);

	carry_out(tunnel, actions);
}

static void wipe_worker(struct work_struct *work)
{
	struct snt_tunnel *tunnel = container_of(work, struct snt_tunnel,
						 timers.wipe_work);

	snt_timers_wipe_keys(tunnel);
	snt_role_tell(tunnel, SNT_ROLE_FORGOTTEN);
	snt_tunnel_put(tunnel);
}

/**
 * snt_timers_init - timers of a new tunnel, stopped
 * @tunnel: its device is set
 */
void snt_timers_init(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_init(&timers->lock);
	snt_schedule_init(&timers->schedule, tunnel->device->wire);
	timer_setup(&timers->timer, timer_cb, 0);
	timers->armed_ns = SNT_SCHEDULE_NEVER;
	timers->unanswered_ns = 0;
	timers->is_established = false;
	draw_jitter(timers);
	INIT_WORK(&timers->wipe_work, wipe_worker);
	timers->stopped = true;
}

/**
 * snt_timers_start - the device is up: from now on something may become due
 * @tunnel: the tunnel
 *
 * On a tunnel that was started it does nothing more.
 *
 * Context: process; the device's update lock is held, or the role's lock for
 * adding tunnels.
 */
void snt_timers_start(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	WRITE_ONCE(timers->stopped, false);
	report_locked(timers, SNT_EVENT_START, ktime_get_coarse_boottime_ns());
	spin_unlock_bh(&timers->lock);
	snt_role_tell(tunnel, SNT_ROLE_STARTED);
}

/**
 * snt_timers_stop - nothing becomes due any more
 * @tunnel: the tunnel
 *
 * Afterwards no timer runs and no work is queued, until snt_timers_start(). To
 * be called before snt_handshake_stop() and before the keyring is wiped: no
 * session begins on a stopped tunnel.
 *
 * Context: process, not under the handshake's lock.
 */
void snt_timers_stop(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	report_locked(timers, SNT_EVENT_STOP, ktime_get_coarse_boottime_ns());
	WRITE_ONCE(timers->stopped, true);
	timers->unanswered_ns = 0;
	timers->armed_ns = SNT_SCHEDULE_NEVER;
	spin_unlock_bh(&timers->lock);

	timer_delete_sync(&timers->timer);
	if (cancel_work_sync(&timers->wipe_work))
		snt_tunnel_put(tunnel);
	snt_role_tell(tunnel, SNT_ROLE_STOPPED);
}

/**
 * snt_timers_data_sent - packets were sent, some of them not empty
 * @tunnel: the tunnel
 *
 * Context: process or softirq; once per batch.
 */
void snt_timers_data_sent(struct snt_tunnel *tunnel)
{
	report_two(tunnel, SNT_EVENT_AUTH_PACKET_SENT, SNT_EVENT_DATA_SENT);
}

/**
 * snt_timers_keepalive_sent - an empty packet was sent
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 */
void snt_timers_keepalive_sent(struct snt_tunnel *tunnel)
{
	report_two(tunnel, SNT_EVENT_AUTH_PACKET_SENT,
		   SNT_EVENT_KEEPALIVE_SENT);
}

/**
 * snt_timers_data_received - packets were accepted, some of them not empty
 * @tunnel: the tunnel
 *
 * Context: process or softirq; once per batch.
 */
void snt_timers_data_received(struct snt_tunnel *tunnel)
{
	report_two(tunnel, SNT_EVENT_AUTH_PACKET_RECEIVED,
		   SNT_EVENT_DATA_RECEIVED);
}

/**
 * snt_timers_keepalive_received - nothing but empty packets were accepted
 * @tunnel: the tunnel
 *
 * Context: process or softirq; once per batch.
 */
void snt_timers_keepalive_received(struct snt_tunnel *tunnel)
{
	report_two(tunnel, SNT_EVENT_AUTH_PACKET_RECEIVED,
		   SNT_EVENT_KEEPALIVE_RECEIVED);
}

/**
 * snt_timers_handshake_wanted - something waits for a session
 * @tunnel: the tunnel
 *
 * The time after which nobody tries any more begins anew.
 *
 * Context: process or softirq.
 */
void snt_timers_handshake_wanted(struct snt_tunnel *tunnel)
{
	report(tunnel, SNT_EVENT_HANDSHAKE_WANTED);
}

/*
 * A sender that does not give up begins a new attempt with each packet, so no
 * attempt ends, and nothing else would tell that nobody answers.
 */
static bool is_unanswered_too_long_locked(struct snt_tunnel_timers *timers,
					  u64 now_ns)
{
	lockdep_assert_held(&timers->lock);
	return timers->unanswered_ns + SNT_REKEY_ATTEMPT_NS <= now_ns;
}

/**
 * snt_timers_initiation_sent - an initiation was sent, or could not be
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 */
void snt_timers_initiation_sent(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;
	u64 now_ns = ktime_get_coarse_boottime_ns();
	bool is_too_long;

	spin_lock_bh(&timers->lock);
	if (!timers->unanswered_ns)
		timers->unanswered_ns = now_ns;
	is_too_long = is_unanswered_too_long_locked(timers, now_ns);
	report_locked(timers, SNT_EVENT_AUTH_PACKET_SENT, now_ns);
	report_locked(timers, SNT_EVENT_INITIATION_SENT, now_ns);
	spin_unlock_bh(&timers->lock);
	if (is_too_long)
		snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT);
}

/**
 * snt_timers_response_sent - a response was sent
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 */
void snt_timers_response_sent(struct snt_tunnel *tunnel)
{
	report(tunnel, SNT_EVENT_AUTH_PACKET_SENT);
}

/**
 * snt_timers_message_received - a handshake message was accepted
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 */
void snt_timers_message_received(struct snt_tunnel *tunnel)
{
	report(tunnel, SNT_EVENT_AUTH_PACKET_RECEIVED);
}

/**
 * snt_timers_session_derived - new keys were installed
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 */
void snt_timers_session_derived(struct snt_tunnel *tunnel)
{
	report(tunnel, SNT_EVENT_SESSION_DERIVED);
}

/**
 * snt_timers_handshake_complete - both ends have the new keys
 * @tunnel: the tunnel
 *
 * For the initiator when it took the response, for the responder when
 * snt_keyring_confirm() said so.
 *
 * Context: process or softirq.
 */
void snt_timers_handshake_complete(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	timers->unanswered_ns = 0;
	timers->is_established = true;
	report_locked(timers, SNT_EVENT_HANDSHAKE_COMPLETE,
		      ktime_get_coarse_boottime_ns());
	spin_unlock_bh(&timers->lock);

	atomic64_set(&tunnel->last_handshake_ns, ktime_get_real_ns());
	snt_tunnel_succeed(tunnel);
	snt_role_tell(tunnel, SNT_ROLE_ESTABLISHED);
	snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_SESSION_ESTABLISHED);
}

/**
 * snt_timers_is_handshaking - is a handshake being tried?
 * @tunnel: the tunnel
 *
 * Context: process or softirq.
 * Return: true from the first initiation until it is answered or given up.
 */
bool snt_timers_is_handshaking(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;
	bool ret;

	spin_lock_bh(&timers->lock);
	ret = snt_schedule_is_handshaking(&timers->schedule);
	spin_unlock_bh(&timers->lock);
	return ret;
}

/**
 * snt_timers_set_keepalive - persistent keepalive
 * @tunnel: the tunnel
 * @seconds: interval, 0 for none
 *
 * Context: process or softirq.
 */
void snt_timers_set_keepalive(struct snt_tunnel *tunnel, u16 seconds)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;
	u64 now_ns = ktime_get_coarse_boottime_ns();

	spin_lock_bh(&timers->lock);
	arm_locked(timers, snt_schedule_set_persistent(&timers->schedule,
						       seconds, now_ns),
		   now_ns);
	spin_unlock_bh(&timers->lock);
}

/**
 * snt_timers_keepalive - persistent keepalive as it was set
 * @tunnel: the tunnel
 *
 * Return: interval in seconds, 0 for none.
 */
u16 snt_timers_keepalive(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;
	u16 seconds;

	spin_lock_bh(&timers->lock);
	seconds = timers->schedule.persistent_keepalive_s;
	spin_unlock_bh(&timers->lock);
	return seconds;
}

/**
 * snt_timers_set_wipe - when keys are wiped, and the role is told
 * @tunnel: the tunnel
 * @seconds: after the last new session; from the next one on
 *
 * Context: process or softirq.
 */
void snt_timers_set_wipe(struct snt_tunnel *tunnel, u32 seconds)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	snt_schedule_set_wipe(&timers->schedule, seconds);
	spin_unlock_bh(&timers->lock);
}

/**
 * snt_timers_set_mode - the device's wire mode changed
 * @tunnel: the tunnel
 * @wire: enum snaptun_wire
 *
 * Sessions stay; that they are of no use any more is the caller's matter.
 *
 * Context: process or softirq.
 */
void snt_timers_set_mode(struct snt_tunnel *tunnel, u8 wire)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	snt_schedule_set_mode(&timers->schedule, wire);
	spin_unlock_bh(&timers->lock);
}

/**
 * snt_timers_wipe_keys - forget all keys, and tell if that ends a session
 * @tunnel: the tunnel
 *
 * Context: process.
 */
void snt_timers_wipe_keys(struct snt_tunnel *tunnel)
{
	snt_tunnel_forget_keys(tunnel);
	if (!forget_established(&tunnel->timers))
		return;
	snt_role_tell(tunnel, SNT_ROLE_LOST);
	snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_SESSION_LOST);
}

/**
 * snt_timers_resume - the machine slept: look at what has become due
 * @tunnel: the tunnel
 *
 * Deadlines count the time asleep, the kernel timer does not.
 *
 * Context: process.
 */
void snt_timers_resume(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_timers *timers = &tunnel->timers;

	spin_lock_bh(&timers->lock);
	if (!timers->stopped)
		mod_timer(&timers->timer, jiffies + 1);
	spin_unlock_bh(&timers->lock);
	snt_role_tell(tunnel, SNT_ROLE_RESUMED);
}
