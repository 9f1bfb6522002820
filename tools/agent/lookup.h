/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a host and a port, as a control plane names them, to addresses.
 */
#ifndef _SNT_LOOKUP_H
#define _SNT_LOOKUP_H

#include "command.h"
#include "model.h"

/* addresses of a name that are looked at */
#define SNT_LOOKUP_MAX	8

/**
 * struct snt_lookup - a name that is being looked up, or none
 * @command: does it
 * @port: that goes with it, in network byte order
 * @addrs: those found, best first
 * @nr: how many
 * @done: called once; without addresses with @why there are none
 */
struct snt_lookup {
	struct snt_command command;
	in_port_t port;
	union snt_sockaddr addrs[SNT_LOOKUP_MAX];
	unsigned int nr;
	void (*done)(struct snt_lookup *lookup, const char *why);
};

int snt_lookup_start(struct snt_lookup *lookup, struct snt_loop *loop,
		     const char *text, int family);
void snt_lookup_stop(struct snt_lookup *lookup);

#endif
