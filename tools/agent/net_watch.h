/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes of links, addresses and routes of this host.
 */
#ifndef _SNT_NET_WATCH_H
#define _SNT_NET_WATCH_H

#include "loop.h"
#include "model.h"

/**
 * struct snt_net_watch - waits for changes
 * @loop: what it runs on
 * @events: of the kernel
 * @timer: until it is quiet
 * @owner: for whoever is told
 * @changed: told when something has changed, and it is quiet again
 */
struct snt_net_watch {
	struct snt_loop *loop;
	struct snt_watch events;
	struct snt_timer timer;
	void *owner;
	void (*changed)(struct snt_net_watch *watch);
};

int snt_net_watch_init(struct snt_net_watch *watch, struct snt_loop *loop,
		       void *owner,
		       void (*changed)(struct snt_net_watch *watch));
void snt_net_watch_uninit(struct snt_net_watch *watch);
int snt_net_source(char source[], const char *remote);
int snt_net_source_to(char source[], const union snt_sockaddr *remote);

#endif
