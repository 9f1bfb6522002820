/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receiving frames through the memory-mapped receive ring of a packet socket.
 */
#ifndef _CAPTURE_H
#define _CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURE_BLOCKS		64u
/* A block that is not full is handed over after this. */
#define CAPTURE_CLOSE_MS	10

/**
 * struct capture - frames as they arrive
 * @fd: the packet socket
 * @map: the ring
 * @block: the one to be read next
 * @frame: called for each frame, with when it came, since 1970
 * @context: passed to @frame
 */
struct capture {
	int fd;
	uint8_t *map;
	uint32_t block;
	void (*frame)(void *context, const uint8_t *data, size_t len,
		      uint64_t time_ns);
	void *context;
};

int capture_open(struct capture *capture, int ifindex);
void capture_close(struct capture *capture);
int capture_read(struct capture *capture, int timeout_ms);
uint64_t capture_missed(struct capture *capture);

#endif /* _CAPTURE_H */
