/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How frames lie in blocks, as the kernel wants it for a packet ring.
 */
#ifndef _SNT_GEOMETRY_H
#define _SNT_GEOMETRY_H

#include <stddef.h>
#include <stdint.h>

/* Of struct tpacket2_hdr, padded as the kernel does it. */
#define SNT_RING_HDR_LEN	32
#define SNT_RING_ALIGNMENT	16
/* The shortest frame of Ethernet, without its checksum, fits each frame. */
#define SNT_RING_PAYLOAD_MIN	60

/**
 * struct snt_geometry - the shape of a ring
 * @frame_size: bytes per frame, header included
 * @frame_nr: frames in all blocks; the number asked for or more
 * @frames_per_block: frames in one; none crosses the end of its block
 * @block_size: a power of two, at least a page
 * @block_nr: blocks
 * @map_len: bytes of the whole ring
 */
struct snt_geometry {
	uint32_t frame_size;
	uint32_t frame_nr;
	uint32_t frames_per_block;
	uint32_t block_size;
	uint32_t block_nr;
	size_t map_len;
};

int snt_geometry_init(struct snt_geometry *geometry, uint32_t frame_size,
		      uint32_t frame_nr, uint32_t page_size);
size_t snt_geometry_offset(const struct snt_geometry *geometry,
			   uint32_t index);

#endif /* _SNT_GEOMETRY_H */
