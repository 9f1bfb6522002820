/* SPDX-License-Identifier: GPL-2.0-only */
/* The kind of a packet without a link layer. */
#ifndef _SNT_CONTENT_H
#define _SNT_CONTENT_H

#include <linux/types.h>

/* The Ethernet type that SCION packets without a link layer travel under: the
 * first of those for local experiments, none is assigned.
 */
#define SNT_ETH_P_SCION		ETH_P_802_EX1

struct sk_buff;
struct snt_device;
struct snt_flow;

__be16 snt_content_protocol(const struct sk_buff *skb);
bool snt_content_is_admitted(const struct snt_device *snt, __be16 protocol);
int snt_content_read_flow(struct sk_buff *skb, int end, struct snt_flow *flow);

#endif /* _SNT_CONTENT_H */
