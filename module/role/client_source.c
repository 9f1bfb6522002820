// SPDX-License-Identifier: GPL-2.0-only
/* Whose assigned address a SCION packet has as its source */
#include "core/flow.h"
#include "tunnel/content.h"
#include "client.h"

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
	if (snt_content_read_flow(skb, SNT_FLOW_SOURCE, &key.flow))
		return NULL;
	node = snt_addr_lookup(&client->addresses, &key);
	if (!node)
		return NULL;
	address = container_of(node, struct snt_client_address, node);
	return &address->tunnel->tunnel;
}
