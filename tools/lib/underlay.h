/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The underlay of a gateway: the routers of its AS, from words, from the
 * topology file that routers read, and from the kernel.
 */
#ifndef _SNT_UNDERLAY_H
#define _SNT_UNDERLAY_H

#include <stddef.h>
#include <stdint.h>

#include "model.h"
#include "nl.h"

#define SNT_MOST_ROUTERS	64
#define SNT_UNDERLAY_ERROR	160

#define SNT_WANT_ROUTER \
	"[INTERFACE=]ADDRESS:PORT, with an interface from 1 to 65535"

/**
 * struct snt_router - a router of the AS
 * @interface: which interface of the AS it has; 0: all that no other has
 * @at: where it is
 */
struct snt_router {
	uint16_t interface;
	union snt_sockaddr at;
};

/**
 * struct snt_underlay - all of an underlay
 * @port: local port, 0 for any
 * @router: the routers
 * @nr: how many
 */
struct snt_underlay {
	uint16_t port;
	struct snt_router router[SNT_MOST_ROUTERS];
	size_t nr;
};

/* underlay.c */
int snt_router_parse(struct snt_router *router, const char *text);
int snt_underlay_add(struct snt_underlay *underlay,
		     const struct snt_router *router);
int snt_underlay_get(struct snt_nl *nl, const char *ifname,
		     struct snt_underlay *underlay);
int snt_underlay_set(struct snt_nl *nl, const char *ifname,
		     const struct snt_underlay *underlay);
int snt_underlay_parse(const struct nlmsghdr *nlh,
		       struct snt_underlay *underlay);

/* topology_read.c */
int snt_topology_read(struct snt_underlay *underlay, const char *text,
		      size_t len, char error[SNT_UNDERLAY_ERROR]);

#endif
