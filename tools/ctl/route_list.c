// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of rtnetlink: routes of all tables, and the addresses of a link.
 */
#include "route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "mem.h"

#define BUF_SIZE	32768

/**
 * struct visit - what is done with each route
 * @fn: called with the route and @arg
 * @arg: for @fn
 * @ifindex: link that the route must lead into, 0 for any
 */
struct visit {
	void (*fn)(const struct route_entry *entry, void *arg);
	void *arg;
	uint32_t ifindex;
};

/**
 * struct wanted - addresses that are to be gathered
 * @list: go here
 * @ifindex: of the link
 */
struct wanted {
	struct route_list *list;
	uint32_t ifindex;
};

static struct snt_prefix *add(struct route_list *list)
{
	list->prefix = snt_mem_grow(list->prefix, &list->max, list->nr + 1,
				    sizeof(*list->prefix));
	return memset(&list->prefix[list->nr++], 0, sizeof(*list->prefix));
}

static void take_address(const struct nlattr *attr, struct snt_prefix *prefix)
{
	uint16_t len = mnl_attr_get_payload_len(attr);

	if (len <= sizeof(prefix->addr))
		memcpy(prefix->addr, mnl_attr_get_payload(attr), len);
}

static void take_u32(const struct nlattr *attr, uint32_t *value)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
		*value = mnl_attr_get_u32(attr);
}

/**
 * route_take_mtu - the MTU of a route's metrics
 * @nest: RTA_METRICS
 * @mtu: stays as it is where there is none
 */
void route_take_mtu(const struct nlattr *nest, uint32_t *mtu)
{
	struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == RTAX_MTU &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			*mtu = mnl_attr_get_u32(attr);
	}
}

static void tell(const struct visit *visit, const struct route_entry *entry)
{
	if (!visit->ifindex || visit->ifindex == entry->oif)
		visit->fn(entry, visit->arg);
}

/* One way of several of a route: each is an entry of its own. */
static void tell_ways(const struct visit *visit, struct route_entry *entry,
		      const struct nlattr *ways)
{
	const struct rtnexthop *hop = mnl_attr_get_payload(ways);
	size_t left = mnl_attr_get_payload_len(ways), step;

	while (left >= sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
	       hop->rtnh_len <= left) {
		entry->oif = (uint32_t)hop->rtnh_ifindex;
		tell(visit, entry);
		step = (size_t)RTNH_ALIGN(hop->rtnh_len);
		if (step >= left)
			return;
		left -= step;
		hop = RTNH_NEXT(hop);
	}
}

static int route_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	struct route_entry entry = {
		.to = { .family = rtm->rtm_family, .len = rtm->rtm_dst_len },
		.table = rtm->rtm_table,
		.type = rtm->rtm_type,
		.protocol = rtm->rtm_protocol,
	};
	const struct nlattr *ways = NULL;
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*rtm)) {
		switch (mnl_attr_get_type(attr)) {
		case RTA_DST:
			take_address(attr, &entry.to);
			break;
		case RTA_OIF:
			take_u32(attr, &entry.oif);
			break;
		case RTA_TABLE:
			take_u32(attr, &entry.table);
			break;
		case RTA_METRICS:
			route_take_mtu(attr, &entry.mtu);
			break;
		case RTA_MULTIPATH:
			ways = attr;
			break;
		}
	}
	if (ways)
		tell_ways(arg, &entry, ways);
	else
		tell(arg, &entry);
	return MNL_CB_OK;
}

static int address_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	struct wanted *wanted = arg;
	struct nlattr *attr;

	if (ifa->ifa_index != wanted->ifindex ||
	    ifa->ifa_scope == RT_SCOPE_LINK)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(*ifa)) {
		struct snt_prefix *prefix;

		if (mnl_attr_get_type(attr) != IFA_ADDRESS)
			continue;
		prefix = add(wanted->list);
		prefix->family = ifa->ifa_family;
		prefix->len = ifa->ifa_prefixlen;
		take_address(attr, prefix);
	}
	return MNL_CB_OK;
}

static int receive(struct mnl_socket *sk, mnl_cb_t cb, void *arg)
{
	char buf[BUF_SIZE];
	ssize_t n;
	int ret;

	do {
		do {
			n = mnl_socket_recvfrom(sk, buf, sizeof(buf));
		} while (n < 0 && errno == EINTR);
		if (n < 0)
			return -errno;
		ret = mnl_cb_run(buf, (size_t)n, 1, mnl_socket_get_portid(sk),
				 cb, arg);
	} while (ret > 0);
	return ret < 0 ? -errno : 0;
}

static int dump(struct nlmsghdr *nlh, mnl_cb_t cb, void *arg)
{
	struct mnl_socket *sk = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int ret = 0, on = 1;

	if (!sk)
		return -errno;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = 1;
	/* so that the kernel leaves out what is of other links */
	mnl_socket_setsockopt(sk, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	if (mnl_socket_bind(sk, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(sk, nlh, nlh->nlmsg_len) < 0)
		ret = -errno;
	if (!ret)
		ret = receive(sk, cb, arg);
	mnl_socket_close(sk);
	return ret;
}

/**
 * route_visit - call a function for each route of all tables
 * @ifindex: only of those that lead into this link; 0 for all
 * @fn: the function
 * @arg: its second argument
 *
 * Return: 0 or a negative errno.
 */
int route_visit(uint32_t ifindex,
		void (*fn)(const struct route_entry *entry, void *arg),
		void *arg)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	struct visit visit = { .fn = fn, .arg = arg, .ifindex = ifindex };
	int ret = 0;
	size_t i;

	for (i = 0; i < 2 && !ret; i++) {
		char buf[512];
		struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
		struct rtmsg *rtm;

		nlh->nlmsg_type = RTM_GETROUTE;
		rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
		rtm->rtm_family = families[i];
		if (ifindex)
			mnl_attr_put_u32(nlh, RTA_OIF, ifindex);
		ret = dump(nlh, route_cb, &visit);
	}
	return ret;
}

static void keep_unicast_cb(const struct route_entry *entry, void *arg)
{
	if (entry->type == RTN_UNICAST)
		*add(arg) = entry->to;
}

/**
 * route_list_routes - routes that lead into a link, in any table
 * @list: appended to
 * @ifindex: the link
 *
 * Return: 0 or a negative errno.
 */
int route_list_routes(struct route_list *list, uint32_t ifindex)
{
	return route_visit(ifindex, keep_unicast_cb, list);
}

/**
 * route_list_addresses - addresses of a link that are valid beyond it
 * @list: appended to
 * @ifindex: the link
 *
 * Return: 0 or a negative errno.
 */
int route_list_addresses(struct route_list *list, uint32_t ifindex)
{
	struct wanted wanted = { .list = list, .ifindex = ifindex };
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ifaddrmsg *ifa;

	nlh->nlmsg_type = RTM_GETADDR;
	ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
	ifa->ifa_index = ifindex;
	return dump(nlh, address_cb, &wanted);
}
