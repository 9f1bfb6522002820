/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frames of a transmit ring and who owns each. Knows no socket: the other
 * side is whoever reads and writes the status words.
 *
 * The kernel keeps a cursor of its own. It takes frames in order, and stops for
 * good at the first that is not marked for it. So frames are filled strictly
 * in order as well: one slot is out at a time, and giving it back moves
 * nothing.
 */
#ifndef _SNT_RING_H
#define _SNT_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geometry.h"

struct tpacket2_hdr;
struct virtio_net_hdr;

/**
 * struct snt_ring - a transmit ring, as its user sees it
 * @frame: all frames
 * @nr: how many
 * @capacity: bytes that fit one
 * @prefix: bytes of a struct virtio_net_hdr before the data, or 0
 * @tail: the frame that is filled next
 * @window: frames before @tail that were not yet seen to be free again
 * @ready: frames before @tail that the other side has not yet taken
 * @committed: frames marked so far
 * @is_taken: the slot at @tail is out
 */
struct snt_ring {
	struct tpacket2_hdr **frame;
	uint32_t nr;
	uint32_t capacity;
	uint32_t prefix;
	uint32_t tail;
	uint32_t window;
	uint32_t ready;
	uint64_t committed;
	bool is_taken;
};

int snt_ring_init(struct snt_ring *ring, void *memory,
		  const struct snt_geometry *geometry, bool has_prefix);
void snt_ring_uninit(struct snt_ring *ring);

void *snt_ring_take(struct snt_ring *ring);
int snt_ring_commit(struct snt_ring *ring, size_t len);
int snt_ring_commit_as(struct snt_ring *ring, size_t len,
		       const struct virtio_net_hdr *hdr);
void snt_ring_cancel(struct snt_ring *ring);

bool snt_ring_is_full(const struct snt_ring *ring);
bool snt_ring_is_drained(struct snt_ring *ring);
uint32_t snt_ring_pending(struct snt_ring *ring);

void snt_ring_settle(struct snt_ring *ring);
bool snt_ring_is_rejected(const struct snt_ring *ring);
uint64_t snt_ring_drop_rejected(struct snt_ring *ring);

#endif /* _SNT_RING_H */
