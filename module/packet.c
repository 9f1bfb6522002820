// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of the stack: which of them the cut can take apart, and what else
 * has to be known of one before it becomes part of a batch.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "packet.h"

/* What the cut can do; all else goes through skb_gso_segment(). */
#define GSO_L4		(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4)
#define GSO_CUTTABLE	(GSO_L4 | SKB_GSO_DODGY | SKB_GSO_TCP_ECN | \
			 SKB_GSO_TCP_FIXEDID)

/**
 * snt_packet_header_len - the headers that each segment of a packet begins with
 * @skb: a GSO packet that snt_packet_can_cut(); borrowed
 *
 * Return: their length, from the IP header to the end of the transport header.
 */
unsigned int snt_packet_header_len(const struct sk_buff *skb)
{
	return skb_transport_offset(skb) +
	       (snt_packet_is_gso_udp(skb) ? sizeof(struct udphdr) :
					     tcp_hdrlen(skb));
}

/* Do the addresses and the transport protocol stand where we will read them? */
static bool has_plain_ip_header(const struct sk_buff *skb, u8 proto)
{
	unsigned int transport = skb_transport_offset(skb);
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->version == 4)
		return iph->ihl * 4 == transport && iph->protocol == proto &&
		       !(skb_shinfo(skb)->gso_type & SKB_GSO_TCPV6);
	return iph->version == 6 && ip6h->nexthdr == proto &&
	       transport == sizeof(*ip6h) &&
	       !(skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4);
}

/**
 * snt_packet_can_cut - can snt_cut_segment() cut this GSO packet?
 * @skb: a GSO packet that begins with its IP header; borrowed, its headers
 *	are made linear
 *
 * Return: true if so; else skb_gso_segment() has to.
 */
bool snt_packet_can_cut(struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int transport;
	size_t l4_len;
	u8 proto;

	if (shinfo->gso_type & ~GSO_CUTTABLE || !(shinfo->gso_type & GSO_L4) ||
	    skb->encapsulation || skb->ip_summed != CHECKSUM_PARTIAL ||
	    !skb_transport_header_was_set(skb) || skb_network_offset(skb))
		return false;
	transport = skb_transport_offset(skb);
	l4_len = snt_packet_is_gso_udp(skb) ? sizeof(struct udphdr) :
					      sizeof(struct tcphdr);
	proto = snt_packet_is_gso_udp(skb) ? IPPROTO_UDP : IPPROTO_TCP;
	if (!pskb_may_pull(skb, transport + l4_len) ||
	    !has_plain_ip_header(skb, proto))
		return false;
	if (proto == IPPROTO_TCP && tcp_hdrlen(skb) < sizeof(struct tcphdr))
		return false;
	return pskb_may_pull(skb, snt_packet_header_len(skb)) &&
	       skb->len > snt_packet_header_len(skb) &&
	       skb_shinfo(skb)->gso_size;
}

/**
 * snt_packet_can_sum - is the sum that is left to us one within the packet?
 * @skb: a packet of the stack that begins with its network header; borrowed
 *
 * Where it begins and where it is put is what a guest or a packet socket said,
 * and headers may have gone from before it since: it may begin in front of the
 * packet.
 *
 * Return: true if so, or if there is nothing to sum.
 */
bool snt_packet_can_sum(const struct sk_buff *skb)
{
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	start = skb_checksum_start_offset(skb);
	return start >= 0 &&
	       start + skb->csum_offset + sizeof(__sum16) <= skb->len;
}

/**
 * snt_packet_nr_messages - how many messages a staged packet becomes
 * @skb: a single packet, or one that snt_packet_can_cut(); borrowed
 *
 * Return: their number, at least 1.
 */
unsigned int snt_packet_nr_messages(struct sk_buff *skb)
{
	if (!skb_is_gso(skb))
		return 1;
	return DIV_ROUND_UP(skb->len - snt_packet_header_len(skb),
			    skb_shinfo(skb)->gso_size);
}

/**
 * snt_packet_prepare - note with a packet what its batch needs to know
 * @skb: a single packet, or one that snt_packet_can_cut(); borrowed
 * @cb: what it carries along, but for the stride
 */
void snt_packet_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb)
{
	unsigned int len = skb->len;

	if (skb_is_gso(skb))
		len = snt_packet_header_len(skb) + skb_shinfo(skb)->gso_size;
	*snt_packet_cb(skb) = *cb;
	snt_packet_cb(skb)->stride = snt_encap_len(cb->encap) +
				     SNT_DATA_OVERHEAD_LEN +
				     snt_wire_padded_len(len, cb->mtu);
}
