// SPDX-License-Identifier: GPL-2.0-only
/*
 * Datagrams from somebody who holds no key: initiations that are right up to
 * mac1 and wrong from there, and random ones.  Says what came back.
 */
#include "helper.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INITIATION 148
#define MAC1_AT 116
#define MAC 16
#define BURST 64

struct answers {
	unsigned long long response;
	unsigned long long cookie;
	unsigned long long other;
};

static int open_socket(void)
{
	union address to, from;
	socklen_t len;
	int fd;

	len = address_parse(&to, arg_need("to"),
			    (unsigned int)arg_number("port", 0));
	fd = socket(to.sa.sa_family, SOCK_DGRAM, 0);
	if (fd < 0)
		die_errno("socket");
	if (arg_text("from-port", NULL)) {
		address_parse(&from, to.sa.sa_family == AF_INET ? "0.0.0.0" :
			      "::", (unsigned int)arg_number("from-port", 0));
		if (bind(fd, &from.sa, len))
			die_errno("bind");
	}
	if (connect(fd, &to.sa, len))
		die_errno("connect");
	return fd;
}

static void collect(int fd, struct answers *answers, uint64_t patience_us)
{
	uint8_t buf[2048];

	while (wait_readable(fd, patience_us)) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);

		if (n <= 0)
			continue;
		if (buf[0] == 2)
			answers->response++;
		else if (buf[0] == 3 && n == 64)
			answers->cookie++;
		else
			answers->other++;
	}
}

static void report(unsigned long long sent, const struct answers *answers)
{
	say("sent=%llu response=%llu cookie=%llu other=%llu", sent,
	    answers->response, answers->cookie, answers->other);
}

static void mac1_key(uint8_t key[BLAKE2S_HASH])
{
	uint8_t text[8 + 32];

	memcpy(text, "mac1----", 8);
	key_parse(text + 8, arg_need("key"));
	blake2s(key, BLAKE2S_HASH, text, sizeof(text), NULL, 0);
}

static void make_initiation(uint8_t msg[INITIATION], const uint8_t *key)
{
	fill_random(msg, INITIATION);
	memset(msg, 0, 4);
	msg[0] = 1;
	memset(msg + MAC1_AT + MAC, 0, MAC);
	if (key)
		blake2s(msg + MAC1_AT, MAC, msg, MAC1_AT, key, BLAKE2S_HASH);
}

/* As fast as they go, so that who opens each of them cannot keep up */
static void send_burst(int fd, const uint8_t *key, unsigned long long count)
{
	uint8_t msgs[BURST][INITIATION];
	struct mmsghdr hdrs[BURST] = { 0 };
	struct iovec iov[BURST];
	unsigned long long nr, i;

	nr = count < BURST ? count : BURST;
	for (i = 0; i < nr; i++) {
		make_initiation(msgs[i], key);
		iov[i].iov_base = msgs[i];
		iov[i].iov_len = INITIATION;
		hdrs[i].msg_hdr.msg_iov = &iov[i];
		hdrs[i].msg_hdr.msg_iovlen = 1;
	}
	for (; count && !stop_requested(); count -= nr) {
		if (nr > count)
			nr = count;
		/* A refused send is one that the other end does not see. */
		sendmmsg(fd, hdrs, (unsigned int)nr, 0);
	}
}

/*
 * Bursts of forged initiations, one by one unless told.  Who gets a cookie has
 * met load, and says so at once: somebody may be waiting for it.
 */
int initiations_main(void)
{
	bool good = !strcmp(arg_text("mac1", "good"), "good");
	uint64_t gap = (uint64_t)arg_number("gap", 0), when = now_us();
	unsigned long long count, burst, i;
	struct answers answers = { 0 };
	uint8_t key[BLAKE2S_HASH];
	bool is_loaded = false;
	int fd = open_socket();

	count = (unsigned long long)arg_number("count", 1);
	burst = (unsigned long long)arg_number("burst", 1);
	mac1_key(key);
	stop_on_signals();
	for (i = 0; i < count && !stop_requested(); i += burst) {
		send_burst(fd, good ? key : NULL, burst);
		if (gap) {
			when += gap;
			wait_until_us(when);
		}
		collect(fd, &answers, 0);
		if (answers.cookie && !is_loaded)
			say("loaded");
		is_loaded = answers.cookie;
	}
	collect(fd, &answers, 1000000);
	report(i, &answers);
	close(fd);
	return 0;
}

/* Every message type, every length around the exact ones, random content. */
int junk_main(void)
{
	static const size_t exact[] = { 0, 1, 16, 31, 32, 33, 64, 92, 112, 148 };
	unsigned long long count, i;
	struct answers answers = { 0 };
	uint8_t buf[2048];
	int fd = open_socket();

	count = (unsigned long long)arg_number("count", 1000);
	for (i = 0; i < count; i++) {
		size_t len = i & 1 ? exact[i / 2 % 10] : i % sizeof(buf);

		fill_random(buf, sizeof(buf));
		if (i % 3) {
			memset(buf, 0, 4);
			buf[0] = (uint8_t)(i % 7);
		}
		if (send(fd, buf, len, 0) < 0)
			continue;
		collect(fd, &answers, 0);
	}
	collect(fd, &answers, 1000000);
	report(i, &answers);
	close(fd);
	return 0;
}
