// SPDX-License-Identifier: GPL-2.0-only
/* Requests about the underlay of a gateway: all of it is said at once. */
#include <linux/in.h>
#include <net/genetlink.h>
#include <net/ipv6.h>

#include "role/gateway.h"
#include "tunnel/device.h"
#include "netlink_gen.h"
#include "nl_dump.h"
#include "nl_ntf.h"
#include "nl_target.h"

/* Both names, the port, and all routers with IPv6 addresses */
#define UNDERLAY_LEN	(128 + SNT_ROUTERS_MAX * 48)

static struct snt_netlink_name name_of(const struct genl_info *info)
{
	return (struct snt_netlink_name){
		.ifindex = info->attrs[SNAPTUN_A_UNDERLAY_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_UNDERLAY_IFNAME],
	};
}

static int reply_with_underlay(struct sk_buff *skb, struct snt_device *snt,
			       struct genl_info *info)
{
	int err = snt_netlink_require_role(snt, SNAPTUN_ROLE_GATEWAY,
					   info->extack);

	if (err)
		return err;
	if (nla_put_u32(skb, SNAPTUN_A_UNDERLAY_IFINDEX, snt->dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_UNDERLAY_IFNAME, snt->dev->name))
		return -EMSGSIZE;
	return snt_underlay_put(skb, snt_gateway_of(snt->role));
}

/**
 * snaptun_nl_underlay_get_doit - read the underlay of a gateway
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_underlay_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return snt_netlink_reply(skb, info, name_of(info), UNDERLAY_LEN,
				 reply_with_underlay);
}

static int read_ipv4(union snt_sockaddr *at, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	__be32 addr = nla_get_in_addr(attr);

	if (ipv4_is_zeronet(addr) || ipv4_is_multicast(addr) ||
	    ipv4_is_lbcast(addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give a router the unicast ipv4 of a host");
		return -EINVAL;
	}
	at->in.sin_family = AF_INET;
	at->in.sin_addr.s_addr = addr;
	return 0;
}

static int read_ipv6(union snt_sockaddr *at, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct in6_addr addr = nla_get_in6_addr(attr);
	int type = ipv6_addr_type(&addr);

	if (!(type & IPV6_ADDR_UNICAST) ||
	    type & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_MAPPED)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give a router the unicast ipv6 of a host, valid on more than a link");
		return -EINVAL;
	}
	at->in6.sin6_family = AF_INET6;
	at->in6.sin6_addr = addr;
	return 0;
}

static int read_address(union snt_sockaddr *at, struct nlattr **tb,
			const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	struct nlattr *ipv4 = tb[SNAPTUN_A_ROUTER_IPV4];
	struct nlattr *ipv6 = tb[SNAPTUN_A_ROUTER_IPV6];

	memset(at, 0, sizeof(*at));
	if (!ipv4 == !ipv6 || !tb[SNAPTUN_A_ROUTER_PORT]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "Give each router either ipv4 or ipv6, and a port");
		return -EINVAL;
	}
	/* The port is in the same place for both families. */
	at->in.sin_port = nla_get_be16(tb[SNAPTUN_A_ROUTER_PORT]);
	return ipv4 ? read_ipv4(at, ipv4, extack) :
		      read_ipv6(at, ipv6, extack);
}

static bool has_interface(const struct snt_routers *routers, u16 interface)
{
	unsigned int i;

	for (i = 0; i < routers->nr; i++)
		if (routers->router[i].interface == interface)
			return true;
	return false;
}

static int read_router(struct snt_gateway_role *gateway,
		       struct snt_routers *routers, const struct nlattr *nest,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SNAPTUN_A_ROUTER_MAX + 1];
	union snt_sockaddr at;
	u16 interface = 0;
	int err;

	err = nla_parse_nested(tb, SNAPTUN_A_ROUTER_MAX, nest,
			       snaptun_router_nl_policy, extack);
	if (!err)
		err = read_address(&at, tb, nest, extack);
	if (err)
		return err;
	if (tb[SNAPTUN_A_ROUTER_INTERFACE])
		interface = nla_get_u16(tb[SNAPTUN_A_ROUTER_INTERFACE]);
	if (has_interface(routers, interface)) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "Another router has the same interface");
		return -EEXIST;
	}
	return snt_routers_add(gateway, routers, interface, &at.any);
}

static int read_routers(struct snt_gateway_role *gateway,
			struct snt_routers *routers, struct genl_info *info)
{
	struct nlattr *attr;
	int left, err = 0;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, left) {
		if (nla_type(attr) != SNAPTUN_A_UNDERLAY_ROUTER)
			continue;
		if (routers->nr == SNT_ROUTERS_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "An underlay has up to 64 routers");
			return -E2BIG;
		}
		err = read_router(gateway, routers, attr, info->extack);
		if (err)
			break;
	}
	return err;
}

/* Those that the request has, NULL if none, or an ERR_PTR */
static struct snt_routers *make_routers(struct snt_gateway_role *gateway,
					struct genl_info *info)
{
	struct snt_routers *routers;
	int err;

	if (!info->attrs[SNAPTUN_A_UNDERLAY_ROUTER])
		return NULL;
	routers = snt_routers_create(SNT_ROUTERS_MAX);
	if (!routers)
		return ERR_PTR(-ENOMEM);
	err = read_routers(gateway, routers, info);
	if (!err)
		return routers;
	snt_routers_destroy(routers);
	return ERR_PTR(err);
}

static int set_locked(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *port = info->attrs[SNAPTUN_A_UNDERLAY_PORT];
	struct snt_gateway_role *gateway = snt_gateway_of(snt->role);
	struct snt_routers *routers;
	int err;

	lockdep_assert_held(&snt->update_lock);
	routers = make_routers(gateway, info);
	if (IS_ERR(routers))
		return PTR_ERR(routers);
	err = snt_underlay_set(gateway, routers, port ? nla_get_u16(port) : 0);
	if (err) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "The port of the underlay can't be used; choose another one, or 0 for any");
		snt_routers_destroy(routers);
		return err;
	}
	snt->generation++;
	snt_netlink_notify_dev(snt);
	return 0;
}

/**
 * snaptun_nl_underlay_set_doit - give a gateway another underlay
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_underlay_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_target target;
	int err;

	err = snt_netlink_target_take(&target, skb, name_of(info),
				      SNAPTUN_ROLE_GATEWAY, info->extack);
	if (err)
		return err;
	err = set_locked(target.snt, info);
	snt_netlink_target_release(&target);
	return err;
}
