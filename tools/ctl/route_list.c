// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one link has: the routes by it, in all tables, and its addresses.
 */
#include "route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "mem.h"

#define BUF_SIZE	32768

/**
 * struct wanted - what is to be gathered
 * @list: goes here
 * @ifindex: of the link
 * @attr: which attribute has the address
 */
struct wanted {
	struct route_list *list;
	uint32_t ifindex;
	uint16_t attr;
};

static void add(struct route_list *list, uint8_t family, uint8_t len,
		const struct nlattr *addr)
{
	struct snt_prefix *prefix;

	list->prefix = snt_mem_grow(list->prefix, &list->max, list->nr + 1,
				    sizeof(*list->prefix));
	prefix = &list->prefix[list->nr++];
	memset(prefix, 0, sizeof(*prefix));
	prefix->family = family;
	prefix->len = len;
	if (addr && mnl_attr_get_payload_len(addr) <= sizeof(prefix->addr))
		memcpy(prefix->addr, mnl_attr_get_payload(addr),
		       mnl_attr_get_payload_len(addr));
}

/* A route of several next hops counts by what is outside them: it has none. */
static int route_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *addr = NULL;
	struct wanted *wanted = arg;
	struct nlattr *attr;
	uint32_t oif = 0;

	mnl_attr_for_each(attr, nlh, sizeof(*rtm)) {
		if (mnl_attr_get_type(attr) == RTA_DST)
			addr = attr;
		else if (mnl_attr_get_type(attr) == RTA_OIF &&
			 mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			oif = mnl_attr_get_u32(attr);
	}
	if (oif == wanted->ifindex && rtm->rtm_type == RTN_UNICAST)
		add(wanted->list, rtm->rtm_family, rtm->rtm_dst_len, addr);
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
		if (mnl_attr_get_type(attr) == IFA_ADDRESS)
			add(wanted->list, ifa->ifa_family, ifa->ifa_prefixlen,
			    attr);
	}
	return MNL_CB_OK;
}

static int receive(struct mnl_socket *sk, mnl_cb_t cb, struct wanted *wanted)
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
				 cb, wanted);
	} while (ret > 0);
	return ret < 0 ? -errno : 0;
}

static int dump(struct nlmsghdr *nlh, mnl_cb_t cb, struct wanted *wanted)
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
		ret = receive(sk, cb, wanted);
	mnl_socket_close(sk);
	return ret;
}

static int list_routes(struct wanted *wanted, uint8_t family)
{
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtmsg *rtm;

	nlh->nlmsg_type = RTM_GETROUTE;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family;
	mnl_attr_put_u32(nlh, RTA_OIF, wanted->ifindex);
	return dump(nlh, route_cb, wanted);
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
	struct wanted wanted = { .list = list, .ifindex = ifindex };
	int ret = list_routes(&wanted, AF_INET);

	return ret ? ret : list_routes(&wanted, AF_INET6);
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
