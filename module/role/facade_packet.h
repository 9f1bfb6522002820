/* SPDX-License-Identifier: GPL-2.0-only */
/* The IP and UDP headers between applications and the facade */
#ifndef _SNT_FACADE_PACKET_H
#define _SNT_FACADE_PACKET_H

#include <linux/skbuff.h>
#include "core/flow.h"

/**
 * struct snt_facade_packet - an IP packet that may be for the facade
 * @from: source; port 0 without UDP header
 * @to: destination; likewise
 * @l4: offset of the UDP header, 0 if there is none
 * @is_fragment: only a part of a packet
 */
struct snt_facade_packet {
	struct snt_flow from;
	struct snt_flow to;
	unsigned int l4;
	bool is_fragment;
};

/**
 * snt_facade_packet_move - a packet begins elsewhere
 * @skb: with room before it, and so much of it linear
 * @moved: by how many bytes earlier, below 0: later
 */
static inline void snt_facade_packet_move(struct sk_buff *skb, int moved)
{
	if (moved < 0)
		__skb_pull(skb, -moved);
	else
		__skb_push(skb, moved);
}

bool snt_facade_packet_read(struct sk_buff *skb,
			    struct snt_facade_packet *packet);
bool snt_facade_packet_is_direct(struct sk_buff *skb,
				 const struct snt_facade_packet *packet);
bool snt_facade_packet_is_intact(struct sk_buff *skb,
				 const struct snt_facade_packet *packet);
struct sk_buff *snt_facade_packet_split(struct sk_buff *skb);
bool snt_facade_packet_unwrap(struct sk_buff *skb, unsigned int l4);
int snt_facade_packet_wrap(struct sk_buff *skb, const struct snt_flow *from,
			   const struct snt_flow *to);

#endif /* _SNT_FACADE_PACKET_H */
