// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making an injector: the socket around a ring. TPACKET_V2 frames: V3 sends no
 * blocks but single frames too, and takes more instructions for each.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stamp.h"
#include "state.h"

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
	if (!ret && options->timestamps)
		ret = snt_stamp_init(tx->fd);
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
	tx->has_supers = options->super_frames && tx->link.is_known;
	tx->is_copied = tx->link.is_known &&
			(options->super_frames ||
			 options->copy == SNT_INJECT_COPY_ALWAYS ||
			 (options->copy == SNT_INJECT_COPY_AUTO &&
			  tx->link.is_copying));
	tx->frame_max = snt_link_frame_max(&tx->link, NULL, 0);
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
