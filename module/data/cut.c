// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cut: the one place where packets of the stack are copied into a buffer of
 * our own. Headers are made for each segment, the payload is copied and summed
 * in one go. What the stack gave is only read.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include "cut.h"
#include "packet.h"

/* Byte 13 of the TCP header */
#define TCP_FLAGS_OFFSET	13
#define TCP_FIN_PSH		0x09
#define TCP_CWR			0x80

static __sum16 l4_check(const u8 *ip, unsigned int l4_len, u8 proto,
			__wsum csum)
{
	if (ip[0] >> 4 == 4)
		return csum_tcpudp_magic(get_unaligned((__be32 *)(ip + 12)),
					 get_unaligned((__be32 *)(ip + 16)),
					 l4_len, proto, csum);
	return csum_ipv6_magic((const struct in6_addr *)(ip + 8),
			       (const struct in6_addr *)(ip + 24),
			       l4_len, proto, csum);
}

static void fix_ip(u8 *ip, unsigned int ip_len, unsigned int len,
		   unsigned int id_step)
{
	u16 id;

	if (ip[0] >> 4 == 6) {
		put_unaligned_be16(len - sizeof(struct ipv6hdr), ip + 4);
		return;
	}
	id = get_unaligned_be16(ip + offsetof(struct iphdr, id));
	put_unaligned_be16(len, ip + offsetof(struct iphdr, tot_len));
	put_unaligned_be16(id + id_step, ip + offsetof(struct iphdr, id));
	put_unaligned(0, (u16 *)(ip + offsetof(struct iphdr, check)));
	put_unaligned(csum_fold(csum_partial(ip, ip_len, 0)),
		      (__sum16 *)(ip + offsetof(struct iphdr, check)));
}

/* @csum is the payload's; @seq_step what earlier segments carried. */
static void fix_tcp(u8 *ip, u8 *th, unsigned int th_len, unsigned int len,
		    __wsum csum, u32 seq_step, bool is_last)
{
	u8 *seq = th + offsetof(struct tcphdr, seq);
	__sum16 *check = (__sum16 *)(th + offsetof(struct tcphdr, check));

	put_unaligned_be32(get_unaligned_be32(seq) + seq_step, seq);
	if (!is_last)
		th[TCP_FLAGS_OFFSET] &= ~TCP_FIN_PSH;
	if (seq_step)
		th[TCP_FLAGS_OFFSET] &= ~TCP_CWR;
	put_unaligned((__force __sum16)0, check);
	csum = csum_partial(th, th_len, csum);
	put_unaligned(l4_check(ip, th_len + len, IPPROTO_TCP, csum), check);
}

static void fix_udp(u8 *ip, u8 *uh, unsigned int len, __wsum csum)
{
	__sum16 *check = (__sum16 *)(uh + offsetof(struct udphdr, check));
	unsigned int l4_len = sizeof(struct udphdr) + len;

	put_unaligned_be16(l4_len, uh + offsetof(struct udphdr, len));
	put_unaligned((__force __sum16)0, check);
	csum = csum_partial(uh, sizeof(struct udphdr), csum);
	put_unaligned(l4_check(ip, l4_len, IPPROTO_UDP, csum) ?:
		      CSUM_MANGLED_0, check);
}

/**
 * snt_cut_segment - copy one segment of a GSO packet
 * @skb: a GSO packet after snt_packet_prepare(); only read
 * @nr: which segment, less than snt_packet_nr_messages()
 * @dst: where to; has room for the packet's hdr_len and gso_size
 *
 * Return: bytes copied.
 */
unsigned int snt_cut_segment(struct sk_buff *skb, unsigned int nr, u8 *dst)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	const struct snt_packet_cb *cb = snt_packet_cb(skb);
	unsigned int ip_len = skb_transport_offset(skb);
	unsigned int before = nr * cb->gso_size;
	unsigned int offset = cb->hdr_len + before;
	unsigned int len = min_t(unsigned int, cb->gso_size,
				 skb->len - offset);
	bool keeps_id = shinfo->gso_type & SKB_GSO_TCP_FIXEDID;
	__wsum csum;

	memcpy(dst, skb->data, cb->hdr_len);
	csum = skb_copy_and_csum_bits(skb, offset, dst + cb->hdr_len, len);
	fix_ip(dst, ip_len, cb->hdr_len + len, keeps_id ? 0 : nr);
	if (shinfo->gso_type & SKB_GSO_UDP_L4)
		fix_udp(dst, dst + ip_len, len, csum);
	else
		fix_tcp(dst, dst + ip_len, cb->hdr_len - ip_len, len, csum,
			before, offset + len == skb->len);
	return cb->hdr_len + len;
}

/**
 * snt_cut_single - copy a packet
 * @skb: a single packet after snt_packet_prepare(); only read
 * @dst: where to; has room for all of it
 *
 * A checksum that the stack left to the device is made while copying.
 *
 * Return: bytes copied.
 */
unsigned int snt_cut_single(struct sk_buff *skb, u8 *dst)
{
	unsigned int start;
	__wsum csum;

	if (skb->ip_summed != CHECKSUM_PARTIAL ||
	    WARN_ON_ONCE(!snt_packet_can_sum(skb))) {
		skb_copy_bits(skb, 0, dst, skb->len);
		return skb->len;
	}
	start = skb_checksum_start_offset(skb);
	skb_copy_bits(skb, 0, dst, start);
	csum = skb_copy_and_csum_bits(skb, start, dst + start,
				      skb->len - start);
	put_unaligned(csum_fold(csum) ?: CSUM_MANGLED_0,
		      (__sum16 *)(dst + start + skb->csum_offset));
	return skb->len;
}
