// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that tell their number, and whether they arrived whole.
 */
#include "check.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Behind both addresses; SCION's is one that nobody answers. */
#define ETHERTYPE	0x88b5
#define NUMBER_AT	ETH_HLEN

struct snt_inject *check_open(const struct snt_inject_options *options)
{
	struct snt_inject_error error = { "" };
	struct snt_inject *tx;

	MUST(!snt_inject_open(&tx, options, &error), "%s", error.text);
	return tx;
}

/* To everybody; each byte behind the header follows from place and number. */
void check_fill(uint8_t *frame, size_t len, uint32_t number)
{
	uint8_t header[NUMBER_AT + 4] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					  2, 0, 0, 0, 0, 1, ETHERTYPE >> 8,
					  ETHERTYPE & 0xff };
	size_t i;

	number = htonl(number);
	memcpy(header + NUMBER_AT, &number, sizeof(number));
	for (i = 0; i < len; i++)
		frame[i] = i < sizeof(header) ? header[i] :
						(uint8_t)(i * 7 + number);
}

void check_put(struct snt_inject *tx, size_t len, uint32_t number)
{
	uint8_t *slot = snt_inject_slot(tx);

	MUST(slot, "a slot for frame %u", number);
	check_fill(slot, len, number);
	MUST(!snt_inject_send(tx, len), "frame %u of %zu bytes", number, len);
}

/* What goes out of it is not seen, only what comes in. */
int check_listen(const char *interface)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETHERTYPE),
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), size = 64 << 20;

	MUST(fd >= 0, "packet socket");
	MUST(!setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)),
	     "receive buffer");
	MUST(!bind(fd, (struct sockaddr *)&address, sizeof(address)), "%s",
	     interface);
	return fd;
}

/* Its length; -1: nothing came in time. */
ssize_t check_receive(int fd, uint8_t *frame, int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	if (poll(&pollfd, 1, timeout_ms) != 1)
		return -1;
	return recv(fd, frame, FRAME_MAX, 0);
}

void check_arrives(int fd, size_t len, uint32_t number)
{
	static uint8_t seen[FRAME_MAX], want[FRAME_MAX];
	ssize_t n = check_receive(fd, seen, 5000);

	MUST(n == (ssize_t)len, "frame %u of %zu bytes has %zd", number, len,
	     n);
	check_fill(want, len, number);
	MUST(!memcmp(seen, want, len), "frame %u of %zu bytes is whole", number,
	     len);
}

/* To be asked when all that was sent has arrived: then it is there already. */
void check_nothing_arrives(int fd)
{
	static uint8_t seen[FRAME_MAX];

	MUST(check_receive(fd, seen, 100) < 0, "no more frames");
}
