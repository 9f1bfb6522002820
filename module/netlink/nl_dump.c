// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that read. A dump remembers between two messages where it stopped,
 * by numbers only: it holds neither the device nor a tunnel, and goes on behind
 * whatever was removed meanwhile. Changes are reported by NLM_F_DUMP_INTR.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "netlink_gen.h"
#include "nl_put.h"
#include "nl_target.h"

/* Long enough for a device, and for the counters of one. */
#define DEV_LEN 512
#define STATS_LEN (256 + SNT_STATS_NR * 32)

/**
 * struct tunnel_dump - where a dump of tunnels goes on
 * @cursor: behind which member of the tunnel, 0: with the tunnel itself
 * @number: with which tunnel
 * @last: where it ends
 * @ifindex: of which device, 0 before the dump has begun
 */
struct tunnel_dump {
	u64 cursor;
	unsigned long number;
	unsigned long last;
	int ifindex;
};

static_assert(sizeof(struct tunnel_dump) <=
	      sizeof_field(struct netlink_callback, ctx));

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

static int reply(struct sk_buff *request, struct genl_info *info,
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

	return reply(skb, info, name, DEV_LEN, reply_with_dev);
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

	return reply(skb, info, name, STATS_LEN, reply_with_stats);
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

/*
 * A tunnel with its members behind @cursor, or only these when it is not the
 * tunnel's first message.
 */
static int put_tunnel(struct sk_buff *skb, struct snt_tunnel *tunnel,
		      u64 *cursor)
{
	int err;

	err = snt_netlink_put_name(skb, tunnel);
	if (!err && !*cursor)
		err = snt_netlink_put_psk(skb, tunnel) ?:
		      snt_netlink_put_config(skb, tunnel) ?:
		      snt_netlink_put_state(skb, tunnel) ?:
		      snt_netlink_put_counters(skb, tunnel);
	return err ?: tunnel->device->role->ops->put_members(skb, tunnel,
							     cursor);
}

static int reply_with_tunnel(struct sk_buff *skb, struct snt_device *snt,
			     struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	struct snt_tunnel *tunnel;
	u64 cursor = 0;
	int err;

	tunnel = snt_role_get_identity(snt->role, nla_data(key), 0);
	if (!tunnel) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "No peer of the device has this public-key");
		return -ENOENT;
	}
	err = put_tunnel(skb, tunnel, &cursor);
	snt_tunnel_put(tunnel);
	return err;
}

/**
 * snaptun_nl_peer_get_doit - read a peer
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_peer_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_name name = {
		.ifindex = info->attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_PEER_IFNAME],
	};

	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_PUBLIC_KEY)) {
		GENL_SET_ERR_MSG(info,
				 "Name the peer by its public-key, or ask for all by NLM_F_DUMP");
		return -EINVAL;
	}
	return reply(skb, info, name, GENLMSG_DEFAULT_SIZE, reply_with_tunnel);
}

static int only_one(struct tunnel_dump *dump,
		    struct snt_netlink_target *target,
		    const struct nlattr *key, struct netlink_ext_ack *extack)
{
	struct snt_tunnel *tunnel;
	int err;

	err = snt_netlink_target_lock(target, extack);
	if (err)
		return err;
	tunnel = snt_role_get_identity(target->snt->role, nla_data(key), 0);
	if (tunnel) {
		dump->number = tunnel->number;
		dump->last = tunnel->number;
		snt_tunnel_put(tunnel);
	} else {
		NL_SET_ERR_MSG_ATTR(extack, key, "No peer of the device has this public-key");
		err = -ENOENT;
	}
	snt_netlink_target_unlock(target);
	return err;
}

static int begin_dump(struct tunnel_dump *dump, struct netlink_callback *cb)
{
	struct nlattr **attrs = snt_compat_genl_dump_attrs(cb);
	struct nlattr *key = attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	struct snt_netlink_name name = {
		.ifindex = attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = attrs[SNAPTUN_A_PEER_IFNAME],
	};
	struct snt_netlink_target target;
	int err;

	err = snt_netlink_target_get(&target, cb->skb, name, cb->extack);
	if (err)
		return err;
	dump->last = ULONG_MAX;
	if (key)
		err = only_one(dump, &target, key, cb->extack);
	if (!err)
		dump->ifindex = target.snt->dev->ifindex;
	snt_netlink_target_put(&target);
	return err;
}

static int dump_one_tunnel(struct sk_buff *skb, struct netlink_callback *cb,
			   struct snt_tunnel *tunnel, u64 *cursor)
{
	void *hdr;
	int err;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &snaptun_nl_family, NLM_F_MULTI,
			  SNAPTUN_CMD_PEER_GET);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	err = put_tunnel(skb, tunnel, cursor);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int dump_tunnels_locked(struct sk_buff *skb,
			       struct netlink_callback *cb,
			       struct snt_device *snt)
{
	struct tunnel_dump *dump = (struct tunnel_dump *)cb->ctx;
	struct snt_tunnel *tunnel;
	unsigned long number;
	u64 cursor;
	int err;

	lockdep_assert_held(&snt->update_lock);
	/* 0 stands for "cannot tell" */
	cb->seq = snt->generation ?: 1;
	for (;;) {
		number = dump->number;
		tunnel = snt_role_next(snt->role, &number);
		if (!tunnel || number > dump->last)
			return 0;
		/* The one that was not complete may have gone meanwhile. */
		cursor = number == dump->number ? dump->cursor : 0;
		err = dump_one_tunnel(skb, cb, tunnel, &cursor);
		if (err)
			return err;
		dump->cursor = cursor;
		dump->number = cursor ? number : number + 1;
	}
}

/**
 * snaptun_nl_peer_get_dumpit - read all peers of a device, or one completely
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_peer_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct tunnel_dump *dump = (struct tunnel_dump *)cb->ctx;
	struct snt_netlink_target target;
	int err;

	if (!dump->ifindex) {
		err = begin_dump(dump, cb);
		if (err)
			return err;
	}
	err = snt_netlink_target_get_again(&target, cb->skb, dump->ifindex);
	if (err)
		return err;
	err = snt_netlink_target_lock(&target, cb->extack);
	if (!err) {
		err = dump_tunnels_locked(skb, cb, target.snt);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	return skb->len ?: err;
}
