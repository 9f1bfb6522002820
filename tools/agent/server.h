/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where applications call: one address of one device.
 */
#ifndef _SNT_SERVER_H
#define _SNT_SERVER_H

#include "listener.h"

#define SNT_SERVER_CONNS	64

/**
 * struct snt_server - an address that is listened at, or is not
 * @listener: listens there
 * @address: the address
 * @device: name of the interface that is to have it
 * @nr_foreign: how many were turned away that came from another host
 * @error: why it does not listen, one line; empty when it does
 */
struct snt_server {
	struct snt_listener listener;
	const union snt_sockaddr *address;
	const char *device;
	uint64_t nr_foreign;
	char error[160];
};

void snt_server_init(struct snt_server *server, struct snt_loop *loop,
		     struct snt_service *service,
		     const union snt_sockaddr *address, const char *device);
void snt_server_uninit(struct snt_server *server);
bool snt_server_settle(struct snt_server *server);

#endif
