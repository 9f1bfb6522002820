// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many bytes over TCP as get through, in one flow or several, like iperf3
 * in its plain use: one process at each end, blocks of 128 KB.
 */
#include "helper.h"
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define BLOCK (128 << 10)
#define MAX_FLOWS 64

static uint8_t block[BLOCK];

static int listening_socket(const union address *at, socklen_t len)
{
	int fd = socket(at->sa.sa_family, SOCK_STREAM, 0);
	int on = 1;

	if (fd < 0)
		die_errno("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, &at->sa, len) || listen(fd, MAX_FLOWS))
		die_errno("listen");
	return fd;
}

static void set_nonblocking(int fd)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		die_errno("fcntl");
}

/* Return: false at the end of the stream. */
static bool read_block(struct meter *meter, int fd)
{
	ssize_t n = read(fd, block, sizeof(block));

	if (n < 0 && errno != EAGAIN)
		die_errno("read");
	if (n > 0)
		meter_add(meter, (uint64_t)n);
	return n;
}

static void receiver(struct meter *meter, int listener, int flows)
{
	struct pollfd fds[MAX_FLOWS];
	int open_flows = flows, i;

	for (i = 0; i < flows; i++) {
		fds[i].fd = accept(listener, NULL, NULL);
		fds[i].events = POLLIN;
		if (fds[i].fd < 0)
			die_errno("accept");
		set_nonblocking(fds[i].fd);
	}
	while (open_flows && poll(fds, (nfds_t)flows, -1) >= 0) {
		for (i = 0; i < flows; i++) {
			if (fds[i].fd < 0 || !fds[i].revents ||
			    read_block(meter, fds[i].fd))
				continue;
			close(fds[i].fd);
			fds[i].fd = -1;
			open_flows--;
		}
	}
}

static void sender(const struct meter *meter, const union address *to,
		   socklen_t len, int flows)
{
	struct pollfd fds[MAX_FLOWS];
	int i;

	for (i = 0; i < flows; i++) {
		fds[i].fd = socket(to->sa.sa_family, SOCK_STREAM, 0);
		fds[i].events = POLLOUT;
		if (fds[i].fd < 0 || connect(fds[i].fd, &to->sa, len))
			die_errno("connect");
		set_nonblocking(fds[i].fd);
	}
	while (meter_wants_more(meter) && poll(fds, (nfds_t)flows, 1000) >= 0) {
		for (i = 0; i < flows; i++) {
			if (fds[i].revents &&
			    write(fds[i].fd, block, sizeof(block)) < 0 &&
			    errno != EAGAIN)
				die_errno("write");
		}
	}
	for (i = 0; i < flows; i++)
		close(fds[i].fd);
}

/*
 * From the namespace sender= to the namespace receiver=.  The socket there is
 * made first, so that the connection finds it.
 */
int tcp_load_main(void)
{
	struct meter *meter = load_share(sizeof(*meter));
	int flows = (int)arg_number("flows", 1), listener;
	union address to;
	socklen_t len;
	pid_t child;

	if (flows < 1 || flows > MAX_FLOWS)
		die("flows= is 1 to %d", MAX_FLOWS);
	len = address_parse(&to, arg_need("to"),
			    (unsigned int)arg_number("port", 7003));
	load_enter_netns(arg_need("receiver"));
	listener = listening_socket(&to, len);
	meter_start(meter);
	child = load_fork();
	if (!child) {
		receiver(meter, listener, flows);
		return 0;
	}
	close(listener);
	load_enter_netns(arg_need("sender"));
	sender(meter, &to, len, flows);
	load_wait_child(child);
	meter_say(meter, "bytes", "");
	return 0;
}
