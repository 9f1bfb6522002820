// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses, clocks, hex, base64, packet sockets, and the payload pattern: a
 * byte sequence that depends on a seed and the position, so that a lost,
 * swapped or changed byte shows.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

void stop_on_signals(void)
{
	/* No SA_RESTART: a blocked call has to return. */
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

bool stop_requested(void)
{
	return stopped;
}

/* An IPv6 link-local address may name its interface after a '%'. */
socklen_t address_parse(union address *addr, const char *host,
			unsigned int port)
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
	char *scope;

	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, host, &addr->in.sin_addr) == 1) {
		addr->in.sin_family = AF_INET;
		addr->in.sin_port = htons(port);
		return sizeof(addr->in);
	}
	snprintf(text, sizeof(text), "%s", host);
	scope = strchr(text, '%');
	if (scope) {
		*scope++ = '\0';
		addr->in6.sin6_scope_id = if_nametoindex(scope);
	}
	if (inet_pton(AF_INET6, text, &addr->in6.sin6_addr) != 1)
		die("%s is not an address", host);
	addr->in6.sin6_family = AF_INET6;
	addr->in6.sin6_port = htons(port);
	return sizeof(addr->in6);
}

uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void wait_until_us(uint64_t when)
{
	struct timespec at = {
		.tv_sec = (time_t)(when / 1000000),
		.tv_nsec = (long)(when % 1000000) * 1000,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

bool wait_readable(int fd, uint64_t timeout_us)
{
	struct pollfd entry = { .fd = fd, .events = POLLIN };

	return poll(&entry, 1, (int)((timeout_us + 999) / 1000)) > 0;
}

uint8_t pattern_at(uint64_t seed, uint64_t pos)
{
	uint64_t x = (pos >> 3) * 0x9e3779b97f4a7c15u + seed;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9u;
	return (uint8_t)(x >> (8 * (pos & 7)));
}

void pattern_fill(uint8_t *buf, size_t len, uint64_t seed, uint64_t pos)
{
	size_t i;

	for (i = 0; i < len; i++)
		buf[i] = pattern_at(seed, pos + i);
}

bool pattern_matches(const uint8_t *buf, size_t len, uint64_t seed,
		     uint64_t pos)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (buf[i] != pattern_at(seed, pos + i))
			return false;
	}
	return true;
}

void fill_random(void *buf, size_t len)
{
	if (getrandom(buf, len, 0) != (ssize_t)len)
		die_errno("getrandom");
}

size_t hex_parse(uint8_t *buf, size_t room, const char *text)
{
	size_t len;

	for (len = 0; text[2 * len]; len++) {
		unsigned int byte;

		if (len == room || sscanf(text + 2 * len, "%2x", &byte) != 1)
			die("bad or too long hex");
		buf[len] = (uint8_t)byte;
	}
	return len;
}

void hex_format(char *text, const uint8_t *buf, size_t len)
{
	size_t i;

	*text = '\0';
	for (i = 0; i < len; i++)
		sprintf(text + 2 * i, "%02x", buf[i]);
}

void key_parse(uint8_t key[32], const char *base64)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	int have = 0, len = 0;

	for (; *base64 && *base64 != '='; base64++) {
		const char *digit = strchr(digits, *base64);

		if (!digit)
			die("bad base64");
		bits = bits << 6 | (uint32_t)(digit - digits);
		have += 6;
		if (have >= 8 && len < 32) {
			have -= 8;
			key[len++] = (uint8_t)(bits >> have);
		}
	}
	if (len != 32)
		die("a key has 32 bytes");
}

int packet_socket(const char *device, uint16_t protocol, int type)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = (int)if_nametoindex(device),
	};
	int size = 8 << 20;
	int fd;

	if (!addr.sll_ifindex)
		die("no device %s", device);
	fd = socket(AF_PACKET, type, 0);
	if (fd < 0)
		die_errno("packet socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die_errno("bind to device");
	return fd;
}
