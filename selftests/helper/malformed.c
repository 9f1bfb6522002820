// SPDX-License-Identifier: GPL-2.0-only
/*
 * Very many messages and packets that are not what they seem: those that were
 * captured, and SCION packets, with bytes changed, parts missing, or more than there
 * should be. Which ones they are depends on seed= only.
 */
#include "capture.h"
#include "helper.h"
#include "load.h"
#include "snaptun-inject.h"
#include "storm.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH		64
#define MAX_LEN		1400
#define HEADERS		64	/* where most of what is looked at is */
#define PATH_LEN	36	/* of a SCION path with two hops */
#define PATH_AT		36	/* in a packet with IPv4 at both ends */
#define IP_LEN		(ETH_HLEN + sizeof(struct iphdr))

static void fill(uint8_t *at, size_t len, uint64_t *state)
{
	for (; len; len--)
		*at++ = (uint8_t)storm_draw(state, 256);
}

static size_t draw_len(uint64_t *state, size_t most)
{
	return storm_draw(state, (unsigned int)most + 1);
}

/* Returns how long it is then. */
static size_t damage(uint8_t *data, size_t len, uint64_t *state)
{
	unsigned int changes = 1 + storm_draw(state, 4);
	size_t more;

	switch (storm_draw(state, 8)) {
	case 0:
		len = draw_len(state, len);
		break;
	case 1:
		more = draw_len(state, MAX_LEN - len);
		fill(data + len, more, state);
		len += more;
		break;
	case 2:
		len = draw_len(state, HEADERS);
		fill(data + 1, len, state);
		break;
	}
	for (; len && changes; changes--) {
		size_t most = storm_draw(state, 2) || len < HEADERS ? len :
			      HEADERS;

		data[draw_len(state, most - 1)] ^=
			(uint8_t)(1 + storm_draw(state, 255));
	}
	return len;
}

/* A UDP header, and one of the frames' payloads */
static size_t build_datagram(uint8_t *buf, const struct frames *frames,
			     uint64_t *state)
{
	size_t nr = storm_draw(state, (unsigned int)frames->nr);
	size_t len = frames->len[nr] - IP_LEN - sizeof(struct udphdr);
	struct udphdr udp = {
		.source = htons((uint16_t)arg_number("from-port", 0)),
		.dest = htons((uint16_t)arg_number("port", 0)),
	};

	if (len > MAX_LEN)
		len = MAX_LEN;
	memcpy(buf + sizeof(udp), frames->frame[nr] + IP_LEN + sizeof(udp),
	       len);
	len = damage(buf + sizeof(udp), len, state) + sizeof(udp);
	udp.len = htons((uint16_t)len);
	memcpy(buf, &udp, sizeof(udp));
	return len;
}

static int open_raw(void)
{
	const int no_room = 0;
	union address to;
	socklen_t len = address_parse(&to, arg_need("to"), 0);
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);

	/* It would get a copy of all that comes for others. */
	if (fd < 0 || connect(fd, &to.sa, len) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &no_room, sizeof(no_room)))
		die_errno("raw socket");
	return fd;
}

/* Only what goes to port= */
static void load_frames(struct frames *frames)
{
	const uint16_t port = htons((uint16_t)arg_number("port", 0));
	size_t i, nr = 0;

	frames_load(frames, arg_need("file"), 0);
	for (i = 0; i < frames->nr; i++) {
		if (memcmp(frames->frame[i] + IP_LEN + 2, &port, sizeof(port)))
			continue;
		frames->frame[nr] = frames->frame[i];
		frames->len[nr++] = frames->len[i];
	}
	frames->nr = nr;
	if (!nr)
		die("no frame goes there");
}

/* Over IPv4, as if from the socket that the captured ones came from */
int malformed_datagrams_main(void)
{
	static uint8_t buf[BATCH][sizeof(struct udphdr) + MAX_LEN + HEADERS];
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec parts[BATCH];
	uint64_t state = (uint64_t)arg_number("seed", 1);
	long long count = arg_number("count", 1000), sent = 0;
	struct frames frames = { 0 };
	int fd = open_raw(), i;

	load_frames(&frames);
	stop_on_signals();
	while (sent < count && !stop_requested()) {
		for (i = 0; i < BATCH; i++) {
			parts[i].iov_base = buf[i];
			parts[i].iov_len = build_datagram(buf[i], &frames,
							  &state);
			messages[i].msg_hdr.msg_iov = &parts[i];
			messages[i].msg_hdr.msg_iovlen = 1;
		}
		i = sendmmsg(fd, messages, BATCH, 0);
		if (i < 0)
			die_errno("send");
		sent += i;
	}
	say("sent=%lld", sent);
	close(fd);
	return 0;
}

/* In two out of three packets there is a path, or no UDP. */
static size_t build_packet(uint8_t *packet, const uint8_t *usual, size_t size,
			   uint64_t *state)
{
	static const uint8_t path[PATH_LEN] = { [2] = 0x20, [4] = 1 };
	unsigned int kind = storm_draw(state, 3);
	size_t len = size;

	memcpy(packet, usual, size);
	if (kind == 1) {
		packet[4] = 202;
	} else if (kind == 2) {
		memmove(packet + PATH_AT + PATH_LEN, packet + PATH_AT,
			size - PATH_AT);
		memcpy(packet + PATH_AT, path, sizeof(path));
		packet[5] += PATH_LEN / 4;
		packet[8] = 1;
		len += PATH_LEN;
	}
	len = damage(packet, len, state);
	/* What is no SCION by its first bits the device does not take. */
	packet[0] &= 0x0f;
	return len ? len : 1;
}

static void *wait_slot(struct snt_inject *tx)
{
	void *slot = snt_inject_slot(tx);

	while (!slot && !stop_requested()) {
		snt_inject_flush(tx);
		snt_inject_wait_slot(tx, 100);
		slot = snt_inject_slot(tx);
	}
	return slot;
}

/* SCION packets of size= bytes into a device, at least before they are damaged */
int malformed_packets_main(void)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(arg_need("dev"));
	uint64_t state = (uint64_t)arg_number("seed", 1);
	long long count = arg_number("count", 1000), sent = 0;
	size_t size = (size_t)arg_number("size", 200);
	static uint8_t usual[MAX_LEN - PATH_LEN];
	struct snt_inject_error error;
	struct snt_inject *tx;
	void *slot;

	load_scion_build(usual, size, sizeof(usual));
	options.protocol = ETH_P_SCION;
	if (snt_inject_open(&tx, &options, &error))
		die("%s", error.text);
	stop_on_signals();
	while (sent < count && (slot = wait_slot(tx))) {
		static uint8_t packet[MAX_LEN + HEADERS];
		size_t len = build_packet(packet, usual, size, &state);

		memcpy(slot, packet, len);
		if (snt_inject_send(tx, len))
			die("a packet is more than the MTU");
		if (++sent % BATCH == 0 || sent == count)
			snt_inject_flush(tx);
	}
	say("sent=%lld", sent);
	snt_inject_close(tx);
	return 0;
}
