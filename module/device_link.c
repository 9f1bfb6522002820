// SPDX-License-Identifier: GPL-2.0-only
/*
 * What rtnetlink carries of a device besides what every link has
 * (IFLA_INFO_DATA).
 */
#include <linux/netdevice.h>
#include <net/netlink.h>
#include "context.h"
#include "device.h"

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

	if (nla_put_u32(skb, SNAPTUN_A_LINK_ROLE, snt->role) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_WIRE, READ_ONCE(snt->wire)) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_PAYLOAD,
			READ_ONCE(snt->payload)) ||
	    nla_put_u16(skb, SNAPTUN_A_LINK_LISTEN_PORT,
			READ_ONCE(snt->port)) ||
	    nla_put_u32(skb, SNAPTUN_A_LINK_PEERS, READ_ONCE(snt->nr_peers)))
		return -EMSGSIZE;
	return 0;
}
