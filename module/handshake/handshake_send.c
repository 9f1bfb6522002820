// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handshake messages of ours, and the session that a handshake ends in: draws
 * indices, timestamps and ephemeral keys for core/noise, and puts the keys
 * that it derives into use. Does not read what others send.
 */
#include "handshake_send.h"
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include "core/limits.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "handshake.h"
#include "handshake_watch.h"

#define SNT_RESPONSE_MAX_LEN	SNT_RESPONSE_SNAP_LEN

static enum snaptun_drop_reason drop_reason(int err)
{
	switch (err) {
	case -ENOKEY:
		return SNAPTUN_DROP_REASON_HS_NO_KEY;
	case -EALREADY:
		return SNAPTUN_DROP_REASON_HS_REPLAYED;
	case -EBUSY:
		return SNAPTUN_DROP_REASON_HS_FLOOD;
	case -ESTALE:
	case -ENOENT:
	case -ESHUTDOWN:
		return SNAPTUN_DROP_REASON_HS_STALE_RESPONSE;
	case -ENOMEM:
	case -ENOSPC:
		return SNAPTUN_DROP_REASON_HS_NO_MEMORY;
	default:
		return SNAPTUN_DROP_REASON_HS_DECRYPT_FAILED;
	}
}

/* The error that the administrator is shown; NONE if it says nothing new. */
static enum snaptun_peer_error peer_error(int err)
{
	switch (err) {
	case -EDESTADDRREQ:
		return SNAPTUN_PEER_ERROR_NO_ENDPOINT;
	case -ENETUNREACH:
	case -EHOSTUNREACH:
	case -EAFNOSUPPORT:
	case -ELOOP:
		return SNAPTUN_PEER_ERROR_NO_ROUTE;
	case -EBADMSG:
		return SNAPTUN_PEER_ERROR_RESPONSE_INVALID;
	case -EKEYREJECTED:
		return SNAPTUN_PEER_ERROR_LOW_ORDER_KEY;
	case -EALREADY:
		return SNAPTUN_PEER_ERROR_REPLAYED_INITIATION;
	case -ESTALE:
	case -ENOENT:
	case -ESHUTDOWN:
	case -EBUSY:
	case -ENOKEY:
		return SNAPTUN_PEER_ERROR_NONE;
	default:
		return SNAPTUN_PEER_ERROR_SEND_FAILED;
	}
}

static void note_error(struct snt_tunnel *tunnel, int err)
{
	enum snaptun_peer_error error = peer_error(err);

	if (error != SNAPTUN_PEER_ERROR_NONE)
		snt_tunnel_fail(tunnel, error);
}

/**
 * snt_handshake_refuse - a handshake went wrong: count it, remember why
 * @snt: the device
 * @tunnel: whose last error it is; NULL if nothing is known of the sender
 * @err: as from core/noise, the tables or the socket
 *
 * Context: process.
 */
void snt_handshake_refuse(struct snt_device *snt, struct snt_tunnel *tunnel,
			  int err)
{
	snt_stats_drop(&snt->stats, drop_reason(err), 1);
	if (tunnel)
		note_error(tunnel, err);
}

/* Completes a message with its macs and sends it where the tunnel leads. */
static void send_msg(struct snt_tunnel *tunnel, u8 *msg, size_t len)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	int err;

	spin_lock(&hs->cookie_lock);
	snt_cookie_jar_add_macs(&hs->jar, msg, len,
				ktime_get_coarse_boottime_ns());
	spin_unlock(&hs->cookie_lock);

	err = snt_udp_send_msg(&tunnel->path, msg, len, SNT_HANDSHAKE_DS);
	if (err) {
		note_error(tunnel, err);
		return;
	}
	atomic64_add(snt_encap_len(snt_path_encap(&tunnel->path)) + len,
		     &tunnel->tx_bytes);
	atomic64_inc(&tunnel->tx_packets);
	snt_handshake_tell_sent(tunnel, *msg);
}

/* A session of @keys, in the place of the handshake in the table of indices */
static struct snt_session *
make_session(struct snt_tunnel *tunnel, struct snt_session_keys *keys,
	     bool is_initiator)
{
	struct snt_session *session;
	int err;

	session = snt_session_create(tunnel, keys->send, keys->receive,
				     is_initiator);
	if (!session)
		return ERR_PTR(-ENOMEM);
	session->remote_index = keys->remote_index;
	err = snt_index_replace(&tunnel->device->indices,
				&tunnel->handshake.node, &session->node);
	if (err) {
		snt_session_put(session);
		return ERR_PTR(err);
	}
	keys->index = session->node.index;
	return session;
}

/**
 * snt_handshake_begin_session_locked - end a handshake with a session
 * @tunnel: its handshake.lock is held for writing; keys can be derived
 *
 * The session takes over the index of the handshake. All of it happens under
 * the lock, so that the tunnel cannot be stopped in between and the same
 * handshake cannot end twice.
 *
 * Context: process.
 * Return: 0; -ESTALE: no keys can be derived; -ENOENT: the handshake was
 * taken out of the table; -ENOMEM.
 */
int snt_handshake_begin_session_locked(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	struct snt_device *snt = tunnel->device;
	struct snt_session_keys keys;
	struct snt_session *session;
	bool is_initiator;
	int err;

	lockdep_assert_held_write(&hs->lock);
	memcpy(keys.response, hs->noise->response_key, SNT_KEY_LEN);
	err = snt_noise_derive_keys(hs->noise, keys.send, keys.receive,
				    &is_initiator);
	if (err)
		goto out;
	keys.remote_index = hs->noise->remote_index;
	snt_tunnel_end_handshake(tunnel);
	session = make_session(tunnel, &keys, is_initiator);
	if (IS_ERR(session)) {
		err = PTR_ERR(session);
		goto out;
	}
	snt_keyring_install(&tunnel->keyring, snt, session);
	snt->ops->keys(tunnel, &keys);
out:
	memzero_explicit(&keys, sizeof(keys));
	return err;
}

/* A new index for a new message of ours; the old one leads nowhere any more. */
static int draw_index_locked(struct snt_tunnel *tunnel)
{
	struct snt_index_table *indices = &tunnel->device->indices;
	struct snt_tunnel_handshake *hs = &tunnel->handshake;

	lockdep_assert_held_write(&hs->lock);
	if (snt_tunnel_is_stopped(tunnel))
		return -ESHUTDOWN;
	snt_index_remove(indices, &hs->node);
	return snt_index_add(indices, &hs->node);
}

/*
 * The other end takes only what is newer than all that it has seen of us. So
 * if the clock was set back, go on from the last one.
 */
static void draw_timestamp_locked(struct snt_tunnel_handshake *hs,
				  u8 timestamp[SNT_TIMESTAMP_LEN])
{
	static const struct timespec64 step = {
		.tv_nsec = SNT_TIMESTAMP_STEP_NS,
	};
	struct timespec64 now;

	lockdep_assert_held_write(&hs->lock);
	ktime_get_real_ts64(&now);
	if (timespec64_compare(&now, &hs->timestamp) <= 0)
		now = timespec64_add(hs->timestamp, step);
	hs->timestamp = now;
	snt_noise_timestamp(timestamp, now.tv_sec, now.tv_nsec);
}

static int write_initiation(struct snt_tunnel *tunnel,
			    struct snt_wire_initiation *msg)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	struct snt_device *snt = tunnel->device;
	u8 timestamp[SNT_TIMESTAMP_LEN];
	u8 ephemeral[SNT_KEY_LEN];
	int err;

	get_random_bytes_wait(ephemeral, sizeof(ephemeral));
	down_read(&snt->identity_lock);
	down_write(&hs->lock);
	err = snt_tunnel_begin_handshake(tunnel);
	if (!err)
		err = draw_index_locked(tunnel);
	if (err)
		goto out;
	draw_timestamp_locked(hs, timestamp);
	err = snt_noise_write_initiation(hs->noise, &snt->identity, ephemeral,
					 timestamp, hs->node.index, msg);
	if (err)
		snt_index_remove(&snt->indices, &hs->node);
out:
	up_write(&hs->lock);
	up_read(&snt->identity_lock);
	memzero_explicit(ephemeral, sizeof(ephemeral));
	return err;
}

static bool may_initiate(struct snt_tunnel *tunnel, u64 now_ns)
{
	u64 last_ns = atomic64_read(&tunnel->handshake.last_sent_ns);

	return !last_ns || last_ns + SNT_REKEY_TIMEOUT_NS <= now_ns;
}

static void send_initiation(struct snt_tunnel *tunnel)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	struct snt_wire_initiation msg;
	int err;

	if (snt_tunnel_is_stopped(tunnel) || snt_tunnel_is_over(tunnel) ||
	    !may_initiate(tunnel, now_ns))
		return;
	atomic64_set(&tunnel->handshake.last_sent_ns, now_ns);
	err = write_initiation(tunnel, &msg);
	/* before it goes out: the answer may be here sooner than we are back */
	snt_timers_initiation_sent(tunnel);
	if (err)
		snt_handshake_refuse(tunnel->device, tunnel, err);
	else
		send_msg(tunnel, (u8 *)&msg, sizeof(msg));
}

static void initiate_worker(struct work_struct *work)
{
	struct snt_tunnel *tunnel = container_of(work, struct snt_tunnel,
						 handshake.work);

	send_initiation(tunnel);
	snt_tunnel_put(tunnel);
}

static void observe(struct snt_observed *observed,
		    const struct snt_endpoint *from)
{
	memset(observed, 0, sizeof(*observed));
	if (from->addr.sa_family == AF_INET) {
		observed->version = 4;
		observed->port = ntohs(from->addr4.sin_port);
		memcpy(observed->addr + 12, &from->addr4.sin_addr, 4);
	} else {
		observed->version = 6;
		observed->port = ntohs(from->addr6.sin6_port);
		memcpy(observed->addr, &from->addr6.sin6_addr, 16);
	}
}

/* Keys first: when the answer arrives the other end may use them at once. */
static int write_response(struct snt_tunnel *tunnel, enum snt_wire_mode mode,
			  const struct snt_endpoint *from, u8 *msg)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	struct snt_device *snt = tunnel->device;
	u8 ephemeral[SNT_KEY_LEN];
	struct snt_observed observed;
	int err;

	observe(&observed, from);
	get_random_bytes_wait(ephemeral, sizeof(ephemeral));
	down_read(&snt->identity_lock);
	down_write(&hs->lock);
	err = hs->noise ? draw_index_locked(tunnel) : -ESTALE;
	if (err)
		goto out;
	err = snt_noise_write_response(hs->noise, ephemeral, mode, &observed,
				       hs->node.index, msg);
	if (!err)
		err = snt_handshake_begin_session_locked(tunnel);
	if (err)
		snt_index_remove(&snt->indices, &hs->node);
out:
	up_write(&hs->lock);
	up_read(&snt->identity_lock);
	memzero_explicit(ephemeral, sizeof(ephemeral));
	return err;
}

/**
 * snt_handshake_send_response - answer an initiation that was accepted
 * @tunnel: of its sender
 * @from: where it came from; in SNAP mode its sender is told
 *
 * Context: process.
 */
void snt_handshake_send_response(struct snt_tunnel *tunnel,
				 const struct snt_endpoint *from)
{
	enum snt_wire_mode mode = READ_ONCE(tunnel->device->wire);
	u8 msg[SNT_RESPONSE_MAX_LEN];
	int err;

	err = write_response(tunnel, mode, from, msg);
	if (err) {
		snt_handshake_refuse(tunnel->device, tunnel, err);
		return;
	}
	/* the other end has just begun: no need for an initiation of ours */
	atomic64_set(&tunnel->handshake.last_sent_ns,
		     ktime_get_coarse_boottime_ns());
	snt_timers_session_derived(tunnel);
	snt_timers_response_sent(tunnel);
	send_msg(tunnel, msg, snt_wire_response_len(mode));
}

/**
 * snt_handshake_init - handshake of a new tunnel
 * @tunnel: its device is set; the keys are set by its maker
 */
void snt_handshake_init(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;

	init_rwsem(&hs->lock);
	spin_lock_init(&hs->cookie_lock);
	hs->node.kind = SNT_INDEX_HANDSHAKE;
	atomic64_set(&hs->last_sent_ns, 0);
	INIT_WORK(&hs->work, initiate_worker);
}

/**
 * snt_handshake_stop - end a handshake that is under way, and all sessions
 * @tunnel: after snt_timers_stop()
 *
 * Afterwards no session begins until snt_timers_start().
 *
 * Context: process, not under a lock that a handshake takes.
 */
void snt_handshake_stop(struct snt_tunnel *tunnel)
{
	if (cancel_work_sync(&tunnel->handshake.work))
		snt_tunnel_put(tunnel);
	snt_tunnel_forget_keys(tunnel);
}

/**
 * snt_handshake_initiate - start a handshake soon
 * @tunnel: the tunnel
 * @is_retry: nobody asked for it but the timer of an unanswered one
 *
 * At most one initiation leaves in five seconds, however often it is called.
 *
 * Context: any.
 */
void snt_handshake_initiate(struct snt_tunnel *tunnel, bool is_retry)
{
	struct workqueue_struct *wq = tunnel->device->handshakes->wq;

	if (!is_retry) {
		if (!snt_role_may_begin(tunnel))
			return;
		snt_timers_handshake_wanted(tunnel);
	}
	if (snt_tunnel_is_stopped(tunnel) || READ_ONCE(tunnel->is_dead) ||
	    !may_initiate(tunnel, ktime_get_coarse_boottime_ns()))
		return;
	snt_tunnel_get(tunnel);
	if (!queue_work(wq, &tunnel->handshake.work))
		snt_tunnel_put(tunnel);
}

