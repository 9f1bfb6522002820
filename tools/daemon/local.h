/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket at which a daemon is asked by its owner.
 */
#ifndef _SNT_LOCAL_H
#define _SNT_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "loop.h"

/* characters of a line */
#define SNT_LOCAL_LINE_MAX	383

struct snt_local;

/**
 * struct snt_local_client - who asks
 * @next: the next one
 * @local: the socket
 * @watch: the connection
 * @line: what it sent so far
 * @len: characters of it
 * @is_taken: the line was whole, and it waits for an answer
 */
struct snt_local_client {
	struct snt_local_client *next;
	struct snt_local *local;
	struct snt_watch watch;
	char line[SNT_LOCAL_LINE_MAX + 1];
	size_t len;
	bool is_taken;
};

/**
 * struct snt_local - a socket that others ask at
 * @loop: what it runs on
 * @listener: for new ones
 * @path: of the socket; NULL until it is bound
 * @clients: who is connected
 * @nr_clients: how many
 * @take: a line is whole; calls snt_local_answer() or snt_local_drop(), now or
 *	later
 */
struct snt_local {
	struct snt_loop *loop;
	struct snt_watch listener;
	char *path;
	struct snt_local_client *clients;
	unsigned int nr_clients;
	void (*take)(struct snt_local_client *client);
};

int snt_local_init(struct snt_local *local, const char *path);
void snt_local_uninit(struct snt_local *local);
void snt_local_answer(struct snt_local_client *client, const char *text,
		      size_t len);
void snt_local_drop(struct snt_local_client *client);
int snt_local_connect(const char *path);

#endif
