// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that read tunnels, be they a peer's, a client's or a gateway's. A
 * dump remembers between two messages where it stopped, by numbers only: it
 * holds neither the device nor a tunnel, and goes on behind whatever was
 * removed meanwhile. Changes are reported by NLM_F_DUMP_INTR.
 */
#include <net/genetlink.h>

#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "netlink_gen.h"
#include "nl_dump.h"
#include "nl_put.h"
#include "nl_target.h"
#include "nl_walk.h"

/*
 * A tunnel with its members behind @cursor, or only these when it is not the
 * tunnel's first message.
 */
static int put_tunnel(struct sk_buff *skb, struct snt_tunnel *tunnel,
		      u64 *cursor)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;
	int err;

	err = snt_netlink_put_name(skb, tunnel);
	/* That of a client's tunnels is the gateway's, that of a gateway's an
	 * identity's.
	 */
	if (!err && !*cursor && ops->kind == SNAPTUN_ROLE_PEER)
		err = snt_netlink_put_psk(skb, tunnel);
	if (!err && !*cursor)
		err = snt_netlink_put_config(skb, tunnel) ?:
		      snt_netlink_put_state(skb, tunnel) ?:
		      snt_netlink_put_counters(skb, tunnel);
	if (!err && ops->put_members)
		err = ops->put_members(skb, tunnel, cursor);
	return err;
}

static struct snt_netlink_name name_of(struct nlattr **attrs)
{
	return (struct snt_netlink_name){
		.ifindex = attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = attrs[SNAPTUN_A_PEER_IFNAME],
	};
}

/* What a request names, or NULL; only its own command has parsed it. */
static struct nlattr *named_by(struct nlattr **attrs, u8 cmd)
{
	return attrs[cmd == SNAPTUN_CMD_TUNNEL_GET ? SNAPTUN_A_PEER_ID :
						     SNAPTUN_A_PEER_PUBLIC_KEY];
}

static int require_role(const struct snt_device *snt, u8 cmd,
			struct netlink_ext_ack *extack)
{
	if (cmd != SNAPTUN_CMD_TUNNEL_GET)
		return snt_netlink_require_role(snt, SNAPTUN_ROLE_PEER, extack);
	if (snt->role->ops->kind != SNAPTUN_ROLE_PEER)
		return 0;
	NL_SET_ERR_MSG(extack, "Only a device that was created with role client or gateway has tunnels that are named by numbers");
	return -EOPNOTSUPP;
}

/* Returns it with a reference, or NULL. */
static struct snt_tunnel *find_named(struct snt_device *snt,
				     const struct nlattr *attr, u8 cmd,
				     struct netlink_ext_ack *extack)
{
	struct snt_tunnel *tunnel;

	if (cmd == SNAPTUN_CMD_TUNNEL_GET) {
		tunnel = snt_role_get_number(snt->role, nla_get_u32(attr));
		if (!tunnel)
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "No tunnel of the device has this id");
	} else {
		tunnel = snt_role_get_identity(snt->role, nla_data(attr), 0);
		if (!tunnel)
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "No peer of the device has this public-key");
	}
	return tunnel;
}

static int reply_with_tunnel(struct sk_buff *skb, struct snt_device *snt,
			     struct genl_info *info)
{
	u8 cmd = info->genlhdr->cmd;
	struct snt_tunnel *tunnel;
	u64 cursor = 0;
	int err;

	err = require_role(snt, cmd, info->extack);
	if (err)
		return err;
	tunnel = find_named(snt, named_by(info->attrs, cmd), cmd,
			    info->extack);
	if (!tunnel)
		return -ENOENT;
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
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_PUBLIC_KEY)) {
		GENL_SET_ERR_MSG(info,
				 "Name the peer by its public-key, or ask for all by NLM_F_DUMP");
		return -EINVAL;
	}
	return snt_netlink_reply(skb, info, name_of(info->attrs),
				 GENLMSG_DEFAULT_SIZE, reply_with_tunnel);
}

/**
 * snaptun_nl_tunnel_get_doit - read a tunnel of a client or gateway
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_tunnel_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_ID)) {
		GENL_SET_ERR_MSG(info,
				 "Name the tunnel by its id, or ask for all by NLM_F_DUMP");
		return -EINVAL;
	}
	return snt_netlink_reply(skb, info, name_of(info->attrs),
				 GENLMSG_DEFAULT_SIZE, reply_with_tunnel);
}

static int begin_tunnels(struct snt_netlink_walk *walk, struct snt_device *snt,
			 struct netlink_callback *cb)
{
	u8 cmd = snt_netlink_walk_cmd(cb);
	struct nlattr *attr = named_by(snt_compat_genl_dump_attrs(cb), cmd);
	struct snt_tunnel *tunnel;
	int err;

	err = require_role(snt, cmd, cb->extack);
	if (err || !attr)
		return err;
	tunnel = find_named(snt, attr, cmd, cb->extack);
	if (!tunnel)
		return -ENOENT;
	walk->number = tunnel->number;
	walk->last = tunnel->number;
	snt_tunnel_put(tunnel);
	return 0;
}

static int dump_tunnel(struct sk_buff *skb, struct netlink_callback *cb,
		       struct snt_tunnel *tunnel, u64 *cursor)
{
	void *hdr = snt_netlink_walk_put(skb, cb);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = put_tunnel(skb, tunnel, cursor);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int fill_tunnels(struct sk_buff *skb, struct snt_netlink_walk *walk,
			struct snt_device *snt, struct netlink_callback *cb)
{
	struct snt_tunnel *tunnel;
	unsigned long number;
	u64 cursor;
	int err;

	for (;;) {
		number = walk->number;
		tunnel = snt_role_next(snt->role, &number);
		if (!tunnel || number > walk->last)
			return 0;
		/* The one that was not complete may have gone meanwhile. */
		cursor = number == walk->number ? walk->cursor : 0;
		err = dump_tunnel(skb, cb, tunnel, &cursor);
		if (err)
			return err;
		walk->cursor = cursor;
		walk->number = cursor ? number : number + 1;
	}
}

static const struct snt_netlink_walk_ops tunnel_walk = {
	.begin = begin_tunnels,
	.fill = fill_tunnels,
};

static int dump_tunnels(struct sk_buff *skb, struct netlink_callback *cb)
{
	return snt_netlink_walk(skb, cb,
				name_of(snt_compat_genl_dump_attrs(cb)),
				&tunnel_walk);
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
	return dump_tunnels(skb, cb);
}

/**
 * snaptun_nl_tunnel_get_dumpit - read all tunnels of a client or gateway, or
 * one
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_tunnel_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	return dump_tunnels(skb, cb);
}
