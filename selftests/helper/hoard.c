// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user without any rights who lets the queues of UDP sockets run full and
 * reads nothing, so that the memory that all of them share is used up.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>

#define NOBODY 65534
#define DATAGRAM 8192

/* A socket that sends to itself. */
static int open_loop(void)
{
	union address self;
	socklen_t len = address_parse(&self, "127.0.0.1", 0);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		die_errno("socket");
	if (bind(fd, &self.sa, len) || getsockname(fd, &self.sa, &len) ||
	    connect(fd, &self.sa, len))
		die_errno("a socket of its own");
	return fd;
}

/* More than the default size of its queue; what does not fit is dropped. */
static void fill(int fd)
{
	static const uint8_t datagram[DATAGRAM];
	int i;

	for (i = 0; i < 32; i++)
		if (send(fd, datagram, sizeof(datagram), MSG_DONTWAIT) < 0)
			return;
}

int udp_hoard_main(void)
{
	long long sockets = arg_number("sockets", 100), i;

	if (setgid(NOBODY) || setuid(NOBODY))
		die_errno("to be nobody");
	stop_on_signals();
	for (i = 0; i < sockets; i++)
		fill(open_loop());
	say("hoarding");
	while (!stop_requested())
		pause();
	return 0;
}
