// SPDX-License-Identifier: GPL-2.0-only
/*
 * The socket: finding the family, one request with its answers.
 */
#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define REQUEST_SIZE	512

static void parse_group(struct snt_nl *nl, const struct nlattr *group)
{
	const char *name = "";
	struct nlattr *attr;
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, group) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_MCAST_GRP_NAME:
			name = mnl_attr_get_str(attr);
			break;
		case CTRL_ATTR_MCAST_GRP_ID:
			id = mnl_attr_get_u32(attr);
			break;
		}
	}
	if (!strcmp(name, SNAPTUN_MCGRP_CONFIG))
		nl->config_group = id;
	else if (!strcmp(name, SNAPTUN_MCGRP_PEER))
		nl->peer_group = id;
	else if (!strcmp(name, SNAPTUN_MCGRP_KEYLOG))
		nl->keylog_group = id;
}

static int parse_family_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attr, *group;
	struct snt_nl *nl = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case CTRL_ATTR_FAMILY_ID:
			nl->family = mnl_attr_get_u16(attr);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(group, attr)
				parse_group(nl, group);
			break;
		}
	}
	return MNL_CB_OK;
}

/* Asking for the family by name also makes the kernel load its module. */
static int find_family(struct snt_nl *nl)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	nl->family = GENL_ID_CTRL;
	nlh = snt_nl_prepare(nl, buf, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, SNAPTUN_FAMILY_NAME);
	ret = snt_nl_ask(nl, nlh, parse_family_cb, nl);
	if (ret == -ENOENT)
		snprintf(nl->error, sizeof(nl->error),
			 "the kernel module snaptun is not loaded (see `snaptun-ctl check')");
	return ret;
}

/**
 * snt_nl_open - open a socket and find the family
 * @nl: the socket; to be closed by snt_nl_close() also on failure
 *
 * Return: 0 or a negative errno, -ENOENT when there is no such family.
 */
int snt_nl_open(struct snt_nl *nl)
{
	int one = 1;

	memset(nl, 0, sizeof(*nl));
	nl->rx = snt_mem_alloc(SNT_NL_RX_SIZE);
	nl->sk = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!nl->sk || mnl_socket_bind(nl->sk, 0, MNL_SOCKET_AUTOPID) < 0) {
		snprintf(nl->error, sizeof(nl->error), "netlink socket: %s",
			 strerror(errno));
		return -errno;
	}
	/* without these, errors only come without their words */
	mnl_socket_setsockopt(nl->sk, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl->sk, NETLINK_CAP_ACK, &one, sizeof(one));
	return find_family(nl);
}

/**
 * snt_nl_close - close the socket
 * @nl: opened by snt_nl_open(), even if that failed
 */
void snt_nl_close(struct snt_nl *nl)
{
	if (nl->sk)
		mnl_socket_close(nl->sk);
	if (nl->rx)
		explicit_bzero(nl->rx, SNT_NL_RX_SIZE);
	free(nl->rx);
	nl->sk = NULL;
	nl->rx = NULL;
}

/**
 * snt_nl_join - receive the notifications of a group
 * @nl: a socket that is used for nothing else from now on
 * @group: nl->config_group, nl->peer_group or nl->keylog_group
 *
 * Return: 0 or a negative errno.
 */
int snt_nl_join(struct snt_nl *nl, uint32_t group)
{
	if (mnl_socket_setsockopt(nl->sk, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0) {
		snprintf(nl->error, sizeof(nl->error),
			 "joining the notifications: %s", strerror(errno));
		return -errno;
	}
	return 0;
}

/**
 * snt_nl_prepare - begin a request
 * @nl: the socket
 * @buf: where the request is built
 * @cmd: the command
 * @flags: besides NLM_F_REQUEST
 *
 * Return: the message, for attributes to be put behind it.
 */
struct nlmsghdr *snt_nl_prepare(struct snt_nl *nl, char *buf, uint8_t cmd,
				uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = nl->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++nl->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SNAPTUN_FAMILY_VERSION;
	return nlh;
}

static int take_answer(struct snt_nl *nl, const struct nlmsghdr *nlh,
		       mnl_cb_t cb, void *arg)
{
	if (!cb || cb(nlh, arg) >= 0)
		return 1;
	snprintf(nl->error, sizeof(nl->error),
		 "the kernel sent a message that cannot be understood");
	return -EPROTO;
}

/*
 * One message of an answer. Returns 1 when more is to come, 0 at the end, or
 * a negative errno.
 */
static int take_message(struct snt_nl *nl, const struct nlmsghdr *nlh,
			const struct nlmsghdr *request, mnl_cb_t cb, void *arg)
{
	int err = 0;

	if (nlh->nlmsg_seq != request->nlmsg_seq)
		return 1;
	if (nlh->nlmsg_type >= NLMSG_MIN_TYPE)
		return take_answer(nl, nlh, cb, arg);
	if (nlh->nlmsg_type != NLMSG_ERROR && nlh->nlmsg_type != NLMSG_DONE)
		return 1;
	/* both begin with an int: the error, or 0 */
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(err))
		memcpy(&err, mnl_nlmsg_get_payload(nlh), sizeof(err));
	if (err)
		snt_nl_describe(nl, nlh, request);
	return err;
}

/**
 * snt_nl_ask - send one request and take its answers
 * @nl: the socket
 * @nlh: the request, with NLM_F_ACK or NLM_F_DUMP
 * @cb: called for each answer; MNL_CB_ERROR ends it
 * @arg: for @cb
 *
 * Return: 0, -EINTR when the dump met a change and is to be repeated, or
 * another negative errno with nl->error set.
 */
int snt_nl_ask(struct snt_nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *arg)
{
	bool interrupted = false;
	int ret = 1;

	if (mnl_socket_sendto(nl->sk, nlh, nlh->nlmsg_len) < 0) {
		snprintf(nl->error, sizeof(nl->error), "sending: %s",
			 strerror(errno));
		return -errno;
	}
	while (ret > 0) {
		const struct nlmsghdr *reply = (const void *)nl->rx;
		ssize_t n = mnl_socket_recvfrom(nl->sk, nl->rx, SNT_NL_RX_SIZE);
		int len = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			snprintf(nl->error, sizeof(nl->error), "receiving: %s",
				 strerror(errno));
			return -errno;
		}
		for (; ret > 0 && mnl_nlmsg_ok(reply, len);
		     reply = mnl_nlmsg_next(reply, &len)) {
			interrupted |= reply->nlmsg_flags & NLM_F_DUMP_INTR;
			ret = take_message(nl, reply, nlh, cb, arg);
		}
	}
	/* only now: the kernel refuses a new dump before the old one ended */
	return interrupted && !ret ? -EINTR : ret;
}
