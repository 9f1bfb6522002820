/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tunnel a packet goes to, and whether it may come from where it did. */
#ifndef _SNT_ROUTE_H
#define _SNT_ROUTE_H

#include <linux/if_ether.h>
#include <linux/skbuff.h>

struct snt_device;
struct snt_endpoint;
struct snt_path;
struct snt_tunnel;
struct snt_udp;

/* The Ethernet type that SCION packets without a link layer travel under: the
 * first of those for local experiments, none is assigned.
 */
#define SNT_ETH_P_SCION		ETH_P_802_EX1

__be16 snt_route_protocol(const struct sk_buff *skb);
bool snt_route_admits(const struct snt_device *snt, __be16 protocol);
struct snt_tunnel *snt_route_tx(struct snt_device *snt, struct sk_buff *skb);
bool snt_route_is_loop(struct snt_udp *udp, const struct snt_path *path,
		       const struct snt_endpoint *to);
bool snt_route_rx_ok(struct snt_tunnel *tunnel, struct sk_buff *skb);

#endif /* _SNT_ROUTE_H */
