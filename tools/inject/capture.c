// SPDX-License-Identifier: GPL-2.0-only
/*
 * A receive ring of TPACKET_V3: the kernel fills blocks of many frames, and
 * closes one that is not full after a while.
 */
#include "capture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOCK_SIZE	262144u
#define NS_PER_S	1000000000ull

static int configure(struct capture *capture)
{
	struct tpacket_req3 request = {
		.tp_block_size = BLOCK_SIZE,
		.tp_block_nr = CAPTURE_BLOCKS,
		.tp_frame_size = BLOCK_SIZE,
		.tp_frame_nr = CAPTURE_BLOCKS,
		.tp_retire_blk_tov = CAPTURE_CLOSE_MS,
	};
	int version = TPACKET_V3, one = 1;

	if (setsockopt(capture->fd, SOL_PACKET, PACKET_VERSION, &version,
		       sizeof(version)) ||
	    setsockopt(capture->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(capture->fd, SOL_PACKET, PACKET_RX_RING, &request,
		       sizeof(request)))
		return -errno;
	capture->map = mmap(NULL, (size_t)BLOCK_SIZE * CAPTURE_BLOCKS,
			    PROT_READ | PROT_WRITE, MAP_SHARED, capture->fd, 0);
	if (capture->map == MAP_FAILED) {
		capture->map = NULL;
		return -errno;
	}
	return 0;
}

/**
 * capture_open - begin to receive
 * @capture: with @frame and @context set; to be closed also on failure
 * @ifindex: the interface
 *
 * Return: 0 or a negative errno.
 */
int capture_open(struct capture *capture, int ifindex)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = ifindex,
	};
	int ret;

	capture->map = NULL;
	capture->block = 0;
	/* Receives nothing until it is bound. */
	capture->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (capture->fd < 0)
		return -errno;
	ret = configure(capture);
	if (ret)
		return ret;
	return bind(capture->fd, (struct sockaddr *)&address,
		    sizeof(address)) ? -errno : 0;
}

/**
 * capture_close - receive no more
 * @capture: the capture
 */
void capture_close(struct capture *capture)
{
	if (capture->map)
		munmap(capture->map, (size_t)BLOCK_SIZE * CAPTURE_BLOCKS);
	if (capture->fd >= 0)
		close(capture->fd);
}

static void read_block(struct capture *capture,
		       const struct tpacket_hdr_v1 *block, const uint8_t *base)
{
	const uint8_t *at = base + block->offset_to_first_pkt;
	uint32_t i;

	for (i = 0; i < block->num_pkts; i++) {
		const struct tpacket3_hdr *hdr = (const void *)at;

		capture->frame(capture->context, at + hdr->tp_mac,
			       hdr->tp_snaplen,
			       hdr->tp_sec * NS_PER_S + hdr->tp_nsec);
		at += hdr->tp_next_offset;
	}
}

/**
 * capture_read - hand on what has arrived
 * @capture: the capture
 * @timeout_ms: how long to wait for something
 *
 * Return: 0; -ETIMEDOUT; -EINTR; -ENETDOWN: the interface is down or gone;
 * another negative errno.
 */
int capture_read(struct capture *capture, int timeout_ms)
{
	struct pollfd pollfd = { .fd = capture->fd, .events = POLLIN };
	uint8_t *base = capture->map + (size_t)capture->block * BLOCK_SIZE;
	struct tpacket_hdr_v1 *block = &((struct tpacket_block_desc *)
					 (void *)base)->hdr.bh1;
	socklen_t len = sizeof(int);
	int n, error = 0;

	if (!(__atomic_load_n(&block->block_status, __ATOMIC_ACQUIRE) &
	      TP_STATUS_USER)) {
		n = poll(&pollfd, 1, timeout_ms);
		if (n < 0)
			return -errno;
		if (n && pollfd.revents & POLLERR)
			getsockopt(capture->fd, SOL_SOCKET, SO_ERROR, &error,
				   &len);
		if (error)
			return -error;
		return n ? 0 : -ETIMEDOUT;
	}
	read_block(capture, block, base);
	__atomic_store_n(&block->block_status, TP_STATUS_KERNEL,
			 __ATOMIC_RELEASE);
	capture->block = (capture->block + 1) % CAPTURE_BLOCKS;
	return 0;
}

/**
 * capture_missed - frames that found no room in the ring
 * @capture: the capture
 *
 * Return: how many since the last question.
 */
uint64_t capture_missed(struct capture *capture)
{
	struct tpacket_stats_v3 stats = { 0 };
	socklen_t len = sizeof(stats);

	getsockopt(capture->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len);
	return stats.tp_drops;
}
