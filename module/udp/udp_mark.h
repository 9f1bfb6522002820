/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_UDP_MARK_H
#define _SNT_UDP_MARK_H

#include <linux/types.h>
#include <net/net_namespace.h>

#if IS_ENABLED(CONFIG_NETFILTER)
int snt_udp_mark_add(struct net *net, u16 port);
void snt_udp_mark_remove(struct net *net, u16 port);
int snt_udp_mark_start(void);
void snt_udp_mark_stop(void);
#else
/* Without netfilter aggregates are cut up: all works, only slower. */
static inline int snt_udp_mark_add(struct net *net, u16 port)
{
	return 0;
}

static inline void snt_udp_mark_remove(struct net *net, u16 port)
{
}

static inline int snt_udp_mark_start(void)
{
	return 0;
}

static inline void snt_udp_mark_stop(void)
{
}
#endif

#endif /* _SNT_UDP_MARK_H */
