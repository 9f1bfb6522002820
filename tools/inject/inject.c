// SPDX-License-Identifier: GPL-2.0-only
/*
 * Using an injector: frames into the ring, and out of it.
 */
#include <errno.h>
#include <linux/virtio_net.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stddef.h>
#include <sys/socket.h>

#include "state.h"

/* VIRTIO_NET_HDR_GSO_UDP_L4, which headers before 6.2 do not have */
#define GSO_UDP_L4	5

/**
 * snt_inject_slot - get the next frame to write to
 * @tx: the injector
 *
 * One slot is out at a time: until it was sent or discarded, it is the same.
 *
 * Return: snt_inject_frame_capacity() bytes, or NULL when the ring is full.
 */
void *snt_inject_slot(struct snt_inject *tx)
{
	return snt_ring_take(&tx->ring);
}

/* Looked at only when it is longer than one without a tag may be. */
static bool is_too_long(struct snt_inject *tx, size_t len)
{
	const uint8_t *slot = tx->ring.is_taken ? snt_ring_take(&tx->ring) :
						  NULL;

	return len > snt_link_frame_max(&tx->link, slot, len);
}

/**
 * snt_inject_send - mark the slot for sending at the next flush
 * @tx: the injector
 * @len: bytes that were written to it
 *
 * After an error the slot is still out.
 *
 * Return: 0; -EINVAL: no slot is out, or @len is 0; -EMSGSIZE: longer than the
 * frame of the ring, or than snt_inject_frame_max() with its VLAN tag.
 */
int snt_inject_send(struct snt_inject *tx, size_t len)
{
	if (len > tx->frame_max && is_too_long(tx, len))
		return -EMSGSIZE;
	return snt_ring_commit(&tx->ring, len);
}

static uint16_t checksum_at(const struct snt_inject_super *super)
{
	return super->cut == SNT_INJECT_CUT_UDP ?
		       offsetof(struct udphdr, check) :
		       offsetof(struct tcphdr, check);
}

static uint8_t gso_type(const struct snt_inject_super *super)
{
	switch (super->cut) {
	case SNT_INJECT_CUT_TCP4:
		return VIRTIO_NET_HDR_GSO_TCPV4;
	case SNT_INJECT_CUT_TCP6:
		return VIRTIO_NET_HDR_GSO_TCPV6;
	default:
		return GSO_UDP_L4;
	}
}

/**
 * snt_inject_send_super - mark the slot for sending as a super-frame
 * @tx: the injector, with super_frames
 * @len: bytes that were written to it
 * @super: what it is
 *
 * A kernel that does not know this kind rejects it at the flush. The interface's
 * MTU is compared with what each frame will have.
 *
 * Return: 0; -EINVAL: as for snt_inject_send(), or @tx is not for such frames,
 * or there is no payload; -EMSGSIZE: longer than the frame of the ring, or each
 * longer than the interface takes.
 */
int snt_inject_send_super(struct snt_inject *tx, size_t len,
			  const struct snt_inject_super *super)
{
	struct virtio_net_hdr hdr = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = gso_type(super),
		.hdr_len = super->header_len,
		.gso_size = super->payload_len,
		.csum_start = super->transport_at,
		.csum_offset = checksum_at(super),
	};

	if (!tx->has_supers || !super->payload_len ||
	    super->transport_at >= super->header_len ||
	    super->header_len >= len)
		return -EINVAL;
	if ((size_t)super->header_len + super->payload_len > tx->frame_max)
		return -EMSGSIZE;
	return snt_ring_commit_as(&tx->ring, len, &hdr);
}

/**
 * snt_inject_discard - give the slot back without sending it
 * @tx: the injector
 */
void snt_inject_discard(struct snt_inject *tx)
{
	snt_ring_cancel(&tx->ring);
}

static int kick(struct snt_inject *tx)
{
	ssize_t n;

	do {
		n = sendto(tx->fd, NULL, 0, MSG_DONTWAIT,
			   (const struct sockaddr *)&tx->to, sizeof(tx->to));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* The kernel does not compare the frames that it copies with the MTU. */
static void update_mtu(struct snt_inject *tx)
{
	if (!snt_link_update_mtu(&tx->link, tx->fd))
		tx->frame_max = snt_link_frame_max(&tx->link, NULL, 0);
}

/**
 * snt_inject_flush - have the kernel take all frames that were sent
 * @tx: the injector
 *
 * One system call, and one more for each frame that the kernel rejects.
 * Frames that it does not take stay pending, in order, for the next flush.
 *
 * Return: 0; -EAGAIN, -ENOBUFS: the socket or the interface's queue is full for
 * now; -EBUSY: a slot is out; -ENETDOWN: the interface is down; -ENXIO: it is
 * gone; another negative errno.
 */
int snt_inject_flush(struct snt_inject *tx)
{
	int ret;

	if (tx->ring.is_taken)
		return -EBUSY;
	if (tx->ring.ready && tx->is_copied)
		update_mtu(tx);
	while (tx->ring.ready) {
		ret = kick(tx);
		snt_ring_settle(&tx->ring);
		if (snt_ring_is_rejected(&tx->ring)) {
			uint64_t number = snt_ring_drop_rejected(&tx->ring);

			tx->nr_rejected++;
			if (tx->rejected)
				tx->rejected(tx->context, number, ret);
		} else if (tx->ring.ready) {
			/* It stops early without an error when memory is short. */
			return ret ? ret : -EAGAIN;
		}
	}
	return 0;
}

static bool has_slot(struct snt_inject *tx)
{
	return !snt_ring_is_full(&tx->ring);
}

static bool is_drained(struct snt_inject *tx)
{
	return snt_ring_is_drained(&tx->ring);
}

/*
 * Flushes, and sleeps until a frame comes back, until that is so. Frames that
 * come back make room in the queue that was full; if none of ours are in it,
 * nothing tells when there is room.
 */
static int wait_until(struct snt_inject *tx, bool (*is_so)(struct snt_inject *),
		      int timeout_ms)
{
	int ret = snt_wait_begin(&tx->wait, timeout_ms);

	while (!ret) {
		ret = snt_inject_flush(tx);
		if (ret && ret != -EAGAIN && ret != -ENOBUFS)
			break;
		snt_wait_clear(&tx->wait);
		if (is_so(tx)) {
			ret = 0;
			break;
		}
		ret = snt_wait_event(&tx->wait, snt_ring_pending(&tx->ring) >
						tx->ring.ready);
	}
	snt_wait_end(&tx->wait);
	return ret;
}

/**
 * snt_inject_wait_slot - wait until the ring is not full
 * @tx: the injector
 * @timeout_ms: how long at most; less than 0: as long as it takes
 *
 * Return: 0; -ETIMEDOUT; -EINTR: a signal was caught; an error of
 * snt_inject_flush().
 */
int snt_inject_wait_slot(struct snt_inject *tx, int timeout_ms)
{
	return wait_until(tx, has_slot, timeout_ms);
}

/**
 * snt_inject_wait_drained - wait until all frames are on the wire
 * @tx: the injector
 * @timeout_ms: how long at most; less than 0: as long as it takes
 * @pending: how many are not, in any case
 *
 * Return: as snt_inject_wait_slot().
 */
int snt_inject_wait_drained(struct snt_inject *tx, int timeout_ms,
			    uint32_t *pending)
{
	int ret = wait_until(tx, is_drained, timeout_ms);

	*pending = snt_ring_pending(&tx->ring);
	return ret;
}

/**
 * snt_inject_event_fd - for a loop that waits for more than this
 * @tx: the injector
 *
 * The file is readable once frames came back that were sent, which costs a
 * little for each from now on. When it is, call snt_inject_event_clear() and
 * then look for slots, or flush what did not go; frames that come back after the
 * clearing make it readable again. If a flush says that it is full and none of
 * this injector's frames are under way, nothing will tell when there is room:
 * try again after a while.
 *
 * Return: the file, which belongs to @tx, or a negative errno.
 */
int snt_inject_event_fd(struct snt_inject *tx)
{
	int ret = snt_wait_watch(&tx->wait);

	return ret ? ret : tx->wait.fd;
}

/**
 * snt_inject_event_clear - the file is not readable any more
 * @tx: the injector
 */
void snt_inject_event_clear(struct snt_inject *tx)
{
	snt_wait_clear(&tx->wait);
}

/**
 * snt_inject_frame_capacity - bytes that fit a frame of the ring
 * @tx: the injector
 *
 * Return: how many.
 */
size_t snt_inject_frame_capacity(const struct snt_inject *tx)
{
	return tx->ring.capacity;
}

/**
 * snt_inject_frame_max - bytes that the interface takes in one frame
 * @tx: the injector
 *
 * Return: its MTU and link header, or SIZE_MAX where only the kernel knows. A
 * frame with a VLAN tag may be four bytes longer.
 */
size_t snt_inject_frame_max(const struct snt_inject *tx)
{
	return tx->frame_max;
}

/**
 * snt_inject_frame_nr - frames of the ring
 * @tx: the injector
 *
 * Return: how many; those that were asked for, or more.
 */
uint32_t snt_inject_frame_nr(const struct snt_inject *tx)
{
	return tx->ring.nr;
}

/**
 * snt_inject_available - frames that can be written to without waiting
 * @tx: the injector
 *
 * Return: how many. Looks at all frames that are not known to be free.
 */
uint32_t snt_inject_available(struct snt_inject *tx)
{
	return tx->ring.nr - snt_ring_pending(&tx->ring);
}

/**
 * snt_inject_pending - frames that were sent and are not yet on the wire
 * @tx: the injector
 *
 * Return: how many. Looks at all frames that are not known to be free.
 */
uint32_t snt_inject_pending(struct snt_inject *tx)
{
	return snt_ring_pending(&tx->ring);
}

/**
 * snt_inject_rejected - frames that the kernel did not like
 * @tx: the injector
 *
 * Return: how many so far.
 */
uint64_t snt_inject_rejected(const struct snt_inject *tx)
{
	return tx->nr_rejected;
}
