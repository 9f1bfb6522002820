// SPDX-License-Identifier: GPL-2.0-only
/*
 * The responder's half of handshakes: whose an initiation is, and whether it
 * gets an answer; and what is the same for all messages that were believed.
 */
#include "handshake_initiation.h"
#include <linux/timekeeping.h>
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "admission.h"
#include "handshake_queue.h"
#include "handshake_send.h"
#include "handshake_watch.h"

static void drop(struct snt_device *snt, enum snaptun_drop_reason reason)
{
	snt_stats_drop(&snt->stats, reason, 1);
}

/**
 * snt_handshake_count - a message was received by a tunnel
 * @tunnel: the tunnel
 * @msg: was authenticated
 *
 * Context: process.
 */
void snt_handshake_count(struct snt_tunnel *tunnel,
			 const struct snt_handshake_msg *msg)
{
	atomic64_add(snt_encap_len(msg->from.encap) + msg->len,
		     &tunnel->rx_bytes);
	atomic64_inc(&tunnel->rx_packets);
	snt_handshake_tell_received(tunnel, *msg->data, &msg->from);
}

/**
 * snt_handshake_is_expected - do messages come as those to the other end go?
 * @tunnel: the tunnel
 * @msg: for it, not authenticated yet
 *
 * Context: process.
 * Return: false if it is encapsulated in another way; that was counted.
 */
bool snt_handshake_is_expected(struct snt_tunnel *tunnel,
			       const struct snt_handshake_msg *msg)
{
	if (snt_path_encap(&tunnel->path) == msg->from.encap)
		return true;
	drop(tunnel->device, SNAPTUN_DROP_REASON_RX_ENCAP_MISMATCH);
	return false;
}

static int accept_initiation(struct snt_tunnel *tunnel,
			     const struct snt_wire_initiation *msg,
			     struct snt_noise_initiation *in)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	u64 now_ns = ktime_get_coarse_boottime_ns();
	int err;

	/* A role that makes tunnels has opened it to know for whom. */
	err = in->opened ? 0 : snt_noise_open_initiation(in, tunnel->remote,
							 msg);
	if (err) {
		/* proves nothing about the peer: only count it */
		snt_handshake_refuse(tunnel->device, NULL, err);
		return err;
	}
	down_write(&hs->lock);
	err = snt_tunnel_begin_handshake(tunnel);
	if (!err)
		err = snt_noise_accept_initiation(hs->noise, &hs->newest, in,
						  now_ns);
	up_write(&hs->lock);
	if (err)
		snt_handshake_refuse(tunnel->device, tunnel, err);
	return err;
}

/* The tunnel with a reference, or an ERR_PTR; -EACCES: that was counted. */
static struct snt_tunnel *find_or_make(struct snt_device *snt,
				       const struct snt_handshake_msg *msg,
				       struct snt_noise_initiation *in)
{
	const struct snt_role_ops *ops = snt->role->ops;
	struct snt_tunnel *tunnel;

	if (!ops->answer) {
		tunnel = snt_role_get_identity(snt->role, in->remote_static,
					       msg->number);
		return tunnel ?: ERR_PTR(-ENOENT);
	}
	tunnel = ops->answer(snt->role, in, (const void *)msg->data,
			     &msg->from, false);
	if (tunnel != ERR_PTR(-EADDRINUSE))
		return tunnel;
	/* As under load: who has no cookie is sent one. */
	if (snt_admission_check(snt, msg, true))
		return ERR_PTR(-EACCES);
	return ops->answer(snt->role, in, (const void *)msg->data, &msg->from,
			   true);
}

/* Nothing is known of the sender that an administrator could be shown. */
static void refuse_sender(struct snt_device *snt, int err)
{
	switch (err) {
	case -EACCES:
		break;
	case -ENOENT:
		drop(snt, SNAPTUN_DROP_REASON_HS_UNKNOWN_IDENTITY);
		break;
	case -EKEYEXPIRED:
		drop(snt, SNAPTUN_DROP_REASON_HS_IDENTITY_EXPIRED);
		break;
	case -EDQUOT:
		drop(snt, SNAPTUN_DROP_REASON_HS_TUNNEL_LIMIT);
		break;
	default:
		snt_handshake_refuse(snt, NULL, err);
	}
}

/* Returns the sender's tunnel with a reference, or NULL and has counted why. */
static struct snt_tunnel *
read_initiation(struct snt_device *snt,
		const struct snt_handshake_msg *received)
{
	const struct snt_wire_initiation *msg = (const void *)received->data;
	struct snt_tunnel *tunnel = NULL;
	struct snt_noise_initiation in;
	int err;

	down_read(&snt->identity_lock);
	err = snt_noise_read_initiation(&snt->identity, msg, &in);
	if (err) {
		snt_handshake_refuse(snt, NULL, err);
		goto out;
	}
	tunnel = find_or_make(snt, received, &in);
	if (IS_ERR(tunnel)) {
		refuse_sender(snt, PTR_ERR(tunnel));
		tunnel = NULL;
		goto out;
	}
	if (!snt_handshake_is_expected(tunnel, received) ||
	    accept_initiation(tunnel, msg, &in)) {
		snt_tunnel_put(tunnel);
		tunnel = NULL;
	}
out:
	up_read(&snt->identity_lock);
	memzero_explicit(&in, sizeof(in));
	return tunnel;
}

/**
 * snt_handshake_follow - the sender is who it says: follow it to where it is
 * @tunnel: of the sender
 * @msg: was authenticated
 *
 * Context: process.
 */
void snt_handshake_follow(struct snt_tunnel *tunnel,
			  const struct snt_handshake_msg *msg)
{
	snt_handshake_count(tunnel, msg);
	snt_timers_message_received(tunnel);
	if (snt_path_learn(&tunnel->path, &msg->from))
		snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_ENDPOINT_MOVED);
}

/**
 * snt_handshake_take_initiation - read an initiation, and answer it
 * @snt: the device, which has a key
 * @msg: the initiation, admitted
 *
 * Context: process.
 */
void snt_handshake_take_initiation(struct snt_device *snt,
				   const struct snt_handshake_msg *msg)
{
	struct snt_tunnel *tunnel;

	tunnel = read_initiation(snt, msg);
	if (!tunnel)
		return;
	snt_handshake_follow(tunnel, msg);
	snt_handshake_send_response(tunnel, &msg->from);
	snt_tunnel_put(tunnel);
}
