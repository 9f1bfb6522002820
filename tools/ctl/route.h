/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to rtnetlink: where do datagrams to an endpoint go?
 */
#ifndef _ROUTE_H
#define _ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"

struct nlattr;

/* Outer IPv6 header, UDP header, message header, tag. */
#define ROUTE_OVERHEAD		80
#define ROUTE_OVERHEAD_IPV4	60
/* Of a Geneve header, where a peer has one */
#define ROUTE_OVERHEAD_GENEVE	8
#define ROUTE_DEFAULT_MTU	1500

/**
 * struct route - the way to an address
 * @oif: link that datagrams leave by
 * @type: RTN_*
 * @mtu: of the route, or else of the link
 */
struct route {
	uint32_t oif;
	uint32_t mtu;
	uint8_t type;
};

/**
 * struct route_entry - a route of any table; one of several ways is an entry
 * @to: where to
 * @table: which has it
 * @oif: link that datagrams leave by, 0 for none
 * @mtu: that the route gives, 0 for none
 * @type: RTN_*
 * @protocol: RTPROT_*, who made it
 */
struct route_entry {
	struct snt_prefix to;
	uint32_t table;
	uint32_t oif;
	uint32_t mtu;
	uint8_t type;
	uint8_t protocol;
};

/**
 * struct link - what is known of a link
 * @kind: such as "snaptun"; empty for a link that has none
 * @mtu: its MTU
 * @flags: IFF_*
 * @rx_packets: received
 * @rx_bytes: bytes of these
 * @tx_packets: sent
 * @tx_bytes: bytes of these
 * @has_netnsid: its socket is in another namespace
 */
struct link {
	char kind[16];
	uint32_t mtu;
	uint32_t flags;
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t tx_packets;
	uint64_t tx_bytes;
	bool has_netnsid;
};

/**
 * struct route_list - prefixes
 * @prefix: the first; freed with free()
 * @nr: how many
 * @max: how many @prefix has room for
 */
struct route_list {
	struct snt_prefix *prefix;
	size_t nr;
	size_t max;
};

/* route.c */
int route_lookup(const union snt_sockaddr *to, uint32_t fwmark,
		 struct route *route);
int route_add_link(const char *ifname, uint32_t role);
int route_get_link(const char *ifname, struct link *link);
uint32_t route_inner_mtu(const struct snt_dev *dev);

/* route_list.c */
void route_take_mtu(const struct nlattr *nest, uint32_t *mtu);
int route_visit(uint32_t ifindex,
		void (*fn)(const struct route_entry *entry, void *arg),
		void *arg);
int route_list_routes(struct route_list *list, uint32_t ifindex);
int route_list_addresses(struct route_list *list, uint32_t ifindex);

#endif
