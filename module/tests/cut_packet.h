/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets of every kind for tests to cut.
 */
#ifndef _SNT_TESTS_CUT_PACKET_H
#define _SNT_TESTS_CUT_PACKET_H

#include <kunit/test.h>

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>

#define HEADROOM	128

/**
 * struct shape - what a packet is made of
 * @version: 4 or 6
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @options: bytes of TCP options
 * @size: payload
 * @gso_size: of a segment, 0 for a single packet
 * @linear: payload in the linear part
 * @listed: payload in packets of their own in a list, the rest is in pages
 */
struct shape {
	u8 version;
	u8 proto;
	unsigned int options;
	unsigned int size;
	unsigned int gso_size;
	unsigned int linear;
	unsigned int listed;
};

static inline unsigned int l4_len(const struct shape *shape)
{
	return shape->proto == IPPROTO_UDP ? sizeof(struct udphdr) :
			sizeof(struct tcphdr) + shape->options;
}

static inline void put_ip(struct sk_buff *skb, const struct shape *shape,
			  unsigned int len)
{
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	skb_reset_network_header(skb);
	if (shape->version == 4) {
		iph = skb_put_zero(skb, sizeof(*iph));
		iph->version = 4;
		iph->ihl = 5;
		iph->tot_len = htons(min(len + 20, 65535U));
		iph->id = htons(0xfffe);
		iph->ttl = 64;
		iph->protocol = shape->proto;
		iph->saddr = htonl(0x0a000001);
		iph->daddr = htonl(0x0a000002);
		skb->protocol = htons(ETH_P_IP);
		ip_send_check(iph);
		return;
	}
	ip6h = skb_put_zero(skb, sizeof(*ip6h));
	ip6h->version = 6;
	ip6h->payload_len = htons(min(len, 65535U));
	ip6h->nexthdr = shape->proto;
	ip6h->hop_limit = 64;
	ip6h->saddr.s6_addr[0] = 0xfd;
	ip6h->daddr.s6_addr[0] = 0xfd;
	ip6h->daddr.s6_addr[15] = 2;
	skb->protocol = htons(ETH_P_IPV6);
}

/* The sum is left to whoever sends: the pseudo header's stands in its place. */
static inline void put_l4(struct sk_buff *skb, const struct shape *shape)
{
	unsigned int len = l4_len(shape) + shape->size;
	struct tcphdr *th;
	struct udphdr *uh;
	__sum16 pseudo;

	if (shape->version == 4)
		pseudo = ~csum_tcpudp_magic(ip_hdr(skb)->saddr,
					    ip_hdr(skb)->daddr, len,
					    shape->proto, 0);
	else
		pseudo = ~csum_ipv6_magic(&ipv6_hdr(skb)->saddr,
					  &ipv6_hdr(skb)->daddr, len,
					  shape->proto, 0);
	skb->transport_header = skb_tail_pointer(skb) - skb->head;
	skb->csum_start = skb->transport_header;
	skb->ip_summed = CHECKSUM_PARTIAL;
	if (shape->proto == IPPROTO_UDP) {
		uh = skb_put_zero(skb, sizeof(*uh));
		uh->len = htons(min(len, 65535U));
		uh->check = pseudo;
		skb->csum_offset = offsetof(struct udphdr, check);
		return;
	}
	th = skb_put_zero(skb, l4_len(shape));
	th->doff = l4_len(shape) / 4;
	th->seq = htonl(0xfffffff0);
	th->ack = 1;
	th->psh = 1;
	th->fin = 1;
	th->cwr = 1;
	th->check = pseudo;
	skb->csum_offset = offsetof(struct tcphdr, check);
}

/* Pages of odd sizes, as many as there can be or fewer */
static inline void put_pages(struct kunit *test, struct sk_buff *skb,
			     unsigned int len)
{
	unsigned int nr = 0, size, least;

	while (len) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		least = DIV_ROUND_UP(len, MAX_SKB_FRAGS - nr);
		size = least + get_random_u32() % (PAGE_SIZE - least + 1);
		size = min(size, len);
		get_random_bytes(page_address(page), size);
		skb_add_rx_frag(skb, nr++, page, 0, size, PAGE_SIZE);
		len -= size;
	}
}

/* Behind all else: a list of packets, each with some of it */
static inline void put_list(struct kunit *test, struct sk_buff *skb,
			    unsigned int len)
{
	struct sk_buff **next = &skb_shinfo(skb)->frag_list;
	unsigned int size;

	skb->len += len;
	skb->data_len += len;
	for (; len; len -= size) {
		size = min(len, 1 + get_random_u32() % 1500);
		*next = alloc_skb(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, *next);
		get_random_bytes(skb_put(*next, size), size);
		skb->truesize += (*next)->truesize;
		next = &(*next)->next;
	}
}

static inline struct sk_buff *make(struct kunit *test,
				   const struct shape *shape)
{
	unsigned int linear = min(shape->linear, shape->size);
	unsigned int listed = min(shape->listed, shape->size - linear);
	struct sk_buff *skb = alloc_skb(HEADROOM + 128 + linear, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, HEADROOM);
	put_ip(skb, shape, l4_len(shape) + shape->size);
	put_l4(skb, shape);
	get_random_bytes(skb_put(skb, linear), linear);
	put_pages(test, skb, shape->size - linear - listed);
	put_list(test, skb, listed);
	if (!shape->gso_size)
		return skb;
	skb_shinfo(skb)->gso_size = shape->gso_size;
	skb_shinfo(skb)->gso_segs = DIV_ROUND_UP(shape->size, shape->gso_size);
	if (shape->proto == IPPROTO_UDP)
		skb_shinfo(skb)->gso_type = SKB_GSO_UDP_L4;
	else
		skb_shinfo(skb)->gso_type = shape->version == 4 ?
					    SKB_GSO_TCPV4 : SKB_GSO_TCPV6;
	return skb;
}

#endif
