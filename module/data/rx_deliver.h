/* SPDX-License-Identifier: GPL-2.0-only */
/* Opened packets are checked and go to the stack. */
#ifndef _SNT_RX_DELIVER_H
#define _SNT_RX_DELIVER_H

#include <linux/skbuff.h>

struct snt_batch;

/**
 * struct snt_opened_cb - what an opened packet carries along
 * @counter: of its message
 * @len: of its message, all in
 */
struct snt_opened_cb {
	u64 counter;
	unsigned int len;
};

static inline struct snt_opened_cb *snt_opened_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct snt_opened_cb) > sizeof(skb->cb));
	return (struct snt_opened_cb *)skb->cb;
}

void snt_deliver_batch(struct snt_batch *batch);

#endif /* _SNT_RX_DELIVER_H */
