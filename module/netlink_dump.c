// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that read. A dump remembers between two messages where it stopped,
 * by numbers only: it holds neither the device nor a peer, and goes on behind
 * whatever was removed meanwhile. Changes are reported by NLM_F_DUMP_INTR.
 */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "context.h"
#include "netlink_gen.h"
#include "netlink_msg.h"
#include "netlink_target.h"
#include "peer.h"

/* Long enough for a device, and for the counters of one. */
#define DEV_LEN 512
#define STATS_LEN (256 + SNT_STATS_NR * 32)

/**
 * struct peer_dump - where a dump of peers goes on
 * @cursor: behind which allowed IP of the peer, 0: with the peer itself
 * @id: with which peer
 * @last_id: where it ends
 * @ifindex: of which device, 0 before the dump has begun
 */
struct peer_dump {
	u64 cursor;
	unsigned long id;
	unsigned long last_id;
	int ifindex;
};

typedef int (*put_fn)(struct sk_buff *skb, struct snt_device *snt);
typedef int (*reply_fn)(struct sk_buff *skb, struct snt_device *snt,
			struct genl_info *info);

static_assert(sizeof(struct peer_dump) <=
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
		 struct snt_netlink_name name, size_t len, reply_fn put)
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
			struct snt_netlink_target *target, u8 cmd, put_fn put)
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
		     put_fn put)
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
 * A peer with the allowed IPs behind @cursor, or only these when it is not the
 * peer's first message.
 */
static int put_peer(struct sk_buff *skb, struct snt_peer *peer, u64 *cursor)
{
	int err;

	err = snt_netlink_put_peer_name(skb, peer);
	if (!err && !*cursor)
		err = snt_netlink_put_psk(skb, peer) ?:
		      snt_netlink_put_peer_config(skb, peer) ?:
		      snt_netlink_put_peer_state(skb, peer) ?:
		      snt_netlink_put_peer_counters(skb, peer);
	return err ?: snt_netlink_put_allowed_ips(skb, peer, cursor);
}

static int reply_with_peer(struct sk_buff *skb, struct snt_device *snt,
			   struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	struct snt_peer *peer;
	u64 cursor = 0;
	int err;

	peer = snt_peer_find(snt, nla_data(key));
	if (!peer) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "No peer of the device has this public-key");
		return -ENOENT;
	}
	err = put_peer(skb, peer, &cursor);
	snt_tunnel_put(&peer->tunnel);
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
	return reply(skb, info, name, GENLMSG_DEFAULT_SIZE, reply_with_peer);
}

static int only_one_peer(struct peer_dump *dump,
			 struct snt_netlink_target *target,
			 const struct nlattr *key,
			 struct netlink_ext_ack *extack)
{
	struct snt_peer *peer;
	int err;

	err = snt_netlink_target_lock(target, extack);
	if (err)
		return err;
	peer = snt_peer_find(target->snt, nla_data(key));
	if (peer) {
		dump->id = peer->id;
		dump->last_id = peer->id;
		snt_tunnel_put(&peer->tunnel);
	} else {
		NL_SET_ERR_MSG_ATTR(extack, key, "No peer of the device has this public-key");
		err = -ENOENT;
	}
	snt_netlink_target_unlock(target);
	return err;
}

static int begin_peer_dump(struct peer_dump *dump, struct netlink_callback *cb)
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
	dump->last_id = ULONG_MAX;
	if (key)
		err = only_one_peer(dump, &target, key, cb->extack);
	if (!err)
		dump->ifindex = target.snt->dev->ifindex;
	snt_netlink_target_put(&target);
	return err;
}

static int dump_one_peer(struct sk_buff *skb, struct netlink_callback *cb,
			 struct snt_peer *peer, u64 *cursor)
{
	void *hdr;
	int err;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &snaptun_nl_family, NLM_F_MULTI,
			  SNAPTUN_CMD_PEER_GET);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	err = put_peer(skb, peer, cursor);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int dump_peers_locked(struct sk_buff *skb, struct netlink_callback *cb,
			     struct snt_device *snt)
{
	struct peer_dump *dump = (struct peer_dump *)cb->ctx;
	struct snt_peer *peer;
	unsigned long id;
	u64 cursor;
	int err;

	/* 0 stands for "cannot tell" */
	cb->seq = snt->generation ?: 1;
	for (;;) {
		id = dump->id;
		peer = xa_find(&snt->peers, &id, dump->last_id, XA_PRESENT);
		if (!peer)
			return 0;
		/* The peer that was not complete may have gone meanwhile. */
		cursor = id == dump->id ? dump->cursor : 0;
		err = dump_one_peer(skb, cb, peer, &cursor);
		if (err)
			return err;
		dump->cursor = cursor;
		dump->id = cursor ? id : id + 1;
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
	struct peer_dump *dump = (struct peer_dump *)cb->ctx;
	struct snt_netlink_target target;
	int err;

	if (!dump->ifindex) {
		err = begin_peer_dump(dump, cb);
		if (err)
			return err;
	}
	err = snt_netlink_target_get_again(&target, cb->skb, dump->ifindex);
	if (err)
		return err;
	err = snt_netlink_target_lock(&target, cb->extack);
	if (!err) {
		err = dump_peers_locked(skb, cb, target.snt);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	return skb->len ?: err;
}
