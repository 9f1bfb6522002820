// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that change a client: its gateway, and its tunnels. Each is checked
 * first; what follows the first change cannot fail.
 */
#include <net/genetlink.h>
#include "link/netdev.h"
#include "role/client.h"
#include "tunnel/device.h"
#include "netlink_gen.h"
#include "nl_dump.h"
#include "nl_ntf.h"
#include "nl_peer_request.h"
#include "nl_put.h"
#include "nl_target.h"

static struct snt_netlink_name name_of(const struct genl_info *info)
{
	return (struct snt_netlink_name){
		.ifindex = info->attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_PEER_IFNAME],
	};
}

/* Holds the client that a request names, and locks it. */
static int take_client(struct snt_netlink_target *target, struct sk_buff *skb,
		       struct genl_info *info)
{
	return snt_netlink_target_take(target, skb, name_of(info),
				       SNAPTUN_ROLE_CLIENT, info->extack);
}

static int require_first(const struct snt_gateway *gateway,
			 struct genl_info *info)
{
	if (gateway->addr.any.sa_family != AF_UNSPEC)
		return 0;
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_PUBLIC_KEY)) {
		GENL_SET_ERR_MSG(info, "Give the gateway's public-key too");
		return -EINVAL;
	}
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_REMOTE_PORT)) {
		GENL_SET_ERR_MSG(info, "Give the gateway's remote-ipv4 or remote-ipv6 and remote-port too");
		return -EINVAL;
	}
	return 0;
}

static int check_key(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];

	if (!key || !snt_device_has_key(snt, nla_data(key)))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, key,
			    "This public-key is the device's own; give the gateway's");
	return -EINVAL;
}

/* What the request leaves out stays as it is. */
static int read_gateway(struct snt_gateway *gateway, struct genl_info *info)
{
	struct nlattr *keepalive =
		info->attrs[SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE];
	struct nlattr *psk = info->attrs[SNAPTUN_A_PEER_PRESHARED_KEY];
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	union snt_sockaddr to;
	int err;

	err = require_first(gateway, info) ?:
	      snt_netlink_read_endpoint(&to, info);
	if (err)
		return err;
	if (to.any.sa_family != AF_UNSPEC)
		gateway->addr = to;
	if (key)
		memcpy(gateway->key, nla_data(key), SNAPTUN_KEY_LEN);
	if (psk)
		memcpy(gateway->psk, nla_data(psk), SNAPTUN_KEY_LEN);
	if (keepalive)
		gateway->keepalive_s = nla_get_u16(keepalive);
	return 0;
}

static int set_gateway_locked(struct snt_device *snt, struct genl_info *info)
{
	struct snt_client *client = snt_client_of(snt->role);
	struct snt_gateway gateway = client->gateway;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = check_key(snt, info) ?: read_gateway(&gateway, info);
	if (!err)
		err = snt_client_set_gateway(client, &gateway, info->extack);
	memzero_explicit(&gateway, sizeof(gateway));
	if (err)
		return err;
	snt->generation++;
	snt_netlink_notify_gateway(snt);
	return 0;
}

/**
 * snaptun_nl_gateway_set_doit - set where a client's tunnels lead to
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_gateway_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *psk = info->attrs[SNAPTUN_A_PEER_PRESHARED_KEY];
	struct snt_netlink_target target;
	int err;

	err = take_client(&target, skb, info);
	if (!err) {
		err = set_gateway_locked(target.snt, info);
		snt_netlink_target_release(&target);
	}
	if (psk)
		memzero_explicit(nla_data(psk), nla_len(psk));
	return err;
}

static int reply_with_gateway(struct sk_buff *skb, struct snt_device *snt,
			      struct genl_info *info)
{
	return snt_netlink_require_role(snt, SNAPTUN_ROLE_CLIENT,
					info->extack) ?:
	       snt_netlink_put_gateway(skb, snt) ?:
	       snt_netlink_put_gateway_psk(skb, snt);
}

/**
 * snaptun_nl_gateway_get_doit - read where a client's tunnels lead to
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_gateway_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return snt_netlink_reply(skb, info, name_of(info),
				 GENLMSG_DEFAULT_SIZE, reply_with_gateway);
}

static int read_ports(struct genl_info *info, u16 *port, u16 *port_max)
{
	struct nlattr *first = info->attrs[SNAPTUN_A_PEER_LOCAL_PORT];
	struct nlattr *last = info->attrs[SNAPTUN_A_PEER_LOCAL_PORT_MAX];

	*port = first ? nla_get_u16(first) : 0;
	*port_max = last ? nla_get_u16(last) : *port;
	if (last && (!*port || *port_max < *port)) {
		NL_SET_ERR_MSG_ATTR(info->extack, last,
				    "local-port-max is the end of a range that begins at local-port");
		return -EINVAL;
	}
	return 0;
}

static int add_locked(struct sk_buff *reply, struct snt_device *snt,
		      struct genl_info *info)
{
	struct snt_client_tunnel *ct;
	u16 port, port_max;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = read_ports(info, &port, &port_max);
	if (err)
		return err;
	ct = snt_client_add(snt_client_of(snt->role), port, port_max,
			    info->extack);
	if (IS_ERR(ct))
		return PTR_ERR(ct);
	snt->generation++;
	snt_netlink_notify_tunnel(&ct->tunnel, SNAPTUN_CMD_TUNNEL_ADD_NTF);
	/* There is room for that. */
	return snt_netlink_put_name(reply, &ct->tunnel) ?:
	       snt_client_put_config(reply, &ct->tunnel);
}

/**
 * snaptun_nl_tunnel_add_doit - give a client one more tunnel
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_tunnel_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_target target;
	struct sk_buff *reply;
	void *hdr;
	int err;

	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	hdr = genlmsg_put_reply(reply, info, &snaptun_nl_family, 0,
				info->genlhdr->cmd);
	err = take_client(&target, skb, info);
	if (!err) {
		err = add_locked(reply, target.snt, info);
		snt_netlink_target_release(&target);
	}
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/* Returns the tunnel that a request names, with a reference, or an ERR_PTR. */
static struct snt_tunnel *get_named(struct snt_device *snt,
				    struct genl_info *info)
{
	struct nlattr *id = info->attrs[SNAPTUN_A_PEER_ID];
	struct snt_tunnel *tunnel;

	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_ID)) {
		GENL_SET_ERR_MSG(info, "Name the tunnel by its id");
		return ERR_PTR(-EINVAL);
	}
	tunnel = snt_role_get_number(snt->role, nla_get_u32(id));
	if (tunnel)
		return tunnel;
	NL_SET_ERR_MSG_ATTR(info->extack, id,
			    "No tunnel of the device has this id");
	return ERR_PTR(-ENOENT);
}

static int accept_address(struct snt_tunnel *tunnel, struct genl_info *info)
{
	int err;

	err = snt_client_accept_address(snt_client_tunnel_of(tunnel));
	if (err == -EADDRNOTAVAIL)
		GENL_SET_ERR_MSG(info, "The gateway has not assigned an address yet");
	if (!err)
		snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_ADDRESS_ASSIGNED);
	return err;
}

static int restart(struct snt_tunnel *tunnel, struct genl_info *info)
{
	if (!netif_running(tunnel->device->dev)) {
		GENL_SET_ERR_MSG(info, "The device is down; set it up first");
		return -ENETDOWN;
	}
	snt_client_restart(snt_client_tunnel_of(tunnel));
	return 0;
}

static int act_locked(struct snt_device *snt, struct genl_info *info)
{
	struct snt_tunnel *tunnel;
	int err;

	lockdep_assert_held(&snt->update_lock);
	tunnel = get_named(snt, info);
	if (IS_ERR(tunnel))
		return PTR_ERR(tunnel);
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_ACTION)) {
		GENL_SET_ERR_MSG(info, "Say by action what the tunnel is to do");
		err = -EINVAL;
	} else if (nla_get_u32(info->attrs[SNAPTUN_A_PEER_ACTION]) ==
		   SNAPTUN_TUNNEL_ACTION_RESTART) {
		err = restart(tunnel, info);
	} else {
		err = accept_address(tunnel, info);
	}
	snt_tunnel_put(tunnel);
	return err;
}

/**
 * snaptun_nl_tunnel_set_doit - have a client's tunnel do something
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_tunnel_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_target target;
	int err;

	err = take_client(&target, skb, info);
	if (err)
		return err;
	err = act_locked(target.snt, info);
	snt_netlink_target_release(&target);
	return err;
}

static int del_locked(struct snt_device *snt, struct genl_info *info)
{
	struct snt_tunnel *tunnel;

	lockdep_assert_held(&snt->update_lock);
	tunnel = get_named(snt, info);
	if (IS_ERR(tunnel))
		return PTR_ERR(tunnel);
	snt->generation++;
	snt_client_remove(tunnel);
	snt_netlink_notify_tunnel(tunnel, SNAPTUN_CMD_TUNNEL_DEL_NTF);
	snt_tunnel_put(tunnel);
	return 0;
}

/**
 * snaptun_nl_tunnel_del_doit - remove a client's tunnel
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_tunnel_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_target target;
	int err;

	err = take_client(&target, skb, info);
	if (err)
		return err;
	err = del_locked(target.snt, info);
	snt_netlink_target_release(&target);
	return err;
}
