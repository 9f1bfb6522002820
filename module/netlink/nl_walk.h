/* SPDX-License-Identifier: GPL-2.0-only */
/* A dump of what one device has many of, in as many messages as it takes. */
#ifndef _SNT_NL_WALK_H
#define _SNT_NL_WALK_H

#include <linux/build_bug.h>
#include <linux/netlink.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include "nl_target.h"

struct snt_device;

/**
 * struct snt_netlink_walk - where the dump goes on
 * @cursor: behind which member of the entry, 0: with the entry itself
 * @number: with which entry
 * @last: where it ends
 * @ifindex: of which device, 0 before the dump has begun
 */
struct snt_netlink_walk {
	u64 cursor;
	unsigned long number;
	unsigned long last;
	int ifindex;
};

static_assert(sizeof(struct snt_netlink_walk) <=
	      sizeof_field(struct netlink_callback, ctx));

/**
 * struct snt_netlink_walk_ops - what is dumped; under the device's update lock
 * @begin: has the device such things? Sets where the walk begins and ends, if
 *	not all are wanted; 0 or a negative errno
 * @fill: puts as many as fit, the first one that is to go on with being
 *	noted; 0 at the end, or a negative errno
 */
struct snt_netlink_walk_ops {
	int (*begin)(struct snt_netlink_walk *walk, struct snt_device *snt,
		     struct netlink_callback *cb);
	int (*fill)(struct sk_buff *skb, struct snt_netlink_walk *walk,
		    struct snt_device *snt, struct netlink_callback *cb);
};

int snt_netlink_walk(struct sk_buff *skb, struct netlink_callback *cb,
		     struct snt_netlink_name name,
		     const struct snt_netlink_walk_ops *ops);
u8 snt_netlink_walk_cmd(const struct netlink_callback *cb);
void *snt_netlink_walk_put(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _SNT_NL_WALK_H */
