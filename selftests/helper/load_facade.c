// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it costs a SCION application to go through a facade: the same rounds as
 * scion-load, from an ordinary UDP socket.
 */
#include "helper.h"
#include "load.h"

#include <arpa/inet.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>

#define MAX_DATAGRAM	65507
#define MAX_SEGMENTS	64
#define MAX_PACKET	9000
#define MESSAGES	64

/**
 * struct facade_load - the application
 * @fd: its socket, connected to the facade
 * @size: of a packet
 * @batch: that many packets to a system call
 * @packets: these
 */
struct facade_load {
	int fd;
	size_t size;
	unsigned int batch;
	uint8_t packets[MAX_DATAGRAM];
};

static void set_option(int fd, int option, int value)
{
	if (setsockopt(fd, IPPROTO_UDP, option, &value, sizeof(value)))
		die_errno("UDP_SEGMENT and UDP_GRO");
}

static int open_socket(bool joins, size_t size)
{
	unsigned int facade_port = (unsigned int)arg_number("facade-port", 30042);
	union address own, facade;
	socklen_t len = address_parse(&own, arg_need("from"),
				      (unsigned int)arg_number("port", 0));
	int fd = socket(own.sa.sa_family, SOCK_DGRAM, 0);

	if (fd < 0 || bind(fd, &own.sa, len))
		die_errno("the socket");
	len = address_parse(&facade, arg_need("facade"), facade_port);
	if (connect(fd, &facade.sa, len))
		die_errno("the facade");
	if (joins) {
		set_option(fd, UDP_SEGMENT, (int)size);
		set_option(fd, UDP_GRO, 1);
	}
	return fd;
}

/* gso=1: packet by packet, both ways */
static void prepare(struct facade_load *load)
{
	size_t fit, i;

	load->size = (size_t)arg_number("size", 1300);
	load_scion_build(load->packets, load->size, MAX_PACKET);
	load->batch = (unsigned int)arg_number("gso", MAX_SEGMENTS);
	fit = MAX_DATAGRAM / load->size;
	if (load->batch > fit)
		load->batch = (unsigned int)fit;
	for (i = 1; i < load->batch; i++)
		memcpy(load->packets + i * load->size, load->packets,
		       load->size);
	load->fd = open_socket(load->batch > 1, load->size);
}

static unsigned int send_burst(const struct facade_load *load,
			       unsigned int burst)
{
	unsigned int sent = 0, nr;

	for (; burst; burst -= nr) {
		nr = burst < load->batch ? burst : load->batch;
		if (send(load->fd, load->packets, nr * load->size, 0) < 0)
			say("not sent: %u", nr);
		else
			sent += nr;
	}
	return sent;
}

/* What comes until then, 64 messages of one or more packets to a system call. */
static uint64_t receive_until(const struct facade_load *load, uint64_t when)
{
	static uint8_t room[MESSAGES][MAX_DATAGRAM];
	struct mmsghdr messages[MESSAGES];
	struct iovec parts[MESSAGES];
	uint64_t bytes = 0, now;
	int i, nr;

	memset(messages, 0, sizeof(messages));
	for (i = 0; i < MESSAGES; i++) {
		parts[i] = (struct iovec){ room[i], sizeof(room[i]) };
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (now = now_us(); now < when && !stop_requested(); now = now_us()) {
		if (!wait_readable(load->fd, when - now))
			continue;
		nr = recvmmsg(load->fd, messages, MESSAGES, MSG_DONTWAIT, NULL);
		for (i = 0; i < nr; i++)
			bytes += messages[i].msg_len;
	}
	return bytes / load->size;
}

/* burst= packets when a round begins, and a count of what has come back when it
 * ends.
 */
int facade_load_main(void)
{
	unsigned int burst = (unsigned int)arg_number("burst", 192);
	uint64_t sent = 0, received = 0, when;
	static struct facade_load load;

	prepare(&load);
	stop_on_signals();
	/* its tunnel is made before anything is measured */
	send_burst(&load, 1);
	if (!wait_readable(load.fd, 10000000))
		die("nothing comes back");
	receive_until(&load, now_us() + 100000);
	say("ready");
	when = load_next_round();
	wait_until_us(when);
	while (!stop_requested()) {
		sent += send_burst(&load, burst);
		when += load_round_us();
		received += receive_until(&load, when);
		say("sent=%llu received=%llu", (unsigned long long)sent,
		    (unsigned long long)received);
	}
	return 0;
}
