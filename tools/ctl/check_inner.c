// SPDX-License-Identifier: GPL-2.0-only
/*
 * What IP needs inside a tunnel: addresses of the interface, and routes to the
 * allowed IPs that lead into it.
 */
#include "check.h"

#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"
#include "text.h"

/**
 * struct missing - allowed IPs without a route
 * @nr: how many
 * @all: of how many
 * @prefix: the first one
 * @peer: whose it is
 */
struct missing {
	size_t nr;
	size_t all;
	const struct snt_prefix *prefix;
	const struct snt_peer *peer;
};

/* Some host in a prefix: a plain one, also where the prefix is everything. */
static void pick_host(union snt_sockaddr *host, const struct snt_prefix *prefix)
{
	static const uint8_t any4[4] = { 192, 0, 2, 1 };
	static const uint8_t any6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	bool is_ipv6 = prefix->family == AF_INET6;
	const uint8_t *any = is_ipv6 ? any6 : any4;
	uint8_t addr[16];
	size_t i;

	for (i = 0; i < (is_ipv6 ? 16 : 4); i++) {
		uint8_t mask = 8 * i >= prefix->len ? 0xff :
			       8 * (i + 1) <= prefix->len ? 0 :
			       (uint8_t)(0xff >> prefix->len % 8);

		addr[i] = (prefix->addr[i] & ~mask) | (any[i] & mask);
	}
	memset(host, 0, sizeof(*host));
	host->sa.sa_family = prefix->family;
	if (is_ipv6)
		memcpy(&host->in6.sin6_addr, addr, 16);
	else
		memcpy(&host->in.sin_addr, addr, 4);
}

static bool overlap(const struct snt_prefix *a, const struct snt_prefix *b)
{
	struct snt_prefix cut;

	if (a->family != b->family)
		return false;
	if (a->len > b->len)
		return overlap(b, a);
	cut = *b;
	cut.len = a->len;
	snt_prefix_mask(&cut);
	return !memcmp(cut.addr, a->addr, sizeof(cut.addr));
}

/*
 * The look-up follows the rules; where it leads elsewhere, a route in another
 * table, or a narrower one beside it, may still be what is meant.
 */
static bool has_route(const struct check_subject *subject,
		      const struct route_list *routes,
		      const struct snt_prefix *prefix)
{
	union snt_sockaddr host;
	struct route route;
	size_t i;

	for (i = 0; i < routes->nr; i++) {
		if (overlap(&routes->prefix[i], prefix))
			return true;
	}
	pick_host(&host, prefix);
	return !route_lookup(&host, 0, &route) &&
	       (route.oif == subject->dev->ifindex || route.type == RTN_LOCAL);
}

/* A default route may be missing on purpose: who binds to the link needs none. */
static void find_missing(const struct check_subject *subject,
			 const struct route_list *routes,
			 struct missing *missing)
{
	const struct snt_peer *peer;
	size_t i;

	for (peer = subject->dev->peers; peer; peer = peer->next) {
		for (i = 0; i < peer->nr_prefixes; i++) {
			const struct snt_prefix *prefix = &peer->prefixes[i];

			missing->all++;
			if (!prefix->len ||
			    has_route(subject, routes, prefix))
				continue;
			if (!missing->nr++) {
				missing->prefix = prefix;
				missing->peer = peer;
			}
		}
	}
}

static void report_missing(const struct check_subject *subject,
			   const struct missing *missing)
{
	const char *name = subject->dev->name;
	char who[CHECK_WHO], text[SNT_ADDR_TEXT];

	snt_text_prefix(text, missing->prefix);
	check_report(subject->check, CHECK_FAULT, CHECK_ROUTE, name,
		     "no route leads into it for %zu of %zu allowed IPs, such as %s of %s: ip route add %s dev %s",
		     missing->nr, missing->all, text,
		     check_who(who, missing->peer), text, name);
}

static void report_addresses(const struct check_subject *subject,
			     const struct missing *missing)
{
	const char *name = subject->dev->name;

	if (missing->nr)
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG, name,
			     "it has no address, and no route for %zu of %zu allowed IPs: ip address add ADDRESS/LENGTH dev %s",
			     missing->nr, missing->all, name);
	else
		check_report(subject->check, CHECK_NOTE, CHECK_OK, name,
			     "it has no address: packets of this machine leave with one of another interface, which the peer must have in its allowed IPs; else ip address add ADDRESS/LENGTH dev %s",
			     name);
}

/**
 * check_inner - look at what is inside the tunnels of a device
 * @subject: the device
 *
 * Packets of SCION need none of it.
 */
void check_inner(struct check_subject *subject)
{
	const struct snt_dev *dev = subject->dev;
	struct route_list addresses = { 0 }, routes = { 0 };
	struct missing missing = { 0 };

	if (dev->payload == SNAPTUN_PAYLOAD_SCION ||
	    !(subject->link.flags & IFF_UP))
		return;
	if (!route_list_addresses(&addresses, dev->ifindex) &&
	    !route_list_routes(&routes, dev->ifindex)) {
		find_missing(subject, &routes, &missing);
		if (!addresses.nr && missing.all)
			report_addresses(subject, &missing);
		else if (missing.nr)
			report_missing(subject, &missing);
	}
	free(addresses.prefix);
	free(routes.prefix);
}
