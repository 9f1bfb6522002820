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

/**
 * struct snt_packet_cb - what a staged packet carries along
 * @mtu: padding must not make it longer than this
 * @stride: bytes of a message, of all but the last of a GSO packet
 * @first: segments of a GSO packet that an earlier batch took
 * @encap: what will stand before its messages
 * @hash: of its flow, 0 if it has none
 * @ds: outer DS field
 * @depth: see struct snt_batch
 */
struct snt_packet_cb {
	unsigned int mtu;
	unsigned int stride;
	unsigned int first;
	u32 encap;
	u32 hash;
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

static inline bool snt_packet_is_gso_udp(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4;
}

bool snt_packet_can_cut(struct sk_buff *skb);
bool snt_packet_can_sum(const struct sk_buff *skb);
unsigned int snt_packet_header_len(const struct sk_buff *skb);
unsigned int snt_packet_nr_messages(struct sk_buff *skb);
void snt_packet_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb);

#endif /* _SNT_PACKET_H */
