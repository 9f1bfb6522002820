// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way in, up to the cipher: the device's NAPI drains the sockets, each
 * aggregate is sorted into handshake messages and runs of data messages for
 * one session, and a run is a batch: opened here or on another CPU, delivered
 * in order by the NAPI (deliver.c). What arrived is only read, and read once.
 */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/udp.h>
#include "core/limits.h"
#include "core/session.h"
#include "core/wire.h"
#include "batch.h"
#include "context.h"
#include "deliver.h"
#include "handshake.h"
#include "rx.h"
#include "tunnel.h"

/**
 * struct aggregate - datagrams as the socket gave them
 * @snt: the device
 * @skb: their payloads in a row
 * @size: of each, the last may be shorter
 * @nr: how many
 */
struct aggregate {
	struct snt_device *snt;
	struct sk_buff *skb;
	unsigned int size;
	unsigned int nr;
};

/* Longest message that is not opened the slow way: a jumbo frame. */
#define SCRATCH_LEN	9216

/**
 * struct scratch - a CPU's own copy of the message that it is opening
 * @front: the cipher reads what is in front of the text
 * @msg: the message; used with BH off
 */
struct scratch {
	u8 front[SNT_GSO_FRONT];
	u8 msg[SCRATCH_LEN];
};

static struct scratch __percpu *scratches;

static unsigned int datagram_len(const struct sk_buff *skb, unsigned int size,
				 unsigned int i)
{
	return min(size, skb->len - i * size);
}

/*
 * The message at @off where nobody else can change it: between the cipher's
 * two looks at it, for the text and for the tag, it must stay the same. Pages
 * may belong to whoever sent it (splice, packet rings, a guest's memory), and
 * no flag tells reliably; a linear part is the kernel's own.
 *
 * Without a place in between, the message is put where its text will be.
 */
static const u8 *private_copy(struct sk_buff *aggregate, unsigned int off,
			      unsigned int len, u8 *dst, bool *has_front)
{
	struct scratch *scratch = this_cpu_ptr(scratches);
	u8 *msg = dst - SNT_DATA_HDR_LEN;

	*has_front = true;
	if (off + len <= skb_headlen(aggregate) &&
	    skb_headroom(aggregate) + off >= SNT_GSO_FRONT)
		return aggregate->data + off;
	if (likely(len <= sizeof(scratch->msg)))
		msg = scratch->msg;
	return skb_copy_bits(aggregate, off, msg, len) ? NULL : msg;
}

/* Opens one message into fresh memory; NULL when it was dropped. */
static struct sk_buff *open_message(struct snt_batch *batch, unsigned int off,
				    unsigned int len)
{
	struct snt_device *snt = batch->tunnel->device;
	struct sk_buff *skb;
	bool has_front;
	__le32 index;
	u64 counter;
	const u8 *msg;

	skb = __netdev_alloc_skb(snt->dev, SNT_GSO_FRONT + len,
				 GFP_ATOMIC | __GFP_NOWARN);
	if (unlikely(!skb)) {
		snt_stats_drop(&snt->stats, SNAPTUN_DROP_REASON_RX_NO_MEMORY,
			       1);
		return NULL;
	}
	skb_reserve(skb, SNT_GSO_FRONT);
	msg = private_copy(batch->aggregate, off, len, skb->data, &has_front);
	if (unlikely(!msg))
		goto drop;
	/* The session was looked up by what the index was then. */
	snt_wire_data_parse(msg, &index, &counter);
	if (snt_cipher_open(&batch->session->receive_cipher, skb->data,
			    msg + SNT_DATA_HDR_LEN,
			    len - SNT_DATA_OVERHEAD_LEN, counter, has_front))
		goto drop;
	skb_put(skb, len - SNT_DATA_OVERHEAD_LEN);
	snt_opened_cb(skb)->counter = counter;
	snt_opened_cb(skb)->len = len;
	return skb;
drop:
	snt_stats_drop_skb(&snt->stats, SNAPTUN_DROP_REASON_RX_AUTH_FAILED,
			   skb);
	return NULL;
}

static void crypt_batch(struct snt_job *job)
{
	struct snt_batch *batch = container_of(job, struct snt_batch, job);
	unsigned int i;

	for (i = batch->first; i < batch->first + batch->nr; i++) {
		unsigned int len = datagram_len(batch->aggregate,
						batch->stride, i);
		struct sk_buff *skb;

		skb = open_message(batch, i * batch->stride, len);
		if (likely(skb))
			__skb_queue_tail(&batch->out, skb);
	}
}

static void finish_batch(struct snt_job *job)
{
	snt_deliver_batch(container_of(job, struct snt_batch, job));
}

/* Another CPU opened what heads the order: the NAPI delivers it. */
static void order_ready(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 rx_order);
	struct snt_device *snt;

	/* The NAPI may have been there first: then nobody may be left. */
	if (!kref_get_unless_zero(&tunnel->refcount))
		return;
	snt = tunnel->device;
	if (test_and_set_bit(0, &tunnel->rx_is_ready)) {
		snt_tunnel_put(tunnel);
		return;
	}
	llist_add(&tunnel->rx_ready, &snt->rx_ready);
	napi_schedule(&snt->rx_napi);
}

const struct snt_pcrypt_ops snt_rx_pcrypt_ops = {
	.crypt = crypt_batch,
	.done = finish_batch,
	.ready = order_ready,
};

static unsigned int drain_ready(struct snt_device *snt, unsigned int budget)
{
	struct llist_node *list = llist_del_all(&snt->rx_ready);
	struct snt_tunnel *tunnel, *next;
	unsigned int nr = 0;

	llist_for_each_entry_safe(tunnel, next, list, rx_ready) {
		clear_bit(0, &tunnel->rx_is_ready);
		/* Before the look at the order; pairs with order_ready(). */
		smp_mb__after_atomic();
		nr += snt_order_drain(&tunnel->rx_order,
				      max(budget, nr + 1) - nr);
		/* Out of budget: the rest is for the next poll. */
		if (nr >= budget)
			order_ready(&tunnel->rx_order);
		snt_tunnel_put(tunnel);
	}
	return nr;
}

static void drop(const struct aggregate *agg, unsigned int nr,
		 enum snaptun_drop_reason reason)
{
	snt_stats_drop(&agg->snt->stats, reason, nr);
}

static struct snt_session *find_session(struct snt_device *snt, __le32 index)
{
	struct snt_index_node *node = snt_index_lookup(&snt->indices, index);
	struct snt_session *session;

	if (!node || node->kind != SNT_INDEX_SESSION)
		return NULL;
	session = container_of(node, struct snt_session, node);
	return kref_get_unless_zero(&session->refcount) ? session : NULL;
}

static bool may_receive(const struct snt_session *session, u64 counter)
{
	return READ_ONCE(session->may_receive) &&
	       snt_session_may_receive(session->birth_ns,
				       ktime_get_coarse_boottime_ns(),
				       counter);
}

static void open_run(const struct aggregate *agg, struct snt_session *session,
		     unsigned int first, unsigned int nr)
{
	struct snt_tunnel *tunnel;
	struct snt_batch *batch;

	tunnel = snt_tunnel_get_unless_dead(session->tunnel);
	if (unlikely(!tunnel)) {
		snt_session_put(session);
		drop(agg, nr, SNAPTUN_DROP_REASON_RX_UNKNOWN_INDEX);
		return;
	}
	batch = snt_batch_create(tunnel, session);
	snt_tunnel_put(tunnel);
	if (unlikely(!batch)) {
		snt_session_put(session);
		drop(agg, nr, SNAPTUN_DROP_REASON_RX_NO_MEMORY);
		return;
	}
	batch->aggregate = skb_get(agg->skb);
	batch->stride = agg->size;
	batch->first = first;
	batch->nr = nr;
	if (unlikely(snt_order_add(&tunnel->rx_order, &batch->job, nr))) {
		snt_batch_destroy(batch);
		drop(agg, nr, SNAPTUN_DROP_REASON_RX_QUEUE_FULL);
		return;
	}
	snt_order_run(&batch->job);
	snt_order_drain(&tunnel->rx_order, UINT_MAX);
}

/* Consecutive datagrams for one session; returns how many. */
static unsigned int receive_run(const struct aggregate *agg,
				unsigned int first, const u8 *hdr)
{
	unsigned int i, off = first * agg->size;
	u8 buf[SNT_DATA_HDR_LEN];
	struct snt_session *session;
	__le32 index, next;
	u64 counter, ignored;

	snt_wire_data_parse(hdr, &index, &counter);
	for (i = first + 1; i < agg->nr && i < first + SNT_BATCH_MAX; i++) {
		off += agg->size;
		if (agg->skb->len - off < SNT_DATA_OVERHEAD_LEN)
			break;
		hdr = skb_header_pointer(agg->skb, off, sizeof(buf), buf);
		if (hdr[0] != SNT_WIRE_DATA)
			break;
		snt_wire_data_parse(hdr, &next, &ignored);
		if (next != index)
			break;
	}
	session = find_session(agg->snt, index);
	if (unlikely(!session)) {
		drop(agg, i - first, SNAPTUN_DROP_REASON_RX_UNKNOWN_INDEX);
	} else if (unlikely(!may_receive(session, counter))) {
		snt_session_put(session);
		drop(agg, i - first, SNAPTUN_DROP_REASON_RX_SESSION_EXPIRED);
	} else {
		open_run(agg, session, first, i - first);
	}
	return i - first;
}

static void receive_handshake(const struct aggregate *agg, unsigned int i,
			      unsigned int len)
{
	u8 msg[SNT_INITIATION_LEN];
	struct snt_endpoint from;

	if (WARN_ON_ONCE(len > sizeof(msg)))
		return;
	if (skb_copy_bits(agg->skb, i * agg->size, msg, len) ||
	    snt_endpoint_from_skb(&from, agg->skb))
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
	else
		snt_handshake_receive(agg->snt, msg, len, &from);
}

static void refuse(const struct aggregate *agg, const u8 *hdr, int err)
{
	switch (err) {
	case -ENODATA:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_SHORT);
		break;
	case -EMSGSIZE:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_WRONG_LENGTH);
		break;
	case -EPROTOTYPE:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_WRONG_MODE);
		snt_handshake_note_wrong_mode(agg->snt, hdr);
		break;
	default:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_UNKNOWN_TYPE);
	}
}

/* One datagram, or a run of them; returns how many. */
static unsigned int receive_next(const struct aggregate *agg, unsigned int i)
{
	unsigned int len = datagram_len(agg->skb, agg->size, i);
	u8 buf[SNT_DATA_HDR_LEN];
	const u8 *hdr;
	int type;

	if (unlikely(len < sizeof(buf))) {
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_SHORT);
		return 1;
	}
	hdr = skb_header_pointer(agg->skb, i * agg->size, sizeof(buf), buf);
	if (unlikely(!hdr)) {
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
		return 1;
	}
	type = snt_wire_classify(hdr, len, READ_ONCE(agg->snt->wire));
	if (likely(type == SNT_WIRE_DATA))
		return receive_run(agg, i, hdr);
	if (type < 0)
		refuse(agg, hdr, type);
	else
		receive_handshake(agg, i, len);
	return 1;
}

/*
 * An aggregate is what we asked the socket for, but what comes is believed
 * only as far as it can be checked: sizes, and a type that has datagrams.
 */
static bool measure(struct aggregate *agg)
{
	const struct skb_shared_info *shinfo = skb_shinfo(agg->skb);
	struct sk_buff *skb = agg->skb;

	agg->size = skb->len;
	agg->nr = 1;
	if (!skb_is_gso(skb))
		return true;
	if (!(shinfo->gso_type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST)))
		return false;
	if (shinfo->gso_size < SNT_DATA_OVERHEAD_LEN)
		return false;
	agg->size = shinfo->gso_size;
	agg->nr = DIV_ROUND_UP(skb->len, agg->size);
	return agg->nr;
}

static unsigned int receive(struct snt_device *snt, struct sk_buff *skb)
{
	struct aggregate agg = { .snt = snt, .skb = skb };
	unsigned int i = 0;

	if (likely(measure(&agg))) {
		do
			i += receive_next(&agg, i);
		while (i < agg.nr);
	} else {
		drop(&agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
	}
	consume_skb(skb);
	return max(i, 1U);
}

static unsigned int drain_sockets(struct snt_device *snt, unsigned int budget)
{
	struct sock *socks[] = {
		rcu_dereference(snt->udp.sock4),
		rcu_dereference(snt->udp.sock6),
	};
	unsigned int nr = 0, empty = 0, turn = 0;
	struct sk_buff *skb;

	while (nr < budget && empty < ARRAY_SIZE(socks)) {
		struct sock *sk = socks[turn++ % ARRAY_SIZE(socks)];

		skb = sk ? snt_udp_recv(sk) : NULL;
		if (!skb) {
			empty++;
			continue;
		}
		empty = 0;
		nr += receive(snt, skb);
	}
	return nr;
}

/**
 * snt_rx_poll - receive and deliver
 * @napi: the device's
 * @budget: packets
 *
 * Return: @budget if there is more to do.
 */
int snt_rx_poll(struct napi_struct *napi, int budget)
{
	struct snt_device *snt = container_of(napi, struct snt_device,
					      rx_napi);
	unsigned int nr;

	if (!budget)
		return 0;
	rcu_read_lock();
	nr = drain_ready(snt, budget);
	if (nr < budget)
		nr += drain_sockets(snt, budget - nr);
	rcu_read_unlock();
	if (nr >= budget)
		return budget;
	/* What became ready since made napi_schedule() leave a mark. */
	napi_complete_done(napi, nr);
	return nr;
}

/**
 * snt_rx_socket_ready - a socket has something: called for each datagram
 * @udp: the device's sockets
 * @sk: the one
 */
void snt_rx_socket_ready(struct snt_udp *udp, struct sock *sk)
{
	struct snt_device *snt = container_of(udp, struct snt_device, udp);

	napi_schedule(&snt->rx_napi);
}

/**
 * snt_rx_purge - finish what was opened but not delivered
 * @snt: a device whose NAPI is off and whose sockets are closed
 *
 * Context: process, after snt_pcrypt_flush().
 */
void snt_rx_purge(struct snt_device *snt)
{
	local_bh_disable();
	drain_ready(snt, UINT_MAX);
	local_bh_enable();
}

/**
 * snt_rx_start - set up what opening needs
 *
 * Return: 0 or -ENOMEM.
 */
int snt_rx_start(void)
{
	scratches = alloc_percpu(struct scratch);
	return scratches ? 0 : -ENOMEM;
}

/**
 * snt_rx_stop - undo snt_rx_start(); no batch is left
 */
void snt_rx_stop(void)
{
	free_percpu(scratches);
}
