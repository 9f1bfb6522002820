// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes "ip -d link" show a snaptun device's role, mode and port, and
 * "ip link add" take them. ip loads it by its name, link_KIND.so, and finds in
 * it KIND_link_util.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include "ip.h"

static const char *const roles[] = {
	[SNAPTUN_ROLE_PEER] = "peer",
	[SNAPTUN_ROLE_CLIENT] = "client",
	[SNAPTUN_ROLE_GATEWAY] = "gateway",
};

static const char *const wires[] = {
	[SNAPTUN_WIRE_SNAP] = "snap",
	[SNAPTUN_WIRE_WIREGUARD] = "wireguard",
};

static const char *const payloads[] = {
	[SNAPTUN_PAYLOAD_IP] = "ip",
	[SNAPTUN_PAYLOAD_SCION] = "scion",
	[SNAPTUN_PAYLOAD_ANY] = "any",
};

#define NR(names)	(sizeof(names) / sizeof((names)[0]))

static void print_name(const struct rtattr *attr, const char *key,
		       const char *fmt, const char *const names[], size_t nr)
{
	uint32_t value;

	if (!attr || RTA_PAYLOAD(attr) < sizeof(value))
		return;
	memcpy(&value, RTA_DATA(attr), sizeof(value));
	/* A newer module may know more than this does. */
	print_color_string(PRINT_ANY, COLOR_NONE, key, fmt,
			   value < nr ? names[value] : "unknown");
}

static void print_opt(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	uint16_t port;
	uint32_t peers;

	(void)lu;
	(void)f;
	if (!tb)
		return;
	print_name(tb[SNAPTUN_A_LINK_ROLE], "role", "role %s ", roles,
		   NR(roles));
	print_name(tb[SNAPTUN_A_LINK_WIRE], "wire", "wire %s ", wires,
		   NR(wires));
	print_name(tb[SNAPTUN_A_LINK_PAYLOAD], "payload", "payload %s ",
		   payloads, NR(payloads));
	if (tb[SNAPTUN_A_LINK_LISTEN_PORT]) {
		memcpy(&port, RTA_DATA(tb[SNAPTUN_A_LINK_LISTEN_PORT]),
		       sizeof(port));
		print_color_uint(PRINT_ANY, COLOR_NONE, "listen_port",
				 "listen-port %u ", port);
	}
	if (tb[SNAPTUN_A_LINK_PEERS]) {
		memcpy(&peers, RTA_DATA(tb[SNAPTUN_A_LINK_PEERS]),
		       sizeof(peers));
		print_color_uint(PRINT_ANY, COLOR_NONE, "peers", "peers %u ",
				 peers);
	}
}

static void write_help(FILE *out)
{
	fputs("Usage: ip link add [ dev ] NAME type snaptun\n"
	      "		[ role { peer | client | gateway } ]\n"
	      "		[ wire { snap | wireguard } ]\n"
	      "		[ payload { ip | scion | any } ]\n"
	      "		[ listen-port PORT ]\n"
	      "\n"
	      "Keys, peers and later changes are for snaptun-ctl(8).\n", out);
}

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	write_help(f);
}

static bool take_name(struct nlmsghdr *n, int type, const char *text,
		      const char *const names[], size_t nr)
{
	uint32_t value;

	for (value = 0; value < nr; value++) {
		if (!strcmp(names[value], text))
			return !addattr_l(n, IP_LINK_REQUEST_LEN, type, &value,
					  sizeof(value));
	}
	return false;
}

static bool take_port(struct nlmsghdr *n, const char *text)
{
	unsigned long value;
	uint16_t port;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || value > UINT16_MAX)
		return false;
	port = value;
	return !addattr_l(n, IP_LINK_REQUEST_LEN, SNAPTUN_A_LINK_LISTEN_PORT,
			  &port, sizeof(port));
}

enum outcome {
	TAKEN,
	BAD_VALUE,
	BAD_WORD,
};

static enum outcome take_word(struct nlmsghdr *n, const char *word,
			      const char *value)
{
	bool taken;

	if (!strcmp(word, "role"))
		taken = take_name(n, SNAPTUN_A_LINK_ROLE, value, roles,
				  NR(roles));
	else if (!strcmp(word, "wire"))
		taken = take_name(n, SNAPTUN_A_LINK_WIRE, value, wires,
				  NR(wires));
	else if (!strcmp(word, "payload"))
		taken = take_name(n, SNAPTUN_A_LINK_PAYLOAD, value, payloads,
				  NR(payloads));
	else if (!strcmp(word, "listen-port"))
		taken = take_port(n, value);
	else
		return BAD_WORD;
	return taken ? TAKEN : BAD_VALUE;
}

static int refuse(const char *what, const char *word)
{
	fprintf(stderr,
		"snaptun: %s \"%s\"; see \"ip link add type snaptun help\"\n",
		what, word);
	return -1;
}

/* What is not understood ends ip, as it does for the kinds that ip knows. */
static int parse_opt(struct link_util *lu, int argc, char **argv,
		     struct nlmsghdr *n)
{
	(void)lu;
	for (; argc > 0; argc -= 2, argv += 2) {
		if (!strcmp(argv[0], "help")) {
			write_help(stdout);
			exit(0);
		}
		switch (take_word(n, argv[0], argc > 1 ? argv[1] : "")) {
		case TAKEN:
			continue;
		case BAD_VALUE:
			return argc > 1 ? refuse("bad value", argv[1]) :
					  refuse("no value for", argv[0]);
		case BAD_WORD:
			return refuse("unknown word", argv[0]);
		}
	}
	return 0;
}

struct link_util snaptun_link_util = {
	.id = "snaptun",
	.maxattr = SNAPTUN_A_LINK_MAX,
	.parse_opt = parse_opt,
	.print_opt = print_opt,
	.print_help = print_help,
};
