// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which tunnel of a client a packet goes to: the gateway returns SCION packets
 * by destination host and port, so each has to leave by the tunnel that has
 * its source as assigned address. IP packets all go by the first tunnel.
 */
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "client.h"

static struct snt_tunnel *find_first(struct snt_role *role)
{
	unsigned long number = 0;

	return snt_role_next(role, &number);
}

static struct snt_tunnel *find_tx(struct snt_role *role, struct sk_buff *skb,
				  enum snaptun_drop_reason *reason)
{
	struct snt_tunnel *tunnel;

	if (skb->protocol == htons(SNT_ETH_P_SCION))
		tunnel = snt_client_find_source(snt_client_of(role), skb,
						reason);
	else
		tunnel = find_first(role);
	if (likely(!tunnel ||
		   !snt_client_is_blocked(snt_client_tunnel_of(tunnel),
					  skb->protocol)))
		return tunnel;
	*reason = SNAPTUN_DROP_REASON_TX_ADDRESS_CHANGED;
	return NULL;
}

static struct snt_tunnel *find_address(struct snt_role *role, int family,
				       const void *addr)
{
	return find_first(role);
}

/* The gateway is trusted with what it sends, as a router is. */
static int admit_rx(struct snt_tunnel *tunnel, struct sk_buff *skb)
{
	if (unlikely(snt_client_is_blocked(snt_client_tunnel_of(tunnel),
					   skb->protocol)))
		return SNAPTUN_DROP_REASON_RX_ADDRESS_CHANGED;
	if (skb->protocol == htons(SNT_ETH_P_SCION))
		return snt_facade_deliver(snt_client_tunnel_of(tunnel), skb);
	return SNT_ROLE_ADMITTED;
}

/* All tunnels lead to one identity: what it wrote to tells them apart. */
static struct snt_tunnel *find_identity(struct snt_role *role,
					const u8 key[SNT_KEY_LEN], u32 number)
{
	struct snt_tunnel *tunnel = number ? xa_load(&role->tunnels, number) :
					     find_first(role);

	if (!tunnel || memcmp(tunnel->remote->static_key, key,
			      SNT_KEY_LEN))
		return NULL;
	return tunnel;
}

const struct snt_role_ops snt_client_role_ops = {
	.kind = SNAPTUN_ROLE_CLIENT,
	.create = snt_client_create,
	.destroy = snt_client_destroy,
	.open = snt_client_open,
	.close = snt_client_close,
	.sockets_of = snt_client_sockets_of,
	.take_tx = snt_facade_take,
	.find_tx = find_tx,
	.find_address = find_address,
	.admit_rx = admit_rx,
	.find_identity = find_identity,
	.tell = snt_client_tell,
	.may_begin = snt_client_may_begin,
	.assign = snt_client_assign,
	.rekey = snt_client_rekey,
	.state = snt_client_state,
	.previous = snt_client_previous_address,
	.put_dev = snt_client_put_dev,
	.remove = snt_client_remove,
	.bury = snt_client_end_close,
	.release = snt_client_release,
	.put_config = snt_client_put_config,
};
