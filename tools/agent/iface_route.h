/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of links, and routes to single hosts by them.
 */
#ifndef _SNT_IFACE_ROUTE_H
#define _SNT_IFACE_ROUTE_H

#include "iface_link.h"
#include "model.h"

/**
 * struct snt_way - how the kernel sends something to an address
 * @type: RTN_*; RTN_UNSPEC when it cannot
 * @oif: link that it leaves by
 */
struct snt_way {
	uint8_t type;
	uint32_t oif;
};

/* All: 0 or a negative errno with rtnl->error set. */
int snt_rtnl_add_address(struct snt_rtnl *rtnl, uint32_t ifindex,
			 const union snt_sockaddr *address);
int snt_rtnl_del_address(struct snt_rtnl *rtnl, uint32_t ifindex,
			 const union snt_sockaddr *address);
int snt_rtnl_add_route(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const union snt_sockaddr *to,
		       const union snt_sockaddr *source, uint16_t flags);
int snt_rtnl_del_route(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const union snt_sockaddr *to);
int snt_rtnl_find_way(struct snt_rtnl *rtnl, const union snt_sockaddr *to,
		      struct snt_way *way);

#endif
