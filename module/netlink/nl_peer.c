// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that change peers. A request is read and checked, and all memory
 * that it needs is allocated (nl_peer_request.c), before the first thing is
 * changed; what follows cannot fail.
 */
#include <net/genetlink.h>
#include "link/netdev.h"
#include "role/peer.h"
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "udp/path.h"
#include "netlink_gen.h"
#include "nl_ntf.h"
#include "nl_peer_request.h"
#include "nl_target.h"

static struct snt_netlink_name name_of(const struct genl_info *info)
{
	return (struct snt_netlink_name){
		.ifindex = info->attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_PEER_IFNAME],
	};
}

/* The secret must not stay in the request longer than it has to. */
static void wipe_psk(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SNAPTUN_A_PEER_PRESHARED_KEY];

	if (attr)
		memzero_explicit(nla_data(attr), nla_len(attr));
}

/* Cannot fail. Allowed IPs come apart, as they belong to peers in tables. */
static void configure(struct snt_peer *peer, struct snt_peer_request *request)
{
	if (request->psk)
		snt_peer_set_psk(peer, request->psk);
	if (request->end)
		snt_path_set(&peer->tunnel.path, request->end);
	request->end = NULL;
	if (request->has_encap)
		snt_path_set_encap(&peer->tunnel.path, request->encap);
	if (request->keepalive)
		snt_timers_set_keepalive(&peer->tunnel,
					 nla_get_u16(request->keepalive));
	if (request->has_label)
		request->label = snt_peer_exchange_label(peer, request->label);
}

/* Give the device one more peer; returns it with a reference. */
static struct snt_peer *add_locked(struct snt_device *snt,
				   struct snt_peer_request *request,
				   struct netlink_ext_ack *extack)
{
	struct snt_peer *peer;
	int err;

	lockdep_assert_held(&snt->update_lock);
	peer = snt_peer_create(snt, request->key, extack);
	if (IS_ERR(peer))
		return peer;
	configure(peer, request);
	err = snt_peer_add(peer, extack);
	if (err) {
		snt_peer_discard(peer);
		return ERR_PTR(err);
	}
	snt_tunnel_get(&peer->tunnel);
	return peer;
}

static void finish_locked(struct snt_device *snt, struct snt_peer *peer,
			  struct snt_peer_request *request, u8 ntf)
{
	lockdep_assert_held(&snt->update_lock);
	snt_allowed_ips_txn_commit(&snt_peers_of(snt->role)->allowed_ips,
				   &peer->allowed, &request->allowed_ips);
	snt->generation++;
	snt_device_kick(&peer->tunnel);
	snt_netlink_notify_tunnel(&peer->tunnel, ntf);
	snt_tunnel_put(&peer->tunnel);
}

/*
 * One list of peers may serve all hosts of a mesh: each leaves itself out. An
 * update leaves nothing out, as it would have added nothing.
 */
static void leave_out(const struct snt_peer_request *request,
		      struct genl_info *info)
{
	if (!(request->flags & SNAPTUN_PEER_FLAGS_UPDATE_ONLY))
		GENL_SET_ERR_MSG(info, "This public key is the device's own; the peer was left out");
}

static int set_locked(struct snt_device *snt, struct snt_peer_request *request,
		      bool exclusive, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	u8 ntf = SNAPTUN_CMD_PEER_SET_NTF;
	struct snt_peer *peer;

	lockdep_assert_held(&snt->update_lock);
	if (snt_device_has_key(snt, request->key)) {
		leave_out(request, info);
		return 0;
	}
	peer = snt_peer_of(snt_role_get_identity(snt->role, request->key, 0));
	if (peer && exclusive) {
		snt_tunnel_put(&peer->tunnel);
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "A peer of the device has this public-key; change it by peer-set");
		return -EEXIST;
	}
	if (!peer && (request->flags & SNAPTUN_PEER_FLAGS_UPDATE_ONLY)) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "No peer of the device has this public-key; leave update-only out to add it");
		return -ENOENT;
	}
	if (peer) {
		configure(peer, request);
	} else {
		ntf = SNAPTUN_CMD_PEER_ADD_NTF;
		peer = add_locked(snt, request, info->extack);
		if (IS_ERR(peer)) {
			if (!info->extack->bad_attr)
				NL_SET_BAD_ATTR(info->extack, key);
			return PTR_ERR(peer);
		}
	}
	finish_locked(snt, peer, request, ntf);
	return 0;
}

static int set_peer(struct sk_buff *skb, struct genl_info *info,
		    bool exclusive)
{
	struct snt_netlink_target target;
	struct snt_peer_request request;
	int err;

	err = snt_netlink_target_get(&target, skb, name_of(info),
				     info->extack);
	if (err)
		goto out;
	err = snt_peer_request_read(&request, info);
	if (err)
		goto out_put;
	err = snt_netlink_target_lock_role(&target, SNAPTUN_ROLE_PEER,
					   info->extack);
	if (!err) {
		err = set_locked(target.snt, &request, exclusive, info);
		snt_netlink_target_unlock(&target);
	}
	snt_peer_request_release(&request);
out_put:
	snt_netlink_target_put(&target);
out:
	wipe_psk(info);
	return err;
}

/**
 * snaptun_nl_peer_add_doit - add a peer that is not there
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_peer_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return set_peer(skb, info, true);
}

/**
 * snaptun_nl_peer_set_doit - change a peer, or add it
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_peer_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return set_peer(skb, info, false);
}

static int del_locked(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	struct snt_tunnel *tunnel;

	lockdep_assert_held(&snt->update_lock);
	tunnel = snt_role_get_identity(snt->role, nla_data(key), 0);
	if (!tunnel) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "No peer of the device has this public-key");
		return -ENOENT;
	}
	snt->generation++;
	snt_peer_remove(tunnel);
	snt_netlink_notify_tunnel(tunnel, SNAPTUN_CMD_PEER_DEL_NTF);
	snt_tunnel_put(tunnel);
	return 0;
}

/**
 * snaptun_nl_peer_del_doit - remove a peer
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_peer_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_target target;
	int err;

	err = snt_peer_request_require_key(info);
	if (err)
		return err;
	err = snt_netlink_target_take(&target, skb, name_of(info),
				      SNAPTUN_ROLE_PEER, info->extack);
	if (err)
		return err;
	err = del_locked(target.snt, info);
	snt_netlink_target_release(&target);
	return err;
}
