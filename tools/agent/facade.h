/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The facade of an interface: the way that applications have to it.
 */
#ifndef _SNT_FACADE_H
#define _SNT_FACADE_H

#include "iface_route.h"
#include "model.h"

/**
 * struct snt_facade_wish - what a facade is to be
 * @at: where applications send to; no family for what others have set
 * @source: own address of the interface that they send from; no family for none
 */
struct snt_facade_wish {
	union snt_sockaddr at;
	union snt_sockaddr source;
};

/**
 * struct snt_facade_state - how a facade is, besides what its device says
 * @way: what is sent to it goes there
 * @is_up: the interface is
 */
struct snt_facade_state {
	struct snt_way way;
	bool is_up;
};

/* With rtnl->error set when the result is not 0 */
int snt_facade_lead(struct snt_rtnl *rtnl, uint32_t ifindex,
		    const struct snt_facade_wish *wish, uint16_t flags);
void snt_facade_forget(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const struct snt_facade_wish *wish);

size_t snt_facade_count(const struct snt_dev *dev);
size_t snt_facade_limit(const struct snt_dev *dev);
void snt_facade_complain(const struct snt_facade_wish *wish,
			 const struct snt_dev *dev,
			 const struct snt_facade_state *state, void *arg,
			 void (*say)(const char *text, void *arg));

#endif
