// SPDX-License-Identifier: GPL-2.0-only
/* Whose assigned address a SCION packet has as its source */
#include "core/flow.h"
#include "client.h"

/**
 * snt_client_read_source - host and port that a packet comes from
 * @skb: a SCION packet; its headers are made linear
 * @flow: the result
 *
 * Return: 0, -ENOMEM or an error of snt_flow_parse().
 */
int snt_client_read_source(struct sk_buff *skb, struct snt_flow *flow)
{
	unsigned int len = min_t(unsigned int, skb->len, SNT_FLOW_HEAD_MAX);
	int err;

	/* Most are linear, or have their headers where they can be read. */
	err = snt_flow_parse(skb->data, skb_headlen(skb), SNT_FLOW_SOURCE,
			     flow);
	if (likely(err != -ENODATA) || skb_headlen(skb) >= len)
		return err;
	if (!pskb_may_pull(skb, len))
		return -ENOMEM;
	return snt_flow_parse(skb->data, len, SNT_FLOW_SOURCE, flow);
}

/**
 * snt_client_find_source - the tunnel whose address is the source of a packet
 * @client: the client
 * @skb: a SCION packet; its headers are made linear
 * @reason: set if there is none
 *
 * Context: RCU read section, BH off.
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_tunnel *snt_client_find_source(struct snt_client *client,
					  struct sk_buff *skb,
					  enum snaptun_drop_reason *reason)
{
	struct snt_client_address *address;
	struct snt_addr_key key = {};
	struct snt_addr_node *node;

	*reason = SNAPTUN_DROP_REASON_TX_NO_TUNNEL;
	if (snt_client_read_source(skb, &key.flow))
		return NULL;
	node = snt_addr_lookup(&client->addresses, &key);
	if (!node)
		return NULL;
	address = container_of(node, struct snt_client_address, node);
	return &address->tunnel->tunnel;
}
