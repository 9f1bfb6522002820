/* SPDX-License-Identifier: GPL-2.0-only */
/* UDP payloads of many messages: one buffer, handed out as one GSO packet. */
#ifndef _SNT_GSO_H
#define _SNT_GSO_H

#include <linux/skbuff.h>

struct sk_buff *snt_gso_alloc(unsigned int nr, unsigned int stride);
u8 *snt_gso_base(struct sk_buff *skb);
void snt_gso_finish(struct sk_buff *skb, unsigned int len);

#endif /* _SNT_GSO_H */
