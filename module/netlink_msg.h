/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of replies and notifications. */
#ifndef _SNT_NETLINK_MSG_H
#define _SNT_NETLINK_MSG_H

#include <linux/types.h>

struct sk_buff;
struct snt_device;
struct snt_peer;

int snt_netlink_put_dev(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_private_key(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_stats(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_peer_name(struct sk_buff *skb, struct snt_peer *peer);
int snt_netlink_put_peer_config(struct sk_buff *skb, struct snt_peer *peer);
int snt_netlink_put_psk(struct sk_buff *skb, struct snt_peer *peer);
int snt_netlink_put_peer_state(struct sk_buff *skb, struct snt_peer *peer);
int snt_netlink_put_peer_counters(struct sk_buff *skb, struct snt_peer *peer);
int snt_netlink_put_allowed_ips(struct sk_buff *skb, struct snt_peer *peer,
				u64 *cursor);

#endif /* _SNT_NETLINK_MSG_H */
