// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that wait for their tunnel to have a session: the newest ones, and
 * no more than WireGuard keeps. tx.c takes them when there is a session. Those
 * that tx_join.c keeps a moment, for others to join them, wait here as well.
 */
#include <linux/sizes.h>
#include "staged.h"
#include "device.h"
#include "packet_cb.h"
#include "tunnel.h"

/* Packets, those in a GSO packet counted one by one */
#define STAGED_MAX	128
/* Memory of these; all that the tunnels of a device have is bounded as well */
#define STAGED_BYTES	SZ_1M
/* Memory of a packet that is kept whatever waits for others: so much a peer
 * takes itself.
 */
#define STAGED_SMALL	SZ_4K

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
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list))) {
		snt_tunnel_drop(tunnel, reason, snt_packet_nr_messages(skb) -
				snt_packet_cb(skb)->first);
		kfree_skb(skb);
	}
}

/* What waits for a session is no longer its sockets', which may have packets
 * for others who do answer.
 */
static void orphan_locked(struct snt_tunnel *tunnel)
{
	struct sk_buff *skb;

	lockdep_assert_held(&tunnel->staged.lock);
	if (tunnel->staged_bytes == tunnel->staged_charged)
		return;
	skb_queue_walk(&tunnel->staged, skb)
		skb_orphan(skb);
}

/* Brings what the tunnel has taken of its device's budget to what it has; false
 * when there is no room for that.
 */
static bool charge_locked(struct snt_tunnel *tunnel)
{
	struct snt_budget *budget = &tunnel->device->staged;
	unsigned int bytes = tunnel->staged_bytes;
	unsigned int charged = tunnel->staged_charged;

	lockdep_assert_held(&tunnel->staged.lock);
	if (bytes > charged && !snt_budget_take(budget, bytes - charged))
		return false;
	if (bytes < charged)
		snt_budget_give(budget, charged - bytes);
	tunnel->staged_charged = bytes;
	return true;
}

/* The newest packet stays if it is small: whatever waits for others must not
 * keep away a request that begins a connection.
 */
static bool is_too_much_locked(struct snt_tunnel *tunnel)
{
	lockdep_assert_held(&tunnel->staged.lock);
	if (tunnel->staged_nr > STAGED_MAX &&
	    skb_queue_len(&tunnel->staged) > 1)
		return true;
	if (tunnel->staged_bytes <= STAGED_SMALL)
		return false;
	return tunnel->staged_bytes > STAGED_BYTES || !charge_locked(tunnel);
}

static void drop_oldest_locked(struct snt_tunnel *tunnel,
			       struct sk_buff_head *dropped)
{
	struct sk_buff *skb = __skb_dequeue(&tunnel->staged);

	lockdep_assert_held(&tunnel->staged.lock);
	WRITE_ONCE(tunnel->staged_nr,
		   tunnel->staged_nr - snt_packet_nr_messages(skb));
	tunnel->staged_bytes -= skb->truesize;
	__skb_queue_tail(dropped, skb);
}

static void add_locked(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	unsigned int nr = tunnel->staged_nr;
	struct sk_buff *skb;

	lockdep_assert_held(&tunnel->staged.lock);
	skb_queue_walk(list, skb) {
		skb_orphan(skb);
		nr += snt_packet_nr_messages(skb);
		tunnel->staged_bytes += skb->truesize;
	}
	skb_queue_splice_tail_init(list, &tunnel->staged);
	WRITE_ONCE(tunnel->staged_nr, nr);
}

/**
 * snt_staged_add - keep packets until there is a session
 * @tunnel: where they are going
 * @list: is empty afterwards, and may be before
 *
 * So are packets that only waited for others to join them. When there are too
 * many the oldest are dropped: they are the ones that are most likely given up
 * on already. A tunnel that was stopped keeps nothing: it would be sent when
 * the device is up again.
 *
 * Context: any but hard interrupts.
 */
void snt_staged_add(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct sk_buff_head dropped;

	__skb_queue_head_init(&dropped);
	spin_lock_bh(&tunnel->staged.lock);
	if (unlikely(snt_tunnel_is_stopped(tunnel))) {
		/* Stopped first, purged under the lock: none comes later. */
		spin_unlock_bh(&tunnel->staged.lock);
		snt_staged_drop_list(tunnel, list,
				     SNAPTUN_DROP_REASON_TX_DEVICE);
		return;
	}
	orphan_locked(tunnel);
	add_locked(tunnel, list);
	while (!skb_queue_empty(&tunnel->staged) &&
	       is_too_much_locked(tunnel))
		drop_oldest_locked(tunnel, &dropped);
	charge_locked(tunnel);
	spin_unlock_bh(&tunnel->staged.lock);
	snt_staged_drop_list(tunnel, &dropped,
			     SNAPTUN_DROP_REASON_TX_NO_SESSION);
}

/**
 * snt_staged_take - take all that waits
 * @tunnel: where it is going
 * @list: gets it, before what is there
 *
 * The caller sets staged_nr to 0 when all has its place in the order of
 * sending.
 * Context: under the lock of @tunnel->staged.
 */
void snt_staged_take(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	skb_queue_splice_init(&tunnel->staged, list);
	tunnel->staged_bytes = 0;
	charge_locked(tunnel);
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
	snt_staged_take(tunnel, &list);
	WRITE_ONCE(tunnel->staged_nr, 0);
	spin_unlock_bh(&tunnel->staged.lock);
	snt_staged_drop_list(tunnel, &list, reason);
}
