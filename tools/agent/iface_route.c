// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives links addresses, and leads what is sent to a host into a link.
 */
#include "iface_route.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

static bool is_ipv6(const union snt_sockaddr *addr)
{
	return addr->sa.sa_family == AF_INET6;
}

static uint8_t bits_of(const union snt_sockaddr *addr)
{
	return is_ipv6(addr) ? 128 : 32;
}

static void put_host(struct nlmsghdr *nlh, uint16_t type,
		     const union snt_sockaddr *addr)
{
	if (is_ipv6(addr))
		mnl_attr_put(nlh, type, 16, &addr->in6.sin6_addr);
	else
		mnl_attr_put(nlh, type, 4, &addr->in.sin_addr);
}

/* Nobody else is on such a link who could have the address, too. */
static int change_address(struct snt_rtnl *rtnl, uint16_t type, uint16_t flags,
			  uint32_t ifindex, const union snt_sockaddr *address)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = snt_rtnl_begin(rtnl, buf, type, flags);
	struct ifaddrmsg *msg = mnl_nlmsg_put_extra_header(nlh, sizeof(*msg));

	msg->ifa_family = address->sa.sa_family;
	msg->ifa_prefixlen = bits_of(address);
	msg->ifa_flags = is_ipv6(address) ? IFA_F_NODAD : 0;
	msg->ifa_index = ifindex;
	put_host(nlh, IFA_LOCAL, address);
	put_host(nlh, IFA_ADDRESS, address);
	return snt_rtnl_ask(rtnl, nlh, NULL, NULL);
}

/**
 * snt_rtnl_add_address - give a link an address of its own
 * @rtnl: the socket
 * @ifindex: of the link
 * @address: without a net around it
 *
 * Return: 0, -EEXIST when the link has it, or another negative errno, with
 * rtnl->error set.
 */
int snt_rtnl_add_address(struct snt_rtnl *rtnl, uint32_t ifindex,
			 const union snt_sockaddr *address)
{
	return change_address(rtnl, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL,
			      ifindex, address);
}

/**
 * snt_rtnl_del_address - take an address from a link
 * @rtnl: the socket
 * @ifindex: of the link
 * @address: as it was given
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_del_address(struct snt_rtnl *rtnl, uint32_t ifindex,
			 const union snt_sockaddr *address)
{
	return change_address(rtnl, RTM_DELADDR, 0, ifindex, address);
}

static int change_route(struct snt_rtnl *rtnl, uint16_t type, uint16_t flags,
			uint32_t ifindex, const union snt_sockaddr *to,
			const union snt_sockaddr *source)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = snt_rtnl_begin(rtnl, buf, type, flags);
	struct rtmsg *msg = mnl_nlmsg_put_extra_header(nlh, sizeof(*msg));

	msg->rtm_family = to->sa.sa_family;
	msg->rtm_dst_len = bits_of(to);
	msg->rtm_table = RT_TABLE_MAIN;
	msg->rtm_protocol = RTPROT_STATIC;
	msg->rtm_type = RTN_UNICAST;
	msg->rtm_scope = is_ipv6(to) ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	put_host(nlh, RTA_DST, to);
	mnl_attr_put_u32(nlh, RTA_OIF, ifindex);
	if (source && source->sa.sa_family)
		put_host(nlh, RTA_PREFSRC, source);
	return snt_rtnl_ask(rtnl, nlh, NULL, NULL);
}

/**
 * snt_rtnl_add_route - lead what is sent to a host into a link
 * @rtnl: the socket
 * @ifindex: of the link, which is up
 * @to: the host
 * @source: own address that it comes from, unless the sender says; no family
 *	for any
 * @flags: NLM_F_REPLACE or NLM_F_EXCL, for a route that is there already
 *
 * Return: 0, -EEXIST, or another negative errno, with rtnl->error set.
 */
int snt_rtnl_add_route(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const union snt_sockaddr *to,
		       const union snt_sockaddr *source, uint16_t flags)
{
	return change_route(rtnl, RTM_NEWROUTE, NLM_F_CREATE | flags, ifindex,
			    to, source);
}

/**
 * snt_rtnl_del_route - lead it there no more
 * @rtnl: the socket
 * @ifindex: of the link
 * @to: the host
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_del_route(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const union snt_sockaddr *to)
{
	return change_route(rtnl, RTM_DELROUTE, 0, ifindex, to, NULL);
}

static int take_way(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *msg = mnl_nlmsg_get_payload(nlh);
	struct snt_way *way = arg;
	struct nlattr *attr;

	way->type = msg->rtm_type;
	mnl_attr_for_each(attr, nlh, sizeof(*msg)) {
		if (mnl_attr_get_type(attr) == RTA_OIF &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			way->oif = mnl_attr_get_u32(attr);
	}
	return MNL_CB_OK;
}

/**
 * snt_rtnl_find_way - how is something sent to an address?
 * @rtnl: the socket
 * @to: the address
 * @way: filled
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_find_way(struct snt_rtnl *rtnl, const union snt_sockaddr *to,
		      struct snt_way *way)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = snt_rtnl_begin(rtnl, buf, RTM_GETROUTE, 0);
	struct rtmsg *msg = mnl_nlmsg_put_extra_header(nlh, sizeof(*msg));

	memset(way, 0, sizeof(*way));
	msg->rtm_family = to->sa.sa_family;
	msg->rtm_dst_len = bits_of(to);
	put_host(nlh, RTA_DST, to);
	return snt_rtnl_ask(rtnl, nlh, take_way, way);
}
