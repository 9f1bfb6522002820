// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets straight into and out of a tunnel device by AF_PACKET, for payload
 * that is not IP and for what users of raw sockets do.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PACKET 65535

int packet_send_main(void)
{
	const char *device = arg_need("dev"), *how = arg_text("how", "raw");
	uint16_t protocol = (uint16_t)arg_number("proto", 0);
	bool cooked = !strcmp(how, "cooked");
	long long count = arg_number("count", 1), failed = 0, i;
	static uint8_t packet[MAX_PACKET];
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(device),
		.sll_protocol = htons(protocol),
	};
	size_t len = hex_parse(packet, sizeof(packet), arg_need("hex"));
	int fd = socket(AF_PACKET, cooked ? SOCK_DGRAM : SOCK_RAW, 0);
	int last_error = 0;

	if (fd < 0)
		die_errno("packet socket");
	for (i = 0; i < count; i++) {
		if (sendto(fd, packet, len, 0, (struct sockaddr *)&to,
			   sizeof(to)) < 0) {
			last_error = errno;
			failed++;
		}
	}
	say("sent=%lld failed=%lld error=%s", count, failed,
	    last_error ? strerror(last_error) : "none");
	return 0;
}

/* One line per packet that came in: "PROTOCOL HEX". */
int packet_recv_main(void)
{
	uint16_t protocol = (uint16_t)arg_number("proto", ETH_P_ALL);
	uint64_t idle = (uint64_t)arg_number("idle", 2000) * 1000;
	long long count = arg_number("count", 1);
	static uint8_t packet[MAX_PACKET];
	static char text[2 * MAX_PACKET + 1];
	int fd = packet_socket(arg_need("dev"), protocol, SOCK_RAW);

	stop_on_signals();
	say("ready");
	while (count > 0 && !stop_requested() && wait_readable(fd, idle)) {
		struct sockaddr_ll from;
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(fd, packet, sizeof(packet), 0,
				       (struct sockaddr *)&from, &from_len);

		if (len < 0 || from.sll_pkttype == PACKET_OUTGOING)
			continue;
		hex_format(text, packet, (size_t)len);
		say("%04x %s", ntohs(from.sll_protocol), text);
		count--;
	}
	return 0;
}
