// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbered UDP datagrams: the sender writes flow and sequence number and fills
 * the rest with the pattern that belongs to them, the receiver says what was
 * lost, doubled, out of order or changed.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIZE 65507
#define MAX_COUNT (1u << 24)
#define MAX_FLOWS 64

struct head {
	uint32_t magic;
	uint32_t flow;
	uint64_t number;
};

#define MAGIC 0x736e7431u

static void build(uint8_t *buf, size_t size, uint32_t flow, uint64_t number)
{
	struct head head = {
		.magic = htobe32(MAGIC),
		.flow = htobe32(flow),
		.number = htobe64(number),
	};

	memcpy(buf, &head, sizeof(head));
	pattern_fill(buf + sizeof(head), size - sizeof(head), number, 0);
}

static int sending_socket(sa_family_t family)
{
	int fd = socket(family, SOCK_DGRAM, 0);
	int tos = (int)arg_number("tos", 0);
	union address from;
	socklen_t len;

	if (fd < 0)
		die_errno("socket");
	if (arg_text("from-port", NULL)) {
		len = address_parse(&from, family == AF_INET ? "0.0.0.0" : "::",
				    (unsigned int)arg_number("from-port", 0));
		if (bind(fd, &from.sa, len))
			die_errno("bind");
	}
	setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof(tos));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof(tos));
	return fd;
}

/* From now on the socket sends to the address of that argument. */
static void direct(int fd, const char *name)
{
	union address to;
	socklen_t len = address_parse(&to, arg_need(name),
				      (unsigned int)arg_number("port", 0));

	if (connect(fd, &to.sa, len))
		die_errno("connect");
}

static void send_before(int fd, uint64_t count, size_t size)
{
	static const uint8_t buf[MAX_SIZE];
	uint64_t i;

	direct(fd, "before");
	for (i = 0; i < count; i++)
		send(fd, buf, size, MSG_DONTWAIT);
}

static int opened_socket(uint64_t count, size_t size, int gso)
{
	int segment = (int)size, fd;
	union address to;

	address_parse(&to, arg_need("to"), 0);
	fd = sending_socket(to.sa.sa_family);
	if (arg_text("before", NULL))
		send_before(fd, count, size);
	direct(fd, "to");
	if (gso > 1 &&
	    setsockopt(fd, SOL_UDP, UDP_SEGMENT, &segment, sizeof(segment)))
		die_errno("UDP_SEGMENT");
	return fd;
}

/* Who comes late does not hurry afterwards: that would be a burst. */
static uint64_t pause_us(uint64_t since, uint64_t gap)
{
	uint64_t now = now_us();

	if (now >= since + gap)
		return now;
	wait_until_us(since + gap);
	return since + gap;
}

/* Errors of single sends count: ICMP answers come back as errors. */
int udp_send_main(void)
{
	uint64_t count = (uint64_t)arg_number("count", 1);
	uint64_t gap = (uint64_t)arg_number("gap", 0);
	size_t size = (size_t)arg_number("size", 100);
	int gso = (int)arg_number("gso", 1);
	uint64_t i, failed = 0, when = now_us();
	static uint8_t buf[MAX_SIZE];
	int last_error = 0, fd, k;

	if (size < sizeof(struct head) || size * (size_t)gso > sizeof(buf))
		die("size does not fit");
	fd = opened_socket(count, size, gso);
	stop_on_signals();
	for (i = 0; i < count && !stop_requested(); i += (uint64_t)gso) {
		for (k = 0; k < gso; k++)
			build(buf + (size_t)k * size, size,
			      (uint32_t)arg_number("flow", 0), i + (uint64_t)k);
		if (send(fd, buf, size * (size_t)gso, 0) < 0) {
			failed++;
			last_error = errno;
		}
		if (gap)
			when = pause_us(when, gap);
	}
	say("sent=%llu failed=%llu error=%s", (unsigned long long)i,
	    (unsigned long long)failed,
	    last_error ? strerror(last_error) : "none");
	return 0;
}

struct flow {
	uint8_t *seen;
	uint64_t distinct;
	uint64_t next;
};

static struct flow flows[MAX_FLOWS];
static uint64_t duplicates, reordered, corrupt;

static void account(const uint8_t *buf, size_t len)
{
	struct head head;
	struct flow *flow;
	uint64_t number;

	if (len < sizeof(head)) {
		corrupt++;
		return;
	}
	memcpy(&head, buf, sizeof(head));
	number = be64toh(head.number);
	if (be32toh(head.magic) != MAGIC || be32toh(head.flow) >= MAX_FLOWS ||
	    number >= MAX_COUNT ||
	    !pattern_matches(buf + sizeof(head), len - sizeof(head), number,
			     0)) {
		corrupt++;
		return;
	}
	flow = &flows[be32toh(head.flow)];
	if (!flow->seen)
		flow->seen = calloc(1, MAX_COUNT / 8);
	if (flow->seen[number / 8] & 1 << number % 8) {
		duplicates++;
		return;
	}
	flow->seen[number / 8] |= (uint8_t)(1 << number % 8);
	flow->distinct++;
	if (number < flow->next)
		reordered++;
	else
		flow->next = number + 1;
}

static int receiving_socket(void)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	int off = 0, on = 1, size = 8 << 20;
	union address any;
	socklen_t len;

	len = address_parse(&any, "::", (unsigned int)arg_number("port", 0));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (fd < 0 || bind(fd, &any.sa, len))
		die_errno("bind");
	return fd;
}

static int tos_of(struct msghdr *msg)
{
	struct cmsghdr *c;
	int value;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS)
			return *CMSG_DATA(c);
		if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_TCLASS) {
			memcpy(&value, CMSG_DATA(c), sizeof(value));
			return value;
		}
	}
	return -1;
}

static int receive_one(int fd)
{
	static uint8_t buf[65536];
	char control[256];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, 0);

	if (len < 0)
		return -1;
	account(buf, (size_t)len);
	return tos_of(&msg);
}

/* Until @count datagrams came, or none for @idle ms after the first. */
int udp_recv_main(void)
{
	uint64_t count = (uint64_t)arg_number("count", MAX_COUNT);
	uint64_t idle = (uint64_t)arg_number("idle", 2000) * 1000;
	uint64_t first_wait = (uint64_t)arg_number("first", 20000) * 1000;
	uint64_t distinct = 0, expected = 0;
	int fd = receiving_socket(), tos = -1, i;
	bool any = false;

	stop_on_signals();
	while (distinct < count && !stop_requested() &&
	       wait_readable(fd, any ? idle : first_wait)) {
		any = true;
		tos = receive_one(fd);
		for (i = 0, distinct = 0; i < MAX_FLOWS; i++)
			distinct += flows[i].distinct;
	}
	for (i = 0; i < MAX_FLOWS; i++)
		expected += flows[i].next;
	say("received=%llu lost=%llu duplicate=%llu reordered=%llu corrupt=%llu tos=%d",
	    (unsigned long long)distinct,
	    (unsigned long long)(expected - distinct),
	    (unsigned long long)duplicates, (unsigned long long)reordered,
	    (unsigned long long)corrupt, tos);
	return 0;
}
