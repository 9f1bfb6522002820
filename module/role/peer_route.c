// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which tunnel a packet goes to and what may come out of one, in the role peer:
 * both ask the allowed IPs.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include "core/scion.h"
#include "tunnel/device.h"
#include "peer.h"

/* Enough for a host of 16 bytes */
#define SCION_HOSTS_MAX		(SNT_SCION_DST_HOST_OFF + 32)

static struct snt_tunnel *find_address(struct snt_role *role, int family,
				       const void *addr)
{
	struct snt_peers *peers = snt_peers_of(role);
	struct snt_allowed_owner *owner;

	owner = snt_allowed_ips_lookup(&peers->allowed_ips, family, addr);
	return owner ? &container_of(owner, struct snt_peer, allowed)->tunnel :
		       NULL;
}

static struct snt_tunnel *find_only(struct snt_role *role)
{
	unsigned long number = 0;

	if (READ_ONCE(role->nr_tunnels) != 1)
		return NULL;
	return snt_role_next(role, &number);
}

/*
 * Most SCION devices have one peer, their gateway, and no allowed IPs. Where
 * there are several the destination host decides, as for IP.
 */
static struct snt_tunnel *find_scion(struct snt_role *role,
				     struct sk_buff *skb)
{
	struct snt_tunnel *tunnel = find_only(role);
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
	return find_address(role, scion.dst.len == 4 ? AF_INET : AF_INET6,
			    hdr);
}

static struct snt_tunnel *find_tx(struct snt_role *role, struct sk_buff *skb,
				  enum snaptun_drop_reason *reason)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return find_address(role, AF_INET, &ip_hdr(skb)->daddr);
	case htons(ETH_P_IPV6):
		return find_address(role, AF_INET6, &ipv6_hdr(skb)->daddr);
	default:
		return find_scion(role, skb);
	}
}

/* The source of a SCION packet is a host anywhere: it is not ours to judge. */
static int admit_rx(struct snt_tunnel *tunnel, struct sk_buff *skb)
{
	struct snt_role *role = tunnel->device->role;
	struct snt_tunnel *owner = tunnel;

	if (skb->protocol == htons(ETH_P_IP))
		owner = find_address(role, AF_INET, &ip_hdr(skb)->saddr);
	else if (skb->protocol == htons(ETH_P_IPV6))
		owner = find_address(role, AF_INET6, &ipv6_hdr(skb)->saddr);
	return likely(owner == tunnel) ? SNT_ROLE_ADMITTED :
					 SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED;
}

static struct snt_tunnel *find_identity(struct snt_role *role,
					const u8 key[SNT_KEY_LEN], u32 number)
{
	struct snt_peers *peers = snt_peers_of(role);
	struct snt_key_node *node = snt_key_lookup(&peers->keys, key);

	return node ? &container_of(node, struct snt_peer, node)->tunnel : NULL;
}

const struct snt_role_ops snt_peer_role_ops = {
	.kind = SNAPTUN_ROLE_PEER,
	.listens = true,
	.create = snt_peers_create,
	.destroy = snt_peers_destroy,
	.open = snt_role_open_port,
	.close = snt_role_close_port,
	.sockets_of = snt_role_port_sockets,
	.find_tx = find_tx,
	.find_address = find_address,
	.admit_rx = admit_rx,
	.find_identity = find_identity,
	.remove = snt_peer_remove,
	.release = snt_peer_release,
	.put_config = snt_peer_put_config,
	.put_members = snt_peer_put_members,
};
