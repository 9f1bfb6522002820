// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way out: packets for a tunnel are staged while it has no session, else
 * they are made into batches and numbered. Before that tx_join.c may have them
 * wait for more, after that tx_order.c seals and sends them.
 */
#include <linux/netdevice.h>
#include <net/dst_metadata.h>
#include <net/gso.h>
#include <net/inet_ecn.h>
#include <net/ip_tunnels.h>
#include <net/sock.h>
#include "core/session.h"
#include "tunnel/device.h"
#include "tunnel/staged.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "packet.h"
#include "tx.h"
#include "tx_join.h"
#include "tx_nesting.h"
#include "tx_order.h"

/* Tunnels of ours that a packet may go through on this machine, one in the
 * other. Configured nesting is two or three deep, a loop is endless.
 */
#define DEPTH_MAX	4

static bool number(struct snt_batch *batch, u64 now_ns)
{
	struct snt_session *session = batch->session;
	u64 next = atomic64_add_return(batch->nr, &session->send_counter);

	batch->counter = next - batch->nr;
	return snt_session_may_send(session->birth_ns, now_ns, next - 1);
}

/* The next batch of @list, or NULL: what could not be taken was dropped. */
static struct snt_batch *next_batch(struct snt_tunnel *tunnel,
				    struct snt_session *session,
				    struct sk_buff_head *list)
{
	struct snt_batch *batch;

	kref_get(&session->refcount);
	batch = snt_batch_create(tunnel, session);
	if (likely(batch && snt_batch_take(batch, list)))
		return batch;
	if (batch)
		snt_batch_destroy(batch);
	else
		snt_session_put(session);
	snt_staged_drop_list(tunnel, list,
			     SNAPTUN_DROP_REASON_TX_NO_MEMORY);
	return NULL;
}

/* Gives @batch its numbers and its place behind those that have theirs. False
 * when the numbers are used up: what comes next waits for new keys.
 */
static bool enqueue(struct snt_batch *batch, u64 now_ns,
		    struct list_head *jobs)
{
	bool has_numbers = number(batch, now_ns);

	if (likely(has_numbers && !snt_tx_order_add(batch))) {
		list_add_tail(&batch->job.to_run, jobs);
		return true;
	}
	if (!has_numbers)
		WRITE_ONCE(batch->session->may_send, false);
	snt_tunnel_drop(batch->tunnel, has_numbers ?
			SNAPTUN_DROP_REASON_TX_QUEUE_FULL :
			SNAPTUN_DROP_REASON_TX_NO_SESSION, batch->nr);
	snt_batch_destroy(batch);
	return has_numbers;
}

/* Cheap, so that it can be done under a lock; @jobs are then to be run. */
static void enqueue_list(struct snt_tunnel *tunnel,
			 struct snt_session *session,
			 struct sk_buff_head *list, u64 now_ns,
			 struct list_head *jobs)
{
	struct snt_batch *batch;

	while (!skb_queue_empty(list)) {
		batch = next_batch(tunnel, session, list);
		if (!batch || !enqueue(batch, now_ns, jobs))
			return;
	}
}

/*
 * What waits goes first. Whoever sees nothing staged, without the lock, comes
 * behind all that was: the count drops to zero when that has its place.
 */
static void enqueue_staged(struct snt_tunnel *tunnel,
			   struct snt_session *session,
			   struct sk_buff_head *list, u64 now_ns,
			   struct list_head *jobs)
{
	struct sk_buff_head *staged = &tunnel->staged;

	spin_lock_bh(&staged->lock);
	snt_staged_take(tunnel, list);
	enqueue_list(tunnel, session, list, now_ns, jobs);
	/* Pairs with the acquire in snt_staged_any(). */
	smp_store_release(&tunnel->staged_nr, 0);
	spin_unlock_bh(&staged->lock);
}

/* Consumes @list. */
static void send_list(struct snt_tunnel *tunnel, struct snt_session *session,
		      struct sk_buff_head *list, u64 now_ns)
{
	LIST_HEAD(jobs);

	if (unlikely(snt_staged_any(tunnel)))
		enqueue_staged(tunnel, session, list, now_ns, &jobs);
	else
		enqueue_list(tunnel, session, list, now_ns, &jobs);
	if (likely(!list_empty(&jobs)))
		snt_tx_order_run(tunnel, &jobs);
	if (likely(skb_queue_empty(list)))
		return;
	snt_staged_add(tunnel, list);
	tunnel->device->ops->initiate(tunnel, false);
}

/* Nothing may pass any more, what waits neither. Consumes @list. */
static void refuse_all(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	snt_staged_drop_list(tunnel, list,
			     SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED);
	if (snt_staged_any(tunnel))
		snt_staged_purge(tunnel,
				 SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED);
}

/* Consumes @list. */
static void send_or_stage(struct snt_tunnel *tunnel,
			  struct sk_buff_head *list)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	struct snt_session *session;

	if (snt_tunnel_is_over(tunnel)) {
		refuse_all(tunnel, list);
		return;
	}
	session = snt_keyring_find_sender(&tunnel->keyring, now_ns);
	if (unlikely(!session)) {
		snt_staged_add(tunnel, list);
		if (!snt_staged_any(tunnel))
			return;
		tunnel->device->ops->initiate(tunnel, false);
		/* A session that came meanwhile did not see what we staged. */
		session = snt_keyring_find_sender(&tunnel->keyring, now_ns);
		if (likely(!session))
			return;
	}
	send_list(tunnel, session, list, now_ns);
	snt_session_put(session);
	snt_tx_join_sent(tunnel);
}

/**
 * snt_tx_flush - send what is staged, or start a handshake for it
 * @tunnel: borrowed
 *
 * Context: BH off.
 */
void snt_tx_flush(struct snt_tunnel *tunnel)
{
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	send_or_stage(tunnel, &list);
}

/**
 * snt_tx_keepalive - send an empty packet, or what is staged
 * @tunnel: borrowed
 *
 * Context: BH off.
 */
void snt_tx_keepalive(struct snt_tunnel *tunnel)
{
	const struct snt_packet_cb cb = {
		.mtu = tunnel->device->dev->mtu,
		.encap = snt_path_encap(&tunnel->path),
	};
	struct sk_buff_head list;
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	if (!snt_staged_any(tunnel)) {
		skb = alloc_skb(0, GFP_ATOMIC | __GFP_NOWARN);
		if (skb) {
			snt_packet_prepare(skb, &cb, 0);
			__skb_queue_tail(&list, skb);
		}
	}
	send_or_stage(tunnel, &list);
}

/* Padding must not make a packet longer than this. */
static unsigned int padding_limit(struct sk_buff *skb, struct net_device *dev,
				  u32 encap)
{
	unsigned int mtu = skb_valid_dst(skb) ? dst_mtu(skb_dst(skb)) :
						READ_ONCE(dev->mtu);

	return min(mtu, snt_packet_max_len(encap));
}

static u8 outer_ds(struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return INET_ECN_encapsulate(0, ip_hdr(skb)->tos);
	if (skb->protocol == htons(ETH_P_IPV6))
		return INET_ECN_encapsulate(0, ipv6_get_dsfield(ipv6_hdr(skb)));
	return 0;
}

/* Of addresses and ports: queues tell flows apart by this, and cannot make it
 * once the packet is sealed. Senders that are connected have it already. For
 * what a packet socket sends, often millions of packets for a test, it is not
 * worth its price: that is one flow, whatever it is.
 */
static u32 flow_hash(struct sk_buff *skb)
{
	if (skb->sk && skb->sk->sk_family == AF_PACKET)
		return 0;
	if (skb->protocol == htons(ETH_P_IP) ||
	    skb->protocol == htons(ETH_P_IPV6))
		return skb_get_hash(skb);
	return 0;
}

static unsigned int max_len(struct net_device *dev, u32 encap)
{
	return min(READ_ONCE(dev->mtu), snt_packet_max_len(encap));
}

/* A packet may be kept until what was made of it has left the machine, and its
 * namespace may go before: what belongs to that is let go.
 */
static void release_references(struct sk_buff *skb)
{
	skb_dst_drop(skb);
	skb_ext_reset(skb);
	nf_reset_ct(skb);
}

/* Consumes @skb; @err is from snt_packet_prepare(). */
static void refuse(struct snt_tunnel *tunnel, struct sk_buff *skb, int err)
{
	enum snaptun_drop_reason reason = SNAPTUN_DROP_REASON_TX_MALFORMED;

	if (err == -EMSGSIZE)
		reason = SNAPTUN_DROP_REASON_TX_TOO_BIG;
	else if (err == -E2BIG)
		reason = SNAPTUN_DROP_REASON_TX_TOO_MANY;
	snt_tunnel_drop_skb(tunnel, reason, skb);
}

/* One by one to @list, with what each has to carry along. Consumes @skb. */
static void enlist(struct snt_tunnel *tunnel, struct sk_buff *skb,
		   const struct snt_packet_cb *cb, struct sk_buff_head *list)
{
	unsigned int max = max_len(tunnel->device->dev, cb->encap);
	struct sk_buff *next;
	int err;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		err = snt_packet_prepare(skb, cb, max);
		if (unlikely(err)) {
			refuse(tunnel, skb, err);
			continue;
		}
		release_references(skb);
		__skb_queue_tail(list, skb);
	}
}

/* What the cut can't do is segmented by the stack, unless that makes more of
 * it than one packet may become; @cb gets the headers' length of what it can
 * do. Consumes @skb.
 */
static struct sk_buff *segment(struct snt_tunnel *tunnel, struct sk_buff *skb,
			       struct snt_packet_cb *cb)
{
	struct sk_buff *segments;

	if (!skb_is_gso(skb))
		return skb;
	cb->hdr_len = snt_packet_header_len(skb);
	if (cb->hdr_len)
		return skb;
	if (skb->len / skb_shinfo(skb)->gso_size > SNT_PACKET_MESSAGES_MAX) {
		refuse(tunnel, skb, -E2BIG);
		return NULL;
	}
	segments = skb_gso_segment(skb, 0);
	if (!IS_ERR_OR_NULL(segments)) {
		consume_skb(skb);
		return segments;
	}
	refuse(tunnel, skb, -EINVAL);
	return NULL;
}

/**
 * snt_tx_packet - send a packet of the stack through a tunnel
 * @snt: the device
 * @tunnel: borrowed under RCU
 * @skb: begins with its network header; maybe GSO. Consumed.
 *
 * Context: BH off.
 */
void snt_tx_packet(struct snt_device *snt, struct snt_tunnel *tunnel,
		   struct sk_buff *skb)
{
	u32 encap = snt_path_encap(&tunnel->path);
	struct snt_packet_cb cb = {
		.mtu = padding_limit(skb, snt->dev, encap),
		.encap = encap,
		.hash = flow_hash(skb),
		.ds = outer_ds(skb),
		.depth = snt_tx_nesting_depth(),
	};
	struct sk_buff_head list;

	if (unlikely(cb.depth >= DEPTH_MAX)) {
		snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_NO_ROUTE);
		snt_tunnel_drop_skb(tunnel, SNAPTUN_DROP_REASON_TX_LOOP, skb);
		return;
	}
	skb = segment(tunnel, skb, &cb);
	if (!skb)
		return;
	__skb_queue_head_init(&list);
	enlist(tunnel, skb, &cb, &list);
	if (unlikely(skb_queue_empty(&list)))
		return;
	if (!snt_tx_join(tunnel, &list))
		send_or_stage(tunnel, &list);
}
