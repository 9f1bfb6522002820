// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches: their memory, which packets form one, and the buffers that these are
 * cut into.
 */
#include <linux/slab.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "tunnel/keyring.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "cut.h"
#include "bundle.h"
#include "packet.h"

static struct kmem_cache *batch_cache;

/**
 * snt_batch_create - an empty batch
 * @tunnel: a reference is taken
 * @session: the caller's reference is taken over
 *
 * Return: the batch, or NULL: the caller keeps its reference of @session.
 */
struct snt_batch *snt_batch_create(struct snt_tunnel *tunnel,
				   struct snt_session *session)
{
	struct snt_batch *batch = kmem_cache_zalloc(batch_cache, GFP_ATOMIC);

	if (unlikely(!batch))
		return NULL;
	batch->tunnel = snt_tunnel_get(tunnel);
	batch->session = session;
	__skb_queue_head_init(&batch->in);
	__skb_queue_head_init(&batch->out);
	return batch;
}

/**
 * snt_batch_destroy - free a batch and all that it owns
 * @batch: the batch
 */
void snt_batch_destroy(struct snt_batch *batch)
{
	struct snt_tunnel *tunnel = batch->tunnel;

	__skb_queue_purge(&batch->in);
	__skb_queue_purge(&batch->out);
	consume_skb(batch->aggregate);
	snt_session_put(batch->session);
	kmem_cache_free(batch_cache, batch);
	/* Last: the tunnel's hold on the device pins the module. */
	snt_tunnel_put(tunnel);
}

static unsigned int max_messages(unsigned int stride)
{
	return clamp((SNT_BUNDLE_BLOCK_LEN - SNT_BUNDLE_FRONT) / stride, 1U,
		     (unsigned int)SNT_BATCH_MAX);
}

static bool take_gso(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);
	struct snt_packet_cb *cb = snt_packet_cb(skb);
	unsigned int left = snt_packet_nr_messages(skb) - cb->first;

	batch->stride = cb->stride;
	batch->first = cb->first;
	batch->nr = min(left, max_messages(batch->stride));
	if (batch->nr < left) {
		/* Without memory all of it is still there to be counted; else
		 * its memory is the last batch's that is made of it.
		 */
		skb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!skb))
			return false;
		cb->first += batch->nr;
	} else {
		__skb_unlink(skb, list);
		batch->in_bytes = skb->truesize;
	}
	__skb_queue_tail(&batch->in, skb);
	return true;
}

static bool fits_run(const struct snt_batch *batch, struct sk_buff *skb)
{
	const struct snt_packet_cb *cb = snt_packet_cb(skb);

	return !snt_packet_is_gso(skb) && cb->ds == batch->ds &&
	       cb->depth == batch->depth && cb->encap == batch->encap &&
	       cb->stride <= batch->stride &&
	       batch->nr < max_messages(batch->stride);
}

/* Equal sizes of one flow follow each other; a smaller one can only be the
 * last. Other flows get batches of their own: queues below may keep flows
 * apart, and in another flow's queue a packet would overtake those of its own.
 */
static void take_run(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb, *next;

	batch->stride = snt_packet_cb(skb_peek(list))->stride;
	skb_queue_walk_safe(list, skb, next) {
		if (snt_packet_cb(skb)->hash != batch->hash)
			continue;
		if (!fits_run(batch, skb))
			break;
		__skb_unlink(skb, list);
		__skb_queue_tail(&batch->in, skb);
		batch->nr++;
		batch->in_bytes += skb->truesize;
		if (snt_packet_cb(skb)->stride < batch->stride)
			break;
	}
}

/**
 * snt_batch_would_grow - would a batch be bigger with a packet, and not full?
 * @first: the first packet of @nr that were staged, or NULL
 * @skb: a single packet that could be staged behind them
 * @nr: how many messages are staged
 *
 * Return: true if waiting for one more packet may pay.
 */
bool snt_batch_would_grow(struct sk_buff *first, struct sk_buff *skb,
			  unsigned int nr)
{
	unsigned int stride = snt_packet_cb(skb)->stride;

	if (nr + 1 >= max_messages(stride))
		return false;
	return !first || (!snt_packet_is_gso(first) &&
			  snt_packet_cb(first)->stride == stride);
}

/**
 * snt_batch_take - fill a batch from the head of a list
 * @batch: empty
 * @list: staged packets, not empty
 *
 * Return: false without memory; the list's head is then still there.
 */
bool snt_batch_take(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);
	const struct snt_packet_cb *cb = snt_packet_cb(skb);

	batch->encap = cb->encap;
	batch->hash = cb->hash;
	batch->ds = cb->ds;
	batch->depth = cb->depth;
	if (snt_packet_is_gso(skb))
		return take_gso(batch, list);
	take_run(batch, list);
	return true;
}

/* A packet that was cut stays until its batch has left: so long its sender's
 * socket has to know of it.
 */
static void next_single(struct snt_batch *batch)
{
	__skb_queue_tail(&batch->in, __skb_dequeue(&batch->in));
}

/* Message @nr of the batch goes to @dst: what stands before it, and the text
 * with room for header and tag.
 */
static unsigned int cut_message(struct snt_batch *batch, unsigned int nr,
				u8 *dst, struct snt_bundle_cb *cb)
{
	struct sk_buff *skb = skb_peek(&batch->in);
	unsigned int encap_len = snt_encap_len(batch->encap);
	unsigned int len, padded;

	if (encap_len)
		snt_geneve_build(dst, batch->encap);
	dst += encap_len + SNT_DATA_HDR_LEN;
	if (snt_packet_is_gso(skb)) {
		len = snt_cut_segment(skb, batch->first + nr, dst);
	} else {
		len = snt_cut_single(skb, dst);
		next_single(batch);
	}
	padded = snt_packet_padded_len(snt_packet_cb(skb), len);
	memset(dst + len, 0, padded - len);
	cb->bytes += len;
	cb->nr_data += !!len;
	return encap_len + SNT_DATA_OVERHEAD_LEN + padded;
}

static void cut_into(struct snt_batch *batch, struct sk_buff *out,
		     unsigned int done, unsigned int nr)
{
	struct snt_bundle_cb *cb = snt_bundle_cb(out);
	u8 *base = snt_bundle_base(out);
	unsigned int i, len = 0;

	*cb = (struct snt_bundle_cb){
		.counter = batch->counter + done,
		.nr = nr,
		.stride = batch->stride,
	};
	for (i = 0; i < nr; i++)
		len = cut_message(batch, done + i, base + i * batch->stride,
				  cb);
	snt_bundle_finish(out, (nr - 1) * batch->stride + len);
	__skb_queue_tail(&batch->out, out);
}

/**
 * snt_batch_cut - copy the packets into buffers of equal strides
 * @batch: filled by snt_batch_take(), numbered
 *
 * Without memory for all messages in one buffer it takes smaller ones.
 *
 * Return: messages that were lost because not even one fitted.
 */
unsigned int snt_batch_cut(struct snt_batch *batch)
{
	unsigned int done = 0, lost = 0, limit = batch->nr;

	while (done < batch->nr) {
		unsigned int nr = min(limit, batch->nr - done);
		struct sk_buff *out = snt_bundle_alloc(nr, batch->stride);

		if (likely(out)) {
			cut_into(batch, out, done, nr);
		} else if (nr > 1) {
			limit = nr / 2;
			continue;
		} else {
			if (!snt_packet_is_gso(skb_peek(&batch->in)))
				next_single(batch);
			lost++;
		}
		done += nr;
	}
	return lost;
}

/**
 * snt_batch_start - set up the memory of batches
 *
 * Return: 0 or -ENOMEM.
 */
int snt_batch_start(void)
{
	batch_cache = KMEM_CACHE(snt_batch, 0);
	return batch_cache ? 0 : -ENOMEM;
}

/**
 * snt_batch_stop - undo snt_batch_start(); no batch is left
 */
void snt_batch_stop(void)
{
	kmem_cache_destroy(batch_cache);
}
