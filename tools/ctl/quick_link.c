// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making the link of a client. It is done here and not by ip(8), which knows
 * roles only where it finds its plugin.
 */
#include "quick.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <string.h>

#include "ctl.h"
#include "names.h"

static void build(struct nlmsghdr *nlh, const char *ifname, uint32_t role)
{
	struct nlattr *info, *data;

	nlh->nlmsg_type = RTM_NEWLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE |
			   NLM_F_EXCL;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, ifname);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "snaptun");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u32(nlh, SNAPTUN_A_LINK_ROLE, role);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
}

/* One request on a socket of its own: the first answer is the only one. */
static int ask(const struct nlmsghdr *nlh)
{
	struct mnl_socket *sk = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	char buf[4096];
	ssize_t n = -1;
	int ret = 0;

	if (!sk)
		return -errno;
	if (mnl_socket_sendto(sk, nlh, nlh->nlmsg_len) >= 0)
		n = mnl_socket_recvfrom(sk, buf, sizeof(buf));
	if (n < 0 || mnl_cb_run(buf, (size_t)n, 0, 0, NULL, NULL) < 0)
		ret = -errno;
	mnl_socket_close(sk);
	return ret;
}

/**
 * quick_add_client - add a link of role client
 * @quick: the interface
 *
 * Return: 0, or the exit status after saying what the kernel refused.
 */
int quick_add_client(const struct quick *quick)
{
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	int ret;

	fprintf(stderr, "[#] ip link add dev %s type snaptun role client\n",
		quick->ifname);
	build(nlh, quick->ifname, SNAPTUN_ROLE_CLIENT);
	ret = ask(nlh);
	return ret ? ctl_fail("%s: no link is added: %s", quick->ifname,
			      strerror(-ret)) : 0;
}
