// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bundles: UDP payloads of many messages. Owns the shape of the outgoing skb:
 * memory that is contiguous and nobody else's, so that a batch is one run of
 * equal strides for the cipher and one GSO packet for the stack.
 */
#include <linux/mm.h>
#include "udp/udp.h"
#include "block.h"
#include "bundle.h"

/* The outer headers go in front, and the cipher writes before a linear text. */
#define HEADROOM	(SNT_UDP_HEADROOM + SNT_BUNDLE_FRONT)

/* Up to here a linear buffer comes from the slab's small caches. */
#define LINEAR_MAX	SKB_WITH_OVERHEAD(PAGE_SIZE - HEADROOM)

static struct sk_buff *alloc_paged(struct sk_buff *skb, unsigned int size)
{
	unsigned int order = get_order(SNT_BUNDLE_FRONT + size);
	struct page *page;

	if (order == get_order(SNT_BUNDLE_BLOCK_LEN))
		page = snt_block_take(SNT_BLOCK_FULL);
	else
		page = snt_block_alloc(order);
	if (!page) {
		kfree_skb(skb);
		return NULL;
	}
	skb_add_rx_frag(skb, 0, page, SNT_BUNDLE_FRONT, size,
			PAGE_SIZE << order);
	return skb;
}

/**
 * snt_bundle_alloc - memory for messages
 * @nr: messages
 * @stride: bytes of each
 *
 * In front of snt_bundle_base() are SNT_BUNDLE_FRONT bytes that may be written.
 *
 * Context: BH off.
 * Return: an skb whose length is @nr times @stride, or NULL: the caller tries
 * again with fewer messages.
 */
struct sk_buff *snt_bundle_alloc(unsigned int nr, unsigned int stride)
{
	unsigned int size = nr * stride;
	bool is_linear = nr == 1 && size <= LINEAR_MAX;
	struct sk_buff *skb;

	skb = alloc_skb(HEADROOM + (is_linear ? size : 0),
			GFP_ATOMIC | __GFP_NOWARN);
	if (unlikely(!skb))
		return NULL;
	skb_reserve(skb, HEADROOM);
	if (is_linear) {
		skb_put(skb, size);
		return skb;
	}
	return alloc_paged(skb, size);
}

/**
 * snt_bundle_base - where the first message is
 * @skb: from snt_bundle_alloc(); borrowed
 *
 * Return: the address.
 */
u8 *snt_bundle_base(struct sk_buff *skb)
{
	if (!skb_is_nonlinear(skb))
		return skb->data;
	return skb_frag_address(&skb_shinfo(skb)->frags[0]);
}

/**
 * snt_bundle_finish - make a packet of a filled buffer
 * @skb: from snt_bundle_alloc(), with its snt_bundle_cb() filled; borrowed
 * @len: bytes that were filled
 *
 * What the stack wants to know of the UDP header's checksum is set by
 * udp_send.c, with the header.
 */
void snt_bundle_finish(struct sk_buff *skb, unsigned int len)
{
	const struct snt_bundle_cb *cb = snt_bundle_cb(skb);

	if (skb_is_nonlinear(skb)) {
		skb_frag_size_set(&skb_shinfo(skb)->frags[0], len);
		skb->data_len = len;
		skb->len = len;
	} else {
		__skb_trim(skb, len);
	}
	if (cb->nr < 2)
		return;
	skb_shinfo(skb)->gso_size = cb->stride;
	skb_shinfo(skb)->gso_segs = cb->nr;
	skb_shinfo(skb)->gso_type = SKB_GSO_UDP_L4;
}

/**
 * snt_bundle_hold - keep the memory of many messages beyond their skb
 * @text: to be filled; given back by snt_bundle_release()
 * @skb: from snt_bundle_finish(), not yet sent; borrowed
 */
void snt_bundle_hold(struct snt_bundle_text *text, struct sk_buff *skb)
{
	const struct snt_bundle_cb *cb = snt_bundle_cb(skb);
	const skb_frag_t *frag = &skb_shinfo(skb)->frags[0];

	text->page = skb_frag_page(frag);
	get_page(text->page);
	text->off = skb_frag_off(frag);
	text->len = skb->len;
	text->stride = cb->stride;
	text->nr = cb->nr;
}

/**
 * snt_bundle_release - undo snt_bundle_hold()
 * @text: is of no use after this
 */
void snt_bundle_release(struct snt_bundle_text *text)
{
	put_page(text->page);
}

/**
 * snt_bundle_split - one of many messages as a packet of its own
 * @text: the messages
 * @i: which one
 *
 * Return: a packet that shares the message's memory, or NULL.
 */
struct sk_buff *snt_bundle_split(const struct snt_bundle_text *text,
				 unsigned int i)
{
	unsigned int off = i * text->stride;
	struct sk_buff *skb = alloc_skb(HEADROOM, GFP_ATOMIC | __GFP_NOWARN);

	if (unlikely(!skb))
		return NULL;
	skb_reserve(skb, HEADROOM);
	get_page(text->page);
	skb_add_rx_frag(skb, 0, text->page, text->off + off,
			min(text->len - off, text->stride), text->stride);
	return skb;
}
