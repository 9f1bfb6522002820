/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_NL_FACADE_H
#define _SNT_NL_FACADE_H

struct genl_info;
struct nlattr;
struct snt_device;

struct nlattr *snt_netlink_facade_attr(const struct genl_info *info);
int snt_netlink_set_facade(struct snt_device *snt, struct genl_info *info);

#endif /* _SNT_NL_FACADE_H */
