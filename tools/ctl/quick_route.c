// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes to allowed IPs.
 */
#include "quick.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ctl.h"
#include "exec.h"
#include "mem.h"
#include "parse.h"
#include "route.h"
#include "text.h"

/**
 * struct plan - routes of one interface
 * @quick: the file
 * @routes: where to, the longest prefix first, each once
 * @nr: how many
 * @max: how many @routes has room for
 */
struct plan {
	const struct quick *quick;
	struct snt_prefix *routes;
	size_t nr;
	size_t max;
};

static const int families[] = { AF_INET, AF_INET6 };

static bool is_off(const struct quick *quick)
{
	const char *table = quick->conf.quick.table;

	return table && !strcasecmp(table, "off");
}

static int compare_routes_cb(const void *a, const void *b)
{
	const struct snt_prefix *x = a, *y = b;

	if (x->len != y->len)
		return x->len > y->len ? -1 : 1;
	return snt_model_compare_prefix(x, y);
}

static void add_to_plan(struct plan *plan, const struct snt_prefix *prefix)
{
	plan->routes = snt_mem_grow(plan->routes, &plan->max, plan->nr + 1,
				    sizeof(*plan->routes));
	plan->routes[plan->nr++] = *prefix;
}

/* That of the facade is planned as others may lead there, too. */
static void gather_routes(struct plan *plan, const struct quick *quick)
{
	const struct snt_list *list = &quick->conf.quick.routes;
	const struct snt_peer *peer;
	struct snt_prefix prefix;
	size_t i;

	for (peer = quick->conf.dev->peers; peer; peer = peer->next) {
		for (i = 0; i < peer->nr_prefixes; i++) {
			if (!peer->prefixes[i].remove)
				add_to_plan(plan, &peer->prefixes[i]);
		}
	}
	for (i = 0; i < list->nr; i++) {
		if (!snt_parse_prefix(&prefix, list->text[i]))
			add_to_plan(plan, &prefix);
	}
	if (quick_facade_prefix(quick, &prefix))
		add_to_plan(plan, &prefix);
}

static void plan_init(struct plan *plan, const struct quick *quick)
{
	size_t i, kept = 0;

	memset(plan, 0, sizeof(*plan));
	plan->quick = quick;
	if (!is_off(quick))
		gather_routes(plan, quick);
	if (!plan->nr)
		return;
	qsort(plan->routes, plan->nr, sizeof(*plan->routes),
	      compare_routes_cb);
	for (i = 1; i < plan->nr; i++) {
		if (compare_routes_cb(&plan->routes[kept], &plan->routes[i]))
			plan->routes[++kept] = plan->routes[i];
	}
	plan->nr = kept + 1;
}

/* Does the kernel route this prefix already, for an address of the link? */
static bool is_connected(const struct plan *plan,
			 const struct snt_prefix *prefix)
{
	const struct snt_list *list = &plan->quick->conf.quick.addresses;
	struct snt_prefix net, inner;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (snt_parse_prefix(&net, list->text[i]) ||
		    net.family != prefix->family || net.len > prefix->len)
			continue;
		/* an IPv4 address alone makes no route */
		if (net.family == AF_INET && net.len == 32)
			continue;
		inner = *prefix;
		inner.len = net.len;
		snt_prefix_mask(&inner);
		if (!memcmp(inner.addr, net.addr, sizeof(net.addr)))
			return true;
	}
	return false;
}

static bool is_planned(const struct plan *plan, const struct snt_prefix *prefix)
{
	return plan->nr && bsearch(prefix, plan->routes, plan->nr,
				   sizeof(*plan->routes), compare_routes_cb);
}

static bool is_same_table(const struct quick *a, const struct quick *b)
{
	const char *x = a->conf.quick.table, *y = b->conf.quick.table;

	return x && y ? !strcmp(x, y) : x == y;
}

/* Does a default route need rules? */
static bool has_default(const struct plan *plan, int family)
{
	const struct snt_prefix all = { .family = family };

	return !plan->quick->conf.quick.table && is_planned(plan, &all);
}

/* Has it a source, and so is given by others? */
static bool is_of_facade(const struct plan *plan,
			 const struct snt_prefix *prefix)
{
	struct snt_prefix to;

	return quick_facade_prefix(plan->quick, &to) &&
	       !snt_model_compare_prefix(&to, prefix);
}

/* Is this prefix a plain route, of a table that is not ours alone? */
static bool is_plain(const struct plan *plan, const struct snt_prefix *prefix)
{
	if (is_of_facade(plan, prefix))
		return false;
	return plan->quick->conf.quick.table ||
	       (prefix->len && !is_connected(plan, prefix));
}

/*
 * All at once: one run of ip(8) each would take minutes for many. The plan @but
 * has what is left out.
 */
static int run_batch(const char *verb, const struct plan *plan,
		     const struct plan *but, int family)
{
	const char *table = plan->quick->conf.quick.table;
	char *text = NULL, route[SNT_ADDR_TEXT];
	size_t len, i;
	FILE *out = open_memstream(&text, &len);
	int status = 0;

	for (i = 0; i < plan->nr; i++) {
		const struct snt_prefix *prefix = &plan->routes[i];

		if (prefix->family != family || !is_plain(plan, prefix) ||
		    (but && is_planned(but, prefix)))
			continue;
		fprintf(out, "route %s %s dev %s%s%s\n", verb,
			snt_text_prefix(route, prefix), plan->quick->ifname,
			table ? " table " : "", table ? table : "");
	}
	fclose(out);
	if (len)
		status = exec_input(text, len, "ip",
				    family == AF_INET6 ? "-6" : "-4",
				    "-batch", "-");
	free(text);
	return status;
}

static int add_plain(const struct plan *plan, const struct plan *but)
{
	int status = run_batch("add", plan, but, AF_INET);

	return status ? status : run_batch("add", plan, but, AF_INET6);
}

/**
 * quick_add_routes - add routes to the allowed IPs, as Table= says
 * @quick: the file; remembers the table of default routes
 *
 * Return: 0, or an exit status.
 */
int quick_add_routes(struct quick *quick)
{
	struct plan plan;
	int status;
	size_t i;

	plan_init(&plan, quick);
	status = add_plain(&plan, NULL);
	for (i = 0; i < 2 && !status; i++) {
		if (!has_default(&plan, families[i]))
			continue;
		status = quick_choose_table(quick);
		if (!status)
			status = quick_remember(quick);
		if (!status)
			status = quick_add_default(quick, families[i], "add");
	}
	free(plan.routes);
	return status;
}

static void keep_present_cb(const struct route_entry *entry, void *arg)
{
	struct plan *present = arg;

	/* those of addresses are the kernel's */
	if (entry->protocol != RTPROT_BOOT)
		return;
	present->routes = snt_mem_grow(present->routes, &present->max,
				       present->nr + 1,
				       sizeof(*present->routes));
	present->routes[present->nr++] = entry->to;
}

/* The routes that the link really has, so that nothing is done twice. */
static int read_present(struct plan *present, const struct quick *quick)
{
	int ret;

	memset(present, 0, sizeof(*present));
	present->quick = quick;
	ret = route_visit(quick->ifindex, keep_present_cb, present);
	if (ret) {
		free(present->routes);
		return ctl_fail("routes cannot be read: %s", strerror(-ret));
	}
	if (present->nr)
		qsort(present->routes, present->nr, sizeof(*present->routes),
		      compare_routes_cb);
	return 0;
}

/* Of the plan stays what @present has too. */
static void restrict_plan(struct plan *plan, const struct plan *present)
{
	size_t i, kept = 0;

	for (i = 0; i < plan->nr; i++) {
		if (is_planned(present, &plan->routes[i]))
			plan->routes[kept++] = plan->routes[i];
	}
	plan->nr = kept;
}

static int remove_plain(const struct quick *have, const struct plan *wanted)
{
	const struct plan *but = wanted;
	struct plan had, present;
	int status;

	if (!is_same_table(have, wanted->quick))
		but = NULL;
	status = read_present(&present, have);
	if (status)
		return status;
	plan_init(&had, have);
	restrict_plan(&had, &present);
	status = run_batch("delete", &had, but, AF_INET);
	if (!status)
		status = run_batch("delete", &had, but, AF_INET6);
	free(had.routes);
	free(present.routes);
	return status;
}

static int drop_defaults(const struct quick *have, const struct plan *had,
			 const struct plan *wanted)
{
	int status = 0;
	size_t i;

	for (i = 0; i < 2 && !status; i++) {
		if (has_default(had, families[i]) &&
		    !has_default(wanted, families[i]))
			status = quick_remove_default(have, families[i]);
	}
	return status;
}

static int take_table(struct quick *have, struct quick *want)
{
	int status = quick_choose_table(want);

	if (status || have->table == want->table)
		return status;
	have->table = want->table;
	return quick_remember(have);
}

static int take_defaults(struct quick *have, struct quick *want,
			 const struct plan *had, const struct plan *wanted)
{
	int status = 0;
	size_t i;

	for (i = 0; i < 2 && !status; i++) {
		if (!has_default(wanted, families[i]))
			continue;
		status = take_table(have, want);
		if (!status)
			status = quick_add_default(want, families[i],
						   has_default(had, families[i]) ?
						   "replace" : "add");
	}
	return status;
}

static int change_plain(const struct quick *have, const struct plan *wanted)
{
	struct plan present;
	int status = remove_plain(have, wanted);

	if (status)
		return status;
	status = read_present(&present, wanted->quick);
	if (!status)
		status = add_plain(wanted, &present);
	free(present.routes);
	return status;
}

/**
 * quick_has_default - does a file lead all that has no better way there?
 * @quick: the file
 *
 * Return: whether it does so by rules.
 */
bool quick_has_default(const struct quick *quick)
{
	struct plan plan;
	bool has;

	plan_init(&plan, quick);
	has = has_default(&plan, AF_INET) || has_default(&plan, AF_INET6);
	free(plan.routes);
	return has;
}

/**
 * quick_change_routes - give a link the routes of another file
 * @have: the file whose routes it has; remembers what is added outside the link
 * @want: the other file; the addresses are its own already
 *
 * Return: 0, or an exit status.
 */
int quick_change_routes(struct quick *have, struct quick *want)
{
	struct plan had, wanted;
	int status;

	plan_init(&had, have);
	plan_init(&wanted, want);
	if (!quick_has_default(want))
		want->table = 0;
	else if (!want->table)
		want->table = have->table;
	status = drop_defaults(have, &had, &wanted);
	if (!status)
		status = change_plain(have, &wanted);
	if (!status)
		status = take_defaults(have, want, &had, &wanted);
	free(had.routes);
	free(wanted.routes);
	return status;
}
