// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one frame costs by each way that the kernel offers to send it. Each
 * loop writes the frame anew, and makes a system call for each 64 where one call
 * can send many. Prints nanoseconds per frame, which are instructions in a
 * machine with virtual time.
 */
#include "check.h"

#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#define BATCH		64
#define FRAME_SIZE	2048
#define FRAME_NR	256
#define BLOCK_SIZE	4096

/**
 * struct run - what to send, and how often
 * @interface: where
 * @frame: its bytes
 * @len: how many
 * @count: how often, a multiple of BATCH
 */
struct run {
	const char *interface;
	uint8_t frame[FRAME_SIZE];
	size_t len;
	unsigned int count;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int open_socket(const struct run *run)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(run->interface),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	MUST(fd >= 0 && !bind(fd, (struct sockaddr *)&address,
			      sizeof(address)), "socket on %s", run->interface);
	return fd;
}

static uint64_t run_sendto(const struct run *run)
{
	uint8_t frame[FRAME_SIZE];
	int fd = open_socket(run);
	uint64_t begin = now_ns();
	unsigned int i;

	for (i = 0; i < run->count; i++) {
		memcpy(frame, run->frame, run->len);
		MUST(send(fd, frame, run->len, 0) == (ssize_t)run->len,
		     "sendto");
	}
	return now_ns() - begin;
}

static uint64_t run_sendmmsg(const struct run *run)
{
	static uint8_t frames[BATCH][FRAME_SIZE];
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec parts[BATCH];
	int fd = open_socket(run);
	uint64_t begin;
	unsigned int i, k;

	for (k = 0; k < BATCH; k++) {
		parts[k] = (struct iovec) { frames[k], run->len };
		messages[k].msg_hdr.msg_iov = &parts[k];
		messages[k].msg_hdr.msg_iovlen = 1;
	}
	begin = now_ns();
	for (i = 0; i < run->count; i += BATCH) {
		for (k = 0; k < BATCH; k++)
			memcpy(frames[k], run->frame, run->len);
		MUST(sendmmsg(fd, messages, BATCH, 0) == BATCH, "sendmmsg");
	}
	return now_ns() - begin;
}

/* The library, with and without copies and queues in the kernel. */
static uint64_t run_library(const struct run *run, enum snt_inject_copy copy,
			    bool bypass)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(run->interface);
	struct snt_inject *tx;
	uint64_t begin;
	uint8_t *slot;
	unsigned int i;

	options.copy = copy;
	options.bypass_qdisc = bypass;
	tx = check_open(&options);
	begin = now_ns();
	for (i = 0; i < run->count; i++) {
		while (!(slot = snt_inject_slot(tx)))
			MUST(!snt_inject_wait_slot(tx, 1000), "a slot");
		memcpy(slot, run->frame, run->len);
		snt_inject_send(tx, run->len);
		if (i % BATCH == BATCH - 1)
			MUST(!snt_inject_flush(tx), "flush");
	}
	begin = now_ns() - begin;
	MUST(!snt_inject_pending(tx) && !snt_inject_rejected(tx), "all sent");
	snt_inject_close(tx);
	return begin;
}

static uint64_t run_auto(const struct run *run)
{
	return run_library(run, SNT_INJECT_COPY_AUTO, false);
}

static uint64_t run_copy(const struct run *run)
{
	return run_library(run, SNT_INJECT_COPY_ALWAYS, false);
}

static uint64_t run_refer(const struct run *run)
{
	return run_library(run, SNT_INJECT_COPY_NEVER, false);
}

static uint64_t run_bypass(const struct run *run)
{
	return run_library(run, SNT_INJECT_COPY_AUTO, true);
}

/**
 * struct layout - where a version of the ring has what
 * @version: of the kernel
 * @request_len: of its request for a ring
 * @header_len: of a frame
 * @status_at: offset of the status word
 * @len_at: offset of the length
 */
struct layout {
	int version;
	socklen_t request_len;
	size_t header_len;
	size_t status_at;
	size_t len_at;
};

static uint8_t *map_ring(int fd, const struct layout *layout)
{
	struct tpacket_req3 request = {
		.tp_block_size = BLOCK_SIZE,
		.tp_block_nr = FRAME_NR * FRAME_SIZE / BLOCK_SIZE,
		.tp_frame_size = FRAME_SIZE,
		.tp_frame_nr = FRAME_NR,
	};
	void *map;

	MUST(!setsockopt(fd, SOL_PACKET, PACKET_VERSION, &layout->version,
			 sizeof(layout->version)) &&
	     !setsockopt(fd, SOL_PACKET, PACKET_TX_RING, &request,
			 layout->request_len), "ring");
	map = mmap(NULL, FRAME_NR * FRAME_SIZE, PROT_READ | PROT_WRITE,
		   MAP_SHARED, fd, 0);
	MUST(map != MAP_FAILED, "map");
	return map;
}

/* The least that a loop can do: what the kernel takes for each version. */
static uint64_t run_bare(const struct run *run, const struct layout *layout)
{
	int fd = open_socket(run);
	uint8_t *map = map_ring(fd, layout);
	uint64_t begin = now_ns();
	unsigned int i;

	for (i = 0; i < run->count; i++) {
		uint8_t *frame = map + i % FRAME_NR * FRAME_SIZE;
		uint32_t *status = (void *)(frame + layout->status_at);
		uint32_t *len = (void *)(frame + layout->len_at);

		MUST(!__atomic_load_n(status, __ATOMIC_ACQUIRE), "free");
		memcpy(frame + layout->header_len, run->frame, run->len);
		*len = (uint32_t)run->len;
		__atomic_store_n(status, TP_STATUS_SEND_REQUEST,
				 __ATOMIC_RELEASE);
		if (i % BATCH == BATCH - 1)
			MUST(send(fd, NULL, 0, MSG_DONTWAIT) >= 0, "flush");
	}
	return now_ns() - begin;
}

static uint64_t run_v2(const struct run *run)
{
	static const struct layout v2 = {
		TPACKET_V2, sizeof(struct tpacket_req),
		TPACKET_ALIGN(sizeof(struct tpacket2_hdr)),
		offsetof(struct tpacket2_hdr, tp_status),
		offsetof(struct tpacket2_hdr, tp_len),
	};

	return run_bare(run, &v2);
}

static uint64_t run_v3(const struct run *run)
{
	static const struct layout v3 = {
		TPACKET_V3, sizeof(struct tpacket_req3),
		TPACKET_ALIGN(sizeof(struct tpacket3_hdr)),
		offsetof(struct tpacket3_hdr, tp_status),
		offsetof(struct tpacket3_hdr, tp_len),
	};

	return run_bare(run, &v3);
}

static const struct method {
	const char *name;
	uint64_t (*run)(const struct run *run);
} methods[] = {
	{ "sendto", run_sendto },
	{ "sendmmsg", run_sendmmsg },
	{ "bare-v2", run_v2 },
	{ "bare-v3", run_v3 },
	{ "refer", run_refer },
	{ "copy", run_copy },
	{ "library", run_auto },
	{ "bypass", run_bypass },
	{}
};

/* bench METHOD DEV SIZE COUNT; a short run before it warms all up. */
int bench_main(int argc, char **argv)
{
	const struct method *method;
	struct run run = { 0 };

	MUST(argc == 5, "bench METHOD DEV SIZE COUNT");
	run.interface = argv[2];
	run.len = (size_t)atoi(argv[3]);
	check_fill(run.frame, run.len, 0);
	for (method = methods; method->name; method++) {
		if (strcmp(method->name, argv[1]))
			continue;
		run.count = 4 * BATCH;
		method->run(&run);
		run.count = (unsigned int)atoi(argv[4]) / BATCH * BATCH;
		printf("%llu\n", (unsigned long long)method->run(&run) /
				 run.count);
		return 0;
	}
	MUST(0, "a method %s", argv[1]);
	return 1;
}
