// SPDX-License-Identifier: GPL-2.0-only
/* Requests that read devices and their counters, one or all. */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "tunnel/device.h"
#include "netlink_gen.h"
#include "nl_dump.h"
#include "nl_put.h"
#include "nl_target.h"

/* Long enough for a device, and for the counters of one. */
#define DEV_LEN 512
#define STATS_LEN (256 + SNT_STATS_NR * 32)

static int put_dev_with_key(struct sk_buff *skb, struct snt_device *snt)
{
	return snt_netlink_put_dev(skb, snt) ?:
	       snt_netlink_put_private_key(skb, snt);
}

static int reply_with_dev(struct sk_buff *skb, struct snt_device *snt,
			  struct genl_info *info)
{
	return put_dev_with_key(skb, snt);
}

static int reply_with_stats(struct sk_buff *skb, struct snt_device *snt,
			    struct genl_info *info)
{
	return snt_netlink_put_stats(skb, snt);
}

/**
 * snt_netlink_reply - answer a request about one device
 * @request: the request
 * @info: the same, parsed
 * @name: its attributes that name the device
 * @len: room for the answer
 * @put: puts the attributes into the answer; the device's update lock is held
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_netlink_reply(struct sk_buff *request, struct genl_info *info,
		      struct snt_netlink_name name, size_t len,
		      int (*put)(struct sk_buff *skb, struct snt_device *snt,
				 struct genl_info *info))
{
	struct snt_netlink_target target;
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = genlmsg_new(len, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &snaptun_nl_family, 0,
				info->genlhdr->cmd);
	err = snt_netlink_target_get(&target, request, name, info->extack);
	if (err)
		goto err_free;
	err = snt_netlink_target_lock(&target, info->extack);
	if (!err) {
		err = put(skb, target.snt, info);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	if (err)
		goto err_free;
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);

err_free:
	nlmsg_free(skb);
	return err;
}

/**
 * snaptun_nl_dev_get_doit - read a device
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_name name = {
		.ifindex = info->attrs[SNAPTUN_A_DEV_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_DEV_IFNAME],
	};

	return snt_netlink_reply(skb, info, name, DEV_LEN, reply_with_dev);
}

/**
 * snaptun_nl_stats_get_doit - read the drop counters of a device
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_name name = {
		.ifindex = info->attrs[SNAPTUN_A_STATS_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_STATS_IFNAME],
	};

	return snt_netlink_reply(skb, info, name, STATS_LEN, reply_with_stats);
}

/* Here and not in a start callback, where Linux 6.1 takes no explanation */
static int refuse_name(struct netlink_callback *cb)
{
	struct nlattr **attrs = snt_compat_genl_dump_attrs(cb);
	struct nlattr *attr;

	static_assert((int)SNAPTUN_A_DEV_IFINDEX ==
		      (int)SNAPTUN_A_STATS_IFINDEX);
	static_assert((int)SNAPTUN_A_DEV_IFNAME ==
		      (int)SNAPTUN_A_STATS_IFNAME);
	attr = attrs[SNAPTUN_A_DEV_IFINDEX] ?: attrs[SNAPTUN_A_DEV_IFNAME];
	if (!attr)
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, attr,
			    "A dump is of all devices; leave ifindex and ifname out, or NLM_F_DUMP");
	return -EINVAL;
}

static int dump_one_dev(struct sk_buff *skb, struct netlink_callback *cb,
			struct snt_netlink_target *target, u8 cmd,
			int (*put)(struct sk_buff *skb, struct snt_device *snt))
{
	void *hdr;
	int err;

	/* A device that is about to go is as good as gone. */
	if (snt_netlink_target_lock(target, NULL))
		return 0;
	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &snaptun_nl_family, NLM_F_MULTI, cmd);
	err = hdr ? put(skb, target->snt) : -EMSGSIZE;
	snt_netlink_target_unlock(target);
	if (err) {
		if (hdr)
			genlmsg_cancel(skb, hdr);
		return err;
	}
	genl_dump_check_consistent(cb, hdr);
	genlmsg_end(skb, hdr);
	return 0;
}

static int dump_devs(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		     int (*put)(struct sk_buff *skb, struct snt_device *snt))
{
	unsigned int *position = (unsigned int *)cb->ctx;
	struct snt_netlink_target target;
	unsigned int next = *position;
	int err = refuse_name(cb);

	cb->seq = READ_ONCE(sock_net(cb->skb->sk)->dev_base_seq);
	while (!err && !snt_netlink_target_get_next(&target, cb->skb, &next)) {
		err = dump_one_dev(skb, cb, &target, cmd, put);
		snt_netlink_target_put(&target);
		if (!err)
			*position = next;
	}
	return skb->len ?: err;
}

/**
 * snaptun_nl_dev_get_dumpit - read all devices
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_devs(skb, cb, SNAPTUN_CMD_DEV_GET, put_dev_with_key);
}

/**
 * snaptun_nl_stats_get_dumpit - read the drop counters of all devices
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_stats_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return dump_devs(skb, cb, SNAPTUN_CMD_STATS_GET,
			 snt_netlink_put_stats);
}
