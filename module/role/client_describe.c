// SPDX-License-Identifier: GPL-2.0-only
/* What only clients and their tunnels have, as attributes. */
#include <net/netlink.h>
#include "tunnel/device.h"
#include "client.h"

static int put_facade(struct sk_buff *skb,
		      const struct snt_facade_settings *set)
{
	const struct snt_flow *at = &set->at;

	if (nla_put_u32(skb, SNAPTUN_A_DEV_FACADE_SENDERS,
			set->serves_others ? SNAPTUN_FACADE_SENDERS_ANY :
					     SNAPTUN_FACADE_SENDERS_LOCAL) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_FACADE_TRANSLATION,
			set->translates ? SNAPTUN_FACADE_TRANSLATION_ON :
					  SNAPTUN_FACADE_TRANSLATION_OFF) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_FLOW_LIMIT, set->flow_limit) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_FLOW_IDLE, set->flow_idle_s))
		return -EMSGSIZE;
	if (!at->version)
		return 0;
	if (at->version == 4 ?
	    nla_put(skb, SNAPTUN_A_DEV_FACADE_IPV4, 4, at->host) :
	    nla_put(skb, SNAPTUN_A_DEV_FACADE_IPV6, 16, at->host))
		return -EMSGSIZE;
	return nla_put_be16(skb, SNAPTUN_A_DEV_FACADE_PORT, htons(at->port));
}

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
	return put_facade(skb, &client->facade.settings);
}

static int put_flow(struct sk_buff *skb, const struct snt_facade_flow *flow)
{
	const struct snt_flow *app = &flow->node.key.flow;
	unsigned long idle = jiffies - READ_ONCE(flow->used);

	if (app->version == 4 ?
	    nla_put(skb, SNAPTUN_A_PEER_APP_IPV4, 4, app->host) :
	    nla_put(skb, SNAPTUN_A_PEER_APP_IPV6, 16, app->host))
		return -EMSGSIZE;
	if (nla_put_be16(skb, SNAPTUN_A_PEER_APP_PORT, htons(app->port)))
		return -EMSGSIZE;
	return nla_put_u32(skb, SNAPTUN_A_PEER_APP_IDLE, idle / HZ);
}

/**
 * snt_client_put_config - number and port of a tunnel, and whose it is
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
	const struct snt_facade_flow *flow;
	int err = 0;

	if (!port && ct->port == ct->port_max)
		port = ct->port;
	if (nla_put_u32(skb, SNAPTUN_A_PEER_ID, tunnel->number) ||
	    nla_put_u16(skb, SNAPTUN_A_PEER_LOCAL_PORT, port))
		return -EMSGSIZE;
	rcu_read_lock();
	flow = rcu_dereference(ct->flow);
	if (flow)
		err = put_flow(skb, flow);
	rcu_read_unlock();
	return err;
}
