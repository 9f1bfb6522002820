/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of replies and notifications. */
#ifndef _SNT_NL_PUT_H
#define _SNT_NL_PUT_H

#include <linux/types.h>

struct sk_buff;
struct snt_device;
struct snt_endpoint;
struct snt_tunnel;

int snt_netlink_put_dev(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_private_key(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_stats(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_name(struct sk_buff *skb, struct snt_tunnel *tunnel);
int snt_netlink_put_endpoint(struct sk_buff *skb,
			     const struct snt_endpoint *at);
int snt_netlink_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel);
int snt_netlink_put_psk(struct sk_buff *skb, struct snt_tunnel *tunnel);
int snt_netlink_put_state(struct sk_buff *skb, struct snt_tunnel *tunnel);
int snt_netlink_put_gateway(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_gateway_psk(struct sk_buff *skb, struct snt_device *snt);
int snt_netlink_put_counters(struct sk_buff *skb, struct snt_tunnel *tunnel);

#endif /* _SNT_NL_PUT_H */
