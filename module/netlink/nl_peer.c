// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that change peers. A request is read and checked, and all memory
 * that it needs is allocated, before the first thing is changed; what follows
 * cannot fail.
 */
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/genetlink.h>
#include <net/ipv6.h>

#include "link/netdev.h"
#include "role/allowed_ips.h"
#include "role/peer.h"
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "udp/path.h"
#include "netlink_gen.h"
#include "nl_ntf.h"
#include "nl_target.h"

/**
 * struct peer_request - a request after it was read
 * @key: public key, in the request
 * @psk: preshared key, in the request, or NULL
 * @keepalive: attribute, or NULL
 * @has_label: @label is to be set
 * @label: memory with the text, or NULL for none
 * @flags: enum snaptun_peer_flags
 * @end: memory with the endpoint, or NULL when it is not said
 * @has_encap: @encap is to be set
 * @encap: what stands before each message, see core/geneve.h
 * @allowed_ips: changes of allowed IPs, with all the memory they need
 */
struct peer_request {
	const u8 *key;
	const u8 *psk;
	const struct nlattr *keepalive;
	bool has_label;
	char *label;
	u32 flags;
	struct snt_path_end *end;
	bool has_encap;
	u32 encap;
	struct snt_allowed_ips_txn allowed_ips;
};

static struct snt_netlink_name name_of(const struct genl_info *info)
{
	return (struct snt_netlink_name){
		.ifindex = info->attrs[SNAPTUN_A_PEER_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_PEER_IFNAME],
	};
}

static int require_key(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_PUBLIC_KEY))
		return 0;
	GENL_SET_ERR_MSG(info, "Name the peer by its public-key");
	return -EINVAL;
}

static int read_endpoint4(struct sockaddr_in *to, const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	__be32 addr = nla_get_in_addr(attr);

	if (ipv4_is_zeronet(addr) || ipv4_is_multicast(addr) ||
	    ipv4_is_lbcast(addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give remote-ipv4 the unicast address of a host");
		return -EINVAL;
	}
	to->sin_family = AF_INET;
	to->sin_addr.s_addr = addr;
	return 0;
}

static int read_endpoint6(struct sockaddr_in6 *to, const struct nlattr *attr,
			  const struct nlattr *scope,
			  struct netlink_ext_ack *extack)
{
	struct in6_addr addr = nla_get_in6_addr(attr);

	if (ipv6_addr_v4mapped(&addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give an IPv4 address by remote-ipv4");
		return -EINVAL;
	}
	if (ipv6_addr_any(&addr) || ipv6_addr_is_multicast(&addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give remote-ipv6 the unicast address of a host");
		return -EINVAL;
	}
	if (scope && !(ipv6_addr_type(&addr) & IPV6_ADDR_LINKLOCAL)) {
		NL_SET_ERR_MSG_ATTR(extack, scope,
				    "Leave remote-ipv6-scope-id out, remote-ipv6 is not link-local");
		return -EINVAL;
	}
	to->sin6_family = AF_INET6;
	to->sin6_addr = addr;
	to->sin6_scope_id = scope ? nla_get_u32(scope) : 0;
	return 0;
}

/* Which of the attributes belong together */
static int check_endpoint(struct genl_info *info, const struct nlattr *ipv4,
			  const struct nlattr *ipv6)
{
	struct nlattr *port = info->attrs[SNAPTUN_A_PEER_REMOTE_PORT];
	struct nlattr *scope =
		info->attrs[SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID];

	if (ipv4 && ipv6) {
		NL_SET_ERR_MSG_ATTR(info->extack, ipv6,
				    "Give either remote-ipv4 or remote-ipv6");
		return -EINVAL;
	}
	if (!ipv6 && scope) {
		NL_SET_ERR_MSG_ATTR(info->extack, scope,
				    "remote-ipv6-scope-id needs remote-ipv6");
		return -EINVAL;
	}
	if (!ipv4 && !ipv6 && port) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "remote-port needs remote-ipv4 or remote-ipv6");
		return -EINVAL;
	}
	if ((ipv4 || ipv6) &&
	    GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_REMOTE_PORT)) {
		NL_SET_ERR_MSG_ATTR(info->extack, ipv4 ?: ipv6,
				    "An endpoint needs remote-port too");
		return -EINVAL;
	}
	return 0;
}

static int read_endpoint(struct peer_request *request, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *ipv4 = attrs[SNAPTUN_A_PEER_REMOTE_IPV4];
	struct nlattr *ipv6 = attrs[SNAPTUN_A_PEER_REMOTE_IPV6];
	struct nlattr *scope = attrs[SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID];
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} to = {};
	int err;

	err = check_endpoint(info, ipv4, ipv6);
	if (err || (!ipv4 && !ipv6))
		return err;
	/* The port is in the same place for both families. */
	to.in.sin_port = nla_get_be16(attrs[SNAPTUN_A_PEER_REMOTE_PORT]);
	err = ipv4 ? read_endpoint4(&to.in, ipv4, info->extack) :
		     read_endpoint6(&to.in6, ipv6, scope, info->extack);
	if (err)
		return err;
	request->end = snt_path_end_create(&to.any);
	return request->end ? 0 : -ENOMEM;
}

static int read_encap(struct peer_request *request, struct genl_info *info)
{
	struct nlattr *encap = info->attrs[SNAPTUN_A_PEER_ENCAP];
	struct nlattr *vni = info->attrs[SNAPTUN_A_PEER_VNI];
	bool is_geneve = encap && nla_get_u32(encap) == SNAPTUN_ENCAP_GENEVE;

	if (vni && !is_geneve) {
		NL_SET_ERR_MSG_ATTR(info->extack, vni,
				    "vni needs encap geneve in the same request");
		return -EINVAL;
	}
	if (is_geneve && GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_VNI)) {
		NL_SET_ERR_MSG_ATTR(info->extack, encap,
				    "encap geneve needs a vni");
		return -EINVAL;
	}
	if (is_geneve && nla_get_u32(vni) > SNT_GENEVE_VNI_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, vni,
				    "A vni is 16777215 at most");
		return -ERANGE;
	}
	request->has_encap = encap;
	request->encap = is_geneve ? SNT_ENCAP_GENEVE | nla_get_u32(vni) :
				     SNT_ENCAP_NONE;
	return 0;
}

static int read_label(struct peer_request *request, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SNAPTUN_A_PEER_LABEL];
	const char *c;

	request->has_label = attr;
	if (!attr)
		return 0;
	for (c = nla_data(attr); *c; c++) {
		if (!iscntrl(*c))
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "Leave control characters out of the label");
		return -EINVAL;
	}
	if (c == nla_data(attr))
		return 0;
	request->label = kstrdup(nla_data(attr), GFP_KERNEL_ACCOUNT);
	return request->label ? 0 : -ENOMEM;
}

static int read_allowed_ip(struct peer_request *request,
			   const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SNAPTUN_A_ALLOWEDIP_MAX + 1];
	struct nlattr *ipv4, *ipv6, *len;
	u32 flags = 0;
	int err;

	err = nla_parse_nested(tb, SNAPTUN_A_ALLOWEDIP_MAX, attr,
			       snaptun_allowedip_nl_policy, extack);
	if (err)
		return err;
	ipv4 = tb[SNAPTUN_A_ALLOWEDIP_IPV4];
	ipv6 = tb[SNAPTUN_A_ALLOWEDIP_IPV6];
	len = tb[SNAPTUN_A_ALLOWEDIP_PREFIX_LEN];
	if (!ipv4 == !ipv6) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "An allowedip needs either ipv4 or ipv6");
		return -EINVAL;
	}
	if (NL_REQ_ATTR_CHECK(extack, attr, tb,
			      SNAPTUN_A_ALLOWEDIP_PREFIX_LEN)) {
		NL_SET_ERR_MSG(extack, "An allowedip needs a prefix-len");
		return -EINVAL;
	}
	if (ipv4 && nla_get_u8(len) > 32) {
		NL_SET_ERR_MSG_ATTR(extack, len,
				    "prefix-len is 32 at most for ipv4");
		return -ERANGE;
	}
	if (tb[SNAPTUN_A_ALLOWEDIP_FLAGS])
		flags = nla_get_u32(tb[SNAPTUN_A_ALLOWEDIP_FLAGS]);
	return snt_allowed_ips_txn_add(&request->allowed_ips,
				       ipv4 ? AF_INET : AF_INET6,
				       nla_data(ipv4 ?: ipv6), nla_get_u8(len),
				       flags & SNAPTUN_ALLOWEDIP_FLAGS_REMOVE);
}

static int read_allowed_ips(struct peer_request *request,
			    struct genl_info *info)
{
	struct nlattr *attr;
	int err, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != SNAPTUN_A_PEER_ALLOWEDIP)
			continue;
		err = read_allowed_ip(request, attr, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

/* Frees what was not used up. */
static void release_request(struct peer_request *request)
{
	snt_allowed_ips_txn_abort(&request->allowed_ips);
	snt_path_end_destroy(request->end);
	kfree(request->label);
}

/* To be followed by release_request() if it succeeds. */
static int read_request(struct peer_request *request, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	int err;

	memset(request, 0, sizeof(*request));
	err = require_key(info);
	if (err)
		return err;
	request->key = nla_data(attrs[SNAPTUN_A_PEER_PUBLIC_KEY]);
	if (attrs[SNAPTUN_A_PEER_PRESHARED_KEY])
		request->psk = nla_data(attrs[SNAPTUN_A_PEER_PRESHARED_KEY]);
	if (attrs[SNAPTUN_A_PEER_FLAGS])
		request->flags = nla_get_u32(attrs[SNAPTUN_A_PEER_FLAGS]);
	request->keepalive = attrs[SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE];
	snt_allowed_ips_txn_init(&request->allowed_ips,
				 request->flags &
				 SNAPTUN_PEER_FLAGS_REPLACE_ALLOWEDIPS);
	err = read_endpoint(request, info);
	if (!err)
		err = read_encap(request, info);
	if (!err)
		err = read_label(request, info);
	if (!err)
		err = read_allowed_ips(request, info);
	if (err)
		release_request(request);
	return err;
}

/* What must not stay in memory longer than it has to */
static void wipe_psk(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SNAPTUN_A_PEER_PRESHARED_KEY];

	if (attr)
		memzero_explicit(nla_data(attr), nla_len(attr));
}

/* Cannot fail. Allowed IPs come apart, as they belong to peers in tables. */
static void configure(struct snt_peer *peer, struct peer_request *request)
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
				   struct peer_request *request,
				   struct netlink_ext_ack *extack)
{
	struct snt_peer *peer;
	int err;

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
			  struct peer_request *request, u8 ntf)
{
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
static void leave_out(const struct peer_request *request,
		      struct genl_info *info)
{
	if (!(request->flags & SNAPTUN_PEER_FLAGS_UPDATE_ONLY))
		GENL_SET_ERR_MSG(info, "This public key is the device's own; the peer was left out");
}

static int set_locked(struct snt_device *snt, struct peer_request *request,
		      bool exclusive, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_PEER_PUBLIC_KEY];
	u8 ntf = SNAPTUN_CMD_PEER_SET_NTF;
	struct snt_peer *peer;

	if (snt_device_has_key(snt, request->key)) {
		leave_out(request, info);
		return 0;
	}
	peer = snt_peer_of(snt_role_get_identity(snt->role, request->key));
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
	struct peer_request request;
	int err;

	err = snt_netlink_target_get(&target, skb, name_of(info),
				     info->extack);
	if (err)
		goto out;
	err = read_request(&request, info);
	if (err)
		goto out_put;
	err = snt_netlink_target_lock(&target, info->extack);
	if (!err) {
		err = set_locked(target.snt, &request, exclusive, info);
		snt_netlink_target_unlock(&target);
	}
	release_request(&request);
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

	tunnel = snt_role_get_identity(snt->role, nla_data(key));
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

	err = require_key(info);
	if (err)
		return err;
	err = snt_netlink_target_get(&target, skb, name_of(info),
				     info->extack);
	if (err)
		return err;
	err = snt_netlink_target_lock(&target, info->extack);
	if (!err) {
		err = del_locked(target.snt, info);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
	return err;
}
