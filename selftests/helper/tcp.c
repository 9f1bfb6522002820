// SPDX-License-Identifier: GPL-2.0-only
/*
 * TCP streams with a known pattern, or with a file's content moved by
 * write(2), sendfile(2) or splice(2) so that page cache pages are what the
 * tunnel gets to see.
 */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536
#define MAX_FLOWS 32

static void send_pattern(int fd, uint64_t bytes)
{
	static uint8_t buf[CHUNK];
	uint64_t pos = 0;

	while (pos < bytes) {
		size_t len = bytes - pos < CHUNK ? bytes - pos : CHUNK;
		size_t done = 0;

		pattern_fill(buf, len, 0, pos);
		while (done < len) {
			ssize_t n = write(fd, buf + done, len - done);

			if (n < 0)
				die_errno("write");
			done += (size_t)n;
		}
		pos += len;
	}
}

static void splice_all(int from, int to, uint64_t bytes)
{
	uint64_t moved = 0;
	int tube[2];

	if (pipe(tube))
		die_errno("pipe");
	while (moved < bytes) {
		ssize_t n = splice(from, NULL, tube[1], NULL, CHUNK, 0);

		if (n < 0)
			die_errno("splice");
		if (!n)
			break;
		moved += (uint64_t)n;
		while (n > 0) {
			ssize_t out = splice(tube[0], NULL, to, NULL,
					     (size_t)n, SPLICE_F_MORE);

			if (out <= 0)
				die_errno("splice");
			n -= out;
		}
	}
	close(tube[0]);
	close(tube[1]);
}

static void send_file(int fd, const char *path, const char *how)
{
	int file = open(path, O_RDONLY);
	struct stat st;
	off_t pos = 0;

	if (file < 0 || fstat(file, &st))
		die_errno(path);
	if (!strcmp(how, "splice")) {
		splice_all(file, fd, (uint64_t)st.st_size);
	} else {
		while (pos < st.st_size) {
			if (sendfile(fd, file, &pos,
				     (size_t)(st.st_size - pos)) <= 0)
				die_errno("sendfile");
		}
	}
	close(file);
}

static void send_flow(const union address *to, socklen_t len)
{
	const char *file = arg_text("file", NULL);
	int fd = socket(to->sa.sa_family, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, &to->sa, len))
		die_errno("connect");
	if (file)
		send_file(fd, file, arg_text("how", "sendfile"));
	else
		send_pattern(fd, (uint64_t)arg_number("bytes", 1 << 20));
	/* The other end's close says that it has read everything. */
	shutdown(fd, SHUT_WR);
	if (read(fd, &len, 1) != 0)
		die("the receiver did not close");
	close(fd);
}

int tcp_send_main(void)
{
	long long flows = arg_number("flows", 1), i;
	union address to;
	socklen_t len;

	len = address_parse(&to, arg_need("to"),
			    (unsigned int)arg_number("port", 0));
	for (i = 1; i < flows; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die_errno("fork");
		if (!pid)
			break;
	}
	send_flow(&to, len);
	if (flows == i)
		say("sent");
	return 0;
}

struct stream {
	uint64_t pos;
	bool bad;
};

static int listening_socket(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	int off = 0, on = 1;
	union address any;
	socklen_t len;

	len = address_parse(&any, "::", (unsigned int)arg_number("port", 0));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, &any.sa, len) || listen(fd, MAX_FLOWS))
		die_errno("listen");
	return fd;
}

/* Return: false at the end of the stream. */
static bool read_pattern(int fd, struct stream *stream)
{
	static uint8_t buf[CHUNK];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n <= 0)
		return false;
	if (!pattern_matches(buf, (size_t)n, 0, stream->pos))
		stream->bad = true;
	stream->pos += (uint64_t)n;
	return true;
}

static uint64_t receive_file(int fd, const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	static uint8_t buf[CHUNK];
	struct stat st;
	ssize_t n;

	if (file < 0)
		die_errno(path);
	if (!strcmp(arg_text("how", "read"), "splice")) {
		splice_all(fd, file, UINT64_MAX);
	} else {
		while ((n = read(fd, buf, sizeof(buf))) > 0) {
			if (write(file, buf, (size_t)n) != n)
				die_errno("write");
		}
	}
	fstat(file, &st);
	close(file);
	return (uint64_t)st.st_size;
}

static void receive_patterns(int listener, int flows)
{
	struct pollfd fds[MAX_FLOWS];
	struct stream streams[MAX_FLOWS] = { 0 };
	uint64_t total = 0;
	int bad = 0, open_flows = flows, i;

	for (i = 0; i < flows; i++) {
		fds[i].fd = accept(listener, NULL, NULL);
		fds[i].events = POLLIN;
		if (fds[i].fd < 0)
			die_errno("accept");
	}
	while (open_flows && poll(fds, (nfds_t)flows, -1) >= 0) {
		for (i = 0; i < flows; i++) {
			if (fds[i].fd < 0 || !fds[i].revents ||
			    read_pattern(fds[i].fd, &streams[i]))
				continue;
			close(fds[i].fd);
			fds[i].fd = -1;
			open_flows--;
		}
	}
	for (i = 0; i < flows; i++) {
		total += streams[i].pos;
		bad += streams[i].bad;
	}
	say("bytes=%llu corrupt=%d", (unsigned long long)total, bad);
}

int tcp_recv_main(void)
{
	const char *file = arg_text("file", NULL);
	int flows = (int)arg_number("flows", 1);
	int listener = listening_socket(), fd;

	if (flows < 1 || flows > MAX_FLOWS)
		die("flows= is 1 to %d", MAX_FLOWS);
	if (!file) {
		receive_patterns(listener, flows);
		return 0;
	}
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		die_errno("accept");
	say("bytes=%llu", (unsigned long long)receive_file(fd, file));
	close(fd);
	return 0;
}
