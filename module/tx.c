// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way out: packets for a tunnel are staged while it has no session, else
 * they are made into batches and numbered. tx_order.c seals and sends them.
 */
#include <linux/netdevice.h>
#include <net/dst_metadata.h>
#include <net/gso.h>
#include <net/inet_ecn.h>
#include <net/ip_tunnels.h>
#include "core/session.h"
#include "batch.h"
#include "context.h"
#include "errors.h"
#include "staged.h"
#include "tunnel.h"
#include "tx.h"
#include "tx_order.h"

/* Tunnels of ours that a packet may go through on this machine, one in the
 * other. Configured nesting is two or three deep, a loop is endless.
 */
#define DEPTH_MAX	4

/* How often to look whether more was staged while sending what was */
#define STAGED_ROUNDS	8

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

/* Returns false when the numbers are used up: the rest waits for new keys. */
static bool send_list(struct snt_tunnel *tunnel, struct snt_session *session,
		      struct sk_buff_head *list, u64 now_ns)
{
	struct snt_batch *batch;

	while (!skb_queue_empty(list)) {
		batch = next_batch(tunnel, session, list);
		if (!batch)
			break;
		if (likely(number(batch, now_ns))) {
			snt_tx_order_send(batch);
			continue;
		}
		WRITE_ONCE(session->may_send, false);
		snt_stats_drop(&tunnel->device->stats,
			       SNAPTUN_DROP_REASON_TX_NO_SESSION, batch->nr);
		snt_batch_destroy(batch);
		snt_staged_add(tunnel, list);
		tunnel->device->ops->initiate(tunnel, false);
		return false;
	}
	return true;
}

/*
 * What waits goes first, and what others send meanwhile goes behind it. They
 * may be quicker than we are: after some rounds they are on their own again.
 */
static void send_staged(struct snt_tunnel *tunnel,
			struct snt_session *session,
			struct sk_buff_head *list, u64 now_ns)
{
	unsigned int rounds = STAGED_ROUNDS;

	if (!snt_staged_begin(tunnel, list))
		return;
	while (rounds-- && snt_staged_take(tunnel, list, !rounds)) {
		if (send_list(tunnel, session, list, now_ns))
			continue;
		snt_staged_end(tunnel);
		return;
	}
}

/* Consumes @list. */
static void send_or_stage(struct snt_tunnel *tunnel,
			  struct sk_buff_head *list)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	struct snt_session *session;

	session = snt_keyring_find_sender(&tunnel->keyring, now_ns);
	if (unlikely(!session)) {
		if (!skb_queue_empty(list))
			snt_staged_add(tunnel, list);
		if (!snt_staged_any(tunnel))
			return;
		tunnel->device->ops->initiate(tunnel, false);
		/* A session that came meanwhile did not see what we staged. */
		session = snt_keyring_find_sender(&tunnel->keyring, now_ns);
		if (likely(!session))
			return;
	}
	if (unlikely(snt_staged_any(tunnel)))
		send_staged(tunnel, session, list, now_ns);
	else
		send_list(tunnel, session, list, now_ns);
	snt_session_put(session);
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
	struct sk_buff_head list;
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	if (!snt_staged_any(tunnel)) {
		skb = alloc_skb(0, GFP_ATOMIC | __GFP_NOWARN);
		if (skb) {
			*snt_packet_cb(skb) = (struct snt_packet_cb){
				.mtu = tunnel->device->dev->mtu,
			};
			__skb_queue_tail(&list, skb);
		}
	}
	send_or_stage(tunnel, &list);
}

static unsigned int mtu_of(struct sk_buff *skb, struct net_device *dev)
{
	return skb_valid_dst(skb) ? dst_mtu(skb_dst(skb)) :
				    READ_ONCE(dev->mtu);
}

static u8 outer_ds(struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return INET_ECN_encapsulate(0, ip_hdr(skb)->tos);
	if (skb->protocol == htons(ETH_P_IPV6))
		return INET_ECN_encapsulate(0, ipv6_get_dsfield(ipv6_hdr(skb)));
	return 0;
}

static bool is_too_big(struct sk_buff *skb, struct net_device *dev)
{
	unsigned int mtu = READ_ONCE(dev->mtu);

	if (skb_is_gso(skb))
		return !skb_gso_validate_network_len(skb, mtu);
	return skb->len > mtu;
}

/* One by one to @list, with what each has to carry along. Consumes @skb. */
static void enlist(struct sk_buff *skb, const struct snt_packet_cb *cb,
		   struct sk_buff_head *list)
{
	struct sk_buff *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		skb_dst_drop(skb);
		*snt_packet_cb(skb) = *cb;
		__skb_queue_tail(list, skb);
	}
}

/* What the cut can't do is segmented by the stack. Consumes @skb. */
static struct sk_buff *segment(struct snt_device *snt, struct sk_buff *skb)
{
	struct sk_buff *segments;

	if (!skb_is_gso(skb) || snt_batch_can_cut(skb))
		return skb;
	segments = skb_gso_segment(skb, 0);
	if (!IS_ERR_OR_NULL(segments)) {
		consume_skb(skb);
		return segments;
	}
	snt_stats_drop_skb(&snt->stats, SNAPTUN_DROP_REASON_TX_MALFORMED, skb);
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
	struct snt_packet_cb cb = {
		.mtu = mtu_of(skb, snt->dev),
		.ds = outer_ds(skb),
		.depth = snt_tx_order_depth(),
	};
	struct sk_buff_head list;

	if (unlikely(cb.depth >= DEPTH_MAX)) {
		snt_stats_drop_skb(&snt->stats, SNAPTUN_DROP_REASON_TX_LOOP,
				   skb);
		return;
	}
	if (unlikely(is_too_big(skb, snt->dev))) {
		snt_stats_drop_skb(&snt->stats, SNAPTUN_DROP_REASON_TX_TOO_BIG,
				   skb);
		return;
	}
	skb = segment(snt, skb);
	if (!skb)
		return;
	__skb_queue_head_init(&list);
	enlist(skb, &cb, &list);
	send_or_stage(tunnel, &list);
}
