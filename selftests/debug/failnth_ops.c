// SPDX-License-Identifier: GPL-2.0-only
/*
 * The requests: making and removing the link, and every command of the family.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failnth.h"

#define NR_PREFIXES	20

static const unsigned char private_key[SNAPTUN_KEY_LEN] = { 1, [31] = 64 };
static const unsigned char peer_key[SNAPTUN_KEY_LEN] = { 9 };
static const unsigned char other_key[SNAPTUN_KEY_LEN] = { 11, [5] = 77 };
static const unsigned char psk[SNAPTUN_KEY_LEN] = { 5, [9] = 5 };

static struct ifinfomsg *link_message(struct nlmsghdr *msg, int type,
				      int flags)
{
	struct ifinfomsg *info;

	msg->nlmsg_type = type;
	msg->nlmsg_flags |= flags;
	info = mnl_nlmsg_put_extra_header(msg, sizeof(*info));
	mnl_attr_put_strz(msg, IFLA_IFNAME, DEVICE);
	return info;
}

static void create(struct nlmsghdr *msg, unsigned int role)
{
	struct nlattr *nest, *data;

	link_message(msg, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	nest = mnl_attr_nest_start(msg, IFLA_LINKINFO);
	mnl_attr_put_strz(msg, IFLA_INFO_KIND, "snaptun");
	data = mnl_attr_nest_start(msg, IFLA_INFO_DATA);
	mnl_attr_put_u32(msg, SNAPTUN_A_LINK_ROLE, role);
	mnl_attr_nest_end(msg, data);
	mnl_attr_nest_end(msg, nest);
}

static void link_create(struct nlmsghdr *msg)
{
	create(msg, SNAPTUN_ROLE_PEER);
}

static void client_create(struct nlmsghdr *msg)
{
	create(msg, SNAPTUN_ROLE_CLIENT);
}

static void server_create(struct nlmsghdr *msg)
{
	create(msg, SNAPTUN_ROLE_GATEWAY);
}

static void link_up(struct nlmsghdr *msg)
{
	struct ifinfomsg *info = link_message(msg, RTM_NEWLINK, 0);

	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
}

static void link_delete(struct nlmsghdr *msg)
{
	link_message(msg, RTM_DELLINK, 0);
}

static void dev_request(struct nlmsghdr *msg, int cmd)
{
	genl_request(msg, cmd, 0);
	mnl_attr_put_strz(msg, SNAPTUN_A_DEV_IFNAME, DEVICE);
}

static void dev_get(struct nlmsghdr *msg)
{
	dev_request(msg, SNAPTUN_CMD_DEV_GET);
}

static void dev_dump(struct nlmsghdr *msg)
{
	genl_request(msg, SNAPTUN_CMD_DEV_GET, NLM_F_DUMP);
}

/* One that the kernel chooses would be another one each time. */
static void dev_set_port(struct nlmsghdr *msg)
{
	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put_u16(msg, SNAPTUN_A_DEV_LISTEN_PORT, 51998);
}

static void dev_set_all(struct nlmsghdr *msg)
{
	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put(msg, SNAPTUN_A_DEV_PRIVATE_KEY, sizeof(private_key),
		     private_key);
	mnl_attr_put_u16(msg, SNAPTUN_A_DEV_LISTEN_PORT, 51999);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FWMARK, 7);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_PAYLOAD, SNAPTUN_PAYLOAD_IP);
}

static void dev_replace_peers(struct nlmsghdr *msg)
{
	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FLAGS,
			 SNAPTUN_DEV_FLAGS_REPLACE_PEERS);
}

static void peer_request(struct nlmsghdr *msg, int cmd, int flags,
			 const unsigned char *key)
{
	genl_request(msg, cmd, flags);
	mnl_attr_put_strz(msg, SNAPTUN_A_PEER_IFNAME, DEVICE);
	if (key)
		mnl_attr_put(msg, SNAPTUN_A_PEER_PUBLIC_KEY, SNAPTUN_KEY_LEN,
			     key);
}

static void put_prefixes(struct nlmsghdr *msg, unsigned int net)
{
	unsigned int i;

	for (i = 0; i < NR_PREFIXES; i++) {
		struct nlattr *nest = mnl_attr_nest_start(msg,
						SNAPTUN_A_PEER_ALLOWEDIP);
		unsigned int addr = htonl(net << 24 | i << 8);

		mnl_attr_put(msg, SNAPTUN_A_ALLOWEDIP_IPV4, sizeof(addr),
			     &addr);
		mnl_attr_put_u8(msg, SNAPTUN_A_ALLOWEDIP_PREFIX_LEN, 24);
		mnl_attr_nest_end(msg, nest);
	}
}

static void put_settings(struct nlmsghdr *msg)
{
	unsigned int addr = htonl(0x7f000001);
	unsigned short port = htons(52000);

	mnl_attr_put(msg, SNAPTUN_A_PEER_PRESHARED_KEY, sizeof(psk), psk);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_IPV4, sizeof(addr), &addr);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_PORT, sizeof(port), &port);
	mnl_attr_put_u16(msg, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE, 25);
	mnl_attr_put_strz(msg, SNAPTUN_A_PEER_LABEL, "a label");
}

static void peer_add(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_ADD, 0, peer_key);
	put_settings(msg);
	put_prefixes(msg, 10);
}

static void peer_set_new(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_SET, 0, other_key);
	put_settings(msg);
	put_prefixes(msg, 10);
}

static void peer_set_change(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_SET, 0, peer_key);
	mnl_attr_put_u32(msg, SNAPTUN_A_PEER_FLAGS,
			 SNAPTUN_PEER_FLAGS_UPDATE_ONLY |
			 SNAPTUN_PEER_FLAGS_REPLACE_ALLOWEDIPS);
	mnl_attr_put_u16(msg, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE, 9);
	put_prefixes(msg, 11);
}

static void peer_del(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_DEL, 0, peer_key);
}

static void peer_get(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_GET, 0, peer_key);
}

static void peer_dump(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_PEER_GET, NLM_F_DUMP, NULL);
}

static void stats_get(struct nlmsghdr *msg)
{
	genl_request(msg, SNAPTUN_CMD_STATS_GET, 0);
	mnl_attr_put_strz(msg, SNAPTUN_A_STATS_IFNAME, DEVICE);
}

static void stats_dump(struct nlmsghdr *msg)
{
	genl_request(msg, SNAPTUN_CMD_STATS_GET, NLM_F_DUMP);
}

static void gateway_set(struct nlmsghdr *msg)
{
	unsigned int addr = htonl(0x7f000001);
	unsigned short port = htons(52000);

	peer_request(msg, SNAPTUN_CMD_GATEWAY_SET, 0, peer_key);
	mnl_attr_put(msg, SNAPTUN_A_PEER_PRESHARED_KEY, sizeof(psk), psk);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_IPV4, sizeof(addr), &addr);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_PORT, sizeof(port), &port);
}

/* Of another family, which needs other sockets, and with another key */
static void gateway_change(struct nlmsghdr *msg)
{
	static const unsigned char addr[16] = { [15] = 1 };
	unsigned short port = htons(52001);

	peer_request(msg, SNAPTUN_CMD_GATEWAY_SET, 0, other_key);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_IPV6, sizeof(addr), addr);
	mnl_attr_put(msg, SNAPTUN_A_PEER_REMOTE_PORT, sizeof(port), &port);
}

static void gateway_get(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_GATEWAY_GET, 0, NULL);
}

static void tunnel_add(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_TUNNEL_ADD, 0, NULL);
	mnl_attr_put_u16(msg, SNAPTUN_A_PEER_LOCAL_PORT, 51990);
}

static void tunnel_request(struct nlmsghdr *msg, int cmd)
{
	peer_request(msg, cmd, 0, NULL);
	mnl_attr_put_u32(msg, SNAPTUN_A_PEER_ID, 1);
}

static void tunnel_restart(struct nlmsghdr *msg)
{
	tunnel_request(msg, SNAPTUN_CMD_TUNNEL_SET);
	mnl_attr_put_u32(msg, SNAPTUN_A_PEER_ACTION,
			 SNAPTUN_TUNNEL_ACTION_RESTART);
}

static void tunnel_get(struct nlmsghdr *msg)
{
	tunnel_request(msg, SNAPTUN_CMD_TUNNEL_GET);
}

static void tunnel_del(struct nlmsghdr *msg)
{
	tunnel_request(msg, SNAPTUN_CMD_TUNNEL_DEL);
}

static void tunnel_dump(struct nlmsghdr *msg)
{
	peer_request(msg, SNAPTUN_CMD_TUNNEL_GET, NLM_F_DUMP, NULL);
}

/* Another private key gives its tunnels other ports where there is a choice. */
static void client_set(struct nlmsghdr *msg)
{
	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put(msg, SNAPTUN_A_DEV_PRIVATE_KEY, sizeof(private_key),
		     private_key);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_ADDRESS_POLICY,
			 SNAPTUN_ADDRESS_POLICY_FOLLOWING);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_CARRIER, SNAPTUN_CARRIER_ALWAYS);
}

/* Applications have the tunnels that were added: of those the port is known. */
static void facade_set(struct nlmsghdr *msg)
{
	unsigned int addr = htonl(FACADE);

	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put(msg, SNAPTUN_A_DEV_FACADE_IPV4, sizeof(addr), &addr);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FLOW_LIMIT, 0);
}

/* Ends the flows that there are, and asks for all else in the same request */
static void facade_change(struct nlmsghdr *msg)
{
	static const unsigned char addr[16] = { 0xfd, [15] = 2 };
	unsigned short port = htons(30043);

	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put(msg, SNAPTUN_A_DEV_FACADE_IPV6, sizeof(addr), addr);
	mnl_attr_put(msg, SNAPTUN_A_DEV_FACADE_PORT, sizeof(port), &port);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FACADE_SENDERS,
			 SNAPTUN_FACADE_SENDERS_ANY);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FACADE_TRANSLATION,
			 SNAPTUN_FACADE_TRANSLATION_OFF);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FLOW_LIMIT, 9);
	mnl_attr_put_u32(msg, SNAPTUN_A_DEV_FLOW_IDLE, 7);
	mnl_attr_put(msg, SNAPTUN_A_DEV_PRIVATE_KEY, sizeof(private_key),
		     private_key);
}

static void facade_unset(struct nlmsghdr *msg)
{
	unsigned int addr = 0;

	dev_request(msg, SNAPTUN_CMD_DEV_SET);
	mnl_attr_put(msg, SNAPTUN_A_DEV_FACADE_IPV4, sizeof(addr), &addr);
}

#define DEV	NEEDS_DEVICE
#define UP	(NEEDS_DEVICE | NEEDS_UP)
#define PEER	(UP | NEEDS_PEER)
#define CLIENT	(NEEDS_CLIENT | NEEDS_UP)
#define GATEWAY	(CLIENT | NEEDS_GATEWAY)
#define TUNNEL	(GATEWAY | NEEDS_TUNNEL)
#define FLOW	(TUNNEL | NEEDS_FLOW)
#define SERVER	(NEEDS_SERVER | NEEDS_UP)
#define IDENTITY (SERVER | NEEDS_IDENTITY)
#define ACCOUNT	(IDENTITY | NEEDS_ACCOUNT)
#define UNDERLAY (SERVER | NEEDS_UNDERLAY)

const struct operation operations[] = {
	{ "link-create", 0, NETLINK_ROUTE, link_create },
	{ "link-up", DEV, NETLINK_ROUTE, link_up },
	{ "link-delete", PEER, NETLINK_ROUTE, link_delete },
	{ "dev-get", DEV, NETLINK_GENERIC, dev_get },
	{ "dev-dump", DEV, NETLINK_GENERIC, dev_dump },
	{ "dev-set-down", DEV, NETLINK_GENERIC, dev_set_all },
	{ "dev-set-up", PEER, NETLINK_GENERIC, dev_set_all },
	{ "dev-replace-peers", PEER, NETLINK_GENERIC, dev_replace_peers },
	{ "peer-add", UP, NETLINK_GENERIC, peer_add },
	{ "peer-set-new", PEER, NETLINK_GENERIC, peer_set_new },
	{ "peer-set-change", PEER, NETLINK_GENERIC, peer_set_change },
	{ "peer-del", PEER, NETLINK_GENERIC, peer_del },
	{ "peer-get", PEER, NETLINK_GENERIC, peer_get },
	{ "peer-dump", PEER, NETLINK_GENERIC, peer_dump },
	{ "stats-get", DEV, NETLINK_GENERIC, stats_get },
	{ "stats-dump", DEV, NETLINK_GENERIC, stats_dump },
	{ "client-create", 0, NETLINK_ROUTE, client_create },
	{ "client-up", NEEDS_CLIENT | NEEDS_GATEWAY | NEEDS_TUNNEL,
	  NETLINK_ROUTE, link_up },
	{ "client-delete", TUNNEL, NETLINK_ROUTE, link_delete },
	{ "client-set", TUNNEL, NETLINK_GENERIC, client_set },
	{ "gateway-set", CLIENT, NETLINK_GENERIC, gateway_set },
	{ "gateway-change", TUNNEL, NETLINK_GENERIC, gateway_change },
	{ "gateway-get", GATEWAY, NETLINK_GENERIC, gateway_get },
	{ "tunnel-add", GATEWAY, NETLINK_GENERIC, tunnel_add },
	{ "tunnel-restart", TUNNEL, NETLINK_GENERIC, tunnel_restart },
	{ "tunnel-get", TUNNEL, NETLINK_GENERIC, tunnel_get },
	{ "tunnel-dump", TUNNEL, NETLINK_GENERIC, tunnel_dump },
	{ "tunnel-del", TUNNEL, NETLINK_GENERIC, tunnel_del },
	{ "facade-set", TUNNEL, NETLINK_GENERIC, facade_set },
	{ "facade-change", FLOW, NETLINK_GENERIC, facade_change },
	{ "facade-unset", FLOW, NETLINK_GENERIC, facade_unset },
	{ "facade-tunnel-get", FLOW, NETLINK_GENERIC, tunnel_get },
	{ "facade-tunnel-dump", FLOW, NETLINK_GENERIC, tunnel_dump },
	{ "facade-tunnel-del", FLOW, NETLINK_GENERIC, tunnel_del },
	{ "facade-gateway-change", FLOW, NETLINK_GENERIC, gateway_change },
	{ "facade-delete", FLOW, NETLINK_ROUTE, link_delete },
	{ "server-create", 0, NETLINK_ROUTE, server_create },
	{ "server-up", NEEDS_SERVER | NEEDS_IDENTITY, NETLINK_ROUTE, link_up },
	{ "server-delete", ACCOUNT, NETLINK_ROUTE, link_delete },
	{ "server-set", IDENTITY, NETLINK_GENERIC, dev_set_all },
	{ "identity-add", SERVER, NETLINK_GENERIC, identity_add },
	{ "identity-set-new", IDENTITY, NETLINK_GENERIC, identity_set_new },
	{ "identity-set-change", IDENTITY, NETLINK_GENERIC,
	  identity_set_change },
	{ "identity-get", IDENTITY, NETLINK_GENERIC, identity_get },
	{ "identity-dump", IDENTITY, NETLINK_GENERIC, identity_dump },
	{ "identity-del", ACCOUNT, NETLINK_GENERIC, identity_del },
	{ "account-set", IDENTITY, NETLINK_GENERIC, account_set },
	{ "account-set-again", ACCOUNT, NETLINK_GENERIC, account_set },
	{ "account-get", ACCOUNT, NETLINK_GENERIC, account_get },
	{ "account-dump", ACCOUNT, NETLINK_GENERIC, account_dump },
	{ "underlay-set", SERVER, NETLINK_GENERIC, underlay_set },
	{ "underlay-set-down", NEEDS_SERVER, NETLINK_GENERIC, underlay_set },
	{ "underlay-change", UNDERLAY, NETLINK_GENERIC, underlay_change },
	{ "underlay-unset", UNDERLAY, NETLINK_GENERIC, underlay_unset },
	{ "underlay-get", UNDERLAY, NETLINK_GENERIC, underlay_get },
	{ "underlay-up", NEEDS_SERVER | NEEDS_UNDERLAY, NETLINK_ROUTE,
	  link_up },
	{ "underlay-delete", UNDERLAY, NETLINK_ROUTE, link_delete },
};

const size_t nr_operations = sizeof(operations) / sizeof(operations[0]);

static void must(int error, const char *what)
{
	if (!error)
		return;
	printf("Bail out! %s: %s\n", what, strerror(error));
	exit(1);
}

/**
 * state_prepare() - make what an operation needs, without faults
 * @needs: NEEDS_*
 */
void state_prepare(int needs)
{
	if (needs & NEEDS_DEVICE) {
		must(request(NETLINK_ROUTE, link_create), "link create");
		must(request(NETLINK_GENERIC, dev_set_port), "listen port");
	}
	if (needs & NEEDS_CLIENT)
		must(request(NETLINK_ROUTE, client_create), "client create");
	if (needs & NEEDS_SERVER) {
		must(request(NETLINK_ROUTE, server_create), "gateway create");
		must(request(NETLINK_GENERIC, dev_set_port), "listen port");
	}
	if (needs & NEEDS_UP)
		must(request(NETLINK_ROUTE, link_up), "link up");
	if (needs & NEEDS_GATEWAY)
		must(request(NETLINK_GENERIC, gateway_set), "gateway");
	if (needs & NEEDS_TUNNEL)
		must(request(NETLINK_GENERIC, tunnel_add), "tunnel");
	if (needs & NEEDS_FLOW) {
		must(request(NETLINK_GENERIC, facade_set), "facade");
		app_start();
	}
	if (needs & NEEDS_PEER)
		must(request(NETLINK_GENERIC, peer_add), "peer add");
	if (needs & NEEDS_IDENTITY)
		must(request(NETLINK_GENERIC, identity_add), "identity add");
	if (needs & NEEDS_ACCOUNT)
		must(request(NETLINK_GENERIC, account_set), "account set");
	if (needs & NEEDS_UNDERLAY)
		must(request(NETLINK_GENERIC, underlay_set), "underlay set");
}

/**
 * state_remove() - remove the device, whatever is left of it
 */
void state_remove(void)
{
	if (state_has_device())
		must(request(NETLINK_ROUTE, link_delete), "link delete");
}
