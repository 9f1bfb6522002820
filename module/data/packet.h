/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a packet of the stack, maybe of 64 KB, becomes messages of equal stride.
 */
#ifndef _SNT_PACKET_H
#define _SNT_PACKET_H

#include <linux/skbuff.h>
#include "core/geneve.h"
#include "core/wire.h"

/* Payload of one UDP packet over IPv4; over IPv6 it is 20 bytes more */
#define SNT_PACKET_MAX_BYTES	65507

/* Most messages that one packet becomes. A full one of 64 KB has fewer unless
 * its segments are smaller than any path's, and takes others' time then.
 */
#define SNT_PACKET_MESSAGES_MAX	512

/**
 * struct snt_packet_cb - what a staged packet carries along
 * @mtu: padding must not make it longer than this
 * @stride: bytes of a message, of all but the last of a GSO packet
 * @first: segments of a GSO packet that an earlier batch took
 * @encap: what will stand before its messages
 * @hash: of its flow, 0 if it has none
 * @hdr_len: of a GSO packet: the headers that each segment begins with
 * @gso_size: of a GSO packet: payload of each segment but the last; else 0. As
 *	it was when the packet was looked at: what skb_shared_info says belongs
 *	to all clones
 * @ds: outer DS field
 * @depth: see struct snt_batch
 */
struct snt_packet_cb {
	unsigned int mtu;
	unsigned int stride;
	unsigned int first;
	u32 encap;
	u32 hash;
	u16 hdr_len;
	u16 gso_size;
	u8 ds;
	u8 depth;
};

static inline struct snt_packet_cb *snt_packet_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct snt_packet_cb) > sizeof(skb->cb));
	return (struct snt_packet_cb *)skb->cb;
}

/* The longest packet that fits into one datagram behind @encap */
static inline unsigned int snt_packet_max_len(u32 encap)
{
	return SNT_PACKET_MAX_BYTES - SNT_DATA_OVERHEAD_LEN -
	       snt_encap_len(encap);
}

static inline bool snt_packet_is_gso(struct sk_buff *skb)
{
	return snt_packet_cb(skb)->gso_size;
}

/* How long a packet, or a segment of one, is with its padding */
static inline unsigned int
snt_packet_padded_len(const struct snt_packet_cb *cb, unsigned int len)
{
	return min_t(unsigned int, snt_wire_padded_len(len, cb->mtu),
		     snt_packet_max_len(cb->encap));
}

bool snt_packet_can_cut(struct sk_buff *skb);
bool snt_packet_can_sum(const struct sk_buff *skb);
unsigned int snt_packet_nr_messages(struct sk_buff *skb);
int snt_packet_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb,
		       unsigned int max_len);

#endif /* _SNT_PACKET_H */
