/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers to requests that read. */
#ifndef _SNT_NL_DUMP_H
#define _SNT_NL_DUMP_H

#include <linux/types.h>
#include "nl_target.h"

struct genl_info;
struct sk_buff;
struct snt_device;

int snt_netlink_reply(struct sk_buff *request, struct genl_info *info,
		      struct snt_netlink_name name, size_t len,
		      int (*put)(struct sk_buff *skb, struct snt_device *snt,
				 struct genl_info *info));

#endif /* _SNT_NL_DUMP_H */
