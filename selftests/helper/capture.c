// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outer datagrams on a device: one line for each (who, message type, length,
 * DS field), the frames kept in a file if asked, and sent again later.
 */
#include "capture.h"
#include "helper.h"

#include <arpa/inet.h>
#include <endian.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FRAME 65600

struct datagram {
	const uint8_t *payload;
	size_t len;
	char from[INET6_ADDRSTRLEN];
	char to[INET6_ADDRSTRLEN];
	unsigned int from_port;
	unsigned int to_port;
	unsigned int ds;
	bool fragment;
};

static unsigned int be16_at(const uint8_t *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static bool parse_udp(struct datagram *d, const uint8_t *p, size_t len)
{
	if (len < 8)
		return false;
	d->from_port = be16_at(p);
	d->to_port = be16_at(p + 2);
	d->payload = p + 8;
	d->len = be16_at(p + 4) < 8 ? len - 8 : be16_at(p + 4) - 8u;
	if (d->len > len - 8)
		d->len = len - 8;
	return true;
}

/* @frame begins with an Ethernet header. */
static bool parse(struct datagram *d, const uint8_t *frame, size_t len)
{
	const uint8_t *ip = frame + ETH_HLEN;

	if (len < ETH_HLEN + 28)
		return false;
	len -= ETH_HLEN;
	d->fragment = false;
	if (be16_at(frame + 12) == ETH_P_IP && ip[9] == IPPROTO_UDP) {
		size_t header = (ip[0] & 15u) * 4;

		inet_ntop(AF_INET, ip + 12, d->from, sizeof(d->from));
		inet_ntop(AF_INET, ip + 16, d->to, sizeof(d->to));
		d->ds = ip[1];
		d->fragment = be16_at(ip + 6) & 0x1fff;
		return header <= len && !d->fragment &&
		       parse_udp(d, ip + header, len - header);
	}
	if (be16_at(frame + 12) == ETH_P_IPV6 && ip[6] == IPPROTO_UDP) {
		inet_ntop(AF_INET6, ip + 8, d->from, sizeof(d->from));
		inet_ntop(AF_INET6, ip + 24, d->to, sizeof(d->to));
		d->ds = be16_at(ip) >> 4 & 0xff;
		return len > 40 && parse_udp(d, ip + 40, len - 40);
	}
	return false;
}

static const char *type_name(const struct datagram *d)
{
	static const char *const names[] = {
		"other", "initiation", "response", "cookie", "data",
	};

	if (!d->len || d->payload[0] >= 5)
		return "other";
	if (d->payload[0] == 4 && d->len == 32)
		return "keepalive";
	return names[d->payload[0]];
}

static void save(FILE *file, const uint8_t *frame, size_t len)
{
	uint32_t size = (uint32_t)len;

	if (fwrite(&size, sizeof(size), 1, file) != 1 ||
	    fwrite(frame, len, 1, file) != 1)
		die_errno("writing the capture");
	fflush(file);
}

/* The number of a data message in its session. */
static const char *number_of(const struct datagram *d)
{
	static char text[32];
	uint64_t number;

	if (d->len < 32 || d->payload[0] != 4)
		return "";
	memcpy(&number, d->payload + 8, sizeof(number));
	snprintf(text, sizeof(text), " number=%llu",
		 (unsigned long long)le64toh(number));
	return text;
}

/*
 * Lines: "MS DIRECTION TYPE LENGTH ds=N FROM PORT > TO PORT [number=N]",
 * until a signal.
 */
int capture_main(void)
{
	int fd = packet_socket(arg_need("dev"), ETH_P_ALL, SOCK_RAW);
	unsigned int port = (unsigned int)arg_number("port", 0);
	const char *path = arg_text("save", NULL);
	FILE *file = path ? fopen(path, "wb") : NULL;
	static uint8_t frame[MAX_FRAME];
	uint64_t start = now_us();

	if (path && !file)
		die_errno(path);
	stop_on_signals();
	say("ready");
	while (!stop_requested()) {
		struct sockaddr_ll from;
		socklen_t from_len = sizeof(from);
		struct datagram d;
		ssize_t len = recvfrom(fd, frame, sizeof(frame), 0,
				       (struct sockaddr *)&from, &from_len);

		if (len <= 0 || !parse(&d, frame, (size_t)len) ||
		    (d.from_port != port && d.to_port != port))
			continue;
		say("%llu %s %s %zu ds=%u %s %u > %s %u%s",
		    (unsigned long long)(now_us() - start) / 1000,
		    from.sll_pkttype == PACKET_OUTGOING ? "out" : "in",
		    type_name(&d), d.len, d.ds, d.from, d.from_port, d.to,
		    d.to_port, number_of(&d));
		if (file)
			save(file, frame, (size_t)len);
	}
	return 0;
}

void frames_load(struct frames *all, const char *path, int type)
{
	FILE *file = fopen(path, "rb");
	struct datagram d;
	uint32_t size;

	if (!file)
		die_errno(path);
	while (fread(&size, sizeof(size), 1, file) == 1 && size <= MAX_FRAME) {
		uint8_t *frame = malloc(size);

		if (fread(frame, size, 1, file) != 1 ||
		    !parse(&d, frame, size) ||
		    (type && d.payload[0] != type)) {
			free(frame);
			continue;
		}
		all->frame = realloc(all->frame,
				     (all->nr + 1) * sizeof(*all->frame));
		all->len = realloc(all->len, (all->nr + 1) * sizeof(*all->len));
		all->frame[all->nr] = frame;
		all->len[all->nr++] = size;
	}
	fclose(file);
}

/*
 * Changes one payload byte or the port, or nothing, and says "no checksum" (IPv4
 * only): the one that was recorded the network card was to complete.
 */
static void change(uint8_t *frame, size_t len, long long mangle_at,
		   long long from_port)
{
	struct datagram d;
	uint8_t *udp;

	if (!parse(&d, frame, len))
		return;
	udp = frame + (d.payload - frame) - 8;
	udp[6] = 0;
	udp[7] = 0;
	if (mangle_at >= 0 && (size_t)mangle_at < d.len)
		udp[8 + mangle_at] ^= 0x10;
	if (from_port) {
		udp[0] = (uint8_t)(from_port >> 8);
		udp[1] = (uint8_t)from_port;
	}
}

/* Waits for more messages of that type; gives up after a second without. */
static size_t collect(int fd, int type, size_t wanted)
{
	static uint8_t frame[MAX_FRAME];
	struct datagram d;
	size_t seen = 0;
	ssize_t len;

	while (seen < wanted && wait_readable(fd, 1000000)) {
		len = recv(fd, frame, sizeof(frame), 0);
		if (len > 0 && parse(&d, frame, (size_t)len) && d.len &&
		    d.payload[0] == type)
			seen++;
	}
	return seen;
}

/*
 * Each frame once, no more than window= that were not answered yet.  Says how
 * many got an answer of the type answer=, and in which time.
 */
int replay_answered_main(void)
{
	int fd = packet_socket(arg_need("dev"), ETH_P_ALL, SOCK_RAW);
	int answer = (int)arg_number("answer", 2);
	size_t window = (size_t)arg_number("window", 64);
	size_t i, answered = 0;
	struct frames all = { 0 };
	uint64_t start;

	frames_load(&all, arg_need("file"), (int)arg_number("type", 0));
	for (i = 0; i < all.nr; i++)
		change(all.frame[i], all.len[i], -1, 0);
	start = now_us();
	for (i = 0; i < all.nr; i++) {
		if (send(fd, all.frame[i], all.len[i], 0) < 0)
			die_errno("send");
		if (i + 1 - answered >= window || i + 1 == all.nr)
			answered += collect(fd, answer, i + 1 == all.nr ?
					    all.nr - answered : window / 2);
	}
	say("frames=%zu answered=%zu us=%llu", all.nr, answered,
	    (unsigned long long)(now_us() - start));
	return 0;
}

/* Of the first its number may become one that no session reaches. */
static void overrun(uint8_t *message)
{
	memset(message + 8, 0xff, 8);
}

/* Their payloads as one packet for the stack to cut, as long as they are of one
 * length. Of all but the first a byte may be changed.
 */
static size_t join(uint8_t *buf, size_t room, const struct frames *all,
		   long long mangle_at, size_t *size)
{
	struct datagram d;
	size_t len = 0, i;

	for (i = 0; i < all->nr; i++) {
		if (!parse(&d, all->frame[i], all->len[i]))
			continue;
		if (!len)
			*size = d.len;
		if (d.len != *size || len + d.len > room)
			continue;
		memcpy(buf + len, d.payload, d.len);
		if (len && mangle_at >= 0 && (size_t)mangle_at < d.len)
			buf[len + (size_t)mangle_at] ^= 0x10;
		len += d.len;
	}
	return len;
}

int replay_joined_main(void)
{
	static uint8_t buf[65507];
	struct frames all = { 0 };
	union address to;
	size_t len, size = 1;
	socklen_t to_len;
	int segment, fd;

	frames_load(&all, arg_need("file"), (int)arg_number("type", 0));
	len = join(buf, sizeof(buf), &all, arg_number("mangle", -1), &size);
	if (arg_number("overrun", 0) && size >= 16)
		overrun(buf);
	segment = (int)size;
	to_len = address_parse(&to, arg_need("to"),
			       (unsigned int)arg_number("port", 0));
	fd = socket(to.sa.sa_family, SOCK_DGRAM, 0);
	if (fd < 0 || setsockopt(fd, SOL_UDP, UDP_SEGMENT, &segment,
				 sizeof(segment)))
		die_errno("socket");
	if (sendto(fd, buf, len, 0, &to.sa, to_len) < 0)
		die_errno("send");
	say("sent=%zu", len / size);
	return 0;
}

int replay_main(void)
{
	int fd = packet_socket(arg_need("dev"), 0, SOCK_RAW);
	bool reverse = !strcmp(arg_text("order", "forward"), "reverse");
	long long times = arg_number("times", 1);
	long long mangle_at = arg_number("mangle", -1);
	long long from_port = arg_number("from-port", 0);
	struct frames all = { 0 };
	size_t i, sent = 0;

	frames_load(&all, arg_need("file"), (int)arg_number("type", 0));
	for (i = 0; i < all.nr; i++)
		change(all.frame[i], all.len[i], mangle_at, from_port);
	for (; times > 0; times--) {
		for (i = 0; i < all.nr; i++) {
			size_t k = reverse ? all.nr - 1 - i : i;

			if (send(fd, all.frame[k], all.len[k], 0) < 0)
				die_errno("send");
			sent++;
		}
	}
	say("frames=%zu sent=%zu", all.nr, sent);
	return 0;
}
