// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of the storm: built, sent, and their answers read to the end.
 */
#include "storm.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* Nothing takes that long but what hangs. */
#define ANSWER_S	300

int netlink_open(int bus)
{
	const struct timeval timeout = { .tv_sec = ANSWER_S };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, bus);

	if (fd < 0)
		die_errno("netlink socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	return fd;
}

static void request_grow(struct request *request, const void *data, size_t len)
{
	if (request->used + NLMSG_ALIGN(len) > sizeof(request->buf))
		die("a request is too long");
	memset(request->buf + request->used, 0, NLMSG_ALIGN(len));
	if (data)
		memcpy(request->buf + request->used, data, len);
	request->used += NLMSG_ALIGN(len);
}

void request_begin(struct request *request, uint16_t type, uint16_t flags,
		   const void *head, size_t len)
{
	const struct nlmsghdr msg = {
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | flags,
	};

	request->used = 0;
	request_grow(request, &msg, sizeof(msg));
	request_grow(request, head, len);
}

void request_put(struct request *request, uint16_t type, const void *data,
		 size_t len)
{
	const struct nlattr attr = {
		.nla_len = (uint16_t)(NLA_HDRLEN + len),
		.nla_type = type,
	};

	request_grow(request, &attr, sizeof(attr));
	request_grow(request, data, len);
}

void request_put_text(struct request *request, uint16_t type, const char *text)
{
	request_put(request, type, text, strlen(text) + 1);
}

void request_put_u32(struct request *request, uint16_t type, uint32_t value)
{
	request_put(request, type, &value, sizeof(value));
}

void request_put_u16(struct request *request, uint16_t type, uint16_t value)
{
	request_put(request, type, &value, sizeof(value));
}

void request_put_u64(struct request *request, uint16_t type, uint64_t value)
{
	request_put(request, type, &value, sizeof(value));
}

struct nlattr *request_nest(struct request *request, uint16_t type)
{
	void *nest = request->buf + request->used;

	request_put(request, type | NLA_F_NESTED, NULL, 0);
	return nest;
}

void request_nest_end(struct request *request, struct nlattr *nest)
{
	nest->nla_len = (uint16_t)(request->buf + request->used -
				   (uint8_t *)nest);
}

static int error_of(const struct nlmsghdr *msg)
{
	int err;

	memcpy(&err, NLMSG_DATA(msg), sizeof(err));
	return err;
}

/* The error that ends the answer, or 1 when there is more of it. */
static int read_answer(const uint8_t *buf, int len, answer_fn *fn,
		       void *context)
{
	const struct nlmsghdr *msg = (const void *)buf;

	for (; NLMSG_OK(msg, (unsigned int)len); msg = NLMSG_NEXT(msg, len)) {
		if (msg->nlmsg_type == NLMSG_ERROR ||
		    msg->nlmsg_type == NLMSG_DONE)
			return error_of(msg);
		if (fn)
			fn(msg, context);
	}
	return 1;
}

/* Returns 0, or the negative errno that the kernel refused it with. */
int request_do(struct request *request, int fd, answer_fn *fn, void *context)
{
	static uint8_t buf[65536] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *msg = (void *)request->buf;
	int ret;

	msg->nlmsg_len = (uint32_t)request->used;
	/* One of its two bits means something else in other requests. */
	if ((msg->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		msg->nlmsg_flags |= NLM_F_ACK;
	if (send(fd, request->buf, request->used, 0) < 0)
		die_errno("sending a request");
	do {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);

		if (len < 0)
			die_errno("no answer to a request");
		ret = read_answer(buf, (int)len, fn, context);
	} while (ret > 0);
	return ret;
}

/* The payload of an attribute of @len bytes, or NULL. */
const void *answer_attr(const struct nlmsghdr *msg, size_t head, uint16_t type,
			size_t len)
{
	const uint8_t *at = (const uint8_t *)NLMSG_DATA(msg) + NLMSG_ALIGN(head);
	const uint8_t *end = (const uint8_t *)msg + msg->nlmsg_len;

	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *attr = (const void *)at;

		if ((attr->nla_type & NLA_TYPE_MASK) == type &&
		    attr->nla_len == NLA_HDRLEN + len)
			return at + NLA_HDRLEN;
		if (attr->nla_len < NLA_HDRLEN)
			break;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

static void note_family(const struct nlmsghdr *msg, void *context)
{
	const uint16_t *id = answer_attr(msg, GENL_HDRLEN, CTRL_ATTR_FAMILY_ID,
					 sizeof(*id));

	if (id)
		*(int *)context = *id;
}

int netlink_family(void)
{
	const struct genlmsghdr head = { .cmd = CTRL_CMD_GETFAMILY };
	int fd = netlink_open(NETLINK_GENERIC), family = 0;
	struct request request;

	request_begin(&request, GENL_ID_CTRL, 0, &head, sizeof(head));
	request_put_text(&request, CTRL_ATTR_FAMILY_NAME, SNAPTUN_FAMILY_NAME);
	if (request_do(&request, fd, note_family, &family) || !family)
		die("there is no family snaptun");
	close(fd);
	return family;
}
