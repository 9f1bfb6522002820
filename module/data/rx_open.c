// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening: the messages of a batch become packets in fresh memory. What arrived
 * is only read, and read once.
 */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "block.h"
#include "joined.h"
#include "rx_deliver.h"
#include "rx_open.h"

/*
 * What is shorter than this comes from the slab: a small packet that stays in a
 * socket's queue must not hold a block.
 */
#define SMALL_LEN	SKB_WITH_OVERHEAD(1024)
/* Longest packet that is common */
#define COMMON_LEN	2048
/* Longest message that is not opened the slow way: a jumbo frame. */
#define SCRATCH_LEN	9216

/**
 * struct scratch - one's own copy of the message that one is opening
 * @front: the cipher reads what is in front of the text
 * @msg: the message
 */
struct scratch {
	u8 front[SNT_BUNDLE_FRONT];
	u8 msg[SCRATCH_LEN];
};

/*
 * Who opens takes the CPU's scratch out of here and puts it back, so nobody
 * else can know where it is. Where BH does not keep others off the CPU, who
 * comes meanwhile finds none and does without.
 */
static DEFINE_PER_CPU(struct scratch *, idle_scratch);

/*
 * The message at @off where nobody else can change it: between the cipher's
 * two looks at it, for the text and for the tag, it must stay the same. Pages
 * may belong to whoever sent it (splice, packet rings, a guest's memory), and
 * no flag tells reliably; a linear part is the kernel's own.
 *
 * Without a place in between, the message is put where its text will be.
 */
static u8 *private_copy(struct sk_buff *aggregate, struct snt_joined *joined,
			unsigned int off, unsigned int len,
			struct scratch *scratch, u8 *dst, bool *is_scratch)
{
	u8 *msg = dst - SNT_DATA_HDR_LEN;
	const u8 *bytes;

	*is_scratch = false;
	if (off + len <= skb_headlen(aggregate) &&
	    skb_headroom(aggregate) + off >= SNT_BUNDLE_FRONT)
		return aggregate->data + off;
	if (likely(scratch && len <= sizeof(scratch->msg))) {
		msg = scratch->msg;
		*is_scratch = true;
	}
	bytes = snt_joined_bytes(joined, off, len);
	if (likely(bytes))
		return memcpy(msg, bytes, len);
	return skb_copy_bits(aggregate, off, msg, len) ? NULL : msg;
}

static struct sk_buff *alloc_in_block(unsigned int len)
{
	unsigned int size = SKB_DATA_ALIGN(NET_SKB_PAD + len) +
			    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	struct sk_buff *skb;
	void *data;

	data = snt_block_take_piece(SNT_BLOCK_OPENED, size);
	if (unlikely(!data))
		return NULL;
	skb = napi_build_skb(data, size);
	if (likely(skb))
		skb_reserve(skb, NET_SKB_PAD);
	else
		skb_free_frag(data);
	return skb;
}

/*
 * What is common has its memory at hand. For what is rare and large, want of
 * memory is counted and not warned of.
 */
static struct sk_buff *alloc_opened(struct snt_device *snt, unsigned int len)
{
	struct sk_buff *skb;

	if (len <= SMALL_LEN)
		return napi_alloc_skb(&snt->rx_napi, len);
	if (len <= COMMON_LEN) {
		skb = alloc_in_block(len);
		if (likely(skb))
			return skb;
	}
	return __netdev_alloc_skb(snt->dev, len, GFP_ATOMIC | __GFP_NOWARN);
}

/* Opens one message into fresh memory; NULL when it was dropped. */
static struct sk_buff *open_message(struct snt_batch *batch,
				    struct snt_joined *joined,
				    unsigned int off, unsigned int len,
				    struct scratch *scratch)
{
	struct sk_buff *skb;
	bool is_scratch;
	__le32 index;
	u64 counter;
	u8 *msg;

	skb = alloc_opened(batch->tunnel->device, SNT_BUNDLE_FRONT + len);
	if (unlikely(!skb)) {
		snt_tunnel_drop(batch->tunnel,
				SNAPTUN_DROP_REASON_RX_NO_MEMORY, 1);
		return NULL;
	}
	skb_reserve(skb, SNT_BUNDLE_FRONT);
	msg = private_copy(batch->aggregate, joined, off, len, scratch,
			   skb->data, &is_scratch);
	if (unlikely(!msg))
		goto drop;
	/* The session was looked up by what the index was then. */
	snt_wire_data_parse(msg, &index, &counter);
	if (snt_cipher_open(&batch->session->receive_cipher, skb->data,
			    msg + SNT_DATA_HDR_LEN,
			    len - SNT_DATA_OVERHEAD_LEN, counter, is_scratch))
		goto drop;
	skb_put(skb, len - SNT_DATA_OVERHEAD_LEN);
	snt_opened_cb(skb)->counter = counter;
	return skb;
drop:
	snt_tunnel_drop_skb(batch->tunnel, SNAPTUN_DROP_REASON_RX_AUTH_FAILED,
			    skb);
	return NULL;
}

/**
 * snt_rx_open - open what came in one run
 * @batch: its aggregate is only read; what is opened is put into @out, what is
 *	not is dropped and counted
 *
 * Context: BH off, any CPU.
 */
void snt_rx_open(struct snt_batch *batch)
{
	struct scratch *scratch = this_cpu_xchg(idle_scratch, NULL);
	unsigned int encap_len = snt_encap_len(batch->encap);
	struct snt_joined joined;
	unsigned int i;

	snt_joined_begin(&joined, batch->aggregate);
	for (i = batch->first; i < batch->first + batch->nr; i++) {
		unsigned int off = i * batch->stride;
		unsigned int len = min(batch->aggregate->len - off,
				       batch->stride);
		struct sk_buff *skb;

		skb = open_message(batch, &joined, off + encap_len,
				   len - encap_len, scratch);
		if (unlikely(!skb))
			continue;
		snt_opened_cb(skb)->len = len;
		__skb_queue_tail(&batch->out, skb);
	}
	/* It is still this CPU's: with BH off nobody changes place. */
	if (likely(scratch))
		this_cpu_write(idle_scratch, scratch);
}

static void free_scratches(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		kfree(per_cpu(idle_scratch, cpu));
		per_cpu(idle_scratch, cpu) = NULL;
	}
}

/**
 * snt_rx_open_start - set up what opening needs
 *
 * Return: 0 or -ENOMEM.
 */
int snt_rx_open_start(void)
{
	struct scratch *scratch;
	int cpu;

	for_each_possible_cpu(cpu) {
		scratch = kzalloc_node(sizeof(*scratch), GFP_KERNEL,
				       cpu_to_node(cpu));
		if (!scratch) {
			free_scratches();
			return -ENOMEM;
		}
		per_cpu(idle_scratch, cpu) = scratch;
	}
	return 0;
}

/**
 * snt_rx_open_stop - undo snt_rx_open_start(); no batch is left
 */
void snt_rx_open_stop(void)
{
	free_scratches();
}
