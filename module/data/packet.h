/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a packet of the stack, maybe of 64 KB, becomes messages of equal stride.
 */
#ifndef _SNT_PACKET_H
#define _SNT_PACKET_H

#include <linux/skbuff.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "tunnel/packet_cb.h"

/* Payload of one UDP packet over IPv4; over IPv6 it is 20 bytes more */
#define SNT_PACKET_MAX_BYTES	65507

/* Most messages that one packet becomes. A full one of 64 KB has fewer unless
 * its segments are smaller than any path's, and takes others' time then.
 */
#define SNT_PACKET_MESSAGES_MAX	512

/* The longest packet that fits into one datagram behind @encap */
static inline unsigned int snt_packet_max_len(u32 encap)
{
	return SNT_PACKET_MAX_BYTES - SNT_DATA_OVERHEAD_LEN -
	       snt_encap_len(encap);
}

/* How long a packet, or a segment of one, is with its padding */
static inline unsigned int
snt_packet_padded_len(const struct snt_packet_cb *cb, unsigned int len)
{
	return min_t(unsigned int, snt_wire_padded_len(len, cb->mtu),
		     snt_packet_max_len(cb->encap));
}

unsigned int snt_packet_header_len(struct sk_buff *skb);
bool snt_packet_can_sum(const struct sk_buff *skb);
int snt_packet_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb,
		       unsigned int max_len);

#endif /* _SNT_PACKET_H */
