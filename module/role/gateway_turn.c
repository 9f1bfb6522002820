// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets between two tunnels of one gateway: they stay in the AS, so they have
 * no path, and nobody else needs to see them.
 */
#include "core/scion.h"
#include "tunnel/device.h"
#include "gateway.h"
#include "gateway_dispatch.h"

/* Takes @skb out of @list if it is for a tunnel, and sends or drops it. */
static void turn(struct snt_gateway_role *gateway, struct sk_buff_head *list,
		 struct sk_buff *skb, struct snt_dispatch *dispatch)
{
	enum snaptun_drop_reason reason;
	struct snt_tunnel *tunnel;

	if (!snt_scion_stays(skb->data, skb_headlen(skb)))
		return;
	tunnel = snt_dispatch_find(gateway, skb, &reason);
	if (!tunnel && reason == SNAPTUN_DROP_REASON_TX_NO_TUNNEL)
		return;
	__skb_unlink(skb, list);
	if (likely(tunnel))
		snt_dispatch_add(dispatch, tunnel, skb);
	else
		snt_stats_drop_skb(&gateway->role.device->stats, reason, skb);
}

/**
 * snt_gateway_turn - send on what is for another tunnel of the gateway
 * @tunnel: where the packets came from
 * @list: these, admitted; what is for others stays there
 *
 * Context: RCU read section, BH off.
 */
void snt_gateway_turn(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct snt_gateway_role *gateway = snt_gateway_of(tunnel->device->role);
	struct snt_dispatch dispatch = {};
	struct sk_buff *skb, *next;

	if (!rcu_dereference(gateway->config)->set.turns)
		return;
	skb_queue_walk_safe(list, skb, next)
		turn(gateway, list, skb, &dispatch);
	snt_dispatch_send(&dispatch);
}
