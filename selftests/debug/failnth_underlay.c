// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests about the underlay of a gateway.
 */
#include <arpa/inet.h>
#include <linux/snaptun.h>

#include "failnth.h"

static void underlay_request(struct nlmsghdr *msg, int cmd)
{
	genl_request(msg, cmd, 0);
	mnl_attr_put_strz(msg, SNAPTUN_A_UNDERLAY_IFNAME, DEVICE);
}

static void begin_router(struct nlmsghdr *msg, struct nlattr **nest,
			 unsigned short interface)
{
	unsigned short port = htons(30042);

	*nest = mnl_attr_nest_start(msg, SNAPTUN_A_UNDERLAY_ROUTER);
	mnl_attr_put_u16(msg, SNAPTUN_A_ROUTER_INTERFACE, interface);
	mnl_attr_put(msg, SNAPTUN_A_ROUTER_PORT, sizeof(port), &port);
}

static void put_router4(struct nlmsghdr *msg, unsigned short interface)
{
	unsigned int addr = htonl(0x7f000001);
	struct nlattr *nest;

	begin_router(msg, &nest, interface);
	mnl_attr_put(msg, SNAPTUN_A_ROUTER_IPV4, sizeof(addr), &addr);
	mnl_attr_nest_end(msg, nest);
}

static void put_router6(struct nlmsghdr *msg, unsigned short interface)
{
	static const unsigned char addr[16] = { [15] = 1 };
	struct nlattr *nest;

	begin_router(msg, &nest, interface);
	mnl_attr_put(msg, SNAPTUN_A_ROUTER_IPV6, sizeof(addr), addr);
	mnl_attr_nest_end(msg, nest);
}

/* Sockets of both families. Which port the kernel chose is not the same twice. */
void underlay_set(struct nlmsghdr *msg)
{
	underlay_request(msg, SNAPTUN_CMD_UNDERLAY_SET);
	mnl_attr_put_u16(msg, SNAPTUN_A_UNDERLAY_PORT, 51997);
	put_router4(msg, 1);
	put_router6(msg, 2);
}

/* At another port, so that the sockets are others, too */
void underlay_change(struct nlmsghdr *msg)
{
	underlay_request(msg, SNAPTUN_CMD_UNDERLAY_SET);
	mnl_attr_put_u16(msg, SNAPTUN_A_UNDERLAY_PORT, 51996);
	put_router6(msg, 3);
	put_router4(msg, 0);
}

void underlay_unset(struct nlmsghdr *msg)
{
	underlay_request(msg, SNAPTUN_CMD_UNDERLAY_SET);
}

void underlay_get(struct nlmsghdr *msg)
{
	underlay_request(msg, SNAPTUN_CMD_UNDERLAY_GET);
}
