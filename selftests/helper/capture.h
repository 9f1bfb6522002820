/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames that were captured.
 */
#ifndef _SNT_CAPTURE_H
#define _SNT_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct frames - frames of a file
 * @frame: each, from its Ethernet header
 * @len: bytes of each
 * @nr: how many there are
 */
struct frames {
	uint8_t **frame;
	size_t *len;
	size_t nr;
};

/* Those whose message is of that type, or all for 0 */
void frames_load(struct frames *all, const char *path, int type);

#endif /* _SNT_CAPTURE_H */
