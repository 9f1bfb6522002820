// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that come one by one but in a row are worth waiting for: a batch of
 * them costs the stacks on both sides what a single one does. They are kept
 * with what is staged until a batch is full, something comes that does not
 * join, or a timer says that it is time.
 *
 * Whoever sends a request and waits for the answer must not wait longer for
 * this. So a packet is kept only when some went before it at once, closely one
 * after the other, and nothing came back meanwhile.
 */
#include <linux/sched/clock.h>
#include "tunnel/device.h"
#include "tunnel/staged.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "packet.h"
#include "tx_join.h"

/* How long a packet is kept at most: by then a batch pays */
#define KEEP_NS		(200 * NSEC_PER_USEC)
/* Packets that follow each other so closely begin a row: while one was kept,
 * the next would have come.
 */
#define BEGIN_GAP_NS	KEEP_NS
/* A row goes on after a pause in which a CPU may have been sending a batch. */
#define END_GAP_NS	NSEC_PER_MSEC
/* How many are sent at once before a row has begun */
#define FIRST_AT_ONCE	4

/**
 * snt_tx_join_reset - something was received: the next packets may answer it
 * @tunnel: from whom
 *
 * Context: any.
 */
void snt_tx_join_reset(struct snt_tunnel *tunnel)
{
	/* Lost or late it does little harm, so it is done without the lock. */
	WRITE_ONCE(tunnel->join.nr_in_row, 0);
}

/**
 * snt_tx_join_sent - packets went on their way, which took its time
 * @tunnel: where to
 *
 * A sender that is kept here, or waits for this CPU, makes no pause.
 *
 * Context: any.
 */
void snt_tx_join_sent(struct snt_tunnel *tunnel)
{
	WRITE_ONCE(tunnel->join.last_ns, local_clock());
}

static enum hrtimer_restart time_is_up(struct hrtimer *timer)
{
	struct snt_tunnel *tunnel = container_of(timer, struct snt_tunnel,
						 join.timer);

	spin_lock(&tunnel->staged.lock);
	tunnel->join.is_armed = false;
	if (tunnel->staged_nr < 2)
		snt_tx_join_reset(tunnel);	/* nobody joined it */
	spin_unlock(&tunnel->staged.lock);
	rcu_read_lock();
	tunnel->device->ops->flush(tunnel);
	rcu_read_unlock();
	snt_tunnel_put(tunnel);
	return HRTIMER_NORESTART;
}

/**
 * snt_tx_join_init - part of the setup of a tunnel
 * @tunnel: being set up
 */
void snt_tx_join_init(struct snt_tunnel *tunnel)
{
	hrtimer_setup(&tunnel->join.timer, time_is_up, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_SOFT);
}

static bool is_in_row(struct snt_tunnel_join *join)
{
	unsigned int nr = READ_ONCE(join->nr_in_row);
	bool has_begun = nr >= FIRST_AT_ONCE;
	u64 gap_ns = has_begun ? END_GAP_NS : BEGIN_GAP_NS;
	u64 now_ns = local_clock();

	if (now_ns - READ_ONCE(join->last_ns) > gap_ns)
		nr = 0;
	WRITE_ONCE(join->last_ns, now_ns);
	if (nr >= FIRST_AT_ONCE)
		return true;
	WRITE_ONCE(join->nr_in_row, nr + 1);
	return false;
}

static void keep(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct snt_tunnel_join *join = &tunnel->join;

	tunnel->staged_bytes += skb_peek(list)->truesize;
	skb_queue_splice_tail_init(list, &tunnel->staged);
	WRITE_ONCE(tunnel->staged_nr, tunnel->staged_nr + 1);
	if (join->is_armed)
		return;
	join->is_armed = true;
	snt_tunnel_get(tunnel);
	hrtimer_start(&join->timer, ns_to_ktime(KEEP_NS),
		      HRTIMER_MODE_REL_PINNED_SOFT);
}

/**
 * snt_tx_join - keep a packet until others have joined it?
 * @tunnel: where it goes, borrowed under RCU
 * @list: packets with their snt_packet_cb(); only a single one may be kept
 *
 * Context: BH off.
 * Return: true if it is kept and @list empty; false if @list is to be sent
 * now, and what is staged before it.
 */
bool snt_tx_join(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct sk_buff_head *staged = &tunnel->staged;
	struct sk_buff *skb = skb_peek(list);
	bool ret;

	if (skb_queue_len(list) > 1 || snt_packet_is_gso(skb))
		return false;
	spin_lock(&staged->lock);
	ret = is_in_row(&tunnel->join) && !snt_tunnel_is_stopped(tunnel) &&
	      snt_batch_would_grow(skb_peek(staged), skb, tunnel->staged_nr);
	if (ret)
		keep(tunnel, list);
	spin_unlock(&staged->lock);
	return ret;
}
