// SPDX-License-Identifier: GPL-2.0-only
/*
 * A SCION application that knows nothing of tunnels: it has a UDP socket, sends
 * SCION packets to what it takes for its border router, and expects that what
 * comes back is for the address of that socket and sums up.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEXT_UDP	17
#define NEXT_SCMP	202
#define ECHO_REQUEST	128
#define FIRST_NO_ERROR	128
#define COMMON_LEN	12
#define HOSTS_AT	28
#define PATH_LEN	36	/* one segment of two hops */
#define L4_LEN		8	/* of UDP as well as of an SCMP echo */
#define SEQ_LEN		8
#define MAX_PACKET	65536
#define MAX_SOCKETS	1024
#define SEED		7

/**
 * struct app - the application, or what is one socket's of it
 * @fd: its socket
 * @own: its address
 * @facade: where it sends to
 * @to: the SCION destination
 * @from_any: answers come from elsewhere than where packets went
 * @next: UDP or SCMP
 * @size: of a packet
 * @received: packets that were right
 * @wrong: others, but SCMP errors
 * @batches: of what was received, how much came joined
 */
struct app {
	int fd;
	union address own;
	union address facade;
	socklen_t facade_len;
	union address to;
	unsigned int to_port;
	bool from_any;
	uint8_t next;
	size_t size;
	uint64_t received;
	uint64_t wrong;
	uint64_t batches;
};

static size_t host_len(const union address *addr)
{
	return addr->sa.sa_family == AF_INET ? 4 : 16;
}

static const void *host_of(const union address *addr)
{
	return addr->sa.sa_family == AF_INET ? (const void *)&addr->in.sin_addr :
					       (const void *)&addr->in6.sin6_addr;
}

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static unsigned int get16(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

/* Over addresses, length, protocol and all that follows: 0 if it is right */
static unsigned int sum_of(const uint8_t *packet, size_t l4, size_t len)
{
	size_t hosts = ((packet[9] >> 4 & 3) + (packet[9] & 3) + 2) * 4u, i;
	uint64_t sum = len - l4 + packet[4];

	for (i = COMMON_LEN; i < HOSTS_AT + hosts; i += 2)
		sum += get16(packet + i);
	for (i = l4; i < len; i++)
		sum += (i - l4) & 1 ? packet[i] : packet[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static size_t build_header(const struct app *app, uint8_t *packet)
{
	static const uint8_t as[] = { 0, 1, 0xff, 0, 0, 0, 1, 0x10 };
	size_t to_len = host_len(&app->to), own_len = host_len(&app->own);
	size_t at = HOSTS_AT + to_len + own_len;

	memset(packet, 0, at + PATH_LEN);
	packet[3] = 1;
	packet[4] = app->next;
	packet[5] = (uint8_t)((at + PATH_LEN) / 4);
	put16(packet + 6, app->size - at - PATH_LEN);
	packet[8] = 1;
	packet[9] = (uint8_t)((to_len / 4 - 1) << 4 | (own_len / 4 - 1));
	memcpy(packet + COMMON_LEN, as, sizeof(as));
	packet[COMMON_LEN + 7] = 0x11;
	memcpy(packet + COMMON_LEN + 8, as, sizeof(as));
	memcpy(packet + HOSTS_AT, host_of(&app->to), to_len);
	memcpy(packet + HOSTS_AT + to_len, host_of(&app->own), own_len);
	put16(packet + at + 2, 2 << 12);	/* hops of the first segment */
	pattern_fill(packet + at + 4, PATH_LEN - 4, SEED, 0);
	return at + PATH_LEN;
}

static void build(const struct app *app, uint8_t *packet, uint64_t seq)
{
	size_t l4 = build_header(app, packet);
	unsigned int port = ntohs(app->own.in.sin_port);
	size_t sum_at = l4 + (app->next == NEXT_UDP ? 6 : 2);

	memset(packet + l4, 0, L4_LEN);
	if (app->next == NEXT_UDP) {
		put16(packet + l4, port);
		put16(packet + l4 + 2, app->to_port);
		put16(packet + l4 + 4, app->size - l4);
	} else {
		packet[l4] = ECHO_REQUEST;
		put16(packet + l4 + 4, port);
		put16(packet + l4 + 6, seq);
	}
	memcpy(packet + l4 + L4_LEN, &seq, SEQ_LEN);
	pattern_fill(packet + l4 + L4_LEN + SEQ_LEN,
		     app->size - l4 - L4_LEN - SEQ_LEN, SEED, 0);
	put16(packet + sum_at, sum_of(packet, l4, app->size));
}

/* As many packets as @nr of them in one call; fewer sizes, fewer calls. */
static bool send_packets(const struct app *app, uint64_t seq, unsigned int nr)
{
	static uint8_t packets[MAX_PACKET];
	uint16_t size = (uint16_t)app->size;
	unsigned int i;

	if (nr * app->size > sizeof(packets))
		die("gso= times size= is more than %d", MAX_PACKET);
	if (nr > 1 && setsockopt(app->fd, IPPROTO_UDP, UDP_SEGMENT, &(int){
				 size }, sizeof(int)))
		die_errno("UDP_SEGMENT");
	for (i = 0; i < nr; i++)
		build(app, packets + i * app->size, seq + i);
	return sendto(app->fd, packets, nr * app->size, 0, &app->facade.sa,
		      app->facade_len) >= 0;
}

/* SCMP errors are said at once. */
static void say_error(const uint8_t *packet, size_t l4)
{
	char from[INET6_ADDRSTRLEN];
	size_t to_len = ((packet[9] >> 4 & 3) + 1) * 4u;

	if (!inet_ntop(packet[9] & 3 ? AF_INET6 : AF_INET,
		       packet + HOSTS_AT + to_len, from, sizeof(from)))
		die_errno("inet_ntop");
	say("scmp=%u/%u value=%u from=%s", packet[l4], packet[l4 + 1],
	    get16(packet + l4 + 6), from);
}

static bool is_mine(const struct app *app, const uint8_t *packet, size_t l4)
{
	size_t len = host_len(&app->own);

	return packet[9] >> 4 == len / 4 - 1 &&
	       !memcmp(packet + HOSTS_AT, host_of(&app->own), len) &&
	       get16(packet + l4 + (app->next == NEXT_UDP ? 2 : 4)) ==
	       ntohs(app->own.in.sin_port);
}

static void look_at(struct app *app, const uint8_t *packet, size_t len)
{
	size_t l4 = len > HOSTS_AT ? packet[5] * 4u : len;

	if (len < l4 + L4_LEN || sum_of(packet, l4, len)) {
		app->wrong++;
	} else if (packet[4] == NEXT_SCMP && packet[l4] < FIRST_NO_ERROR) {
		say_error(packet, l4);
	} else if (!is_mine(app, packet, l4) || len != app->size ||
		   !pattern_matches(packet + l4 + L4_LEN + SEQ_LEN,
				    len - l4 - L4_LEN - SEQ_LEN, SEED, 0)) {
		app->wrong++;
	} else {
		app->received++;
	}
}

static unsigned int joined_size(struct msghdr *message, ssize_t len)
{
	struct cmsghdr *cmsg;
	int size;

	for (cmsg = CMSG_FIRSTHDR(message); cmsg;
	     cmsg = CMSG_NXTHDR(message, cmsg)) {
		if (cmsg->cmsg_level != IPPROTO_UDP ||
		    cmsg->cmsg_type != UDP_GRO)
			continue;
		memcpy(&size, CMSG_DATA(cmsg), sizeof(size));
		return (unsigned int)size;
	}
	return (unsigned int)len;
}

static void receive(struct app *app)
{
	static uint8_t room[MAX_PACKET];
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { room, sizeof(room) };
	union address from;
	struct msghdr message = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(app->fd, &message, MSG_DONTWAIT), off;
	unsigned int size;

	if (len <= 0)
		return;
	size = joined_size(&message, len);
	app->batches += size < len;
	if (!app->from_any && (message.msg_namelen != app->facade_len ||
			       memcmp(&from, &app->facade, app->facade_len)))
		app->wrong++;
	for (off = 0; off < len; off += size)
		look_at(app, room + off, (size_t)(len - off < size ?
						  len - off : size));
}

/* What comes to any of @nr sockets */
static void receive_until(struct app *apps, unsigned int nr, uint64_t when)
{
	static struct pollfd fds[MAX_SOCKETS];
	uint64_t now;
	unsigned int i;

	for (i = 0; i < nr; i++)
		fds[i] = (struct pollfd){ apps[i].fd, POLLIN, 0 };
	for (now = now_us(); now < when && !stop_requested(); now = now_us()) {
		/* Rounded up: nothing is waited for less than a millisecond. */
		if (poll(fds, nr, (int)((when - now + 999) / 1000)) <= 0)
			continue;
		for (i = 0; i < nr; i++) {
			if (fds[i].revents)
				receive(&apps[i]);
		}
	}
}

/* @number: among the sockets, whose ports follow each other */
static void open_app(struct app *app, unsigned int number)
{
	unsigned int to_port = (unsigned int)arg_number("facade-port", 30042);
	unsigned int port = (unsigned int)arg_number("port", 0);
	socklen_t len = address_parse(&app->own, arg_need("at"),
				      port ? port + number : 0);

	app->facade_len = address_parse(&app->facade, arg_need("facade"),
					to_port);
	app->fd = socket(app->own.sa.sa_family, SOCK_DGRAM, 0);
	if (app->fd < 0 || bind(app->fd, &app->own.sa, len) ||
	    getsockname(app->fd, &app->own.sa, &len))
		die_errno("the socket");
	if (arg_number("gro", 0) && setsockopt(app->fd, IPPROTO_UDP, UDP_GRO,
					       &(int){ 1 }, sizeof(int)))
		die_errno("UDP_GRO");
}

static struct app *open_apps(unsigned int nr)
{
	const struct app common = {
		.next = !strcmp(arg_text("kind", "udp"), "udp") ? NEXT_UDP :
								  NEXT_SCMP,
		.size = (size_t)arg_number("size", 200),
		.to_port = (unsigned int)arg_number("to-port", 7),
		.from_any = arg_number("from-any", 0),
	};
	struct app *apps = calloc(MAX_SOCKETS, sizeof(*apps));
	unsigned int i;

	if (!apps || !nr || nr > MAX_SOCKETS)
		die("sockets= is 1 to %d", MAX_SOCKETS);
	for (i = 0; i < nr; i++) {
		apps[i] = common;
		open_app(&apps[i], i);
		address_parse(&apps[i].to, arg_text("to", "10.9.9.9"), 0);
		say("port=%u", ntohs(apps[i].own.in.sin_port));
	}
	return apps;
}

/* "least" is what came to the socket that got least. */
static void report(const struct app *apps, unsigned int nr, uint64_t sent,
		   uint64_t refused)
{
	uint64_t received = 0, wrong = 0, batches = 0, least = UINT64_MAX;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		received += apps[i].received;
		wrong += apps[i].wrong;
		batches += apps[i].batches;
		if (apps[i].received < least)
			least = apps[i].received;
	}
	say("sent=%llu refused=%llu received=%llu wrong=%llu batches=%llu least=%llu",
	    (unsigned long long)sent, (unsigned long long)refused,
	    (unsigned long long)received, (unsigned long long)wrong,
	    (unsigned long long)batches, (unsigned long long)least);
}

/* count= packets of each of sockets=, and what has come back of them idle= ms
 * after the last
 */
int facade_app_main(void)
{
	unsigned int sockets = (unsigned int)arg_number("sockets", 1), i;
	uint64_t gap = (uint64_t)arg_number("gap", 1000), sent, refused = 0;
	unsigned int nr = (unsigned int)arg_number("gso", 1);
	uint64_t count = (uint64_t)arg_number("count", 1), when;
	struct app *apps = open_apps(sockets);

	stop_on_signals();
	when = now_us();
	for (sent = 0; sent < count && !stop_requested(); sent += nr) {
		for (i = 0; i < sockets; i++)
			refused += !send_packets(&apps[i], sent, nr);
		when += gap;
		receive_until(apps, sockets, when);
	}
	when += 1000 * (uint64_t)arg_number("idle", 1000);
	receive_until(apps, sockets, when);
	report(apps, sockets, sent * sockets, refused * nr);
	free(apps);
	return 0;
}

static uint32_t crc32_of(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0u;
	int bit;

	while (len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* Asks once under which address it is seen; spoil=1: with a wrong sum */
int facade_stun_main(void)
{
	static uint8_t ask[28] = { 0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42,
				   [20] = 0x80, 0x28, 0, 4 };
	uint8_t answer[256];
	struct app app = { 0 };
	uint32_t crc;
	ssize_t len;

	open_app(&app, 0);
	fill_random(ask + 8, 12);
	crc = htonl(crc32_of(ask, 20) ^ 0x5354554e);
	if (arg_number("spoil", 0))
		crc = ~crc;
	memcpy(ask + 24, &crc, sizeof(crc));
	if (sendto(app.fd, ask, sizeof(ask), 0, &app.facade.sa,
		   app.facade_len) < 0)
		die_errno("sendto");
	if (!wait_readable(app.fd, 1000 * (uint64_t)arg_number("idle", 1000))) {
		say("mapped=none");
		return 0;
	}
	len = recv(app.fd, answer, sizeof(answer), 0);
	if (len < 32 || answer[0] != 1 || answer[1] != 1 ||
	    memcmp(answer + 4, ask + 4, 16) || get16(answer + 20) != 0x20)
		die("an answer that is none");
	say("mapped=%u.%u.%u.%u:%u", answer[28] ^ 0x21, answer[29] ^ 0x12,
	    answer[30] ^ 0xa4, answer[31] ^ 0x42, get16(answer + 26) ^ 0x2112);
	return 0;
}
