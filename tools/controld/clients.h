/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is behind a connection, and how many of those one may have.
 */
#ifndef _SNT_CLIENTS_H
#define _SNT_CLIENTS_H

#include "crowd.h"
#include "server_conf.h"

/**
 * struct snt_clients - those who are connected
 * @conf: which of them are proxies
 * @crowd: how many come from where, but for proxies
 */
struct snt_clients {
	const struct snt_clients_conf *conf;
	struct snt_crowd crowd;
};

void snt_clients_init(struct snt_clients *clients,
		      const struct snt_clients_conf *conf);
void snt_clients_uninit(struct snt_clients *clients);
bool snt_clients_admit(struct snt_clients *clients,
		       const union snt_sockaddr *peer);
void snt_clients_leave(struct snt_clients *clients,
		       const union snt_sockaddr *peer);
void snt_clients_find(const struct snt_clients *clients,
		      union snt_sockaddr *client,
		      const union snt_sockaddr *peer, const char *forwarded);

#endif
