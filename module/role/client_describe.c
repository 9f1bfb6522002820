// SPDX-License-Identifier: GPL-2.0-only
/* What only clients and their tunnels have, as attributes. */
#include <net/netlink.h>
#include "tunnel/device.h"
#include "client.h"

/**
 * snt_client_put_dev - what was configured of a client, but its gateway
 * @skb: message
 * @role: of the device; its update lock is held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_client_put_dev(struct sk_buff *skb, struct snt_role *role)
{
	struct snt_client *client = snt_client_of(role);

	if (nla_put_u32(skb, SNAPTUN_A_DEV_ADDRESS_POLICY,
			READ_ONCE(client->address_policy)) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_GIVE_UP_AFTER,
			READ_ONCE(client->give_up_s)) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_CARRIER,
			READ_ONCE(client->carrier)))
		return -EMSGSIZE;
	return 0;
}

/**
 * snt_client_put_config - number and port of a tunnel
 * @skb: message
 * @tunnel: of a client
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_client_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);
	u16 port = READ_ONCE(ct->udp.port) ?: READ_ONCE(ct->last_port);

	if (!port && ct->port == ct->port_max)
		port = ct->port;
	if (nla_put_u32(skb, SNAPTUN_A_PEER_ID, tunnel->number) ||
	    nla_put_u16(skb, SNAPTUN_A_PEER_LOCAL_PORT, port))
		return -EMSGSIZE;
	return 0;
}

/**
 * snt_client_put_members - a tunnel of a client has none
 * @skb: message
 * @tunnel: of a client
 * @cursor: becomes 0
 *
 * Return: 0.
 */
int snt_client_put_members(struct sk_buff *skb, struct snt_tunnel *tunnel,
			   u64 *cursor)
{
	*cursor = 0;
	return 0;
}
