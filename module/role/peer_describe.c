// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only peers have, as attributes: a label, and the allowed IPs, of which
 * there may be more than one message holds.
 */
#include <net/netlink.h>
#include "tunnel/device.h"
#include "peer.h"

/* An allowed IP at its longest, and the mark that there are more. */
#define ALLOWED_IP_ROOM							\
	(nla_total_size(0) + nla_total_size(sizeof(struct in6_addr)) +	\
	 nla_total_size(sizeof(u8)))
#define CONTINUED_ROOM nla_total_size(0)

/**
 * snt_peer_put_config - the label, if there is one
 * @skb: message
 * @tunnel: of a peer
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_peer_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	char label[SNAPTUN_LABEL_LEN + 1];

	snt_peer_get_label(snt_peer_of(tunnel), label);
	if (!label[0])
		return 0;
	return nla_put_string(skb, SNAPTUN_A_PEER_LABEL, label);
}

static int put_allowed_ip(struct sk_buff *skb, const struct snt_allowed_ip *ip)
{
	struct nlattr *nest;
	int err;

	nest = nla_nest_start(skb, SNAPTUN_A_PEER_ALLOWEDIP);
	if (!nest)
		return -EMSGSIZE;
	if (ip->family == AF_INET)
		err = nla_put(skb, SNAPTUN_A_ALLOWEDIP_IPV4,
			      sizeof(struct in_addr), ip->addr);
	else
		err = nla_put(skb, SNAPTUN_A_ALLOWEDIP_IPV6,
			      sizeof(struct in6_addr), ip->addr);
	if (err || nla_put_u8(skb, SNAPTUN_A_ALLOWEDIP_PREFIX_LEN,
			      ip->prefix_len))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * snt_peer_put_members - as many of a peer's allowed IPs as fit
 * @skb: message
 * @tunnel: of a peer; its device's update_lock is held
 * @cursor: behind which entry to begin, 0 for the first; where to go on in the
 *	next message when there are more, else 0
 *
 * If they do not all fit, the message says so.
 *
 * Context: process.
 * Return: 0, or -EMSGSIZE when there is no room even for the first.
 */
int snt_peer_put_members(struct sk_buff *skb, struct snt_tunnel *tunnel,
			 u64 *cursor)
{
	struct snt_peer *peer = snt_peer_of(tunnel);
	u64 begin = *cursor;
	struct snt_allowed_ip ip;

	lockdep_assert_held(&tunnel->device->update_lock);
	while (snt_allowed_ips_next(&peer->allowed, *cursor, &ip)) {
		if (skb_tailroom(skb) < ALLOWED_IP_ROOM + CONTINUED_ROOM) {
			if (*cursor == begin)
				return -EMSGSIZE;
			return nla_put_flag(skb, SNAPTUN_A_PEER_CONTINUED);
		}
		if (put_allowed_ip(skb, &ip))
			return -EMSGSIZE;
		*cursor = ip.cursor;
	}
	*cursor = 0;
	return 0;
}
