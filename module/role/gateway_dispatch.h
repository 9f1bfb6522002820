/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets on their way to tunnels of a gateway: those in a row that go into one
 * tunnel go there together.
 */
#ifndef _SNT_GATEWAY_DISPATCH_H
#define _SNT_GATEWAY_DISPATCH_H

#include <linux/skbuff.h>
#include <uapi/linux/snaptun.h>

struct snt_flow;
struct snt_gateway_role;
struct snt_tunnel;

/**
 * struct snt_dispatch - packets in a row
 * @tunnel: where they go, borrowed under RCU
 * @first: linked by their next, or NULL
 * @last: where the next one is linked
 */
struct snt_dispatch {
	struct snt_tunnel *tunnel;
	struct sk_buff *first;
	struct sk_buff **last;
};

struct snt_tunnel *snt_dispatch_find(struct snt_gateway_role *gateway,
				     struct sk_buff *skb,
				     enum snaptun_drop_reason *reason);
struct snt_tunnel *snt_dispatch_find_flow(struct snt_gateway_role *gateway,
					  const struct snt_flow *flow,
					  u32 bytes,
					  enum snaptun_drop_reason *reason);
void snt_dispatch_add(struct snt_dispatch *dispatch, struct snt_tunnel *tunnel,
		      struct sk_buff *skb);
void snt_dispatch_send(struct snt_dispatch *dispatch);

#endif /* _SNT_GATEWAY_DISPATCH_H */
