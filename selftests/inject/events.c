// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the library tells besides: when frames came back and when they left; and
 * frames that are many.
 */
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define NR		3
#define HEADER_LEN	(ETH_HLEN + 20 + 20)
#define SEGMENT_LEN	1000
#define SUPER_LEN	(HEADER_LEN + 3 * SEGMENT_LEN + 500)

static void drain(struct snt_inject *tx)
{
	uint32_t pending;

	MUST(!snt_inject_wait_drained(tx, 20000, &pending) && !pending,
	     "drained");
}

static bool is_readable(int fd, int timeout_ms)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	return poll(&pollfd, 1, timeout_ms) == 1;
}

void check_event_fd(const char *out, const char *in)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(out);
	struct snt_inject *tx = check_open(&options);
	int listener = check_listen(in), fd = snt_inject_event_fd(tx);
	unsigned int i;

	MUST(fd >= 0 && fd == snt_inject_event_fd(tx), "the same file");
	snt_inject_event_clear(tx);
	MUST(!is_readable(fd, 0), "nothing was sent");
	for (i = 0; i < NR; i++) {
		check_put(tx, 100, i);
		MUST(!snt_inject_flush(tx), "flushed");
		MUST(is_readable(fd, 20000), "a frame came back");
		drain(tx);
		snt_inject_event_clear(tx);
		MUST(!is_readable(fd, 0), "nothing is under way");
		check_arrives(listener, 100, i);
	}
	snt_inject_close(tx);
}

static uint64_t wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void check_stamp(struct snt_inject *tx, unsigned int number,
			uint64_t since_ns)
{
	struct snt_inject_timestamp stamp;

	MUST(!snt_inject_timestamp(tx, &stamp), "of frame %u", number);
	MUST(stamp.number == number, "%u", stamp.number);
	MUST(!stamp.is_hardware, "veth has none");
	MUST(stamp.time_ns >= since_ns && stamp.time_ns <= wall_ns(),
	     "in between");
}

void check_timestamps(const char *out, const char *in)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(out);
	struct snt_inject_timestamp stamp;
	uint64_t since_ns = wall_ns();
	struct snt_inject *tx;
	unsigned int i;
	int fd;

	options.timestamps = true;
	tx = check_open(&options);
	fd = check_listen(in);
	MUST(snt_inject_timestamp(tx, &stamp) == -EAGAIN, "none yet");
	for (i = 0; i < NR; i++)
		check_put(tx, 100, i);
	drain(tx);
	for (i = 0; i < NR; i++) {
		check_arrives(fd, 100, i);
		check_stamp(tx, i, since_ns);
	}
	MUST(snt_inject_timestamp(tx, &stamp) == -EAGAIN, "no more");
	snt_inject_close(tx);
}

/* From 10.0.0.1 to 10.0.0.2, with a payload that tells each place. */
static void fill_super(uint8_t *frame)
{
	static const uint8_t headers[HEADER_LEN] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 0,
		0x45, 0, (SUPER_LEN - ETH_HLEN) >> 8,
		(SUPER_LEN - ETH_HLEN) & 0xff, 0, 0, 0, 0, 64, IPPROTO_TCP,
		0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
		[ETH_HLEN + 20 + 12] = 0x50,
	};
	size_t i;

	memcpy(frame, headers, sizeof(headers));
	for (i = HEADER_LEN; i < SUPER_LEN; i++)
		frame[i] = (uint8_t)(i * 7);
}

/* Sees what a frame is, in its first bytes. */
static int listen_for_ip(const char *interface)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	MUST(fd >= 0, "packet socket");
	MUST(!setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)),
	     "with a header");
	MUST(!bind(fd, (struct sockaddr *)&address, sizeof(address)), "%s",
	     interface);
	return fd;
}

void check_super(const char *out, const char *in)
{
	struct snt_inject_super super = {
		.cut = SNT_INJECT_CUT_TCP4,
		.payload_len = SEGMENT_LEN,
		.transport_at = ETH_HLEN + 20,
		.header_len = HEADER_LEN,
	};
	struct snt_inject_options options = SNT_INJECT_OPTIONS(out);
	static uint8_t seen[FRAME_MAX], want[SUPER_LEN];
	struct virtio_net_hdr hdr;
	struct snt_inject *tx = check_open(&options);
	int fd = listen_for_ip(in);
	ssize_t n;

	fill_super(snt_inject_slot(tx));
	MUST(snt_inject_send_super(tx, SUPER_LEN, &super) == -EINVAL,
	     "not opened for it");
	snt_inject_close(tx);
	options.super_frames = true;
	options.frame_size = 65536;
	options.frame_nr = 4;
	tx = check_open(&options);
	fill_super(snt_inject_slot(tx));
	super.payload_len = 1500;
	MUST(snt_inject_send_super(tx, SUPER_LEN, &super) == -EMSGSIZE,
	     "each is too long");
	super.payload_len = SEGMENT_LEN;
	MUST(!snt_inject_send_super(tx, SUPER_LEN, &super), "sent");
	drain(tx);
	MUST(!snt_inject_rejected(tx), "the kernel knows TCP");
	n = check_receive(fd, seen, 5000);
	memcpy(&hdr, seen, sizeof(hdr));
	MUST(n == (ssize_t)(sizeof(hdr) + SUPER_LEN), "in one: %zd", n);
	MUST(hdr.gso_type == VIRTIO_NET_HDR_GSO_TCPV4 &&
	     hdr.gso_size == SEGMENT_LEN, "to be cut to %u", hdr.gso_size);
	fill_super(want);
	MUST(!memcmp(seen + sizeof(hdr) + HEADER_LEN, want + HEADER_LEN,
		     SUPER_LEN - HEADER_LEN), "whole");
	snt_inject_close(tx);
}
