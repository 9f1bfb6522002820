/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a host and a port, as a control plane names them, to an address.
 */
#ifndef _SNT_LOOKUP_H
#define _SNT_LOOKUP_H

#include "command.h"
#include "model.h"

/**
 * struct snt_lookup - a name that is being looked up, or none
 * @command: does it
 * @port: that goes with it, in network byte order
 * @done: called once, with the address, or with @why there is none
 */
struct snt_lookup {
	struct snt_command command;
	in_port_t port;
	void (*done)(struct snt_lookup *lookup, const union snt_sockaddr *addr,
		     const char *why);
};

int snt_lookup_address(union snt_sockaddr *addr, const char *text);
int snt_lookup_start(struct snt_lookup *lookup, struct snt_loop *loop,
		     const char *text, int family);
void snt_lookup_stop(struct snt_lookup *lookup);

#endif
