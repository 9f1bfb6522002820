/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The worker around core/noise and core/cookie: everything of a handshake that
 * needs a lock, a look-up, a clock, random bytes or a socket.
 */
#ifndef _SNT_HANDSHAKE_H
#define _SNT_HANDSHAKE_H

#include <linux/types.h>
#include <uapi/linux/snaptun.h>
#include "ratelimit.h"

#define SNT_HANDSHAKE_DS	0x88	/* AF41: before bulk data (RFC 4594) */

struct snt_device;
struct snt_endpoint;
struct snt_handshake_queue;
struct snt_tunnel;
struct workqueue_struct;

/**
 * struct snt_handshakes - handshakes of one device
 * @wq: where all handshake work is done: off the data path, frozen while the
 *	machine sleeps, so that no keys come after the others were wiped
 * @queue: received messages; NULL while the device is down
 * @ratelimit: initiations per source address, used under load; set up while
 *	there is an @queue
 */
struct snt_handshakes {
	struct workqueue_struct *wq;
	struct snt_handshake_queue *queue;
	struct snt_ratelimit ratelimit;
};

struct snt_handshakes *snt_handshakes_create(struct snt_device *snt);
void snt_handshakes_destroy(struct snt_handshakes *handshakes);
int snt_handshakes_open(struct snt_device *snt);
void snt_handshakes_close(struct snt_device *snt);

int snt_handshake_receive(struct snt_device *snt, const u8 *msg, size_t len,
			  const struct snt_endpoint *from, u32 number);
void snt_handshake_note_wrong_mode(struct snt_device *snt, const u8 *msg);

#endif /* _SNT_HANDSHAKE_H */
