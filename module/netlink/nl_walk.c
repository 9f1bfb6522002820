// SPDX-License-Identifier: GPL-2.0-only
/* A dump of what one device has many of: what is the same for all of these. */
#include "nl_walk.h"
#include <net/genetlink.h>
#include "tunnel/device.h"
#include "netlink_gen.h"

static int begin_locked(struct snt_netlink_walk *walk, struct snt_device *snt,
			struct netlink_callback *cb,
			const struct snt_netlink_walk_ops *ops)
{
	int err;

	lockdep_assert_held(&snt->update_lock);
	walk->last = ULONG_MAX;
	err = ops->begin(walk, snt, cb);
	if (!err)
		walk->ifindex = snt->dev->ifindex;
	return err;
}

static int begin(struct snt_netlink_walk *walk, struct netlink_callback *cb,
		 struct snt_netlink_name name,
		 const struct snt_netlink_walk_ops *ops)
{
	struct snt_netlink_target target;
	int err;

	err = snt_netlink_target_get(&target, cb->skb, name, cb->extack);
	if (err)
		return err;
	err = snt_netlink_target_lock(&target, cb->extack);
	if (!err) {
		err = begin_locked(walk, target.snt, cb, ops);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	return err;
}

/**
 * snt_netlink_walk - fill one more message of a dump
 * @skb: message to fill
 * @cb: dump
 * @name: its attributes that name the device
 * @ops: what is dumped
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snt_netlink_walk(struct sk_buff *skb, struct netlink_callback *cb,
		     struct snt_netlink_name name,
		     const struct snt_netlink_walk_ops *ops)
{
	struct snt_netlink_walk *walk = (struct snt_netlink_walk *)cb->ctx;
	struct snt_netlink_target target;
	int err = walk->ifindex ? 0 : begin(walk, cb, name, ops);

	if (err)
		return err;
	err = snt_netlink_target_get_again(&target, cb->skb, walk->ifindex);
	if (err)
		return err;
	err = snt_netlink_target_lock(&target, cb->extack);
	if (!err) {
		/* 0 stands for "cannot tell" */
		cb->seq = target.snt->generation ?: 1;
		err = ops->fill(skb, walk, target.snt, cb);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	return skb->len ?: err;
}

/**
 * snt_netlink_walk_cmd - which command asked for a dump?
 * @cb: dump
 *
 * Return: it, which its answers have, too.
 */
u8 snt_netlink_walk_cmd(const struct netlink_callback *cb)
{
	const struct genlmsghdr *hdr = nlmsg_data(cb->nlh);

	return hdr->cmd;
}

/**
 * snt_netlink_walk_put - begin an entry of a dump
 * @skb: message to fill
 * @cb: dump
 *
 * To be followed by genlmsg_end() or genlmsg_cancel().
 *
 * Return: its header, or NULL: the message is full.
 */
void *snt_netlink_walk_put(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &snaptun_nl_family, NLM_F_MULTI,
			  snt_netlink_walk_cmd(cb));
	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}
