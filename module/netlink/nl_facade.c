// SPDX-License-Identifier: GPL-2.0-only
/* What a request says of the facade of a client */
#include "nl_facade.h"

#include <linux/in.h>
#include <net/genetlink.h>
#include <net/ipv6.h>

#include "role/client.h"
#include "tunnel/device.h"
#include "netlink_gen.h"

#define PORT_DEFAULT	30042
/* In jiffies it is a number that can be compared on all machines. */
#define IDLE_MAX_S	1000000

static int read_ipv4(struct snt_flow *at, struct nlattr *attr,
		     struct genl_info *info)
{
	__be32 addr = nla_get_in_addr(attr);

	if (ipv4_is_multicast(addr) || ipv4_is_loopback(addr) ||
	    ipv4_is_lbcast(addr)) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "No packets can be routed to this facade-ipv4");
		return -EINVAL;
	}
	memset(at->host, 0, sizeof(at->host));
	memcpy(at->host, &addr, sizeof(addr));
	at->version = addr ? 4 : 0;
	return 0;
}

static int read_ipv6(struct snt_flow *at, struct nlattr *attr,
		     struct genl_info *info)
{
	struct in6_addr addr = nla_get_in6_addr(attr);
	int type = ipv6_addr_type(&addr);

	if (type != IPV6_ADDR_ANY && (!(type & IPV6_ADDR_UNICAST) ||
				      type & (IPV6_ADDR_LOOPBACK |
					      IPV6_ADDR_LINKLOCAL |
					      IPV6_ADDR_MAPPED))) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "No packets can be routed to this facade-ipv6");
		return -EINVAL;
	}
	memcpy(at->host, &addr, sizeof(addr));
	at->version = type == IPV6_ADDR_ANY ? 0 : 6;
	return 0;
}

static int read_address(struct snt_flow *at, struct genl_info *info)
{
	struct nlattr *ipv4 = info->attrs[SNAPTUN_A_DEV_FACADE_IPV4];
	struct nlattr *ipv6 = info->attrs[SNAPTUN_A_DEV_FACADE_IPV6];

	if (ipv4 && ipv6) {
		NL_SET_ERR_MSG_ATTR(info->extack, ipv6,
				    "Give facade-ipv4 or facade-ipv6, not both");
		return -EINVAL;
	}
	if (ipv4)
		return read_ipv4(at, ipv4, info);
	return ipv6 ? read_ipv6(at, ipv6, info) : 0;
}

static bool has_address(const struct genl_info *info)
{
	return info->attrs[SNAPTUN_A_DEV_FACADE_IPV4] ||
	       info->attrs[SNAPTUN_A_DEV_FACADE_IPV6];
}

static int read_at(struct snt_flow *at, struct genl_info *info)
{
	struct nlattr *port = info->attrs[SNAPTUN_A_DEV_FACADE_PORT];
	int err = read_address(at, info);

	if (err)
		return err;
	if (!at->version && port && !has_address(info)) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "There is no facade; give facade-ipv4 or facade-ipv6 too");
		return -EINVAL;
	}
	if (!at->version)
		memset(at, 0, sizeof(*at));
	else if (port)
		at->port = ntohs(nla_get_be16(port));
	else if (!at->port)
		at->port = PORT_DEFAULT;
	return 0;
}

static int read_idle(struct snt_facade_settings *set, struct genl_info *info)
{
	struct nlattr *idle = info->attrs[SNAPTUN_A_DEV_FLOW_IDLE];

	if (!idle)
		return 0;
	if (nla_get_u32(idle) > IDLE_MAX_S) {
		NL_SET_ERR_MSG_ATTR(info->extack, idle,
				    "The longest flow-idle is 1000000 seconds");
		return -ERANGE;
	}
	set->flow_idle_s = nla_get_u32(idle);
	return 0;
}

static void read_rest(struct snt_facade_settings *set, struct genl_info *info)
{
	struct nlattr *translation =
		info->attrs[SNAPTUN_A_DEV_FACADE_TRANSLATION];
	struct nlattr *senders = info->attrs[SNAPTUN_A_DEV_FACADE_SENDERS];
	struct nlattr *limit = info->attrs[SNAPTUN_A_DEV_FLOW_LIMIT];

	if (senders)
		set->serves_others = nla_get_u32(senders) ==
				     SNAPTUN_FACADE_SENDERS_ANY;
	if (translation)
		set->translates = nla_get_u32(translation) ==
				  SNAPTUN_FACADE_TRANSLATION_ON;
	if (limit)
		set->flow_limit = nla_get_u32(limit);
}

/**
 * snt_netlink_facade_attr - does a request say anything of a facade?
 * @info: request, parsed
 *
 * Return: the first attribute that does, or NULL.
 */
struct nlattr *snt_netlink_facade_attr(const struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	return attrs[SNAPTUN_A_DEV_FACADE_IPV4] ?:
	       attrs[SNAPTUN_A_DEV_FACADE_IPV6] ?:
	       attrs[SNAPTUN_A_DEV_FACADE_PORT] ?:
	       attrs[SNAPTUN_A_DEV_FACADE_SENDERS] ?:
	       attrs[SNAPTUN_A_DEV_FACADE_TRANSLATION] ?:
	       attrs[SNAPTUN_A_DEV_FLOW_LIMIT] ?:
	       attrs[SNAPTUN_A_DEV_FLOW_IDLE];
}

/**
 * snt_netlink_set_facade - change the facade as a request says
 * @snt: device whose role is client, its update_lock held
 * @info: request, parsed; what it leaves out stays as it is
 *
 * Context: process.
 * Return: 0 or a negative errno; then nothing has changed.
 */
int snt_netlink_set_facade(struct snt_device *snt, struct genl_info *info)
{
	struct snt_client *client = snt_client_of(snt->role);
	struct snt_facade_settings set = client->facade.settings;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = read_at(&set.at, info) ?: read_idle(&set, info);
	if (err)
		return err;
	read_rest(&set, info);
	return snt_facade_set(client, &set);
}
