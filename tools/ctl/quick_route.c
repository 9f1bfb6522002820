// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes to allowed IPs. A default route goes into a table of its own, and a
 * rule sends everything there but the tunnel's own datagrams, which have the
 * firewall mark; what the main table knows better than by default stays there.
 */
#include "quick.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ctl.h"
#include "exec.h"
#include "mem.h"
#include "nl.h"
#include "parse.h"
#include "text.h"

/* First number tried for the table and the mark of default routes. */
#define FIRST_TABLE	51820

/**
 * struct plan - the routes of one interface
 * @quick: the file
 * @routes: where to, the longest prefix first
 * @nr: how many
 * @max: how many @routes has room for
 * @table: of the default routes, 0 until there is one
 */
struct plan {
	const struct quick *quick;
	struct snt_prefix *routes;
	size_t nr;
	size_t max;
	uint32_t table;
};

static const char *family_option(const struct snt_prefix *prefix)
{
	return prefix->family == AF_INET6 ? "-6" : "-4";
}

static int compare_routes_cb(const void *a, const void *b)
{
	const struct snt_prefix *x = a, *y = b;

	if (x->len != y->len)
		return x->len > y->len ? -1 : 1;
	return snt_model_compare_prefix(x, y);
}

static void gather_routes(struct plan *plan)
{
	const struct snt_peer *peer;
	size_t i, kept = 0;

	for (peer = plan->quick->conf.dev->peers; peer; peer = peer->next) {
		if (!peer->nr_prefixes)
			continue;
		plan->routes = snt_mem_grow(plan->routes, &plan->max,
					    plan->nr + peer->nr_prefixes,
					    sizeof(*plan->routes));
		for (i = 0; i < peer->nr_prefixes; i++) {
			if (!peer->prefixes[i].remove)
				plan->routes[plan->nr++] = peer->prefixes[i];
		}
	}
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

static bool table_is_used(const char *table)
{
	char *four = exec_capture("ip", "-4", "route", "show", "table", table);
	char *six = exec_capture("ip", "-6", "route", "show", "table", table);
	bool used = *four || *six;

	free(four);
	free(six);
	return used;
}

static int set_fwmark(const char *ifname, uint32_t fwmark)
{
	struct snt_dev *dev = snt_model_create(ifname);
	struct snt_nl nl;
	int status;

	fprintf(stderr, "[#] " CTL_NAME " set %s fwmark %u\n", ifname, fwmark);
	dev->flags = SNT_DEV_HAS_FWMARK;
	dev->fwmark = fwmark;
	status = ctl_open(&nl);
	if (!status)
		status = ctl_apply(&nl, dev);
	snt_nl_close(&nl);
	snt_model_destroy(dev);
	return status;
}

/* The mark that the file gives also names the table. */
static int choose_table(struct plan *plan)
{
	char text[16];

	if (plan->table)
		return 0;
	plan->table = plan->quick->conf.dev->fwmark;
	if (plan->table)
		return 0;
	plan->table = FIRST_TABLE;
	snprintf(text, sizeof(text), "%u", plan->table);
	while (table_is_used(text))
		snprintf(text, sizeof(text), "%u", ++plan->table);
	return set_fwmark(plan->quick->ifname, plan->table);
}

/*
 * Nobody but the tunnel may send to its addresses, though the rules would let
 * an answer out. The mark comes back with the answers to the tunnel's own
 * datagrams, so that a strict reverse path filter finds the way they came.
 */
static void write_ruleset(FILE *out, const struct plan *plan, bool is_ipv6)
{
	const struct snt_list *list = &plan->quick->conf.quick.addresses;
	const char *family = is_ipv6 ? "ip6" : "ip";
	const char *ifname = plan->quick->ifname;
	size_t i;

	fprintf(out, "table %s snaptun-%s {\n", family, ifname);
	fprintf(out, "\tchain own-addresses {\n"
		"\t\ttype filter hook prerouting priority -300;\n");
	for (i = 0; i < list->nr; i++) {
		if (!!strchr(list->text[i], ':') == is_ipv6)
			fprintf(out, "\t\tiifname != \"%s\" %s daddr %.*s fib saddr type != local drop\n",
				ifname, family,
				(int)strcspn(list->text[i], "/"),
				list->text[i]);
	}
	fprintf(out, "\t}\n\tchain restore-mark {\n"
		"\t\ttype filter hook prerouting priority -150;\n"
		"\t\tmeta l4proto udp meta mark set ct mark\n"
		"\t}\n\tchain save-mark {\n"
		"\t\ttype filter hook postrouting priority -150;\n"
		"\t\tmeta l4proto udp meta mark %u ct mark set meta mark\n"
		"\t}\n}\n", plan->table);
}

static int add_firewall(const struct plan *plan, bool is_ipv6)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	int status;

	if (!exec_exists("nft")) {
		fputs("Warning: without nft(8) nothing keeps others from sending to the tunnel's addresses, and a strict rp_filter stops the tunnel\n",
		      stderr);
		return 0;
	}
	out = open_memstream(&text, &len);
	write_ruleset(out, plan, is_ipv6);
	fclose(out);
	status = exec_input(text, len, "nft", "-f", "-");
	free(text);
	return status;
}

static int add_default(struct plan *plan, const struct snt_prefix *prefix)
{
	const char *family = family_option(prefix);
	bool is_ipv6 = prefix->family == AF_INET6;
	char route[SNT_ADDR_TEXT], table[16];
	int status = choose_table(plan);

	if (status)
		return status;
	snprintf(table, sizeof(table), "%u", plan->table);
	snt_text_prefix(route, prefix);
	status = exec_run("ip", family, "route", "add", route, "dev",
			  plan->quick->ifname, "table", table);
	if (!status)
		status = exec_run("ip", family, "rule", "add", "not", "fwmark",
				  table, "table", table);
	if (!status)
		status = exec_run("ip", family, "rule", "add", "table", "main",
				  "suppress_prefixlength", "0");
	if (!status && !is_ipv6)
		status = exec_run("sysctl", "-q",
				  "net.ipv4.conf.all.src_valid_mark=1");
	return status ? status : add_firewall(plan, is_ipv6);
}

/* All at once: one run of ip(8) each would take minutes for many. */
static int add_others(struct plan *plan, const char *family)
{
	const char *table = plan->quick->conf.quick.table;
	char *text = NULL, route[SNT_ADDR_TEXT];
	size_t len, i;
	FILE *out = open_memstream(&text, &len);
	int status = 0;

	for (i = 0; i < plan->nr; i++) {
		const struct snt_prefix *prefix = &plan->routes[i];

		if (strcmp(family_option(prefix), family) ||
		    (!table && (!prefix->len || is_connected(plan, prefix))))
			continue;
		fprintf(out, "route add %s dev %s%s%s\n",
			snt_text_prefix(route, prefix), plan->quick->ifname,
			table ? " table " : "", table ? table : "");
	}
	fclose(out);
	if (len)
		status = exec_input(text, len, "ip", family, "-batch", "-");
	free(text);
	return status;
}

/**
 * quick_add_routes - add routes to the allowed IPs, as Table= says
 * @quick: the file
 *
 * Return: 0, or an exit status.
 */
int quick_add_routes(const struct quick *quick)
{
	struct plan plan = { .quick = quick };
	const char *table = quick->conf.quick.table;
	int status = 0;
	size_t i;

	if (table && !strcasecmp(table, "off"))
		return 0;
	gather_routes(&plan);
	if (plan.nr) {
		status = add_others(&plan, "-4");
		if (!status)
			status = add_others(&plan, "-6");
	}
	for (i = 0; i < plan.nr && !status && !table; i++) {
		if (!plan.routes[i].len)
			status = add_default(&plan, &plan.routes[i]);
	}
	free(plan.routes);
	return status;
}

static uint32_t read_fwmark(const char *ifname)
{
	struct snt_dev *dev = NULL;
	uint32_t fwmark = 0;
	struct snt_nl nl;

	if (!snt_nl_open(&nl) && !snt_nl_get_dev(&nl, ifname, &dev))
		fwmark = dev->fwmark;
	snt_model_destroy(dev);
	snt_nl_close(&nl);
	return fwmark;
}

static bool has_rule(const char *family, const char *text)
{
	char *rules = exec_capture("ip", family, "rule", "show");
	const char *found = strstr(rules, text);
	char behind = found ? found[strlen(text)] : 'x';

	free(rules);
	/* the number of another table may begin with this one's */
	return behind == ' ' || behind == '\n' || !behind;
}

/* Only the rules that "up" made for this interface: others may have theirs. */
static int remove_family(const char *family, const char *table)
{
	char lookup[32];
	int status;

	snprintf(lookup, sizeof(lookup), "lookup %s", table);
	if (!has_rule(family, lookup))
		return 0;
	status = exec_run("ip", family, "rule", "delete", "table", table);
	if (!status && has_rule(family, "suppress_prefixlength 0"))
		status = exec_run("ip", family, "rule", "delete", "table",
				  "main", "suppress_prefixlength", "0");
	return status;
}

static int remove_firewall(const char *ifname)
{
	static const char *const families[] = { "ip", "ip6" };
	char line[64], name[32];
	char *tables;
	int status = 0;
	size_t i;

	if (!exec_exists("nft"))
		return 0;
	tables = exec_capture("nft", "list", "tables");
	snprintf(name, sizeof(name), "snaptun-%s", ifname);
	for (i = 0; i < 2; i++) {
		snprintf(line, sizeof(line), "table %s %s\n", families[i],
			 name);
		if (strstr(tables, line) &&
		    exec_run("nft", "delete", "table", families[i], name))
			status = 1;
	}
	free(tables);
	return status;
}

/**
 * quick_remove_rules - undo what quick_add_routes() did outside the link
 * @quick: the file; the link must still be there
 *
 * Return: 0, or an exit status.
 */
int quick_remove_rules(const struct quick *quick)
{
	char table[16];
	int status;

	if (quick->conf.quick.table)
		return 0;
	snprintf(table, sizeof(table), "%u", read_fwmark(quick->ifname));
	status = remove_firewall(quick->ifname);
	if (!status)
		status = remove_family("-4", table);
	if (!status)
		status = remove_family("-6", table);
	return status;
}
