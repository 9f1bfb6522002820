// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a SCION application costs, apart from all others on the same processor.
 * Each has its part of a round, so that they take turns: the application sends
 * a burst when a round begins, and what delays packets on their way sees to it
 * that the gateway works in the second part, and the application again in the
 * third. Rounds begin at multiples of their length, of the monotonic clock:
 * so nobody has to tell the others.
 */
#include "helper.h"
#include "load.h"
#include "snaptun-inject.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MAX_PACKET	9000
#define BATCH		64
#define HEADER_LEN	36	/* without a path, IPv4 at both ends */
#define UDP_LEN		8
#define MAX_PARTS	8

static void put_u16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/**
 * load_scion_build - a datagram from 1-ff00:0:110 to 1-ff00:0:111
 * @packet: where to; its source is what from= and port= say, and with stay=1 its
 *	destination as well
 * @size: its bytes in all
 * @room: that there are for it
 */
void load_scion_build(uint8_t *packet, size_t size, size_t room)
{
	static const uint8_t as[] = { 0, 1, 0xff, 0, 0, 0, 1, 0x10 };
	bool stays = arg_number("stay", 0);

	if (size < HEADER_LEN + UDP_LEN || size > room)
		die("size= is %d to %zu", HEADER_LEN + UDP_LEN, room);
	memset(packet, 0, size);
	packet[3] = 1;
	packet[4] = IPPROTO_UDP;
	packet[5] = HEADER_LEN / 4;
	put_u16(packet + 6, (unsigned int)(size - HEADER_LEN));
	memcpy(packet + 12, as, sizeof(as));
	packet[19] = stays ? 0x10 : 0x11;
	memcpy(packet + 20, as, sizeof(as));
	if (inet_pton(AF_INET, stays ? arg_need("from") : "192.0.2.1",
		      packet + 28) != 1 ||
	    inet_pton(AF_INET, arg_need("from"), packet + 32) != 1)
		die("from= is an IPv4 address");
	put_u16(packet + HEADER_LEN, (unsigned int)arg_number("port", 0));
	put_u16(packet + HEADER_LEN + 2, 9);
	put_u16(packet + HEADER_LEN + 4, (unsigned int)(size - HEADER_LEN));
}

static struct snt_inject *open_injector(unsigned int burst)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(arg_need("dev"));
	struct snt_inject_error error;
	struct snt_inject *tx;

	options.protocol = ETH_P_SCION;
	options.frame_nr = burst;
	if (snt_inject_open(&tx, &options, &error))
		die("%s", error.text);
	return tx;
}

/* flows= ports take turns, beginning with port= */
static void put_ports(uint8_t *packet)
{
	static unsigned int port, flows, nr;
	static bool stays;

	if (!flows) {
		port = (unsigned int)arg_number("port", 0);
		flows = (unsigned int)arg_number("flows", 1);
		stays = arg_number("stay", 0);
	}
	put_u16(packet + HEADER_LEN, port + nr);
	if (stays)
		put_u16(packet + HEADER_LEN + 2, port + nr);
	nr = (nr + 1) % flows;
}

/* The ring holds a burst, so there is room. */
static unsigned int send_burst(struct snt_inject *tx, const uint8_t *packet,
			       size_t size, unsigned int burst)
{
	unsigned int i;

	for (i = 0; i < burst; i++) {
		void *slot = snt_inject_slot(tx);

		if (!slot)
			break;
		memcpy(slot, packet, size);
		put_ports(slot);
		if (snt_inject_send(tx, size))
			die("size= is more than the MTU");
		if (i % BATCH == BATCH - 1 || i == burst - 1)
			snt_inject_flush(tx);
	}
	return i;
}

/* What comes until then, 64 to a system call. */
static uint64_t receive_until(int fd, uint64_t when)
{
	static uint8_t room[BATCH][MAX_PACKET];
	struct mmsghdr messages[BATCH];
	struct iovec parts[BATCH];
	uint64_t count = 0, now;
	int i;

	memset(messages, 0, sizeof(messages));
	for (i = 0; i < BATCH; i++) {
		parts[i] = (struct iovec){ room[i], sizeof(room[i]) };
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (now = now_us(); now < when && !stop_requested(); now = now_us()) {
		if (!wait_readable(fd, when - now))
			continue;
		i = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
		count += i > 0 ? (unsigned int)i : 0;
	}
	return count;
}

/**
 * load_round_us - how long is a round?
 *
 * Return: microseconds, as every= says.
 */
uint64_t load_round_us(void)
{
	return (uint64_t)arg_number("every", 400) * 1000;
}

/**
 * load_next_round - when does the next one begin?
 *
 * Return: a time of now_us().
 */
uint64_t load_next_round(void)
{
	return (now_us() / load_round_us() + 1) * load_round_us();
}

/* burst= packets when a round begins, and a count of what has come back when it
 * ends.
 */
int scion_load_main(void)
{
	unsigned int burst = (unsigned int)arg_number("burst", 192);
	size_t size = (size_t)arg_number("size", 1300);
	struct snt_inject *tx = open_injector(burst);
	int fd = packet_socket(arg_need("dev"), ETH_P_SCION, SOCK_RAW);
	static uint8_t packet[MAX_PACKET];
	uint64_t sent = 0, received = 0, when = load_next_round();

	load_scion_build(packet, size, sizeof(packet));
	stop_on_signals();
	say("ready");
	wait_until_us(when);
	while (!stop_requested()) {
		sent += send_burst(tx, packet, size, burst);
		when += load_round_us();
		received += receive_until(fd, when);
		say("sent=%llu received=%llu", (unsigned long long)sent,
		    (unsigned long long)received);
	}
	snt_inject_close(tx);
	return 0;
}

static uint64_t own_us(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

/* Without what this program takes itself */
static uint64_t busy_us(void)
{
	uint64_t own = own_us(), idle = load_idle_us();

	return now_us() - idle - own;
}

/* How long the processor was busy in each part of a round, all rounds added up:
 * "busy=US,US...". It looks a little early, as all others begin in time.
 */
int busy_main(void)
{
	unsigned int parts = (unsigned int)arg_number("parts", 4), part;
	long long rounds = arg_number("rounds", 5);
	uint64_t busy[MAX_PARTS] = { 0 }, when = load_next_round() + load_round_us();
	uint64_t before;
	char text[MAX_PARTS * 21] = "";
	size_t len = 0;

	if (parts < 1 || parts > MAX_PARTS)
		die("parts= is 1 to %d", MAX_PARTS);
	when -= load_round_us() / parts / 10;
	wait_until_us(when);
	before = busy_us();
	for (; rounds > 0; rounds--) {
		for (part = 0; part < parts; part++) {
			when += load_round_us() / parts;
			wait_until_us(when);
			busy[part] += busy_us() - before;
			before = busy_us();
		}
	}
	for (part = 0; part < parts; part++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, ",%llu",
					(unsigned long long)busy[part]);
	say("busy=%s", text + 1);
	return 0;
}
