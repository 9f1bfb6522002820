// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of the stack: which of them the cut can take apart, and what else
 * has to be known of one before it becomes part of a batch.
 */
#include <linux/errno.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "core/geneve.h"
#include "packet.h"

/* The cut can do these; all others go through skb_gso_segment(). */
#define GSO_CUTTABLE	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4 | \
			 SKB_GSO_DODGY | SKB_GSO_TCP_ECN | SKB_GSO_TCP_FIXEDID)

/* The IP header's length if it is a plain one that @proto follows, else 0. */
static unsigned int plain_ip_len(struct sk_buff *skb, u8 proto)
{
	unsigned int gso_type = skb_shinfo(skb)->gso_type;
	const struct ipv6hdr *ip6h;
	const struct iphdr *iph;

	if (skb_network_offset(skb) || !pskb_may_pull(skb, sizeof(*iph)))
		return 0;
	iph = ip_hdr(skb);
	if (iph->version == 4)
		return iph->ihl >= 5 && iph->protocol == proto &&
		       !(gso_type & SKB_GSO_TCPV6) ? iph->ihl * 4 : 0;
	if (iph->version != 6 || !pskb_may_pull(skb, sizeof(*ip6h)))
		return 0;
	ip6h = ipv6_hdr(skb);
	return ip6h->nexthdr == proto && !(gso_type & SKB_GSO_TCPV4) ?
	       sizeof(*ip6h) : 0;
}

/* The sum that is left to us has to be that of the transport header, and the
 * stack has to think of that header where we found it.
 */
static bool sums_at(const struct sk_buff *skb, int l4, unsigned int check)
{
	return skb->ip_summed == CHECKSUM_PARTIAL &&
	       skb_checksum_start_offset(skb) == l4 &&
	       skb->csum_offset == check &&
	       skb_transport_header_was_set(skb) &&
	       skb_transport_offset(skb) == l4;
}

static unsigned int udp_header_len(struct sk_buff *skb)
{
	unsigned int l4 = plain_ip_len(skb, IPPROTO_UDP);

	if (!l4 || !sums_at(skb, l4, offsetof(struct udphdr, check)) ||
	    !pskb_may_pull(skb, l4 + sizeof(struct udphdr)))
		return 0;
	return l4 + sizeof(struct udphdr);
}

static unsigned int tcp_header_len(struct sk_buff *skb)
{
	unsigned int l4 = plain_ip_len(skb, IPPROTO_TCP);
	unsigned int len;

	if (!l4 || !sums_at(skb, l4, offsetof(struct tcphdr, check)) ||
	    !pskb_may_pull(skb, l4 + sizeof(struct tcphdr)))
		return 0;
	len = tcp_hdrlen(skb);
	if (len < sizeof(struct tcphdr) || !pskb_may_pull(skb, l4 + len))
		return 0;
	return l4 + len;
}

/**
 * snt_packet_header_len - what each segment of a GSO packet begins with
 * @skb: a GSO packet of the stack; borrowed, its headers are made linear
 *
 * Nothing that others say of its headers is believed.
 *
 * Return: bytes, or 0 if snt_cut_segment() can't cut it: then
 * skb_gso_segment() has to.
 */
unsigned int snt_packet_header_len(struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int len;

	if (shinfo->gso_type & ~GSO_CUTTABLE || skb->encapsulation ||
	    shinfo->gso_size == GSO_BY_FRAGS)
		return 0;
	if (shinfo->gso_type & SKB_GSO_UDP_L4)
		len = udp_header_len(skb);
	else if (shinfo->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6))
		len = tcp_header_len(skb);
	else
		return 0;
	return len < skb->len ? len : 0;
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
 * snt_packet_prepare - look at a packet and note what its batch needs to know
 * @skb: a packet of the stack that begins with its network header; borrowed
 * @cb: what it carries along, but for what is noted here; its hdr_len is what
 *	snt_packet_header_len() said of a GSO packet, else 0
 * @max_len: of a message's packet; at most snt_packet_max_len()
 *
 * Who made the packet may have said anything of it: a guest, a packet socket, a
 * program that took a header off. From here on it can be cut.
 *
 * Return: 0, -EINVAL if what is said of it can't be true, -EMSGSIZE if it, or a
 * segment, is too long, or -E2BIG if there are too many of them.
 */
int snt_packet_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb,
		       unsigned int max_len)
{
	unsigned int len = skb->len, gso_size = 0;

	if (!snt_packet_can_sum(skb))
		return -EINVAL;
	if (skb_is_gso(skb)) {
		if (!cb->hdr_len)
			return -EINVAL;
		gso_size = skb_shinfo(skb)->gso_size;
		len = cb->hdr_len + gso_size;
	}
	*snt_packet_cb(skb) = *cb;
	snt_packet_cb(skb)->gso_size = gso_size;
	if (len > max_len)
		return -EMSGSIZE;
	if (snt_packet_nr_messages(skb) > SNT_PACKET_MESSAGES_MAX)
		return -E2BIG;
	snt_packet_cb(skb)->stride = snt_encap_len(cb->encap) +
				     SNT_DATA_OVERHEAD_LEN +
				     snt_packet_padded_len(cb, len);
	return 0;
}
