/* SPDX-License-Identifier: GPL-2.0-only */
/* UDP payloads of many messages: one buffer, handed out as one GSO packet, or
 * as packets of one message each.
 */
#ifndef _SNT_BUNDLE_H
#define _SNT_BUNDLE_H

#include <linux/skbuff.h>
#include "block.h"

/* The cipher wants this much of our own memory in front of a message's text,
 * 16 of it are the message's header (see snt_cipher_seal())
 */
#define SNT_BUNDLE_FRONT		64

/* A full batch is one block of the page allocator, with the bytes in front. */
#define SNT_BUNDLE_BLOCK_LEN	SNT_BLOCK_FULL_LEN

/**
 * struct snt_bundle_cb - what a UDP payload made from a batch carries along
 * @nr: messages in it
 * @stride: bytes from one message to the next; the last may be shorter
 * @nr_data: messages that are not keepalives
 * @bytes: of the packets inside
 * @counter: number of the first message
 */
struct snt_bundle_cb {
	u64 counter;
	unsigned int nr;
	unsigned int stride;
	unsigned int nr_data;
	unsigned int bytes;
};

/**
 * struct snt_bundle_text - many messages, which outlive the skb they were in
 * @page: where they are; owns a reference
 * @off: of the first byte in @page
 * @len: bytes of all
 * @stride: bytes from one message to the next
 * @nr: messages
 */
struct snt_bundle_text {
	struct page *page;
	unsigned int off;
	unsigned int len;
	unsigned int stride;
	unsigned int nr;
};

static inline struct snt_bundle_cb *snt_bundle_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct snt_bundle_cb) > sizeof(skb->cb));
	return (struct snt_bundle_cb *)skb->cb;
}

struct sk_buff *snt_bundle_alloc(unsigned int nr, unsigned int stride);
u8 *snt_bundle_base(struct sk_buff *skb);
void snt_bundle_finish(struct sk_buff *skb, unsigned int len);
void snt_bundle_hold(struct snt_bundle_text *text, struct sk_buff *skb);
void snt_bundle_release(struct snt_bundle_text *text);
struct sk_buff *snt_bundle_split(const struct snt_bundle_text *text,
				 unsigned int i);

#endif /* _SNT_BUNDLE_H */
