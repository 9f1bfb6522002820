/* SPDX-License-Identifier: GPL-2.0-only */
/* What a request says of the settings of a gateway */
#ifndef _SNT_NL_POLICY_H
#define _SNT_NL_POLICY_H

struct genl_info;
struct nlattr;
struct snt_device;
struct snt_gateway_config;

struct nlattr *snt_netlink_policy_attr(const struct genl_info *info);
struct snt_gateway_config *
snt_netlink_read_policy(struct snt_device *snt, struct genl_info *info);

#endif /* _SNT_NL_POLICY_H */
