/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bounded queue of small datagrams and the workers that empty it. All memory
 * is there from the start: what strangers send allocates nothing.
 */
#ifndef _SNT_INBOX_H
#define _SNT_INBOX_H

#include <linux/types.h>
#include "udp/path.h"

/* Bytes of the longest handshake message */
#define SNT_INBOX_MSG_LEN	148

struct snt_inbox;
struct workqueue_struct;

/**
 * struct snt_inbox_msg - one datagram
 * @from: where it came from
 * @number: of the tunnel whose socket it came to, 0: that of all
 * @len: bytes of @data that are valid
 * @data: the payload of the datagram
 */
struct snt_inbox_msg {
	struct snt_endpoint from;
	u32 number;
	size_t len;
	u8 data[SNT_INBOX_MSG_LEN] __aligned(4);
};

struct snt_inbox *
snt_inbox_create(struct workqueue_struct *wq,
		 void (*handle)(void *context, const struct snt_inbox_msg *msg),
		 void *context);
void snt_inbox_destroy(struct snt_inbox *inbox);
int snt_inbox_add(struct snt_inbox *inbox, const u8 *data, size_t len,
		  const struct snt_endpoint *from, u32 number);
void snt_inbox_clear(struct snt_inbox *inbox);
bool snt_inbox_is_loaded(struct snt_inbox *inbox, u64 now_ns);

#endif /* _SNT_INBOX_H */
