// SPDX-License-Identifier: GPL-2.0-only
/*
 * The route to the facade of a client. Nobody has that address, so that it needs
 * one, and what is sent to it has the first address of the link as its source:
 * SCION applications take that for their own.
 */
#include "quick.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exec.h"
#include "route.h"
#include "text.h"

/**
 * struct own - is there a route of the link already?
 * @to: where to
 * @table: number of the table, 0 for any, as for one that has a name
 * @is_there: the answer
 */
struct own {
	struct snt_prefix to;
	uint32_t table;
	bool is_there;
};

/**
 * quick_facade_prefix - where the route to the facade leads to
 * @quick: the file
 * @prefix: goes here
 *
 * Return: whether the file has a facade, and wants routes.
 */
bool quick_facade_prefix(const struct quick *quick, struct snt_prefix *prefix)
{
	const union snt_sockaddr *facade = &quick->conf.dev->facade;
	const char *table = quick->conf.quick.table;

	memset(prefix, 0, sizeof(*prefix));
	if (!facade->sa.sa_family || (table && !strcasecmp(table, "off")))
		return false;
	prefix->family = facade->sa.sa_family;
	if (prefix->family == AF_INET) {
		memcpy(prefix->addr, &facade->in.sin_addr, 4);
		prefix->len = 32;
	} else {
		memcpy(prefix->addr, &facade->in6.sin6_addr, 16);
		prefix->len = 128;
	}
	return true;
}

/* The first address of the family, without its length; false for none */
static bool first_address(const struct quick *quick, int family,
			  char text[SNT_HOST_TEXT])
{
	const struct snt_list *list = &quick->conf.quick.addresses;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		const char *address = list->text[i];
		bool is_ipv6 = strchr(address, ':');

		if ((is_ipv6 ? AF_INET6 : AF_INET) != family)
			continue;
		snprintf(text, SNT_HOST_TEXT, "%.*s",
			 (int)strcspn(address, "/"), address);
		return true;
	}
	return false;
}

static const char *table_of(const struct quick *quick)
{
	return quick->conf.quick.table ? quick->conf.quick.table : "main";
}

/* The words end with the first that is NULL. */
static int run_ip(const struct quick *quick, const char *verb,
		  const struct snt_prefix *to, const char *source)
{
	char text[SNT_ADDR_TEXT];

	snt_text_prefix(text, to);
	return exec_run("ip", to->family == AF_INET6 ? "-6" : "-4", "route",
			verb, text, "dev", quick->ifname, "table",
			table_of(quick), source ? "src" : NULL, source);
}

static int give_route(const struct quick *quick, const char *verb)
{
	char source[SNT_HOST_TEXT];
	struct snt_prefix to;
	bool has_source;

	if (!quick_facade_prefix(quick, &to))
		return 0;
	has_source = first_address(quick, to.family, source);
	return run_ip(quick, verb, &to, has_source ? source : NULL);
}

/**
 * quick_add_facade - add the route to the facade, if there is one
 * @quick: the file; the link has its addresses
 *
 * Return: 0, or an exit status.
 */
int quick_add_facade(const struct quick *quick)
{
	return give_route(quick, "add");
}

static void look_for_own_cb(const struct route_entry *entry, void *arg)
{
	struct own *own = arg;

	if (!snt_model_compare_prefix(&entry->to, &own->to) &&
	    (!own->table || entry->table == own->table))
		own->is_there = true;
}

/* Only such a route may be replaced: one of another link is somebody else's. */
static bool has_own_route(const struct quick *quick)
{
	const char *table = table_of(quick);
	struct own own = { .is_there = false };

	if (!quick_facade_prefix(quick, &own.to))
		return false;
	own.table = strcmp(table, "main") ? strtoul(table, NULL, 0) :
					    RT_TABLE_MAIN;
	return !route_visit(quick->ifindex, look_for_own_cb, &own) &&
	       own.is_there;
}

/**
 * quick_change_facade - lead what is sent to the facade of another file
 * @have: the file whose routes the link has
 * @want: the other file; the link has its addresses, of which the first may be
 *	another one by now
 *
 * A route that has gone already is no error; one that leads elsewhere is, and
 * stays.
 *
 * Return: 0, or an exit status.
 */
int quick_change_facade(const struct quick *have, const struct quick *want)
{
	struct snt_prefix old, new;
	bool had = quick_facade_prefix(have, &old);
	bool stays = quick_facade_prefix(want, &new) &&
		     !snt_model_compare_prefix(&old, &new) &&
		     !strcmp(table_of(have), table_of(want));

	if (had && !stays)
		run_ip(have, "delete", &old, NULL);
	return give_route(want, has_own_route(want) ? "replace" : "add");
}
