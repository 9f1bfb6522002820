// SPDX-License-Identifier: GPL-2.0-only
/*
 * What rtnetlink carries of a device besides what every link has
 * (IFLA_INFO_DATA): a new one may be given its modes and its port, a dump shows
 * them. Later changes are for the netlink family alone, which knows who may
 * make them when the device was moved to another namespace.
 */
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <net/netlink.h>
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "netdev.h"

const struct nla_policy snt_device_link_policy[SNAPTUN_A_LINK_MAX + 1] = {
	[0] = { .strict_start_type = SNAPTUN_A_LINK_ROLE },
	[SNAPTUN_A_LINK_ROLE] = NLA_POLICY_MAX(NLA_U32, SNAPTUN_ROLE_MAX),
	[SNAPTUN_A_LINK_WIRE] = NLA_POLICY_MAX(NLA_U32, SNAPTUN_WIRE_WIREGUARD),
	[SNAPTUN_A_LINK_PAYLOAD] = NLA_POLICY_MAX(NLA_U32,
						  SNAPTUN_PAYLOAD_ANY),
	[SNAPTUN_A_LINK_LISTEN_PORT] = { .type = NLA_U16 },
	[SNAPTUN_A_LINK_PEERS] = {
		.type = NLA_REJECT,
		.reject_message = "Peers are added by snaptun-ctl set",
	},
};

/**
 * snt_device_take_link - give a new device what its request says
 * @snt: the device, with its defaults; not registered yet
 * @data: attributes that kept snt_device_link_policy, or NULL
 *
 * Context: process.
 */
void snt_device_take_link(struct snt_device *snt, struct nlattr *const data[])
{
	const struct nlattr *payload, *wire, *port;

	if (!data)
		return;
	wire = data[SNAPTUN_A_LINK_WIRE];
	payload = data[SNAPTUN_A_LINK_PAYLOAD];
	port = data[SNAPTUN_A_LINK_LISTEN_PORT];
	mutex_lock(&snt->update_lock);
	if (wire)
		snt_device_set_wire(snt, nla_get_u32(wire));
	if (payload)
		snt_device_set_payload(snt, nla_get_u32(payload));
	if (port)	/* opened when the device comes up: can't fail now */
		snt->port = nla_get_u16(port);
	mutex_unlock(&snt->update_lock);
}

/**
 * snt_device_refuse_change - answer to a change of a device by rtnetlink
 * @dev: one of our devices
 * @tb: attributes of the link
 * @data: attributes of the kind
 * @extack: told what to do instead
 *
 * Return: -EOPNOTSUPP.
 */
int snt_device_refuse_change(struct net_device *dev, struct nlattr *tb[],
			     struct nlattr *data[],
			     struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "A snaptun device is changed by snaptun-ctl set, not by ip link");
	return -EOPNOTSUPP;
}

/**
 * snt_device_get_link_size - room that snt_device_fill_link() needs
 * @dev: one of our devices
 *
 * Return: bytes.
 */
size_t snt_device_get_link_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* SNAPTUN_A_LINK_ROLE */
	       nla_total_size(sizeof(u32)) +	/* SNAPTUN_A_LINK_WIRE */
	       nla_total_size(sizeof(u32)) +	/* SNAPTUN_A_LINK_PAYLOAD */
	       nla_total_size(sizeof(u16)) +	/* SNAPTUN_A_LINK_LISTEN_PORT */
	       nla_total_size(sizeof(u32));	/* SNAPTUN_A_LINK_PEERS */
}

/**
 * snt_device_fill_link - write what a dump of links shows of a device
 * @skb: the message
 * @dev: one of our devices
 *
 * Single values, no picture: not under the update lock.
 *
 * Context: RTNL.
 * Return: 0, or -EMSGSIZE when the message is full.
 */
int snt_device_fill_link(struct sk_buff *skb, const struct net_device *dev)
{
	const struct snt_device *snt = netdev_priv(dev);

	if (nla_put_u32(skb, SNAPTUN_A_LINK_ROLE, snt->role->ops->kind) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_WIRE, READ_ONCE(snt->wire)) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_PAYLOAD,
			READ_ONCE(snt->payload)) ||
	    nla_put_u16(skb, SNAPTUN_A_LINK_LISTEN_PORT,
			READ_ONCE(snt->port)) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_PEERS,
			READ_ONCE(snt->role->nr_tunnels)))
		return -EMSGSIZE;
	return 0;
}
