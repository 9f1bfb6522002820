// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order of memory: a status word is stored with release semantics after
 * the frame was written, and read with acquire semantics before the frame is
 * touched again. The kernel's smp_rmb() and smp_wmb() around its own accesses
 * are the partners.
 */
#include "ring.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <stdlib.h>
#include <string.h>

#define NOT_FREE (TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING | \
		  TP_STATUS_WRONG_FORMAT)
#define NOT_TAKEN (TP_STATUS_SEND_REQUEST | TP_STATUS_WRONG_FORMAT)

_Static_assert(TPACKET_ALIGN(sizeof(struct tpacket2_hdr)) == SNT_RING_HDR_LEN,
	       "the header of a frame");
_Static_assert(TPACKET_ALIGNMENT == SNT_RING_ALIGNMENT, "of a frame");

static uint32_t status_of(const struct snt_ring *ring, uint32_t index)
{
	return __atomic_load_n(&ring->frame[index]->tp_status,
			       __ATOMIC_ACQUIRE);
}

static void set_status(struct snt_ring *ring, uint32_t index, uint32_t status)
{
	__atomic_store_n(&ring->frame[index]->tp_status, status,
			 __ATOMIC_RELEASE);
}

static uint32_t next_index(const struct snt_ring *ring, uint32_t index)
{
	return index + 1 < ring->nr ? index + 1 : 0;
}

/* The frame @distance before the tail. */
static uint32_t before_tail(const struct snt_ring *ring, uint32_t distance)
{
	return ring->tail >= distance ? ring->tail - distance :
					ring->tail + ring->nr - distance;
}

static uint8_t *data_of(const struct snt_ring *ring, uint32_t index)
{
	return (uint8_t *)ring->frame[index] + SNT_RING_HDR_LEN + ring->prefix;
}

/**
 * snt_ring_init - begin with all frames free
 * @ring: the ring
 * @memory: where the frames lie, @geometry->map_len zeroed bytes
 * @geometry: how they lie there
 * @has_prefix: each frame begins with a struct virtio_net_hdr, which says how
 *	many bytes the kernel shall copy: all
 *
 * Return: 0 or -ENOMEM.
 */
int snt_ring_init(struct snt_ring *ring, void *memory,
		  const struct snt_geometry *geometry, bool has_prefix)
{
	uint32_t prefix = has_prefix ? sizeof(struct virtio_net_hdr) : 0;
	uint32_t i;

	*ring = (struct snt_ring) {
		.frame = calloc(geometry->frame_nr, sizeof(*ring->frame)),
		.nr = geometry->frame_nr,
		.capacity = geometry->frame_size - SNT_RING_HDR_LEN - prefix,
		.prefix = prefix,
	};
	if (!ring->frame)
		return -ENOMEM;
	for (i = 0; i < ring->nr; i++)
		ring->frame[i] = (void *)((uint8_t *)memory +
					  snt_geometry_offset(geometry, i));
	return 0;
}

/**
 * snt_ring_uninit - forget the frames
 * @ring: the ring; its memory is the caller's
 */
void snt_ring_uninit(struct snt_ring *ring)
{
	free(ring->frame);
	ring->frame = NULL;
}

/**
 * snt_ring_take - get the next frame to write to
 * @ring: the ring
 *
 * Asked again before commit or cancel, it is the same frame.
 *
 * Return: @ring->capacity bytes, or NULL when the ring is full.
 */
void *snt_ring_take(struct snt_ring *ring)
{
	if (snt_ring_is_full(ring))
		return NULL;
	ring->is_taken = true;
	return data_of(ring, ring->tail);
}

/**
 * snt_ring_commit_as - mark the frame that was taken, and say what it is
 * @ring: the ring
 * @len: bytes that were written to it
 * @hdr: what it is; only if @ring has a prefix, else NULL
 *
 * Return: 0; -EINVAL: no frame was taken, or @len is 0; -EMSGSIZE: it does not
 * fit. After an error the frame is still out.
 */
int snt_ring_commit_as(struct snt_ring *ring, size_t len,
		       const struct virtio_net_hdr *hdr)
{
	if (!ring->is_taken || !len)
		return -EINVAL;
	if (len > ring->capacity)
		return -EMSGSIZE;
	if (ring->prefix)
		memcpy(data_of(ring, ring->tail) - ring->prefix, hdr,
		       ring->prefix);
	ring->frame[ring->tail]->tp_len = (uint32_t)len + ring->prefix;
	set_status(ring, ring->tail, TP_STATUS_SEND_REQUEST);
	ring->tail = next_index(ring, ring->tail);
	ring->window += ring->window < ring->nr;
	ring->ready++;
	ring->committed++;
	ring->is_taken = false;
	return 0;
}

/**
 * snt_ring_commit - mark the frame that was taken
 * @ring: the ring
 * @len: bytes that were written to it
 *
 * If there is a prefix, it tells the kernel to copy the frame whole.
 *
 * Return: as snt_ring_commit_as().
 */
int snt_ring_commit(struct snt_ring *ring, size_t len)
{
	struct virtio_net_hdr hdr = {
		.hdr_len = len < UINT16_MAX ? (uint16_t)len : UINT16_MAX,
	};

	return snt_ring_commit_as(ring, len, &hdr);
}

/**
 * snt_ring_cancel - give the frame that was taken back
 * @ring: the ring
 */
void snt_ring_cancel(struct snt_ring *ring)
{
	ring->is_taken = false;
}

/**
 * snt_ring_is_full - is there no frame to write to?
 * @ring: the ring
 *
 * Return: whether the next frame still belongs to the other side.
 */
bool snt_ring_is_full(const struct snt_ring *ring)
{
	return status_of(ring, ring->tail) & NOT_FREE;
}

/**
 * snt_ring_is_drained - are all frames free?
 * @ring: the ring
 *
 * Return: whether none is with the other side.
 */
bool snt_ring_is_drained(struct snt_ring *ring)
{
	while (ring->window &&
	       !(status_of(ring, before_tail(ring, ring->window)) & NOT_FREE))
		ring->window--;
	return !ring->window;
}

/**
 * snt_ring_pending - count the frames of the other side
 * @ring: the ring
 *
 * They may become free in any order, so all are looked at that are behind the
 * oldest one.
 *
 * Return: how many.
 */
uint32_t snt_ring_pending(struct snt_ring *ring)
{
	uint32_t nr = 0, distance;

	if (snt_ring_is_drained(ring))
		return 0;
	for (distance = ring->window; distance; distance--)
		nr += !!(status_of(ring, before_tail(ring, distance)) &
			 NOT_FREE);
	return nr;
}

/**
 * snt_ring_settle - find out which frames were taken
 * @ring: the ring
 *
 * To be called when the other side has stopped taking. It goes in order, so
 * mostly one look at the last frame will do.
 */
void snt_ring_settle(struct snt_ring *ring)
{
	if (ring->ready &&
	    !(status_of(ring, before_tail(ring, 1)) & NOT_TAKEN))
		ring->ready = 0;
	while (ring->ready &&
	       !(status_of(ring, before_tail(ring, ring->ready)) & NOT_TAKEN))
		ring->ready--;
}

/**
 * snt_ring_is_rejected - did the other side stop at a frame it does not like?
 * @ring: the ring, settled
 *
 * Return: whether it did.
 */
bool snt_ring_is_rejected(const struct snt_ring *ring)
{
	return ring->ready && status_of(ring, before_tail(ring, ring->ready)) &
			      TP_STATUS_WRONG_FORMAT;
}

/**
 * snt_ring_drop_rejected - take out the frame that was rejected
 * @ring: the ring, settled, for which snt_ring_is_rejected() holds
 *
 * The kernel's cursor stays at this frame until it may send it. So those
 * behind it move up, and the last one becomes free.
 *
 * Return: the number of the frame, the first ever marked being 0.
 */
uint64_t snt_ring_drop_rejected(struct snt_ring *ring)
{
	uint64_t number = ring->committed - ring->ready;
	uint32_t to = before_tail(ring, ring->ready);
	uint32_t from = next_index(ring, to);

	for (; from != ring->tail; to = from, from = next_index(ring, from)) {
		uint32_t len = ring->frame[from]->tp_len;

		memcpy(data_of(ring, to) - ring->prefix,
		       data_of(ring, from) - ring->prefix, len);
		ring->frame[to]->tp_len = len;
		set_status(ring, to, TP_STATUS_SEND_REQUEST);
	}
	set_status(ring, to, TP_STATUS_AVAILABLE);
	ring->tail = to;
	ring->window--;
	ring->ready--;
	return number;
}
