/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where applications call: one address of one device.
 */
#ifndef _SNT_SERVER_H
#define _SNT_SERVER_H

#include "conn.h"

#define SNT_SERVER_CONNS	64

/**
 * struct snt_server - an address that is listened at, or is not
 * @loop: what it runs on
 * @service: what answers
 * @address: the address
 * @device: name of the interface that is to have it
 * @listener: for new connections; no descriptor when it does not listen
 * @conns: connections
 * @nr_conns: how many
 * @nr_full: how many more were turned away
 * @nr_foreign: how many were turned away that came from another host
 * @error: why it does not listen, one line; empty when it does
 */
struct snt_server {
	struct snt_loop *loop;
	struct snt_service *service;
	const union snt_sockaddr *address;
	const char *device;
	struct snt_watch listener;
	struct snt_conn *conns;
	unsigned int nr_conns;
	uint64_t nr_full;
	uint64_t nr_foreign;
	char error[160];
};

void snt_server_init(struct snt_server *server, struct snt_loop *loop,
		     struct snt_service *service,
		     const union snt_sockaddr *address, const char *device);
void snt_server_uninit(struct snt_server *server);
bool snt_server_settle(struct snt_server *server);

#endif
