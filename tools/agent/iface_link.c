// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes, marks and removes links by rtnetlink.
 */
#include "iface_link.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "nl.h"

/* of an alias, IFALIASZ of the kernel */
#define ALIAS_SIZE	256

/**
 * snt_rtnl_open - open a socket
 * @rtnl: the socket; to be closed with snt_rtnl_close() also on failure
 *
 * Return: 0 or why there is none.
 */
int snt_rtnl_open(struct snt_rtnl *rtnl)
{
	int one = 1;

	memset(rtnl, 0, sizeof(*rtnl));
	rtnl->sk = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!rtnl->sk || mnl_socket_bind(rtnl->sk, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	mnl_socket_setsockopt(rtnl->sk, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(rtnl->sk, NETLINK_CAP_ACK, &one, sizeof(one));
	return 0;
}

/**
 * snt_rtnl_close - close a socket
 * @rtnl: from snt_rtnl_open()
 */
void snt_rtnl_close(struct snt_rtnl *rtnl)
{
	if (rtnl->sk)
		mnl_socket_close(rtnl->sk);
	rtnl->sk = NULL;
}

/**
 * snt_rtnl_begin - begin a request
 * @rtnl: the socket
 * @buf: SNT_RTNL_SIZE bytes for it
 * @type: RTM_*
 * @flags: NLM_F_*, besides those that all have
 *
 * Return: it, still without a header of its type.
 */
struct nlmsghdr *snt_rtnl_begin(struct snt_rtnl *rtnl, char *buf, uint16_t type,
				uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	nlh->nlmsg_seq = ++rtnl->seq;
	return nlh;
}

static struct nlmsghdr *prepare(struct snt_rtnl *rtnl, char *buf, uint16_t type,
				uint16_t flags, uint32_t ifindex)
{
	struct nlmsghdr *nlh = snt_rtnl_begin(rtnl, buf, type, flags);
	struct ifinfomsg *info;

	info = mnl_nlmsg_put_extra_header(nlh, sizeof(*info));
	info->ifi_index = ifindex;
	return nlh;
}

/* The kernel's own words are behind the request's header, if there are any. */
static int take_error(struct snt_rtnl *rtnl, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const char *text = NULL;
	struct nlattr *attr;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err))
		return -EPROTO;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS) {
		mnl_attr_for_each(attr, nlh, sizeof(*err)) {
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
			    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
				text = mnl_attr_get_str(attr);
		}
	}
	snprintf(rtnl->error, sizeof(rtnl->error), "%s",
		 text ? text : strerror(-err->error));
	return err->error;
}

/**
 * snt_rtnl_ask - send a request and take what comes back
 * @rtnl: the socket
 * @nlh: from snt_rtnl_begin()
 * @cb: given each message that is no status, or NULL
 * @arg: for @cb
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_ask(struct snt_rtnl *rtnl, struct nlmsghdr *nlh, mnl_cb_t cb,
		 void *arg)
{
	char buf[SNT_RTNL_SIZE];
	const struct nlmsghdr *reply = (const void *)buf;
	ssize_t n = mnl_socket_sendto(rtnl->sk, nlh, nlh->nlmsg_len);
	int len;

	while (n >= 0) {
		n = mnl_socket_recvfrom(rtnl->sk, buf, sizeof(buf));
		len = n;
		for (reply = (const void *)buf; mnl_nlmsg_ok(reply, len);
		     reply = mnl_nlmsg_next(reply, &len)) {
			if (reply->nlmsg_seq != nlh->nlmsg_seq)
				continue;
			if (reply->nlmsg_type == NLMSG_ERROR)
				return take_error(rtnl, reply);
			if (cb)
				cb(reply, arg);
		}
	}
	snprintf(rtnl->error, sizeof(rtnl->error), "%s", strerror(errno));
	return -errno;
}

/**
 * snt_rtnl_add_client - make a link for a client
 * @rtnl: the socket
 * @name: of the link
 *
 * Loads the module when it is not loaded yet.
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_add_client(struct snt_rtnl *rtnl, const char *name)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = prepare(rtnl, buf, RTM_NEWLINK,
				       NLM_F_CREATE | NLM_F_EXCL, 0);

	snt_nl_put_link(nlh, name, SNAPTUN_ROLE_CLIENT);
	return snt_rtnl_ask(rtnl, nlh, NULL, NULL);
}

/**
 * snt_rtnl_set_up - switch a link on
 * @rtnl: the socket
 * @ifindex: of the link
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_set_up(struct snt_rtnl *rtnl, uint32_t ifindex)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = prepare(rtnl, buf, RTM_NEWLINK, 0, ifindex);
	struct ifinfomsg *info = mnl_nlmsg_get_payload(nlh);

	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	return snt_rtnl_ask(rtnl, nlh, NULL, NULL);
}

static int take_flags(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(nlh);

	*(unsigned int *)arg = info->ifi_flags;
	return MNL_CB_OK;
}

/**
 * snt_rtnl_is_up - is a link switched on?
 * @rtnl: the socket
 * @ifindex: of the link
 *
 * Return: whether it is; a link that is not there is not.
 */
bool snt_rtnl_is_up(struct snt_rtnl *rtnl, uint32_t ifindex)
{
	char buf[SNT_RTNL_SIZE];
	unsigned int flags = 0;

	snt_rtnl_ask(rtnl, prepare(rtnl, buf, RTM_GETLINK, 0, ifindex),
		     take_flags, &flags);
	return flags & IFF_UP;
}

/**
 * snt_rtnl_delete - remove a link
 * @rtnl: the socket
 * @ifindex: of the link
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_delete(struct snt_rtnl *rtnl, uint32_t ifindex)
{
	char buf[SNT_RTNL_SIZE];

	return snt_rtnl_ask(rtnl, prepare(rtnl, buf, RTM_DELLINK, 0, ifindex),
			    NULL, NULL);
}

/**
 * snt_rtnl_mark - set the alias of a link
 * @rtnl: the socket
 * @ifindex: of the link
 * @mark: the alias
 *
 * It stays when whoever made the link dies.
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_rtnl_mark(struct snt_rtnl *rtnl, uint32_t ifindex, const char *mark)
{
	char buf[SNT_RTNL_SIZE];
	struct nlmsghdr *nlh = prepare(rtnl, buf, RTM_NEWLINK, 0, ifindex);

	mnl_attr_put_str(nlh, IFLA_IFALIAS, mark);
	return snt_rtnl_ask(rtnl, nlh, NULL, NULL);
}

static int take_alias(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attr;
	char *alias = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) == IFLA_IFALIAS)
			snprintf(alias, ALIAS_SIZE, "%.*s",
				 (int)mnl_attr_get_payload_len(attr),
				 mnl_attr_get_str(attr));
	}
	return MNL_CB_OK;
}

/**
 * snt_rtnl_has_mark - is this the alias of a link?
 * @rtnl: the socket
 * @ifindex: of the link
 * @mark: the alias
 *
 * Return: whether it is.
 */
bool snt_rtnl_has_mark(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const char *mark)
{
	char buf[SNT_RTNL_SIZE], alias[ALIAS_SIZE] = "";

	return !snt_rtnl_ask(rtnl, prepare(rtnl, buf, RTM_GETLINK, 0, ifindex),
			     take_alias, alias) && !strcmp(alias, mark);
}
