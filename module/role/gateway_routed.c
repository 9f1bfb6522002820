// SPDX-License-Identifier: GPL-2.0-only
/*
 * What routers and hosts of the AS send to a client's address by IP and UDP,
 * routed into the device: each holds a SCION packet for that address, and goes
 * by the tunnel that leads there. Whoever sent it chose all of it.
 */
#include "core/flow.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "gateway.h"
#include "gateway_dispatch.h"
#include "wrapped.h"

/* Where routers deliver what is for a port beyond those that hosts of their AS
 * say they serve themselves: the SCION packet has the right one.
 */
#define ENDHOST_PORT	30041

static bool is_same_host(const struct snt_flow *a, const struct snt_flow *b)
{
	return a->version == b->version &&
	       !memcmp(a->host, b->host, sizeof(a->host));
}

/* NULL if @skb, a SCION packet, is not for where it was sent. */
static struct snt_tunnel *find(struct snt_gateway_role *gateway,
			       const struct snt_flow *sent_to,
			       struct sk_buff *skb,
			       enum snaptun_drop_reason *reason)
{
	struct snt_flow to;

	*reason = SNAPTUN_DROP_REASON_TX_MALFORMED;
	if (snt_content_read_flow(skb, SNT_FLOW_DESTINATION, &to) ||
	    !is_same_host(&to, sent_to))
		return NULL;
	if (to.port != sent_to->port && sent_to->port != ENDHOST_PORT)
		return NULL;
	return snt_dispatch_find_flow(gateway, &to, skb->len, reason);
}

static void send_one(struct snt_gateway_role *gateway,
		     const struct snt_wrapped *packet, struct sk_buff *skb,
		     struct snt_dispatch *dispatch)
{
	struct snt_stats *stats = &gateway->role.device->stats;
	enum snaptun_drop_reason reason = SNAPTUN_DROP_REASON_TX_MALFORMED;
	struct snt_tunnel *tunnel = NULL;

	if (likely(snt_wrapped_unwrap(skb, packet->l4)))
		tunnel = find(gateway, &packet->to, skb, &reason);
	if (likely(tunnel))
		snt_dispatch_add(dispatch, tunnel, skb);
	else
		snt_stats_drop_skb(stats, reason, skb);
}

/* Consumes @skb, and all that are linked to it. */
static void send_all(struct snt_gateway_role *gateway,
		     const struct snt_wrapped *packet, struct sk_buff *skb)
{
	struct snt_dispatch dispatch = {};
	struct sk_buff *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		send_one(gateway, packet, skb, &dispatch);
	}
	snt_dispatch_send(&dispatch);
}

/* Consumes @skb. */
static void take(struct snt_gateway_role *gateway,
		 const struct snt_wrapped *packet, struct sk_buff *skb)
{
	struct snt_stats *stats = &gateway->role.device->stats;
	struct sk_buff *packets = NULL;

	if (likely(snt_wrapped_is_intact(skb, packet)))
		packets = snt_wrapped_split(skb);
	if (likely(packets))
		send_all(gateway, packet, packets);
	else
		snt_stats_drop_skb(stats, SNAPTUN_DROP_REASON_TX_MALFORMED,
				   skb);
}

/**
 * snt_gateway_take - is an IP packet one around a SCION packet? Then it is sent
 * or dropped
 * @role: the gateway
 * @skb: packet of the stack, which begins with as much as the smallest header
 *	of its protocol; consumed if the answer is true
 *
 * Context: RCU read section, BH off.
 * Return: whether it was.
 */
bool snt_gateway_take(struct snt_role *role, struct sk_buff *skb)
{
	struct snt_wrapped packet;

	if (likely(skb->protocol == htons(SNT_ETH_P_SCION)))
		return false;
	if (!snt_content_is_admitted(role->device, htons(SNT_ETH_P_SCION)) ||
	    !snt_wrapped_read(skb, &packet) ||
	    !snt_wrapped_is_direct(skb, &packet))
		return false;
	take(snt_gateway_of(role), &packet, skb);
	return true;
}
