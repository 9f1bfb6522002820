/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_CUT_H
#define _SNT_CUT_H

#include <linux/skbuff.h>
#include <linux/types.h>

unsigned int snt_cut_segment(struct sk_buff *skb, unsigned int nr, u8 *dst);
unsigned int snt_cut_single(struct sk_buff *skb, u8 *dst);

#endif /* _SNT_CUT_H */
