/* SPDX-License-Identifier: GPL-2.0-only */
/* Notes that a packet carries along while it waits for its tunnel. */
#ifndef _SNT_PACKET_CB_H
#define _SNT_PACKET_CB_H

#include <linux/math.h>
#include <linux/skbuff.h>

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

static inline bool snt_packet_is_gso(struct sk_buff *skb)
{
	return snt_packet_cb(skb)->gso_size;
}

/**
 * snt_packet_nr_messages - how many messages a packet becomes
 * @skb: after snt_packet_prepare(); borrowed
 *
 * Return: their number, at least 1.
 */
static inline unsigned int snt_packet_nr_messages(struct sk_buff *skb)
{
	const struct snt_packet_cb *cb = snt_packet_cb(skb);

	if (!cb->gso_size)
		return 1;
	return DIV_ROUND_UP(skb->len - cb->hdr_len, cb->gso_size);
}

#endif /* _SNT_PACKET_CB_H */
