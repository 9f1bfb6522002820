// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the tunnel sockets to the device's NAPI, through a queue of our own.
 * That of a socket is charged to memory that all UDP sockets of the machine
 * share, so anybody who fills others would stop us, and to the memory cgroup
 * of whoever opened it.
 */
#include "udp.h"

#include <linux/filter.h>
#include <net/udp.h>

/* Memory of what waits for the NAPI: some milliseconds at speed. */
#define ARRIVED_MAX_BYTES	(8U << 20)

static bool add(struct snt_udp *udp, struct sk_buff *skb)
{
	struct sk_buff_head *queue = &udp->arrived;
	bool has_room;

	spin_lock(&queue->lock);
	has_room = udp->arrived_bytes + skb->truesize <= ARRIVED_MAX_BYTES;
	if (likely(has_room)) {
		udp->arrived_bytes += skb->truesize;
		__skb_queue_tail(queue, skb);
	}
	spin_unlock(&queue->lock);
	return has_room;
}

/**
 * snt_udp_receive_cb - a datagram or an aggregate for a tunnel socket
 * @sk: the socket
 * @skb: its data begins with the UDP header; firewall and IPsec policy have
 *	 let it through, and its checksum is right
 *
 * What filters every socket is asked here, as UDP does not for one with an
 * encap_rcv: security modules, and programs of control groups. What these
 * refuse is not counted, as little as what a firewall drops.
 *
 * Consumes @skb.
 * Context: softirq, RCU read section; on several CPUs at once.
 * Return: 0, @skb is none of UDP's business any more.
 */
int snt_udp_receive_cb(struct sock *sk, struct sk_buff *skb)
{
	struct snt_udp *udp = rcu_dereference_sk_user_data(sk);

	if (unlikely(!udp || sk_filter_trim_cap(sk, skb,
						sizeof(struct udphdr)))) {
		kfree_skb(skb);
		return 0;
	}
	if (unlikely(udp->only_path &&
		     !snt_path_leads_to(udp->only_path, skb))) {
		snt_stats_drop_skb(udp->stats, SNAPTUN_DROP_REASON_RX_FOREIGN,
				   skb);
		return 0;
	}
	__skb_pull(skb, sizeof(struct udphdr));
	/* Neither is held while it waits, and nothing asks for them then. */
	skb_dst_drop(skb);
	skb->dev = udp->dev;
	if (unlikely(!add(udp, skb)))
		snt_stats_drop_skb(udp->stats,
				   SNAPTUN_DROP_REASON_RX_SOCKET_FULL, skb);
	udp->ops->ready(udp);
	return 0;
}

/**
 * snt_udp_recv - the next of what has arrived
 * @udp: of the device
 *
 * The UDP header is pulled, the others are where they were. It may be one
 * datagram or an aggregate of any geometry.
 * Context: softirq or BH off; on several CPUs at once.
 * Return: a packet that is the caller's, or NULL when there is none.
 */
struct sk_buff *snt_udp_recv(struct snt_udp *udp)
{
	struct sk_buff_head *queue = &udp->arrived;
	struct sk_buff *skb;

	/* add() is followed by ops->ready(), so none is overlooked. */
	if (skb_queue_empty_lockless(queue))
		return NULL;
	spin_lock(&queue->lock);
	skb = __skb_dequeue(queue);
	if (skb)
		udp->arrived_bytes -= skb->truesize;
	spin_unlock(&queue->lock);
	return skb;
}
