// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many numbered UDP datagrams as get through, one by one or many to a call.
 * The receiver pays for what it took, and the sender stops when too many are
 * under way: so nothing is lost because an end is slow, and what is missing or
 * out of order at the end is the fault of what lies between. Flows have an end
 * and a process of their own on each side.
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
#define MAX_FLOWS 64

struct udp_load {
	struct meter *meter;
	atomic_ullong sent;
	atomic_bool done;
	uint64_t received;
	uint64_t reordered;
	uint64_t next;
	unsigned int port;
	int purse[2];
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
	meter_add(load->meter, datagrams);
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

static void receiver(struct udp_load *load, int fd)
{
	uint64_t unpaid = 0, last = 1;

	for (; !is_over(load, last); unpaid += last) {
		for (; unpaid >= COIN; unpaid -= COIN) {
			if (write(load->purse[1], "", 1) != 1)
				die_errno("pipe");
		}
		last = receive(load, fd);
	}
}

/* Of the family of to=, which is where it is bound, or connected. */
static int open_socket(int (*begin)(int fd, const struct sockaddr *to,
				    socklen_t len), const char *name,
		       unsigned int port)
{
	union address to;
	socklen_t len = address_parse(&to, arg_need("to"), port);
	int fd = socket(to.sa.sa_family, SOCK_DGRAM, 0);

	if (fd < 0 || begin(fd, &to.sa, len))
		die_errno(name);
	return fd;
}

static int receiving_socket(unsigned int port)
{
	struct timeval patience = { .tv_usec = GIVE_UP_MS * 1000 };
	int gro = (int)arg_number("gro", 0), size = 8 << 20;
	int fd = open_socket(bind, "bind", port);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (gro && setsockopt(fd, SOL_UDP, UDP_GRO, &gro, sizeof(gro)))
		die_errno("UDP_GRO");
	return fd;
}

static int sending_socket(unsigned int port, int gso, int size)
{
	int fd = open_socket(connect, "connect", port);

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

static void sender(struct udp_load *load, size_t size, int gso)
{
	uint64_t window = (uint64_t)arg_number("window", 256);
	uint64_t sent = 0, paid = 0, number;
	static uint8_t buf[MAX_BYTES];
	int fd = sending_socket(load->port, gso, (int)size), i;

	while (meter_wants_more(load->meter)) {
		wait_for_room(load->purse[0], sent, &paid, window);
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

static pid_t start_receiver(struct udp_load *load)
{
	int fd = receiving_socket(load->port);
	pid_t child = load_fork();

	if (!child) {
		receiver(load, fd);
		_exit(0);
	}
	close(fd);
	return child;
}

static pid_t start_sender(struct udp_load *load, size_t size, int gso)
{
	pid_t child = load_fork();

	if (!child) {
		sender(load, size, gso);
		_exit(0);
	}
	return child;
}

static struct udp_load *make_flows(unsigned int nr)
{
	struct meter *meter = load_share(sizeof(*meter));
	struct udp_load *flows = load_share(nr * sizeof(*flows));
	unsigned int i;

	for (i = 0; i < nr; i++) {
		flows[i].meter = meter;
		flows[i].port = (unsigned int)arg_number("port", 7002) + i;
		if (pipe(flows[i].purse))
			die_errno("pipe");
	}
	return flows;
}

static void say_what_came(const struct udp_load *flows, unsigned int nr)
{
	unsigned long long sent = 0, reordered = 0;
	long long lost = 0;
	char more[80];
	unsigned int i;

	for (i = 0; i < nr; i++) {
		sent += flows[i].sent;
		lost += (long long)(flows[i].sent - flows[i].received);
		reordered += flows[i].reordered;
	}
	snprintf(more, sizeof(more), " sent=%llu lost=%lld reordered=%llu", sent,
		 lost, reordered);
	meter_say(flows->meter, "datagrams", more);
}

/*
 * From the namespace sender= to the namespace receiver=.  The sockets there are
 * made first, so that nothing comes too early.
 */
int udp_load_main(void)
{
	unsigned int nr = (unsigned int)arg_number("flows", 1), i;
	size_t size = (size_t)arg_number("size", 1300);
	int gso = (int)arg_number("gso", 1);
	pid_t children[2 * MAX_FLOWS];
	struct udp_load *flows;

	if (gso < 1 || size < sizeof(uint64_t) || size * (size_t)gso > MAX_BYTES)
		die("size= is 8 to %d, gso= of them no more", MAX_BYTES);
	if (nr < 1 || nr > MAX_FLOWS)
		die("flows= is 1 to %d", MAX_FLOWS);
	flows = make_flows(nr);
	load_enter_netns(arg_need("receiver"));
	meter_start(flows->meter);
	for (i = 0; i < nr; i++)
		children[i] = start_receiver(&flows[i]);
	load_enter_netns(arg_need("sender"));
	for (i = 0; i < nr; i++)
		children[nr + i] = start_sender(&flows[i], size, gso);
	for (i = 0; i < 2 * nr; i++)
		load_wait_child(children[i]);
	say_what_came(flows, nr);
	return 0;
}
