/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests about identities of a gateway */
#ifndef _SNT_NL_IDENTITY_H
#define _SNT_NL_IDENTITY_H

struct genl_info;
struct sk_buff;
struct snt_identity;
struct snt_netlink_target;

struct snt_identity *
snt_netlink_take_identity(struct snt_netlink_target *target,
			  struct sk_buff *skb, struct genl_info *info);

#endif /* _SNT_NL_IDENTITY_H */
