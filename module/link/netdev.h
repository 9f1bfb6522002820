/* SPDX-License-Identifier: GPL-2.0-only */
/* The network device, its link kind, and its configuration. */
#ifndef _SNT_NETDEV_H
#define _SNT_NETDEV_H

#include <linux/netdevice.h>
#include "tunnel/tunnel.h"

struct netlink_ext_ack;
struct nla_policy;
struct nlattr;
struct snt_device;
struct snt_role_ops;

int snt_device_start(const struct snt_tunnel_ops *ops,
		     const struct snt_role_ops *const roles[]);
void snt_device_stop(void);
bool snt_device_is(const struct net_device *dev);

void snt_device_prepare_tunnel(struct snt_tunnel *tunnel);
void snt_device_stop_tunnel(struct snt_tunnel *tunnel);

/* features.c */
void snt_device_features_setup(struct net_device *dev);
int snt_device_set_features(struct net_device *dev,
			    netdev_features_t features);

/* rtnl.c */
extern const struct nla_policy snt_device_link_policy[];
void snt_device_take_link(struct snt_device *snt, struct nlattr *const data[]);
int snt_device_refuse_change(struct net_device *dev, struct nlattr *tb[],
			     struct nlattr *data[],
			     struct netlink_ext_ack *extack);
size_t snt_device_get_link_size(const struct net_device *dev);
int snt_device_fill_link(struct sk_buff *skb, const struct net_device *dev);

/* netdev_life.c */
int snt_device_init(struct net_device *dev);
void snt_device_uninit(struct net_device *dev);
void snt_device_destroy_role(struct snt_device *snt);

/* config.c: under the device's update lock */
u16 snt_device_port(const struct snt_device *snt);
int snt_device_set_port(struct snt_device *snt, u16 port,
			struct netlink_ext_ack *extack);
void snt_device_clear_sources(struct snt_device *snt);
void snt_device_set_fwmark(struct snt_device *snt, u32 fwmark);
bool snt_device_has_key(const struct snt_device *snt, const u8 public_key[32]);
void snt_device_set_private_key(struct snt_device *snt, const u8 key[32],
				struct netlink_ext_ack *extack);
void snt_device_set_wire(struct snt_device *snt, u8 wire);
void snt_device_set_payload(struct snt_device *snt, u8 payload);
void snt_device_set_gso(struct snt_device *snt, u8 gso);
void snt_device_set_keylog(struct snt_device *snt, u8 keylog);
void snt_device_kick(struct snt_tunnel *tunnel);

#endif /* _SNT_NETDEV_H */
