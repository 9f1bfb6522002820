/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket at which an agent tells how it is.
 */
#ifndef _SNT_STATUS_H
#define _SNT_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "loop.h"

struct snt_status_client;

/**
 * struct snt_status - a socket that others ask at
 * @loop: what it runs on
 * @listener: for new ones
 * @path: of the socket; NULL until it is bound
 * @clients: who is connected
 * @nr_clients: how many
 * @owner: for the callbacks
 * @is_ready: whether a client that waits for this device, or for all when NULL,
 *	need not wait any longer
 * @write: writes the answer; returns memory for free()
 */
struct snt_status {
	struct snt_loop *loop;
	struct snt_watch listener;
	char *path;
	struct snt_status_client *clients;
	unsigned int nr_clients;
	void *owner;
	bool (*is_ready)(struct snt_status *status, const char *device);
	char *(*write)(struct snt_status *status, size_t *len);
};

int snt_status_init(struct snt_status *status, const char *path);
void snt_status_uninit(struct snt_status *status);
void snt_status_tell(struct snt_status *status);
int snt_status_connect(const char *path);

#endif
