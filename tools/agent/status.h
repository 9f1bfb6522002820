/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an agent is, for whoever asks at its socket.
 */
#ifndef _SNT_STATUS_H
#define _SNT_STATUS_H

#include "local.h"

/**
 * struct snt_status - a socket that others ask at
 * @local: the socket
 * @owner: for the callbacks
 * @is_ready: whether a client that waits for this device, or for all when NULL,
 *	need not wait any longer
 * @write: writes the answer; returns memory for free()
 */
struct snt_status {
	struct snt_local local;
	void *owner;
	bool (*is_ready)(struct snt_status *status, const char *device);
	char *(*write)(struct snt_status *status, size_t *len);
};

int snt_status_init(struct snt_status *status, struct snt_loop *loop,
		    const char *path);
void snt_status_uninit(struct snt_status *status);
void snt_status_tell(struct snt_status *status);

#endif
