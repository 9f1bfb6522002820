/* SPDX-License-Identifier: GPL-2.0-only */
/* SCION packets in IP and UDP, as hosts and routers of an AS send them */
#ifndef _SNT_WRAPPED_H
#define _SNT_WRAPPED_H

#include <linux/skbuff.h>
#include "core/flow.h"

/**
 * struct snt_wrapped - an IP packet that may hold a SCION packet
 * @from: source; port 0 without UDP header
 * @to: destination; likewise
 * @l4: offset of the UDP header, 0 if there is none
 * @is_fragment: only a part of a packet
 */
struct snt_wrapped {
	struct snt_flow from;
	struct snt_flow to;
	unsigned int l4;
	bool is_fragment;
};

/**
 * snt_wrapped_move - a packet begins elsewhere
 * @skb: with room before it, and so much of it linear
 * @moved: by how many bytes earlier, below 0: later
 */
static inline void snt_wrapped_move(struct sk_buff *skb, int moved)
{
	if (moved < 0)
		__skb_pull(skb, -moved);
	else
		__skb_push(skb, moved);
}

bool snt_wrapped_read(struct sk_buff *skb, struct snt_wrapped *packet);
bool snt_wrapped_is_direct(struct sk_buff *skb,
			   const struct snt_wrapped *packet);
bool snt_wrapped_is_intact(struct sk_buff *skb,
			   const struct snt_wrapped *packet);
struct sk_buff *snt_wrapped_split(struct sk_buff *skb);
bool snt_wrapped_unwrap(struct sk_buff *skb, unsigned int l4);
int snt_wrapped_wrap(struct sk_buff *skb, const struct snt_flow *from,
		     const struct snt_flow *to);

#endif /* _SNT_WRAPPED_H */
