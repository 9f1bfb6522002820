/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of a gateway to the SCION network: what comes out of its tunnels goes
 * by UDP to the router that has the next interface of its path, and what these
 * routers send to the same sockets goes into tunnels.
 */
#ifndef _SNT_UNDERLAY_H
#define _SNT_UNDERLAY_H

#include <linux/skbuff.h>
#include "udp/path.h"
#include "udp/udp.h"

struct snt_gateway_role;
struct snt_role;
struct snt_tunnel;

/* Interfaces that have a router of their own, and all others one */
#define SNT_ROUTERS_MAX		64

/**
 * struct snt_router - a router of our AS
 * @interface: which interface of the AS it has; 0: all that no other has
 * @path: where it is
 */
struct snt_router {
	u16 interface;
	struct snt_path path;
};

/**
 * struct snt_routers - all routers of an underlay; which ones does not change
 * @rcu: frees them after readers have left
 * @nr: how many
 * @router: these
 */
struct snt_routers {
	struct rcu_head rcu;
	unsigned int nr;
	struct snt_router router[];
};

/**
 * struct snt_underlay - the underlay of one gateway
 * @udp: its sockets, open while there are routers and the device is up
 * @port: the local port that was asked for, or 0; under the update lock
 * @routers: NULL if there is no underlay; changed under the update lock
 */
struct snt_underlay {
	struct snt_udp udp;
	u16 port;
	struct snt_routers __rcu *routers;
};

/* underlay.c */
void snt_underlay_init(struct snt_gateway_role *gateway);
void snt_underlay_uninit(struct snt_gateway_role *gateway);
int snt_underlay_open(struct snt_gateway_role *gateway);
void snt_underlay_close(struct snt_gateway_role *gateway);
struct snt_routers *snt_routers_create(unsigned int nr);
int snt_routers_add(struct snt_gateway_role *gateway,
		    struct snt_routers *routers, u16 interface,
		    const struct sockaddr *addr);
void snt_routers_destroy(struct snt_routers *routers);
unsigned int snt_underlay_nr_routers(struct snt_gateway_role *gateway);
int snt_underlay_put(struct sk_buff *skb, struct snt_gateway_role *gateway);
int snt_underlay_set(struct snt_gateway_role *gateway,
		     struct snt_routers *routers, u16 port);

/* underlay_packet.c: both ways of packets */
void snt_underlay_send(struct snt_tunnel *tunnel, struct sk_buff_head *list);
unsigned int snt_underlay_receive(struct snt_role *role, struct sk_buff *skb);

#endif /* _SNT_UNDERLAY_H */
