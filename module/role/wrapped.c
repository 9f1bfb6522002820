// SPDX-License-Identifier: GPL-2.0-only
/*
 * The IP and UDP headers that a SCION packet has on its way into a device, and
 * those that it is given on the way out: whoever sent the packet chose all of
 * its fields, and of its skb's.
 */
#include "wrapped.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include "core/scion.h"
#include "data/packet.h"
#include "tunnel/content.h"

/* All that tells a SCION packet's destination host */
#define DIRECT_HEAD_LEN	(SNT_SCION_DST_HOST_OFF + 16)

static void set_host(struct snt_flow *end, const void *addr, u8 version)
{
	memcpy(end->host, addr, version == 4 ? 4 : 16);
	end->version = version;
}

/* True as well if there are no ports to be read. */
static bool read_udp(struct sk_buff *skb, unsigned int l4,
		     struct snt_wrapped *packet)
{
	const struct udphdr *uh;

	if (!pskb_may_pull(skb, l4 + sizeof(*uh)))
		return true;
	uh = (const struct udphdr *)(skb->data + l4);
	packet->from.port = ntohs(uh->source);
	packet->to.port = ntohs(uh->dest);
	packet->l4 = l4;
	return true;
}

static bool read_ipv4(struct sk_buff *skb, struct snt_wrapped *packet)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->ihl < 5)
		return false;
	set_host(&packet->from, &iph->saddr, 4);
	set_host(&packet->to, &iph->daddr, 4);
	packet->is_fragment = ip_is_fragment(iph);
	if (iph->protocol != IPPROTO_UDP || iph->frag_off & htons(IP_OFFSET))
		return true;
	return read_udp(skb, iph->ihl * 4, packet);
}

static bool read_ipv6_fragment(struct sk_buff *skb, struct snt_wrapped *packet)
{
	const struct frag_hdr *fh;

	packet->is_fragment = true;
	if (!pskb_may_pull(skb, sizeof(struct ipv6hdr) + sizeof(*fh)))
		return true;
	fh = (const struct frag_hdr *)(skb->data + sizeof(struct ipv6hdr));
	if (fh->nexthdr != IPPROTO_UDP || fh->frag_off & htons(IP6_OFFSET))
		return true;
	return read_udp(skb, sizeof(struct ipv6hdr) + sizeof(*fh), packet);
}

static bool read_ipv6(struct sk_buff *skb, struct snt_wrapped *packet)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);

	set_host(&packet->from, &ip6h->saddr, 6);
	set_host(&packet->to, &ip6h->daddr, 6);
	if (ip6h->nexthdr == NEXTHDR_FRAGMENT)
		return read_ipv6_fragment(skb, packet);
	if (ip6h->nexthdr != IPPROTO_UDP)
		return true;
	return read_udp(skb, sizeof(*ip6h), packet);
}

/**
 * snt_wrapped_read - where from and where to
 * @skb: packet of the stack, which begins with as much as the smallest header
 *	of its protocol; its headers are made linear
 * @packet: the result
 *
 * IPv6 packets with extension headers have no UDP header here: sockets send
 * none unless they are told to.
 *
 * Return: whether it is an IP packet.
 */
bool snt_wrapped_read(struct sk_buff *skb, struct snt_wrapped *packet)
{
	memset(packet, 0, sizeof(*packet));
	if (skb->protocol == htons(ETH_P_IP))
		return read_ipv4(skb, packet);
	if (skb->protocol == htons(ETH_P_IPV6))
		return read_ipv6(skb, packet);
	return false;
}

/**
 * snt_wrapped_is_direct - a SCION packet straight to its destination?
 * @skb: a packet of the stack; borrowed
 * @packet: from snt_wrapped_read()
 *
 * Applications send so to hosts of their own AS.
 *
 * Return: whether it holds a SCION packet for the host that it is sent to.
 */
bool snt_wrapped_is_direct(struct sk_buff *skb,
			   const struct snt_wrapped *packet)
{
	unsigned int off = packet->l4 + sizeof(struct udphdr);
	size_t host_len = packet->to.version == 4 ? 4 : 16;
	u8 buf[DIRECT_HEAD_LEN] = {};
	const u8 *head;
	int len;

	if (!packet->l4 || packet->is_fragment || skb->len <= off)
		return false;
	len = min_t(unsigned int, skb->len - off, sizeof(buf));
	head = skb_header_pointer(skb, off, len, buf);
	if (!head || snt_scion_total_len(head, skb->len - off) < 0)
		return false;
	/* Type and length of the destination host: IPv4 or IPv6 */
	if (head[9] >> 4 != host_len / 4 - 1 ||
	    len < (int)(SNT_SCION_DST_HOST_OFF + host_len))
		return false;
	return !memcmp(head + SNT_SCION_DST_HOST_OFF, packet->to.host,
		       host_len);
}

static bool has_sum(const struct sk_buff *skb, const struct udphdr *uh)
{
	return uh->check && !skb_is_gso(skb) &&
	       skb->ip_summed != CHECKSUM_PARTIAL &&
	       skb->ip_summed != CHECKSUM_UNNECESSARY;
}

/**
 * snt_wrapped_is_intact - does the UDP header's sum say so?
 * @skb: a packet of the stack, with a UDP header; borrowed
 * @packet: from snt_wrapped_read()
 *
 * Who makes packets here need not sum them, and the header that has the sum
 * goes: it is the last chance to see that one from elsewhere is damaged.
 *
 * Return: false if it is damaged, or its length is wrong.
 */
bool snt_wrapped_is_intact(struct sk_buff *skb,
			   const struct snt_wrapped *packet)
{
	const struct udphdr *uh = (const struct udphdr *)(skb->data +
							  packet->l4);
	unsigned int len = ntohs(uh->len);
	__wsum csum;

	if (!has_sum(skb, uh))
		return true;
	if (len > skb->len - packet->l4)
		return false;
	csum = skb_checksum(skb, packet->l4, len, 0);
	if (packet->from.version == 4)
		return !csum_tcpudp_magic(ip_hdr(skb)->saddr,
					  ip_hdr(skb)->daddr, len,
					  IPPROTO_UDP, csum);
	return !csum_ipv6_magic(&ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr,
				len, IPPROTO_UDP, csum);
}

/* The stack complains if anything else is to be cut. */
static bool can_be_cut(const struct sk_buff *skb)
{
	return skb->ip_summed == CHECKSUM_PARTIAL ||
	       skb->ip_summed == CHECKSUM_UNNECESSARY;
}

/**
 * snt_wrapped_split - one by one what an application sent as one
 * @skb: a packet of the stack; consumed unless it is the result
 *
 * Return: the packet, or a list of packets linked by their next, or NULL if it
 * cannot be split: then it is the caller's still.
 */
struct sk_buff *snt_wrapped_split(struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	struct sk_buff *segments;

	if (!skb_is_gso(skb))
		return skb;
	if (!can_be_cut(skb) || !(shinfo->gso_type & SKB_GSO_UDP_L4) ||
	    skb->len / shinfo->gso_size > SNT_PACKET_MESSAGES_MAX)
		return NULL;
	/* Nobody will look at the sums of the headers that go. */
	segments = skb_gso_segment(skb, NETIF_F_SG | NETIF_F_HW_CSUM);
	if (IS_ERR_OR_NULL(segments))
		return NULL;
	consume_skb(skb);
	return segments;
}

/**
 * snt_wrapped_unwrap - take IP and UDP header off
 * @skb: not GSO
 * @l4: offset of the UDP header
 *
 * Return: false if there is no such header, or one that lies.
 */
bool snt_wrapped_unwrap(struct sk_buff *skb, unsigned int l4)
{
	unsigned int len;

	if (!pskb_may_pull(skb, l4 + sizeof(struct udphdr)))
		return false;
	len = ntohs(((const struct udphdr *)(skb->data + l4))->len);
	if (len <= sizeof(struct udphdr) || len > skb->len - l4)
		return false;
	/* The sum that may be left to us is the UDP header's. */
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 0;
	if (pskb_trim(skb, l4 + len))
		return false;
	__skb_pull(skb, l4 + sizeof(struct udphdr));
	skb_reset_network_header(skb);
	skb->protocol = htons(SNT_ETH_P_SCION);
	return true;
}

static void wrap_udp(struct sk_buff *skb, const struct snt_flow *from,
		     const struct snt_flow *to)
{
	struct udphdr *uh = __skb_push(skb, sizeof(*uh));

	skb_reset_transport_header(skb);
	uh->source = htons(from->port);
	uh->dest = htons(to->port);
	uh->len = htons(skb->len);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = offsetof(struct udphdr, check);
}

static void wrap_ipv4(struct sk_buff *skb, const struct snt_flow *from,
		      const struct snt_flow *to)
{
	unsigned int len = skb->len;
	struct iphdr *iph = __skb_push(skb, sizeof(*iph));

	skb_reset_network_header(skb);
	*iph = (struct iphdr){
		.version = 4,
		.ihl = sizeof(*iph) / 4,
		.tot_len = htons(skb->len),
		.frag_off = htons(IP_DF),
		.ttl = IPDEFTTL,
		.protocol = IPPROTO_UDP,
	};
	memcpy(&iph->saddr, from->host, sizeof(iph->saddr));
	memcpy(&iph->daddr, to->host, sizeof(iph->daddr));
	ip_send_check(iph);
	udp_hdr(skb)->check = ~csum_tcpudp_magic(iph->saddr, iph->daddr, len,
						 IPPROTO_UDP, 0);
	skb->protocol = htons(ETH_P_IP);
}

static void wrap_ipv6(struct sk_buff *skb, const struct snt_flow *from,
		      const struct snt_flow *to)
{
	unsigned int len = skb->len;
	struct ipv6hdr *ip6h = __skb_push(skb, sizeof(*ip6h));

	skb_reset_network_header(skb);
	ip6_flow_hdr(ip6h, 0, 0);
	ip6h->payload_len = htons(len);
	ip6h->nexthdr = IPPROTO_UDP;
	ip6h->hop_limit = IPDEFTTL;
	memcpy(&ip6h->saddr, from->host, sizeof(ip6h->saddr));
	memcpy(&ip6h->daddr, to->host, sizeof(ip6h->daddr));
	udp_hdr(skb)->check = ~csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr, len,
					       IPPROTO_UDP, 0);
	skb->protocol = htons(ETH_P_IPV6);
}

/**
 * snt_wrapped_wrap - put UDP and IP header before a SCION packet
 * @skb: nobody else has it
 * @from: source
 * @to: destination, of the same IP version
 *
 * Return: 0, -ENOMEM, or -EMSGSIZE if it is too long.
 */
int snt_wrapped_wrap(struct sk_buff *skb, const struct snt_flow *from,
		     const struct snt_flow *to)
{
	unsigned int ip_len = to->version == 4 ? sizeof(struct iphdr) :
						 sizeof(struct ipv6hdr);

	if (skb->len + sizeof(struct udphdr) + ip_len > IP_MAX_MTU)
		return -EMSGSIZE;
	if (skb_cow_head(skb, sizeof(struct udphdr) + ip_len))
		return -ENOMEM;
	wrap_udp(skb, from, to);
	if (to->version == 4)
		wrap_ipv4(skb, from, to);
	else
		wrap_ipv6(skb, from, to);
	skb_reset_mac_header(skb);
	return 0;
}
