/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An injector, as the files of the library see it.
 */
#ifndef _SNT_INJECT_STATE_H
#define _SNT_INJECT_STATE_H

#include <linux/if_packet.h>

#include "link.h"
#include "ring.h"
#include "snaptun-inject.h"
#include "wait.h"

/**
 * struct snt_inject - an injector
 * @ring: the frames
 * @geometry: how they lie in @map
 * @map: the kernel's memory
 * @fd: the packet socket
 * @wait: to sleep until frames come back
 * @link: the interface
 * @frame_max: what it takes without a VLAN tag, or SIZE_MAX
 * @to: where all frames go
 * @is_copied: the kernel copies frames, and does not compare them with the MTU
 * @has_supers: frames may be super-frames
 * @nr_rejected: frames that the kernel did not like
 * @rejected: told of each, or NULL
 * @context: passed to @rejected
 */
struct snt_inject {
	struct snt_ring ring;
	struct snt_geometry geometry;
	void *map;
	int fd;
	struct snt_wait wait;
	struct snt_link link;
	size_t frame_max;
	struct sockaddr_ll to;
	bool is_copied;
	bool has_supers;
	uint64_t nr_rejected;
	void (*rejected)(void *context, uint64_t number, int error);
	void *context;
};

#endif /* _SNT_INJECT_STATE_H */
