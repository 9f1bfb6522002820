// SPDX-License-Identifier: GPL-2.0-only
/*
 * Default routes into the tunnel: each goes into a table of its own, and a rule
 * sends everything there but the tunnel's own datagrams, which have the
 * firewall mark; what the main table knows better than by default stays there.
 */
#include "quick.h"

#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "exec.h"
#include "nl.h"

/* First number tried for the table and the mark of default routes. */
#define FIRST_TABLE	51820

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

/**
 * quick_choose_table - choose the table of default routes, and mark datagrams
 * @quick: the interface; nothing is done when it has a table
 *
 * The mark that the file gives also names the table.
 *
 * Return: 0, or an exit status.
 */
int quick_choose_table(struct quick *quick)
{
	char text[16];

	if (quick->table)
		return 0;
	quick->table = quick->conf.dev->fwmark;
	if (quick->table)
		return 0;
	quick->table = FIRST_TABLE;
	snprintf(text, sizeof(text), "%u", quick->table);
	while (table_is_used(text))
		snprintf(text, sizeof(text), "%u", ++quick->table);
	return set_fwmark(quick->ifname, quick->table);
}

/*
 * Nobody but the tunnel may send to its addresses, though the rules would let
 * an answer out. The mark comes back with the answers to the tunnel's own
 * datagrams, so that a strict reverse path filter finds the way they came.
 */
static void write_ruleset(FILE *out, const struct quick *quick, bool is_ipv6)
{
	const struct snt_list *list = &quick->conf.quick.addresses;
	const char *family = is_ipv6 ? "ip6" : "ip";
	const char *ifname = quick->ifname;
	size_t i;

	/* in the place of what may be there already, at once */
	fprintf(out, "table %s snaptun-%s\ndelete table %s snaptun-%s\n",
		family, ifname, family, ifname);
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
		"\t}\n}\n", quick->table);
}

static int add_firewall(const struct quick *quick, bool is_ipv6)
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
	write_ruleset(out, quick, is_ipv6);
	fclose(out);
	status = exec_input(text, len, "nft", "-f", "-");
	free(text);
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

static void format_table(char text[16], const struct quick *quick)
{
	snprintf(text, 16, "%u", quick->table);
}

static bool has_table_rule(const char *option, const char *table)
{
	char lookup[32];

	snprintf(lookup, sizeof(lookup), "lookup %s", table);
	return has_rule(option, lookup);
}

/**
 * quick_add_default - send all that has no better way into the tunnel
 * @quick: the interface, its table chosen and remembered
 * @family: AF_INET or AF_INET6
 * @verb: "add", or "replace" where it was done before
 *
 * Return: 0, or an exit status.
 */
int quick_add_default(const struct quick *quick, int family, const char *verb)
{
	const char *option = family == AF_INET6 ? "-6" : "-4";
	const char *to = family == AF_INET6 ? "::/0" : "0.0.0.0/0";
	char table[16];
	int status;

	format_table(table, quick);
	status = exec_run("ip", option, "route", verb, to, "dev",
			  quick->ifname, "table", table);
	if (!status && !has_table_rule(option, table)) {
		status = exec_run("ip", option, "rule", "add", "not", "fwmark",
				  table, "table", table);
		if (!status)
			status = exec_run("ip", option, "rule", "add", "table",
					  "main", "suppress_prefixlength",
					  "0");
	}
	if (!status && family == AF_INET)
		status = exec_run("sysctl", "-q",
				  "net.ipv4.conf.all.src_valid_mark=1");
	return status ? status : add_firewall(quick, family == AF_INET6);
}

/* Only the rules that "up" made for this interface: others may have theirs. */
static int remove_family(const char *option, const char *table)
{
	int status;

	if (!has_table_rule(option, table))
		return 0;
	status = exec_run("ip", option, "rule", "delete", "table", table);
	if (!status && has_rule(option, "suppress_prefixlength 0"))
		status = exec_run("ip", option, "rule", "delete", "table",
				  "main", "suppress_prefixlength", "0");
	return status;
}

static int remove_firewall(const char *ifname, const char *family)
{
	char line[64], name[32];
	char *tables;
	int status = 0;

	if (!exec_exists("nft"))
		return 0;
	tables = exec_capture("nft", "list", "tables");
	snprintf(name, sizeof(name), "snaptun-%s", ifname);
	snprintf(line, sizeof(line), "table %s %s\n", family, name);
	if (strstr(tables, line))
		status = exec_run("nft", "delete", "table", family, name);
	free(tables);
	return status;
}

/**
 * quick_remove_default - undo quick_add_default()
 * @quick: the interface
 * @family: AF_INET or AF_INET6
 *
 * Return: 0, or an exit status.
 */
int quick_remove_default(const struct quick *quick, int family)
{
	const char *option = family == AF_INET6 ? "-6" : "-4";
	char table[16];
	int status;

	if (!quick->table)
		return 0;
	format_table(table, quick);
	status = remove_firewall(quick->ifname,
				 family == AF_INET6 ? "ip6" : "ip");
	if (!status)
		status = remove_family(option, table);
	/* the route may have gone with the last address of the link */
	if (!status && table_is_used(table))
		status = exec_run("ip", option, "route", "flush", "table",
				  table, "dev", quick->ifname);
	return status;
}

/**
 * quick_remove_rules - undo what is done for default routes outside the link
 * @quick: the interface; what is not remembered of it is read from the link
 *
 * Return: 0, or an exit status.
 */
int quick_remove_rules(const struct quick *quick)
{
	char table[16];
	int status;

	format_table(table, quick);
	if (!quick->ifindex && !quick->conf.quick.table)
		snprintf(table, sizeof(table), "%u",
			 read_fwmark(quick->ifname));
	status = remove_firewall(quick->ifname, "ip");
	if (!status)
		status = remove_firewall(quick->ifname, "ip6");
	if (!status)
		status = remove_family("-4", table);
	if (!status)
		status = remove_family("-6", table);
	return status;
}
