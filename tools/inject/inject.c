// SPDX-License-Identifier: GPL-2.0-only
/*
 * An injector: the socket around a ring. TPACKET_V2 frames: V3 sends no blocks
 * but single frames too, and takes more instructions for each.
 */
#include "snaptun-inject.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"
#include "ring.h"
#include "wait.h"

/**
 * struct snt_inject - an injector
 * @ring: the frames
 * @geometry: how they lie in @map
 * @map: the kernel's memory
 * @fd: the packet socket
 * @wait: to sleep until frames come back
 * @link: the interface
 * @to: where all frames go
 * @is_copied: the kernel copies frames, and does not compare them with the MTU
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
	struct sockaddr_ll to;
	bool is_copied;
	uint64_t nr_rejected;
	void (*rejected)(void *context, uint64_t number, int error);
	void *context;
};

static int __attribute__((format(printf, 3, 4)))
say(struct snt_inject_error *error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return code;
}

static int find_link(struct snt_link *link, const char *name,
		     struct snt_inject_error *error)
{
	int ret = snt_link_get(link, name);

	switch (ret) {
	case 0:
		break;
	case -EINVAL:
		return say(error, ret,
			   "an interface name of 1 to 15 characters is needed");
	case -ENODEV:
		return say(error, ret, "there is no interface %s: \"ip link\" lists them",
			   name);
	default:
		return say(error, ret, "interface %s: %s", name,
			   strerror(-ret));
	}
	if (!link->is_up)
		return say(error, -ENETDOWN,
			   "interface %s is down: \"ip link set %s up\" first",
			   name, name);
	return 0;
}

static int shape(struct snt_geometry *geometry,
		 const struct snt_inject_options *options,
		 struct snt_inject_error *error)
{
	int ret = snt_geometry_init(geometry, options->frame_size,
				    options->frame_nr,
				    (uint32_t)sysconf(_SC_PAGESIZE));

	switch (ret) {
	case -EINVAL:
		return say(error, ret,
			   "frame size %u: a multiple of 16, 96 or more, is needed",
			   options->frame_size);
	case -EDOM:
		return say(error, ret, "at least one frame is needed");
	case -EOVERFLOW:
		return say(error, ret,
			   "%u frames of %u bytes are too many: ask for fewer",
			   options->frame_nr, options->frame_size);
	default:
		return ret;
	}
}

static int open_socket(struct snt_inject *tx, struct snt_inject_error *error)
{
	/* Protocol 0: it shall send, and receive nothing. */
	tx->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (tx->fd >= 0)
		return 0;
	if (errno == EPERM)
		return say(error, -EPERM,
			   "CAP_NET_RAW is missing: run as root, or give it to the program");
	if (errno == EAFNOSUPPORT)
		return say(error, -EAFNOSUPPORT,
			   "this kernel has no packet sockets: load af_packet");
	return say(error, -errno, "packet socket: %s", strerror(errno));
}

static int set_option(struct snt_inject *tx, int option, int value)
{
	return setsockopt(tx->fd, SOL_PACKET, option, &value, sizeof(value)) ?
		       -errno : 0;
}

static int configure(struct snt_inject *tx,
		     const struct snt_inject_options *options,
		     struct snt_inject_error *error)
{
	struct tpacket_req request = {
		.tp_block_size = tx->geometry.block_size,
		.tp_block_nr = tx->geometry.block_nr,
		.tp_frame_size = tx->geometry.frame_size,
		.tp_frame_nr = tx->geometry.frame_nr,
	};
	int ret = set_option(tx, PACKET_VERSION, TPACKET_V2);

	if (!ret && tx->is_copied)
		ret = set_option(tx, PACKET_VNET_HDR, 1);
	if (!ret && options->bypass_qdisc)
		ret = set_option(tx, PACKET_QDISC_BYPASS, 1);
	if (ret)
		return say(error, ret, "packet socket options: %s",
			   strerror(-ret));
	if (!setsockopt(tx->fd, SOL_PACKET, PACKET_TX_RING, &request,
			sizeof(request)))
		return 0;
	return say(error, -errno,
		   "a ring of %u frames of %u bytes: %s; fewer or smaller ones may do",
		   request.tp_frame_nr, request.tp_frame_size, strerror(errno));
}

static int map_ring(struct snt_inject *tx, struct snt_inject_error *error)
{
	void *map = mmap(NULL, tx->geometry.map_len, PROT_READ | PROT_WRITE,
			 MAP_SHARED, tx->fd, 0);

	if (map == MAP_FAILED)
		return say(error, -errno, "mapping the ring: %s",
			   strerror(errno));
	tx->map = map;
	if (snt_ring_init(&tx->ring, map, &tx->geometry, tx->is_copied))
		return say(error, -ENOMEM, "out of memory");
	return 0;
}

/*
 * The destination goes with each flush and not into bind(): a protocol bound to
 * would make the socket receive.
 */
static void address(struct snt_inject *tx, uint16_t protocol)
{
	tx->to = (struct sockaddr_ll) {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = tx->link.index,
	};
}

static int build(struct snt_inject *tx,
		 const struct snt_inject_options *options,
		 struct snt_inject_error *error)
{
	int ret = find_link(&tx->link, options->interface, error);

	if (!ret)
		ret = shape(&tx->geometry, options, error);
	if (!ret)
		ret = open_socket(tx, error);
	if (ret)
		return ret;
	/* Without the kernel's help the length of the header must be known. */
	tx->is_copied = tx->link.is_known &&
			(options->copy == SNT_INJECT_COPY_ALWAYS ||
			 (options->copy == SNT_INJECT_COPY_AUTO &&
			  tx->link.is_copying));
	address(tx, options->protocol);
	ret = configure(tx, options, error);
	if (!ret)
		ret = map_ring(tx, error);
	if (ret)
		return ret;
	ret = snt_wait_init(&tx->wait, tx->fd);
	return ret ? say(error, ret, "epoll: %s", strerror(-ret)) : 0;
}

static void release(struct snt_inject *tx)
{
	snt_wait_uninit(&tx->wait);
	snt_ring_uninit(&tx->ring);
	if (tx->map)
		munmap(tx->map, tx->geometry.map_len);
	if (tx->fd >= 0)
		close(tx->fd);
	free(tx);
}

/**
 * snt_inject_open - make an injector
 * @tx: the injector, to be given to snt_inject_close(); NULL on failure
 * @options: begin with SNT_INJECT_OPTIONS()
 * @error: what is wrong, written on failure
 *
 * Return: 0; -EINVAL: bad name or frame size; -EDOM: no frames; -EOVERFLOW: too
 * many; -ENODEV: no such interface; -ENETDOWN: it is down; -EPERM: CAP_NET_RAW
 * is missing; -ENOMEM; another negative errno of the socket.
 */
int snt_inject_open(struct snt_inject **tx,
		    const struct snt_inject_options *options,
		    struct snt_inject_error *error)
{
	struct snt_inject *new = calloc(1, sizeof(*new));
	int ret;

	*tx = NULL;
	if (!new)
		return say(error, -ENOMEM, "out of memory");
	new->fd = -1;
	new->wait.fd = -1;
	new->rejected = options->rejected;
	new->context = options->context;
	ret = build(new, options, error);
	if (ret)
		release(new);
	else
		*tx = new;
	return ret;
}

/**
 * snt_inject_close - hand over what can be handed over, and free all
 * @tx: the injector, or NULL
 *
 * Does not wait. Frames that the kernel has taken are still sent.
 *
 * Return: how many frames it did not take.
 */
uint32_t snt_inject_close(struct snt_inject *tx)
{
	uint32_t lost;

	if (!tx)
		return 0;
	snt_ring_cancel(&tx->ring);
	snt_inject_flush(tx);
	lost = tx->ring.ready;
	release(tx);
	return lost;
}

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
	const uint8_t *slot;

	if (len > snt_link_frame_max(&tx->link, NULL, 0)) {
		slot = tx->ring.is_taken ? snt_ring_take(&tx->ring) : NULL;
		if (len > snt_link_frame_max(&tx->link, slot, len))
			return -EMSGSIZE;
	}
	return snt_ring_commit(&tx->ring, len);
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
		snt_link_update_mtu(&tx->link, tx->fd);
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
	return snt_link_frame_max(&tx->link, NULL, 0);
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
