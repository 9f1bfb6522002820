// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that wait for their tunnel to have a session: the newest ones, and
 * no more than WireGuard keeps. tx.c takes them when there is a session.
 */
#include "staged.h"
#include "context.h"
#include "packet.h"
#include "timers.h"
#include "tunnel.h"

/* Packets, those in a GSO packet counted one by one */
#define STAGED_MAX	128

/**
 * snt_staged_drop_list - drop packets and count each
 * @tunnel: where they were going
 * @list: is empty afterwards
 * @reason: why
 *
 * Context: any but hard interrupts.
 */
void snt_staged_drop_list(struct snt_tunnel *tunnel, struct sk_buff_head *list,
			  enum snaptun_drop_reason reason)
{
	struct snt_stats *stats = &tunnel->device->stats;
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list))) {
		snt_stats_drop(stats, reason, snt_packet_nr_messages(skb) -
			       snt_packet_cb(skb)->first);
		kfree_skb(skb);
	}
}

/**
 * snt_staged_add - keep packets until there is a session
 * @tunnel: where they are going
 * @list: is empty afterwards
 *
 * When there are too many the oldest are dropped: they are the ones that are
 * most likely given up on already. They leave their sockets, which may have
 * packets for others who do answer. A tunnel that was stopped keeps nothing: it
 * would be sent when the device is up again.
 *
 * Context: any but hard interrupts.
 */
void snt_staged_add(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct sk_buff_head *staged = &tunnel->staged;
	struct sk_buff_head dropped;
	unsigned int nr = 0;
	struct sk_buff *skb;

	__skb_queue_head_init(&dropped);
	skb_queue_walk(list, skb) {
		nr += snt_packet_nr_messages(skb);
		skb_orphan(skb);
	}
	spin_lock_bh(&staged->lock);
	if (unlikely(snt_timers_is_stopped(tunnel))) {
		/* Stopped first, purged under the lock: none comes later. */
		spin_unlock_bh(&staged->lock);
		snt_staged_drop_list(tunnel, list,
				     SNAPTUN_DROP_REASON_TX_DEVICE);
		return;
	}
	skb_queue_splice_tail_init(list, staged);
	nr += tunnel->staged_nr;
	while (nr > STAGED_MAX && skb_queue_len(staged) > 1) {
		skb = __skb_dequeue(staged);
		nr -= snt_packet_nr_messages(skb);
		__skb_queue_tail(&dropped, skb);
	}
	WRITE_ONCE(tunnel->staged_nr, nr);
	spin_unlock_bh(&staged->lock);
	snt_staged_drop_list(tunnel, &dropped,
			     SNAPTUN_DROP_REASON_TX_NO_SESSION);
}

/**
 * snt_staged_orphan - what was to leave soon waits for a session now
 * @tunnel: where it is going
 *
 * Context: any but hard interrupts.
 */
void snt_staged_orphan(struct snt_tunnel *tunnel)
{
	struct sk_buff *skb;

	spin_lock_bh(&tunnel->staged.lock);
	skb_queue_walk(&tunnel->staged, skb)
		skb_orphan(skb);
	spin_unlock_bh(&tunnel->staged.lock);
}

/**
 * snt_staged_any - does anything wait?
 * @tunnel: the tunnel
 *
 * Return: false once all that waited has its place in the order of sending.
 */
bool snt_staged_any(struct snt_tunnel *tunnel)
{
	/* Pairs with the release where the place is given, in tx.c. */
	return smp_load_acquire(&tunnel->staged_nr);
}

/**
 * snt_staged_purge - drop what waits
 * @tunnel: the tunnel
 * @reason: why
 *
 * Context: any but hard interrupts.
 */
void snt_staged_purge(struct snt_tunnel *tunnel,
		      enum snaptun_drop_reason reason)
{
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	spin_lock_bh(&tunnel->staged.lock);
	skb_queue_splice_init(&tunnel->staged, &list);
	WRITE_ONCE(tunnel->staged_nr, 0);
	spin_unlock_bh(&tunnel->staged.lock);
	snt_staged_drop_list(tunnel, &list, reason);
}
