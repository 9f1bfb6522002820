// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shape of a ring. Pure arithmetic: the page size comes in.
 */
#include "geometry.h"

#include <errno.h>
#include <limits.h>

/* Larger blocks than this many pages are hard to get from the kernel. */
#define BLOCK_PAGES_MAX		16
/* An eighth of a block may be left over behind its last frame. */
#define WASTE_SHIFT		3

static uint64_t next_power_of_two(uint64_t value)
{
	uint64_t power = 1;

	while (power < value)
		power <<= 1;
	return power;
}

/* The smallest block that little is wasted of, or else the smallest. */
static uint64_t choose_block_size(uint32_t frame_size, uint32_t page_size)
{
	uint64_t least = next_power_of_two(frame_size > page_size ?
					   frame_size : page_size);
	uint64_t size;

	for (size = least; size <= (uint64_t)page_size * BLOCK_PAGES_MAX;
	     size <<= 1) {
		if (size % frame_size <= size >> WASTE_SHIFT)
			return size;
	}
	return least;
}

/**
 * snt_geometry_init - work out the shape of a ring
 * @geometry: the result
 * @frame_size: bytes per frame, header included
 * @frame_nr: frames wanted
 * @page_size: of this machine, a power of two
 *
 * Return: 0; -EINVAL: the frame size is no multiple of 16, or too small;
 * -EDOM: no frames are wanted; -EOVERFLOW: more than the kernel's interface
 * or memory can express.
 */
int snt_geometry_init(struct snt_geometry *geometry, uint32_t frame_size,
		      uint32_t frame_nr, uint32_t page_size)
{
	uint64_t block_size, per_block, block_nr;

	if (frame_size % SNT_RING_ALIGNMENT ||
	    frame_size < SNT_RING_HDR_LEN + SNT_RING_PAYLOAD_MIN)
		return -EINVAL;
	if (!frame_nr)
		return -EDOM;
	block_size = choose_block_size(frame_size, page_size);
	per_block = block_size / frame_size;
	block_nr = (frame_nr + per_block - 1) / per_block;
	if (block_size > INT_MAX || block_nr * per_block > INT_MAX ||
	    block_nr > SIZE_MAX / 2 / block_size)
		return -EOVERFLOW;
	*geometry = (struct snt_geometry) {
		.frame_size = frame_size,
		.frame_nr = (uint32_t)(block_nr * per_block),
		.frames_per_block = (uint32_t)per_block,
		.block_size = (uint32_t)block_size,
		.block_nr = (uint32_t)block_nr,
		.map_len = (size_t)(block_nr * block_size),
	};
	return 0;
}

/**
 * snt_geometry_offset - where a frame begins
 * @geometry: the shape
 * @index: of the frame
 *
 * Return: its distance from the begin of the ring.
 */
size_t snt_geometry_offset(const struct snt_geometry *geometry, uint32_t index)
{
	return (size_t)(index / geometry->frames_per_block) *
	       geometry->block_size +
	       (size_t)(index % geometry->frames_per_block) *
	       geometry->frame_size;
}
