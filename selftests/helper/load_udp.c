// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many numbered UDP datagrams as get through, one by one or many to a call.
 * The receiver pays for what it took, and the sender stops when too many are
 * under way: so nothing is lost because an end is slow, and what is missing or
 * out of order at the end is the fault of what lies between.
 */
#include "helper.h"
#include "load.h"

#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES 65507
#define COIN 16			/* datagrams that one byte in the pipe pays */
#define GIVE_UP_MS 500		/* what is not here by then was lost */

struct udp_load {
	struct meter meter;
	atomic_ullong sent;
	atomic_bool done;
	uint64_t received;
	uint64_t reordered;
	uint64_t next;
};

/* @len bytes that arrived together: datagrams of @segment bytes each. */
static uint64_t take(struct udp_load *load, const uint8_t *buf, size_t len,
		     size_t segment)
{
	uint64_t number, datagrams = 0;
	size_t at;

	for (at = 0; at + sizeof(number) <= len; at += segment) {
		memcpy(&number, buf + at, sizeof(number));
		if (number < load->next)
			load->reordered++;
		else
			load->next = number + 1;
		datagrams++;
	}
	load->received += datagrams;
	meter_add(&load->meter, datagrams);
	return datagrams;
}

static size_t segment_of(struct msghdr *msg, size_t len)
{
	struct cmsghdr *c;
	int segment;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_UDP || c->cmsg_type != UDP_GRO)
			continue;
		memcpy(&segment, CMSG_DATA(c), sizeof(segment));
		return (size_t)segment;
	}
	return len;
}

/* Return: how many datagrams, 0 if none came for some time. */
static uint64_t receive(struct udp_load *load, int fd)
{
	static uint8_t buf[65536];
	char control[64];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, 0);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (len < (ssize_t)sizeof(uint64_t))
		die_errno("recvmsg");
	return take(load, buf, (size_t)len, segment_of(&msg, (size_t)len));
}

static bool is_over(const struct udp_load *load, uint64_t last)
{
	return atomic_load(&load->done) &&
	       (!last || load->received >= atomic_load(&load->sent));
}

static void receiver(struct udp_load *load, int fd, int purse)
{
	uint64_t unpaid = 0, last = 1;

	for (; !is_over(load, last); unpaid += last) {
		for (; unpaid >= COIN; unpaid -= COIN) {
			if (write(purse, "", 1) != 1)
				die_errno("pipe");
		}
		last = receive(load, fd);
	}
}

/* Of the family of to=, which is where it is bound, or connected. */
static int open_socket(int (*begin)(int fd, const struct sockaddr *to,
				    socklen_t len), const char *name)
{
	union address to;
	socklen_t len = address_parse(&to, arg_need("to"),
				      (unsigned int)arg_number("port", 7002));
	int fd = socket(to.sa.sa_family, SOCK_DGRAM, 0);

	if (fd < 0 || begin(fd, &to.sa, len))
		die_errno(name);
	return fd;
}

static int receiving_socket(void)
{
	struct timeval patience = { .tv_usec = GIVE_UP_MS * 1000 };
	int gro = (int)arg_number("gro", 0), size = 8 << 20;
	int fd = open_socket(bind, "bind");

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (gro && setsockopt(fd, SOL_UDP, UDP_GRO, &gro, sizeof(gro)))
		die_errno("UDP_GRO");
	return fd;
}

static int sending_socket(int gso, int size)
{
	int fd = open_socket(connect, "connect");

	if (gso > 1 && setsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, sizeof(size)))
		die_errno("UDP_SEGMENT");
	return fd;
}

/* Waits until fewer than @window are under way, or the others were lost. */
static void wait_for_room(int purse, uint64_t sent, uint64_t *paid,
			  uint64_t window)
{
	struct pollfd entry = { .fd = purse, .events = POLLIN };
	char coins[256];
	ssize_t n;

	while (sent - *paid >= window) {
		if (poll(&entry, 1, GIVE_UP_MS) <= 0) {
			*paid = sent;
			return;
		}
		n = read(purse, coins, sizeof(coins));
		if (n <= 0)
			die("the receiver failed");
		*paid += (uint64_t)n * COIN;
	}
}

static void sender(struct udp_load *load, int purse, size_t size, int gso)
{
	uint64_t window = (uint64_t)arg_number("window", 256);
	uint64_t sent = 0, paid = 0, number;
	static uint8_t buf[MAX_BYTES];
	int fd = sending_socket(gso, (int)size), i;

	while (meter_wants_more(&load->meter)) {
		wait_for_room(purse, sent, &paid, window);
		for (i = 0; i < gso; i++) {
			number = sent + (uint64_t)i;
			memcpy(buf + (size_t)i * size, &number, sizeof(number));
		}
		if (send(fd, buf, size * (size_t)gso, 0) < 0)
			die_errno("send");
		sent += (uint64_t)gso;
		atomic_store(&load->sent, sent);
	}
	atomic_store(&load->done, true);
}

/*
 * From the namespace sender= to the namespace receiver=.  The socket there is
 * made first, so that nothing comes too early.
 */
int udp_load_main(void)
{
	struct udp_load *load = load_share(sizeof(*load));
	size_t size = (size_t)arg_number("size", 1300);
	int gso = (int)arg_number("gso", 1), purse[2], fd;
	char more[80];
	pid_t child;

	if (gso < 1 || size < sizeof(uint64_t) || size * (size_t)gso > MAX_BYTES)
		die("size= is 8 to %d, gso= of them no more", MAX_BYTES);
	if (pipe(purse))
		die_errno("pipe");
	load_enter_netns(arg_need("receiver"));
	fd = receiving_socket();
	meter_start(&load->meter);
	child = load_fork();
	if (!child) {
		receiver(load, fd, purse[1]);
		return 0;
	}
	close(fd);
	close(purse[1]);
	load_enter_netns(arg_need("sender"));
	sender(load, purse[0], size, gso);
	load_wait_child(child);
	snprintf(more, sizeof(more), " sent=%llu lost=%lld reordered=%llu",
		 (unsigned long long)load->sent,
		 (long long)(load->sent - load->received),
		 (unsigned long long)load->reordered);
	meter_say(&load->meter, "datagrams", more);
	return 0;
}
