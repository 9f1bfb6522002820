/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address at which requests are taken, and the connections they come by.
 */
#ifndef _SNT_LISTENER_H
#define _SNT_LISTENER_H

#include "conn.h"

/**
 * struct snt_listener - an address that is listened at, or is not
 * @loop: what it runs on
 * @service: what answers
 * @conns_max: connections at a time
 * @admit: whether a peer may connect; or NULL
 * @begin: a connection begins; or NULL
 * @end: a connection ends; or NULL
 * @watch: for new connections; no descriptor when it does not listen
 * @spare_fd: a descriptor to have when no other is left, while it listens
 * @conns: connections
 * @nr_conns: how many
 * @nr_full: how many more were turned away
 */
struct snt_listener {
	struct snt_loop *loop;
	struct snt_service *service;
	unsigned int conns_max;
	bool (*admit)(struct snt_listener *listener,
		      const union snt_sockaddr *peer);
	void (*begin)(struct snt_listener *listener, struct snt_conn *conn);
	void (*end)(struct snt_listener *listener, struct snt_conn *conn);
	struct snt_watch watch;
	int spare_fd;
	struct snt_conn *conns;
	unsigned int nr_conns;
	uint64_t nr_full;
};

void snt_listener_init(struct snt_listener *listener, struct snt_loop *loop,
		       struct snt_service *service, unsigned int conns_max);
int snt_listener_start(struct snt_listener *listener,
		       const union snt_sockaddr *address);
void snt_listener_stop(struct snt_listener *listener);

#endif
