// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes and links by rtnetlink.
 */
#include "route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <string.h>

#include "nl.h"

#define BUF_SIZE	8192

/* One request, one answer. */
static int ask(struct nlmsghdr *nlh, mnl_cb_t cb, void *arg)
{
	struct mnl_socket *sk = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	char buf[BUF_SIZE];
	ssize_t n;
	int ret;

	if (!sk)
		return -errno;
	nlh->nlmsg_seq = 1;
	if (mnl_socket_bind(sk, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(sk, nlh, nlh->nlmsg_len) < 0) {
		ret = -errno;
	} else {
		do {
			n = mnl_socket_recvfrom(sk, buf, sizeof(buf));
		} while (n < 0 && errno == EINTR);
		ret = n < 0 ? -1 : mnl_cb_run(buf, (size_t)n, 1,
					      mnl_socket_get_portid(sk), cb,
					      arg);
		ret = ret < 0 ? -errno : 0;
	}
	mnl_socket_close(sk);
	return ret;
}

static int route_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct route *route = arg;
	struct nlattr *attr;

	route->type = rtm->rtm_type;
	mnl_attr_for_each(attr, nlh, sizeof(struct rtmsg)) {
		if (mnl_attr_get_type(attr) == RTA_OIF &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			route->oif = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == RTA_METRICS)
			route_take_mtu(attr, &route->mtu);
	}
	return MNL_CB_OK;
}

/**
 * route_lookup - find the way to an address
 * @to: the address
 * @fwmark: of the datagrams
 * @route: the way, when there is one
 *
 * Return: 0, or a negative errno such as -ENETUNREACH.
 */
int route_lookup(const union snt_sockaddr *to, uint32_t fwmark,
		 struct route *route)
{
	bool is_ipv6 = to->sa.sa_family == AF_INET6;
	char buf[512], name[IFNAMSIZ];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct link link;
	struct rtmsg *rtm;
	int ret;

	nlh->nlmsg_type = RTM_GETROUTE;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = is_ipv6 ? AF_INET6 : AF_INET;
	rtm->rtm_dst_len = is_ipv6 ? 128 : 32;
	if (is_ipv6)
		mnl_attr_put(nlh, RTA_DST, 16, &to->in6.sin6_addr);
	else
		mnl_attr_put(nlh, RTA_DST, 4, &to->in.sin_addr);
	if (is_ipv6 && to->in6.sin6_scope_id)
		mnl_attr_put_u32(nlh, RTA_OIF, to->in6.sin6_scope_id);
	if (fwmark)
		mnl_attr_put_u32(nlh, RTA_MARK, fwmark);
	memset(route, 0, sizeof(*route));
	ret = ask(nlh, route_cb, route);
	if (ret)
		return ret;
	if (!route->mtu && if_indextoname(route->oif, name) &&
	    !route_get_link(name, &link))
		route->mtu = link.mtu;
	return 0;
}

static void take_kind(const struct nlattr *nest, struct link *link)
{
	struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == IFLA_INFO_KIND &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			strncpy(link->kind, mnl_attr_get_str(attr),
				sizeof(link->kind) - 1);
	}
}

static void take_stats(const struct nlattr *attr, struct link *link)
{
	struct rtnl_link_stats64 stats = { 0 };
	size_t len = mnl_attr_get_payload_len(attr);

	memcpy(&stats, mnl_attr_get_payload(attr),
	       len < sizeof(stats) ? len : sizeof(stats));
	link->rx_packets = stats.rx_packets;
	link->rx_bytes = stats.rx_bytes;
	link->tx_packets = stats.tx_packets;
	link->tx_bytes = stats.tx_bytes;
}

static int link_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	struct link *link = arg;
	struct nlattr *attr;

	link->flags = ifi->ifi_flags;
	mnl_attr_for_each(attr, nlh, sizeof(*ifi)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_MTU:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
				link->mtu = mnl_attr_get_u32(attr);
			break;
		case IFLA_LINK_NETNSID:
			link->has_netnsid = true;
			break;
		case IFLA_LINKINFO:
			take_kind(attr, link);
			break;
		case IFLA_STATS64:
			take_stats(attr, link);
			break;
		}
	}
	return MNL_CB_OK;
}

/**
 * route_add_link - add a link of kind snaptun
 * @ifname: its name
 * @role: enum snaptun_role
 *
 * Return: 0 or a negative errno.
 */
int route_add_link(const char *ifname, uint32_t role)
{
	char buf[BUF_SIZE];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE |
			   NLM_F_EXCL;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	snt_nl_put_link(nlh, ifname, role);
	return ask(nlh, NULL, NULL);
}

/**
 * route_get_link - read a link
 * @ifname: its name
 * @link: filled
 *
 * Return: 0, or a negative errno such as -ENODEV.
 */
int route_get_link(const char *ifname, struct link *link)
{
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, ifname);
	memset(link, 0, sizeof(*link));
	return ask(nlh, link_cb, link);
}

static uint32_t link_mtu(uint32_t ifindex)
{
	char name[IFNAMSIZ];
	struct link link;

	if (!if_indextoname(ifindex, name) || route_get_link(name, &link))
		return 0;
	return link.mtu;
}

static void least_default_cb(const struct route_entry *entry, void *arg)
{
	uint32_t *least = arg, mtu = entry->mtu;

	if (entry->to.len || entry->table != RT_TABLE_MAIN ||
	    entry->type != RTN_UNICAST)
		return;
	if (!mtu)
		mtu = link_mtu(entry->oif);
	if (mtu && (!*least || mtu < *least))
		*least = mtu;
}

static void take_least_mtu(const struct snt_dev *dev,
			   const struct snt_peer *peer, uint32_t *least)
{
	struct route route;

	if (!(peer->flags & SNT_PEER_HAS_ENDPOINT) ||
	    route_lookup(&peer->endpoint, dev->fwmark, &route))
		return;
	if (route.mtu && (!*least || route.mtu < *least))
		*least = route.mtu;
}

/**
 * route_inner_mtu - the MTU that fits the ways to all endpoints
 * @dev: the device; without endpoints that have a way, the default routes
 *	count: whoever calls comes by one of them
 *
 * Room is left for IPv6 outside even where IPv4 is used: a peer may move. What
 * stands before messages has room where a peer has it.
 *
 * Return: the MTU.
 */
uint32_t route_inner_mtu(const struct snt_dev *dev)
{
	const struct snt_peer *peer;
	uint32_t least = 0, encap = 0;

	if (dev->gateway)
		take_least_mtu(dev, dev->gateway, &least);
	for (peer = dev->peers; peer; peer = peer->next) {
		if (peer->encap != SNAPTUN_ENCAP_NONE)
			encap = ROUTE_OVERHEAD_GENEVE;
		take_least_mtu(dev, peer, &least);
	}
	if (!least)
		route_visit(0, least_default_cb, &least);
	if (!least)
		least = ROUTE_DEFAULT_MTU;
	least = least > encap ? least - encap : 0;
	return least > ROUTE_OVERHEAD + 68 ? least - ROUTE_OVERHEAD : 68;
}
