// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink sockets of failnth, the outcome of requests, and the state of the
 * device under test as text.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failnth.h"

static struct mnl_socket *sockets[NETLINK_GENERIC + 1];
static int family;

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

int request_socket(int bus)
{
	return mnl_socket_get_fd(sockets[bus]);
}

static struct mnl_socket *open_bus(int bus)
{
	struct mnl_socket *nl = mnl_socket_open(bus);

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		die("netlink socket");
	return nl;
}

/**
 * request_renew() - begin with a fresh socket
 * @bus: netlink bus
 *
 * A dump that failed half-way would otherwise go on in the next request.
 */
void request_renew(int bus)
{
	mnl_socket_close(sockets[bus]);
	sockets[bus] = open_bus(bus);
}

static int group_attr(const struct nlattr *attr, void *data)
{
	unsigned int group;

	if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GRP_ID)
		return MNL_CB_OK;
	group = mnl_attr_get_u32(attr);
	if (mnl_socket_setsockopt(data, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0)
		die("joining a group");
	return MNL_CB_OK;
}

static int family_attr(const struct nlattr *attr, void *data)
{
	const struct nlattr *group;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		family = mnl_attr_get_u16(attr);
	if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
		return MNL_CB_OK;
	mnl_attr_for_each_nested(group, attr)
		mnl_attr_parse_nested(group, group_attr, data);
	return MNL_CB_OK;
}

static void build_family(struct nlmsghdr *msg)
{
	struct genlmsghdr *genl;

	msg->nlmsg_type = GENL_ID_CTRL;
	genl = mnl_nlmsg_put_extra_header(msg, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(msg, CTRL_ATTR_FAMILY_NAME, SNAPTUN_FAMILY_NAME);
}

void request_open(void)
{
	char buf[8192] = {};
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	ssize_t len;

	sockets[NETLINK_ROUTE] = open_bus(NETLINK_ROUTE);
	sockets[NETLINK_GENERIC] = open_bus(NETLINK_GENERIC);
	msg->nlmsg_flags = NLM_F_REQUEST;
	build_family(msg);
	if (mnl_socket_sendto(sockets[NETLINK_GENERIC], msg,
			      msg->nlmsg_len) < 0)
		die("family request");
	len = mnl_socket_recvfrom(sockets[NETLINK_GENERIC], buf, sizeof(buf));
	if (len < 0)
		die("family answer");
	msg = (struct nlmsghdr *)buf;
	/* Nobody reads it: it is there so that notifications are made. */
	mnl_attr_parse(msg, sizeof(struct genlmsghdr), family_attr,
		       open_bus(NETLINK_GENERIC));
	if (!family) {
		errno = ENOENT;
		die("netlink family " SNAPTUN_FAMILY_NAME);
	}
}

struct nlmsghdr *genl_request(struct nlmsghdr *msg, int cmd, int flags)
{
	struct genlmsghdr *genl;

	msg->nlmsg_type = family;
	msg->nlmsg_flags |= flags;
	genl = mnl_nlmsg_put_extra_header(msg, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = SNAPTUN_FAMILY_VERSION;
	return msg;
}

/* The end of one answer: an errno, 0, or -1 to go on. */
static int answer_end(const struct nlmsghdr *msg, unsigned int seq,
		      bool is_dump)
{
	const int *error = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_seq != seq)
		return -1;
	if (msg->nlmsg_type == NLMSG_ERROR)
		return -*error;
	if (msg->nlmsg_type == NLMSG_DONE)
		return is_dump ? -*error : 0;
	return -1;
}

/**
 * request_outcome() - wait for how a request ended
 * @bus: netlink bus
 * @seq: of the request
 * @is_dump: whether many messages answer it
 *
 * Return: 0, an errno, or OUTCOME_UNKNOWN if no answer could be allocated.
 */
int request_outcome(int bus, unsigned int seq, bool is_dump)
{
	char buf[32768];
	int outcome = -1;

	while (outcome < 0) {
		/* Requests are answered before send() returns. */
		ssize_t len = recv(request_socket(bus), buf, sizeof(buf),
				   MSG_DONTWAIT);
		int left = len;
		struct nlmsghdr *msg = (struct nlmsghdr *)buf;

		if (len < 0)
			return errno == EAGAIN || errno == ENOBUFS ?
			       OUTCOME_UNKNOWN : errno;
		for (; outcome < 0 && mnl_nlmsg_ok(msg, left);
		     msg = mnl_nlmsg_next(msg, &left))
			outcome = answer_end(msg, seq, is_dump);
	}
	return outcome;
}

int request(int bus, void (*build)(struct nlmsghdr *msg))
{
	static unsigned int seq = 1 << 20;
	char buf[8192] = {};
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);

	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	build(msg);
	msg->nlmsg_seq = ++seq;
	if (send(request_socket(bus), msg, msg->nlmsg_len, 0) < 0)
		return errno;
	return request_outcome(bus, seq, false);
}

/* Counters, times and what else moves by itself is no state of ours. */
static bool is_volatile(int cmd, int type)
{
	if (cmd == SNAPTUN_CMD_DEV_GET)
		return type == SNAPTUN_A_DEV_SEQ ||
		       type == SNAPTUN_A_DEV_IFINDEX;
	/* When an account began is not the same twice. */
	if (cmd == SNAPTUN_CMD_IDENTITY_GET || cmd == SNAPTUN_CMD_ACCOUNT_GET)
		return type == SNAPTUN_A_IDENTITY_IFINDEX ||
		       type == SNAPTUN_A_IDENTITY_GENERATION;
	if (cmd == SNAPTUN_CMD_UNDERLAY_GET)
		return type == SNAPTUN_A_UNDERLAY_IFINDEX;
	return type == SNAPTUN_A_PEER_IFINDEX ||
	       type == SNAPTUN_A_PEER_APP_IDLE ||
	       (type >= SNAPTUN_A_PEER_STATE && type <= SNAPTUN_A_PEER_SEQ);
}

struct writer {
	char *text;
	size_t len;
	int cmd;
};

static int write_attr(const struct nlattr *attr, void *data)
{
	const unsigned char *byte = mnl_attr_get_payload(attr);
	struct writer *w = data;
	size_t i;

	if (is_volatile(w->cmd, mnl_attr_get_type(attr)))
		return MNL_CB_OK;
	if (w->len + 16 + 2 * mnl_attr_get_payload_len(attr) > SNAPSHOT_LEN)
		return MNL_CB_ERROR;
	w->len += sprintf(w->text + w->len, " %d=", mnl_attr_get_type(attr));
	for (i = 0; i < mnl_attr_get_payload_len(attr); i++)
		w->len += sprintf(w->text + w->len, "%02x", byte[i]);
	return MNL_CB_OK;
}

static int write_message(const struct nlmsghdr *msg, void *data)
{
	return mnl_attr_parse(msg, sizeof(struct genlmsghdr), write_attr,
			      data);
}

/* A device of another role has no such things. */
static void write_answer(struct writer *w, int cmd, int ifname_attr, int flags)
{
	struct mnl_socket *nl = sockets[NETLINK_GENERIC];
	char buf[32768] = {};
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	ssize_t len;
	int more;

	w->cmd = cmd;
	msg->nlmsg_flags = NLM_F_REQUEST;
	genl_request(msg, cmd, flags);
	mnl_attr_put_strz(msg, ifname_attr, DEVICE);
	if (mnl_socket_sendto(nl, msg, msg->nlmsg_len) < 0)
		die("snapshot");
	do {
		len = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (len < 0)
			die("snapshot");
		more = mnl_cb_run(buf, len, 0, 0, write_message, w);
	} while (flags && more > MNL_CB_STOP);
	if (more < 0 && errno != EOPNOTSUPP)
		die("snapshot");
}

/**
 * state_has_device() - is there a device?
 *
 * Asking for its index would start modprobe each time there is none.
 *
 * Return: true if so.
 */
bool state_has_device(void)
{
	return !access("/sys/class/net/" DEVICE, F_OK);
}

/**
 * state_snapshot() - the device and what it has as text, without what moves
 * @text: written here
 */
void state_snapshot(char text[SNAPSHOT_LEN])
{
	struct writer w = { .text = text };

	text[0] = '\0';
	if (!state_has_device()) {
		strcpy(text, "no device");
		return;
	}
	write_answer(&w, SNAPTUN_CMD_DEV_GET, SNAPTUN_A_DEV_IFNAME, 0);
	write_answer(&w, SNAPTUN_CMD_PEER_GET, SNAPTUN_A_PEER_IFNAME,
		     NLM_F_DUMP);
	write_answer(&w, SNAPTUN_CMD_GATEWAY_GET, SNAPTUN_A_PEER_IFNAME, 0);
	write_answer(&w, SNAPTUN_CMD_TUNNEL_GET, SNAPTUN_A_PEER_IFNAME,
		     NLM_F_DUMP);
	write_answer(&w, SNAPTUN_CMD_IDENTITY_GET, SNAPTUN_A_IDENTITY_IFNAME,
		     NLM_F_DUMP);
	write_answer(&w, SNAPTUN_CMD_ACCOUNT_GET, SNAPTUN_A_IDENTITY_IFNAME,
		     NLM_F_DUMP);
	write_answer(&w, SNAPTUN_CMD_UNDERLAY_GET, SNAPTUN_A_UNDERLAY_IFNAME,
		     0);
}
