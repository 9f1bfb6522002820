// SPDX-License-Identifier: GPL-2.0-only
/*
 * What many clients of a control plane ask of it: registrations, one after the
 * other on one connection, beside connections that ask for nothing.
 */
#include "helper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_TOKENS	4096
#define MAX_TOKEN	2048
#define MAX_IDLE	20000
#define KEY_LEN		32
#define BODY_LEN	(2 * (2 + KEY_LEN))
#define REGISTER	"/anapaya.snap.v1.SnapControl/RegisterSnapTunIdentity"
#define ANSWER_MS	10000

static int open_connection(const union address *to, socklen_t len)
{
	int fd = socket(to->sa.sa_family, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, &to->sa, len))
		die_errno("a connection");
	return fd;
}

/* One to a line */
static unsigned int read_tokens(char *tokens[], const char *path)
{
	char line[MAX_TOKEN];
	FILE *file = fopen(path, "r");
	unsigned int nr = 0;

	if (!file)
		die_errno(path);
	while (nr < MAX_TOKENS && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		tokens[nr] = strdup(line);
		if (!tokens[nr++])
			die_errno("a token");
	}
	fclose(file);
	if (!nr)
		die("%s has no token", path);
	return nr;
}

/* Of a key that belongs to the token of that number */
static size_t write_request(char *to, size_t room, const char *token,
			    unsigned int number)
{
	int len = snprintf(to, room, "POST " REGISTER " HTTP/1.1\r\n"
			   "Host: load\r\nAuthorization: Bearer %s\r\n"
			   "Content-Type: application/proto\r\n"
			   "Content-Length: %d\r\n\r\n", token, BODY_LEN);
	uint8_t *body = (uint8_t *)to + len;

	if (len < 0 || (size_t)len + BODY_LEN > room)
		die("a token is too long");
	memset(body, 0, BODY_LEN);
	body[0] = 1 << 3 | 2;
	body[1] = KEY_LEN;
	pattern_fill(body + 2, KEY_LEN, number, 0);
	body[2 + KEY_LEN] = 2 << 3 | 2;
	body[3 + KEY_LEN] = KEY_LEN;
	return (size_t)len + BODY_LEN;
}

/* An answer of which nothing is left to come */
static bool is_whole(const char *answer, size_t len)
{
	const char *end = strstr(answer, "\r\n\r\n");
	const char *length = strcasestr(answer, "\r\ncontent-length:");

	return end && length && length < end &&
	       len >= (size_t)(end + 4 - answer) + strtoul(length + 17, NULL, 10);
}

static bool is_registered(int fd, const char *request, size_t len)
{
	struct pollfd readable = { fd, POLLIN, 0 };
	char answer[4096] = "";
	size_t have = 0;
	ssize_t got;

	if (write(fd, request, len) != (ssize_t)len)
		die_errno("a request");
	do {
		if (poll(&readable, 1, ANSWER_MS) <= 0)
			die("no answer");
		got = read(fd, answer + have, sizeof(answer) - 1 - have);
		if (got <= 0)
			die("no more answers: '%s', %s", answer,
			    got ? strerror(errno) : "closed");
		have += (size_t)got;
		answer[have] = '\0';
	} while (!is_whole(answer, have));
	return !strncmp(answer, "HTTP/1.1 200 ", 13);
}

static void open_idle(const union address *to, socklen_t len, long long nr)
{
	const rlim_t files = (rlim_t)nr + 100;
	const struct rlimit limit = { files, files };

	if (nr < 0 || nr > MAX_IDLE)
		die("idle= is up to %d", MAX_IDLE);
	if (nr && setrlimit(RLIMIT_NOFILE, &limit))
		die_errno("RLIMIT_NOFILE");
	while (nr-- > 0)
		open_connection(to, len);
}

/* Each of tokens= registers a key of its own, rounds= times, while idle= other
 * connections stay open; then until told to stop.
 */
int control_load_main(void)
{
	static char *tokens[MAX_TOKENS];
	unsigned int nr = read_tokens(tokens, arg_need("tokens")), i;
	long long rounds = arg_number("rounds", 1);
	char request[MAX_TOKEN + 512];
	union address to;
	socklen_t to_len = address_parse(&to, arg_need("to"),
				(unsigned int)arg_number("port", 8080));
	size_t len;
	uint64_t registered = 0, asked = 0;
	int fd;

	stop_on_signals();
	open_idle(&to, to_len, arg_number("idle", 0));
	fd = open_connection(&to, to_len);
	say("ready");
	for (; rounds > 0; rounds--) {
		for (i = 0; i < nr; i++, asked++) {
			len = write_request(request, sizeof(request), tokens[i],
					    i);
			registered += is_registered(fd, request, len);
		}
	}
	say("asked=%llu registered=%llu", (unsigned long long)asked,
	    (unsigned long long)registered);
	while (!stop_requested())
		pause();
	return 0;
}
