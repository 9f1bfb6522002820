// SPDX-License-Identifier: GPL-2.0-only
/*
 * The route step: packet to tunnel, and the check of what comes out of one. In
 * the role peer both ask the allowed IPs. Other roles get their own tables
 * here; the data path does not change.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip_tunnels.h>
#include "core/scion.h"
#include "context.h"
#include "peer.h"
#include "route.h"

/* Enough for a host of 16 bytes */
#define SCION_HOSTS_MAX		(SNT_SCION_DST_HOST_OFF + 32)

/**
 * snt_route_protocol - what a packet without a link layer is
 * @skb: its network header is set; borrowed
 *
 * Return: the Ethernet type by the first nibble, 0 for none we know.
 */
__be16 snt_route_protocol(const struct sk_buff *skb)
{
	const u8 *first;
	u8 buf;

	first = skb_header_pointer(skb, skb_network_offset(skb), 1, &buf);
	if (unlikely(!first))
		return 0;
	switch (*first >> 4) {
	case 0:
		return htons(SNT_ETH_P_SCION);
	case 4:
		return htons(ETH_P_IP);
	case 6:
		return htons(ETH_P_IPV6);
	default:
		return 0;
	}
}

/**
 * snt_route_admits - does the device's payload setting let it through?
 * @snt: the device
 * @protocol: from snt_route_protocol()
 *
 * Return: true if so.
 */
bool snt_route_admits(const struct snt_device *snt, __be16 protocol)
{
	switch (READ_ONCE(snt->payload)) {
	case SNAPTUN_PAYLOAD_IP:
		return protocol != htons(SNT_ETH_P_SCION);
	case SNAPTUN_PAYLOAD_SCION:
		return protocol == htons(SNT_ETH_P_SCION);
	default:
		return true;
	}
}

static struct snt_tunnel *owner_of(struct snt_device *snt, int family,
				   const void *addr)
{
	struct snt_allowed_owner *owner;

	owner = snt_allowed_ips_lookup(&snt->allowed_ips, family, addr);
	return owner ? &container_of(owner, struct snt_peer, allowed)->tunnel :
		       NULL;
}

static struct snt_tunnel *only_tunnel(struct snt_device *snt)
{
	unsigned long id = 0;
	struct snt_peer *peer;

	if (READ_ONCE(snt->nr_peers) != 1)
		return NULL;
	peer = xa_find(&snt->peers, &id, U32_MAX, XA_PRESENT);
	return peer ? &peer->tunnel : NULL;
}

/*
 * Most SCION devices have one peer, their gateway, and no allowed IPs. Where
 * there are several the destination host decides, as for IP.
 */
static struct snt_tunnel *route_scion(struct snt_device *snt,
				      struct sk_buff *skb)
{
	struct snt_tunnel *tunnel = only_tunnel(snt);
	u8 buf[SCION_HOSTS_MAX];
	struct snt_scion scion;
	const u8 *hdr;

	if (tunnel)
		return tunnel;
	if (!pskb_may_pull(skb, SNT_SCION_COMMON_LEN))
		return NULL;
	if (snt_scion_parse(skb->data, skb_headlen(skb), &scion))
		return NULL;
	if (!snt_scion_host_is_ip(&scion.dst))
		return NULL;
	hdr = skb_header_pointer(skb, scion.dst.off, scion.dst.len, buf);
	if (!hdr)
		return NULL;
	return owner_of(snt, scion.dst.len == 4 ? AF_INET : AF_INET6, hdr);
}

/**
 * snt_route_tx - the tunnel that a packet goes to
 * @snt: the device
 * @skb: its protocol is set and its network header is linear; borrowed
 *
 * Context: RCU read section.
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_route_tx(struct snt_device *snt, struct sk_buff *skb)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return owner_of(snt, AF_INET, &ip_hdr(skb)->daddr);
	case htons(ETH_P_IPV6):
		return owner_of(snt, AF_INET6, &ipv6_hdr(skb)->daddr);
	default:
		return route_scion(snt, skb);
	}
}

/**
 * snt_route_is_loop - does a tunnel's endpoint lie behind the tunnel itself?
 * @udp: of the device, into which the route to the endpoint leads
 * @path: of the tunnel
 * @to: its endpoint
 *
 * Behind another tunnel of the device it may lie: then one is nested in the
 * other. Circles of several tunnels are found by how deep packets are nested.
 *
 * Context: RCU read section.
 * Return: true if so.
 */
bool snt_route_is_loop(struct snt_udp *udp, const struct snt_path *path,
		       const struct snt_endpoint *to)
{
	struct snt_device *snt = container_of(udp, struct snt_device, udp);
	struct snt_tunnel *tunnel;

	if (to->addr.sa_family == AF_INET)
		tunnel = owner_of(snt, AF_INET, &to->addr4.sin_addr);
	else
		tunnel = owner_of(snt, AF_INET6, &to->addr6.sin6_addr);
	return tunnel && &tunnel->path == path;
}

/**
 * snt_route_rx_ok - may this packet come from this tunnel?
 * @tunnel: where it came from
 * @skb: its protocol is set and its network header is linear; borrowed
 *
 * The source of a SCION packet is a host anywhere: it is not ours to judge in
 * the role peer.
 *
 * Context: RCU read section.
 * Return: true if so.
 */
bool snt_route_rx_ok(struct snt_tunnel *tunnel, struct sk_buff *skb)
{
	struct snt_device *snt = tunnel->device;

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return owner_of(snt, AF_INET, &ip_hdr(skb)->saddr) == tunnel;
	case htons(ETH_P_IPV6):
		return owner_of(snt, AF_INET6, &ipv6_hdr(skb)->saddr) ==
		       tunnel;
	default:
		return true;
	}
}
