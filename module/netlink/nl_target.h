/* SPDX-License-Identifier: GPL-2.0-only */
/* Which device a request is about, and whether the sender may touch it. */
#ifndef _SNT_NL_TARGET_H
#define _SNT_NL_TARGET_H

#include <linux/netdevice.h>

struct netlink_ext_ack;
struct nlattr;
struct sk_buff;
struct snt_device;

/**
 * struct snt_netlink_target - a device, held while a request is carried out
 * @snt: the device
 * @tracker: of the reference to its net_device
 */
struct snt_netlink_target {
	struct snt_device *snt;
	netdevice_tracker tracker;
};

/**
 * struct snt_netlink_name - how a request names a device
 * @ifindex: attribute with the interface index, or NULL
 * @ifname: attribute with the interface name, or NULL
 */
struct snt_netlink_name {
	const struct nlattr *ifindex;
	const struct nlattr *ifname;
};

int snt_netlink_target_get(struct snt_netlink_target *target,
			   const struct sk_buff *request,
			   struct snt_netlink_name name,
			   struct netlink_ext_ack *extack);
int snt_netlink_target_get_again(struct snt_netlink_target *target,
				 const struct sk_buff *request, int ifindex);
int snt_netlink_target_get_next(struct snt_netlink_target *target,
				const struct sk_buff *request,
				unsigned int *position);
int snt_netlink_target_lock(struct snt_netlink_target *target,
			    struct netlink_ext_ack *extack);
int snt_netlink_target_lock_role(struct snt_netlink_target *target, u8 role,
				 struct netlink_ext_ack *extack);
int snt_netlink_require_role(const struct snt_device *snt, u8 role,
			     struct netlink_ext_ack *extack);
int snt_netlink_target_take(struct snt_netlink_target *target,
			    const struct sk_buff *request,
			    struct snt_netlink_name name, u8 role,
			    struct netlink_ext_ack *extack);
void snt_netlink_target_release(struct snt_netlink_target *target);
void snt_netlink_target_unlock(struct snt_netlink_target *target);
void snt_netlink_target_put(struct snt_netlink_target *target);

#endif /* _SNT_NL_TARGET_H */
