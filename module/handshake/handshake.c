// SPDX-License-Identifier: GPL-2.0-only
/*
 * The worker around core/noise and core/cookie: everything of a handshake that
 * needs a lock, a look-up, a clock, random bytes or a socket. What a message
 * means, and whether it is good, is decided in core/.
 *
 * Lock order: identity_lock, then a tunnel's handshake.lock, then the
 * keyring's. cookie_lock (of the device or of a tunnel) is taken alone.
 */
#include "handshake.h"
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "admission.h"
#include "handshake_initiation.h"
#include "handshake_queue.h"
#include "handshake_send.h"

static void drop(struct snt_device *snt, enum snaptun_drop_reason reason)
{
	snt_stats_drop(&snt->stats, reason, 1);
}

static struct snt_tunnel *tunnel_of_node(struct snt_index_node *node)
{
	if (node->kind == SNT_INDEX_HANDSHAKE)
		return container_of(node, struct snt_tunnel, handshake.node);
	return container_of(node, struct snt_session, node)->tunnel;
}

static struct snt_tunnel *find_tunnel_for_index(struct snt_device *snt,
						__le32 index)
{
	struct snt_tunnel *tunnel = NULL;
	struct snt_index_node *node;

	rcu_read_lock();
	node = snt_index_lookup(&snt->indices, index);
	if (node)
		tunnel = snt_tunnel_get_unless_dead(tunnel_of_node(node));
	rcu_read_unlock();
	return tunnel;
}

static bool copy_handshake(struct snt_tunnel_handshake *hs,
			   struct snt_noise_handshake *copy)
{
	bool is_under_way;

	down_read(&hs->lock);
	is_under_way = hs->noise;
	if (is_under_way)
		*copy = *hs->noise;
	up_read(&hs->lock);
	return is_under_way;
}

static int end_with_session(struct snt_tunnel *tunnel,
			    const struct snt_noise_handshake *snapshot,
			    const struct snt_noise_response *response)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	int err = -ESTALE;

	down_write(&hs->lock);
	if (snt_tunnel_is_stopped(tunnel))
		err = -ESHUTDOWN;
	else if (hs->noise)
		err = snt_noise_accept_response(hs->noise, snapshot, response);
	if (!err)
		err = snt_handshake_begin_session_locked(tunnel);
	up_write(&hs->lock);
	return err;
}

/*
 * The slow part is done on a copy, so that it may be done for many messages at
 * once; only the handshake that was copied can be ended by it, and only once.
 */
static int accept_response(struct snt_tunnel *tunnel,
			   const struct snt_handshake_msg *msg,
			   struct snt_noise_response *out)
{
	enum snt_wire_mode mode = READ_ONCE(tunnel->device->wire);
	struct snt_device *snt = tunnel->device;
	struct snt_noise_handshake snapshot;
	int err = -ESTALE;

	if (msg->len != snt_wire_response_len(mode))
		return err;	/* the mode changed since it came in */
	down_read(&snt->identity_lock);
	if (copy_handshake(&tunnel->handshake, &snapshot))
		err = snt_noise_read_response(&snt->identity, &snapshot, mode,
					      msg->data, out);
	if (!err)
		err = end_with_session(tunnel, &snapshot, out);
	up_read(&snt->identity_lock);
	memzero_explicit(&snapshot, sizeof(snapshot));
	return err;
}

static bool is_same_address(const struct snt_observed *a,
			    const struct snt_observed *b)
{
	return a->version == b->version && a->port == b->port &&
	       !memcmp(a->addr, b->addr, sizeof(a->addr));
}

/* Each response tells our address; it may differ from the one before. */
static void assign_address(struct snt_tunnel *tunnel,
			   const struct snt_noise_response *out)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;
	bool is_new;

	if (out->observed_err) {
		if (out->observed_err == -EPROTO)
			snt_tunnel_fail(tunnel,
					SNAPTUN_PEER_ERROR_ADDRESS_INVALID);
		return;
	}
	spin_lock_bh(&tunnel->error_lock);
	is_new = !tunnel->has_observed ||
		 !is_same_address(&tunnel->observed, &out->observed);
	tunnel->observed = out->observed;
	tunnel->has_observed = true;
	spin_unlock_bh(&tunnel->error_lock);
	if (ops->assign)
		ops->assign(tunnel, &out->observed);
	if (is_new)
		snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_ADDRESS_ASSIGNED);
}

static void receive_response(struct snt_device *snt,
			     const struct snt_handshake_msg *msg)
{
	const struct snt_wire_response_head *head = (const void *)msg->data;
	struct snt_noise_response out;
	struct snt_tunnel *tunnel;
	int err;

	tunnel = find_tunnel_for_index(snt, head->receiver_index);
	if (!tunnel) {
		drop(snt, SNAPTUN_DROP_REASON_HS_STALE_RESPONSE);
		return;
	}
	if (!snt_handshake_is_expected(tunnel, msg))
		goto out_put;
	err = accept_response(tunnel, msg, &out);
	if (err) {
		snt_handshake_refuse(tunnel->device, tunnel, err);
		goto out;
	}
	snt_handshake_follow(tunnel, msg);
	snt_timers_session_derived(tunnel);
	snt_timers_handshake_complete(tunnel);
	assign_address(tunnel, &out);
	/* the other end may not send before it has heard from us */
	local_bh_disable();
	snt->ops->keepalive(tunnel);
	local_bh_enable();
out:
	memzero_explicit(&out, sizeof(out));
out_put:
	snt_tunnel_put(tunnel);
}

static void receive_cookie_reply(struct snt_device *snt,
				 const struct snt_handshake_msg *msg)
{
	const struct snt_wire_cookie_reply *reply = (const void *)msg->data;
	struct snt_tunnel_handshake *hs;
	struct snt_tunnel *tunnel;
	int err;

	tunnel = find_tunnel_for_index(snt, reply->receiver_index);
	if (!tunnel) {
		drop(snt, SNAPTUN_DROP_REASON_HS_COOKIE_INVALID);
		return;
	}
	if (!snt_handshake_is_expected(tunnel, msg)) {
		snt_tunnel_put(tunnel);
		return;
	}
	hs = &tunnel->handshake;
	spin_lock(&hs->cookie_lock);
	err = snt_cookie_jar_consume(&hs->jar, reply,
				     ktime_get_coarse_boottime_ns());
	spin_unlock(&hs->cookie_lock);
	if (err) {
		drop(snt, SNAPTUN_DROP_REASON_HS_COOKIE_INVALID);
	} else {
		snt_handshake_count(tunnel, msg);
		snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_COOKIE_REQUIRED);
	}
	snt_tunnel_put(tunnel);
}

static int admit(struct snt_device *snt, const struct snt_handshake_msg *msg)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	bool is_loaded;

	is_loaded = snt_handshake_queue_is_loaded(snt->handshakes->queue,
						  now_ns);
	return snt_admission_check(snt, msg, is_loaded);
}

static bool has_key(struct snt_device *snt)
{
	bool ret;

	down_read(&snt->identity_lock);
	ret = snt->identity.valid;
	up_read(&snt->identity_lock);
	return ret;
}

static void receive_cb(void *context, const struct snt_handshake_msg *msg)
{
	struct snt_device *snt = context;

	if (!has_key(snt)) {
		drop(snt, SNAPTUN_DROP_REASON_HS_NO_KEY);
		return;
	}
	switch (msg->data[0]) {
	case SNT_WIRE_INITIATION:
		if (!admit(snt, msg))
			snt_handshake_take_initiation(snt, msg);
		break;
	case SNT_WIRE_RESPONSE:
		if (!admit(snt, msg))
			receive_response(snt, msg);
		break;
	case SNT_WIRE_COOKIE_REPLY:
		receive_cookie_reply(snt, msg);
		break;
	}
}

/**
 * snt_handshakes_create - what handshakes of a device need at all times
 * @snt: the device, with its name
 *
 * Context: process.
 * Return: it, or ERR_PTR(-ENOMEM).
 */
struct snt_handshakes *snt_handshakes_create(struct snt_device *snt)
{
	struct snt_handshakes *handshakes;

	handshakes = kzalloc(sizeof(*handshakes), GFP_KERNEL);
	if (!handshakes)
		return ERR_PTR(-ENOMEM);
	handshakes->wq = alloc_workqueue("snt-hs-%s",
					 WQ_UNBOUND | WQ_FREEZABLE, 0,
					 snt->dev->name);
	if (!handshakes->wq) {
		kfree(handshakes);
		return ERR_PTR(-ENOMEM);
	}
	return handshakes;
}

/**
 * snt_handshakes_destroy - end all handshake work of a device
 * @handshakes: closed, of a device whose tunnels are gone
 *
 * Context: process, not under a lock that a handshake takes.
 */
void snt_handshakes_destroy(struct snt_handshakes *handshakes)
{
	destroy_workqueue(handshakes->wq);
	kfree(handshakes);
}

/**
 * snt_handshakes_open - messages may come: the device goes up
 * @snt: the device, without sockets
 *
 * The memory for what strangers may send is a third of a megabyte, so devices
 * that are down do without it.
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_handshakes_open(struct snt_device *snt)
{
	struct snt_handshakes *handshakes = snt->handshakes;
	struct snt_handshake_queue *queue;
	int err;

	err = snt_ratelimit_init(&handshakes->ratelimit);
	if (err)
		return err;
	queue = snt_handshake_queue_create(handshakes->wq, receive_cb, snt);
	if (IS_ERR(queue)) {
		snt_ratelimit_uninit(&handshakes->ratelimit);
		return PTR_ERR(queue);
	}
	handshakes->queue = queue;
	return 0;
}

/**
 * snt_handshakes_close - forget messages that wait, end work on others
 * @snt: a device whose sockets are closed and whose NAPI is off
 *
 * Context: process, not under a lock that a handshake takes.
 */
void snt_handshakes_close(struct snt_device *snt)
{
	struct snt_handshakes *handshakes = snt->handshakes;

	snt_handshake_queue_destroy(handshakes->queue);
	handshakes->queue = NULL;
	snt_ratelimit_uninit(&handshakes->ratelimit);
}

/**
 * snt_handshake_receive - a handshake message came in
 * @snt: the device
 * @msg: classified as initiation, response or cookie reply by
 *	snt_wire_classify(); copied
 * @len: its length
 * @from: where it came from
 * @number: of the tunnel whose socket it came to, 0: that of all
 *
 * Context: softirq or process.
 * Return: 0, or a negative errno: it was dropped, and that was counted.
 */
int snt_handshake_receive(struct snt_device *snt, const u8 *msg, size_t len,
			  const struct snt_endpoint *from, u32 number)
{
	int err = snt_handshake_queue_add(snt->handshakes->queue, msg, len,
					  from, number);

	if (err)
		drop(snt, SNAPTUN_DROP_REASON_HS_QUEUE_FULL);
	return err;
}

/**
 * snt_handshake_note_wrong_mode - a response of the other wire mode came in
 * @snt: the device
 * @msg: the response, at least its head; the caller has counted the drop
 *
 * Nothing in it is proven; but that it knows our index makes it likely that
 * the two ends are configured differently, which nothing else would tell.
 *
 * Context: softirq or process.
 */
void snt_handshake_note_wrong_mode(struct snt_device *snt, const u8 *msg)
{
	const struct snt_wire_response_head *head = (const void *)msg;
	struct snt_tunnel *tunnel;

	tunnel = find_tunnel_for_index(snt, head->receiver_index);
	if (!tunnel)
		return;
	if (snt_timers_is_handshaking(tunnel))
		snt_tunnel_fail(tunnel,
				SNAPTUN_PEER_ERROR_RESPONSE_WRONG_LENGTH);
	snt_tunnel_put(tunnel);
}
