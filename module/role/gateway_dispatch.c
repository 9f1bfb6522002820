// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which tunnel of a gateway a packet goes to, by host and port, as routers
 * deliver, and what goes there together.
 */
#include "gateway_dispatch.h"
#include "core/flow.h"
#include "data/tx.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "gateway.h"

/* SNT_ROLE_ADMITTED or enum snaptun_drop_reason */
static int may_send(struct snt_gateway_tunnel *gt, u32 bytes)
{
	int reason = SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED;

	if (likely(!snt_tunnel_is_over(&gt->tunnel)))
		reason = snt_gateway_limit(gt->identity, SNT_WAY_TX, bytes);
	if (unlikely(reason != SNT_ROLE_ADMITTED))
		snt_gateway_dropped(&gt->tunnel, reason, 1);
	return reason;
}

/**
 * snt_dispatch_find_flow - the tunnel that leads to a host and port
 * @gateway: the gateway
 * @flow: these
 * @bytes: length of the packet that goes there
 * @reason: set if there is none that may be used
 *
 * Context: RCU read section.
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_dispatch_find_flow(struct snt_gateway_role *gateway,
					  const struct snt_flow *flow,
					  u32 bytes,
					  enum snaptun_drop_reason *reason)
{
	const struct snt_addr_key key = { .flow = *flow };
	struct snt_gateway_tunnel *gt;
	struct snt_addr_node *node;
	int ret;

	*reason = SNAPTUN_DROP_REASON_TX_NO_TUNNEL;
	node = snt_addr_lookup(&gateway->addresses, &key);
	if (!node)
		return NULL;
	gt = container_of(node, struct snt_gateway_tunnel, node);
	ret = may_send(gt, bytes);
	if (likely(ret == SNT_ROLE_ADMITTED))
		return &gt->tunnel;
	*reason = ret;
	return NULL;
}

/**
 * snt_dispatch_find - the tunnel that a SCION packet goes to
 * @gateway: the gateway
 * @skb: the packet, which begins with its header; its headers are made linear
 * @reason: set if there is none that may be used
 *
 * Context: RCU read section.
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_dispatch_find(struct snt_gateway_role *gateway,
				     struct sk_buff *skb,
				     enum snaptun_drop_reason *reason)
{
	struct snt_flow to;

	*reason = SNAPTUN_DROP_REASON_TX_NO_TUNNEL;
	if (snt_content_read_flow(skb, SNT_FLOW_DESTINATION, &to))
		return NULL;
	return snt_dispatch_find_flow(gateway, &to, skb->len, reason);
}

/**
 * snt_dispatch_add - send a packet, with those that come after it
 * @dispatch: of zeros at first
 * @tunnel: where it goes
 * @skb: a SCION packet; consumed
 *
 * Context: RCU read section until snt_dispatch_send(), BH off.
 */
void snt_dispatch_add(struct snt_dispatch *dispatch, struct snt_tunnel *tunnel,
		      struct sk_buff *skb)
{
	if (dispatch->tunnel != tunnel) {
		snt_dispatch_send(dispatch);
		dispatch->tunnel = tunnel;
	}
	*dispatch->last = skb;
	dispatch->last = &skb->next;
}

/**
 * snt_dispatch_send - send what was added
 * @dispatch: has nothing to be sent afterwards
 *
 * Context: as snt_dispatch_add().
 */
void snt_dispatch_send(struct snt_dispatch *dispatch)
{
	struct sk_buff *first = dispatch->first;

	dispatch->first = NULL;
	dispatch->last = &dispatch->first;
	if (first)
		snt_tx_packet(dispatch->tunnel->device, dispatch->tunnel,
			      first);
}
