/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bounded queue of small datagrams and the workers that empty it. All memory
 * is there from the start: what strangers send allocates nothing.
 */
#ifndef _SNT_HANDSHAKE_QUEUE_H
#define _SNT_HANDSHAKE_QUEUE_H

#include <linux/types.h>
#include "udp/path.h"

/* Bytes of the longest handshake message */
#define SNT_HANDSHAKE_MSG_LEN	148

struct snt_handshake_queue;
struct workqueue_struct;

/**
 * struct snt_handshake_msg - one datagram
 * @from: where it came from
 * @number: of the tunnel whose socket it came to, 0: that of all
 * @len: bytes of @data that are valid
 * @data: the payload of the datagram
 */
struct snt_handshake_msg {
	struct snt_endpoint from;
	u32 number;
	size_t len;
	u8 data[SNT_HANDSHAKE_MSG_LEN] __aligned(4);
};

struct snt_handshake_queue *
snt_handshake_queue_create(struct workqueue_struct *wq,
			   void (*handle)(void *context,
					  const struct snt_handshake_msg *msg),
			   void *context);
void snt_handshake_queue_destroy(struct snt_handshake_queue *queue);
int snt_handshake_queue_add(struct snt_handshake_queue *queue, const u8 *data,
			    size_t len, const struct snt_endpoint *from,
			    u32 number);
bool snt_handshake_queue_is_loaded(struct snt_handshake_queue *queue,
				   u64 now_ns);

#endif /* _SNT_HANDSHAKE_QUEUE_H */
