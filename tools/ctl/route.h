/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to rtnetlink: where do datagrams to an endpoint go?
 */
#ifndef _ROUTE_H
#define _ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"

/* Outer IPv6 header, UDP header, message header, tag. */
#define ROUTE_OVERHEAD		80
#define ROUTE_OVERHEAD_IPV4	60
/* Of a Geneve header, where a peer has one */
#define ROUTE_OVERHEAD_GENEVE	8
#define ROUTE_DEFAULT_MTU	1500

/**
 * struct route - the way to an address
 * @oif: link that datagrams leave by
 * @mtu: of the route, or else of the link
 */
struct route {
	uint32_t oif;
	uint32_t mtu;
};

/**
 * struct link - what is known of a link
 * @kind: such as "snaptun"; empty for a link that has none
 * @mtu: its MTU
 * @flags: IFF_*
 * @has_netnsid: its socket is in another namespace
 */
struct link {
	char kind[16];
	uint32_t mtu;
	uint32_t flags;
	bool has_netnsid;
};

int route_lookup(const union snt_sockaddr *to, uint32_t fwmark,
		 struct route *route);
int route_get_link(const char *ifname, struct link *link);
uint32_t route_inner_mtu(const struct snt_dev *dev);

#endif
