// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes "ip -d link" show a snaptun device's mode, payload and port. ip
 * loads it by its name, link_KIND.so, and finds in it KIND_link_util.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include "ip.h"

static const char *const roles[] = {
	[SNAPTUN_ROLE_PEER] = "peer",
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

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	fputs("Usage: ip link add [ dev NAME ] type snaptun\n"
	      "\n"
	      "Keys, peers and modes are set by snaptun-ctl(8).\n", f);
}

struct link_util snaptun_link_util = {
	.id = "snaptun",
	.maxattr = SNAPTUN_A_LINK_MAX,
	.print_opt = print_opt,
	.print_help = print_help,
};
