/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side of a transmit ring, as tpacket_snd() has it: a cursor that
 * stops at the first frame that is not marked, and at one that it rejects.
 */
#ifndef _OTHER_SIDE_H
#define _OTHER_SIDE_H

#include <linux/if_packet.h>
#include <stdint.h>
#include <string.h>

#include "ring.h"

/**
 * struct other_side - what the kernel knows
 * @memory: the ring
 * @geometry: its shape
 * @head: the cursor
 */
struct other_side {
	void *memory;
	struct snt_geometry geometry;
	uint32_t head;
};

static inline struct tpacket2_hdr *other_frame(struct other_side *side,
					       uint32_t index)
{
	return (void *)((uint8_t *)side->memory +
			snt_geometry_offset(&side->geometry, index));
}

static inline uint32_t other_status(struct other_side *side, uint32_t index)
{
	return __atomic_load_n(&other_frame(side, index)->tp_status,
			       __ATOMIC_ACQUIRE);
}

static inline void other_set(struct other_side *side, uint32_t index,
			     uint32_t status)
{
	__atomic_store_n(&other_frame(side, index)->tp_status, status,
			 __ATOMIC_RELEASE);
}

/* The next marked frame, or NULL; the cursor moves on with other_accept(). */
static inline uint8_t *other_next(struct other_side *side, uint32_t *len)
{
	struct tpacket2_hdr *hdr = other_frame(side, side->head);

	if (other_status(side, side->head) != TP_STATUS_SEND_REQUEST)
		return NULL;
	*len = hdr->tp_len;
	return (uint8_t *)hdr + SNT_RING_HDR_LEN;
}

/* Takes the frame under the cursor; it is free when @status says so. */
static inline uint32_t other_accept(struct other_side *side, uint32_t status)
{
	uint32_t index = side->head;

	other_set(side, index, status);
	side->head = (index + 1) % side->geometry.frame_nr;
	return index;
}

#endif /* _OTHER_SIDE_H */
