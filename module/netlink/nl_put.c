// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes of replies and notifications. Nothing here allocates or refuses:
 * -EMSGSIZE says that a message is full, and what was put since its last nest
 * began is then the caller's to cancel.
 */
#include "nl_put.h"

#include <linux/netdevice.h>
#include <linux/timekeeping.h>
#include <net/netlink.h>

#include "base/stats.h"
#include "link/netdev.h"
#include "role/client.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "udp/path.h"

static int put_public_key(struct sk_buff *skb, struct snt_device *snt)
{
	int err = 0;

	down_read(&snt->identity_lock);
	if (snt->identity.valid)
		err = nla_put(skb, SNAPTUN_A_DEV_PUBLIC_KEY, SNAPTUN_KEY_LEN,
			      snt->identity.public_key);
	up_read(&snt->identity_lock);
	return err;
}

/**
 * snt_netlink_put_dev - everything of a device but its private key
 * @skb: message
 * @snt: device, its update_lock held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_dev(struct sk_buff *skb, struct snt_device *snt)
{
	const struct snt_role_ops *ops = snt->role->ops;
	u32 fwmark = READ_ONCE(snt->udp.fwmark);

	lockdep_assert_held(&snt->update_lock);
	if (nla_put_u32(skb, SNAPTUN_A_DEV_IFINDEX, snt->dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_DEV_IFNAME, snt->dev->name) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_ROLE, ops->kind) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_WIRE, snt->wire) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_PAYLOAD, snt->payload) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_GSO, snt->gso) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_KEYLOG, snt->keylog) ||
	    nla_put_u16(skb, SNAPTUN_A_DEV_LISTEN_PORT,
			snt_device_port(snt)) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_FWMARK, fwmark) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_PEERS,
			snt->role->nr_tunnels))
		return -EMSGSIZE;
	if (ops->put_dev && ops->put_dev(skb, snt->role))
		return -EMSGSIZE;
	return put_public_key(skb, snt);
}

/**
 * snt_netlink_put_private_key - the private key, if there is one
 * @skb: message for somebody who may know it
 * @snt: device
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_private_key(struct sk_buff *skb, struct snt_device *snt)
{
	int err = 0;

	down_read(&snt->identity_lock);
	if (snt->identity.valid)
		err = nla_put(skb, SNAPTUN_A_DEV_PRIVATE_KEY, SNAPTUN_KEY_LEN,
			      snt->identity.private_key);
	up_read(&snt->identity_lock);
	return err;
}

static int put_drop(struct sk_buff *skb, u32 reason, u64 count)
{
	struct nlattr *nest;

	nest = nla_nest_start(skb, SNAPTUN_A_STATS_DROP);
	if (!nest ||
	    nla_put_u32(skb, SNAPTUN_A_DROP_REASON, reason) ||
	    nla_put_u64_64bit(skb, SNAPTUN_A_DROP_COUNT, count,
			      SNAPTUN_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * snt_netlink_put_stats - the drop counters of a device
 * @skb: message
 * @snt: device, its update_lock held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_stats(struct sk_buff *skb, struct snt_device *snt)
{
	u64 counts[SNT_STATS_NR];
	u32 reason;
	int err;

	lockdep_assert_held(&snt->update_lock);
	if (nla_put_u32(skb, SNAPTUN_A_STATS_IFINDEX, snt->dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_STATS_IFNAME, snt->dev->name))
		return -EMSGSIZE;
	snt_stats_read(&snt->stats, counts);
	for (reason = 0; reason < ARRAY_SIZE(counts); reason++) {
		err = put_drop(skb, reason, counts[reason]);
		if (err)
			return err;
	}
	return 0;
}

/**
 * snt_netlink_put_name - which tunnel of which device
 * @skb: message
 * @tunnel: tunnel
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_name(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	struct net_device *dev = tunnel->device->dev;

	if (nla_put_u32(skb, SNAPTUN_A_PEER_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_PEER_IFNAME, dev->name))
		return -EMSGSIZE;
	return nla_put(skb, SNAPTUN_A_PEER_PUBLIC_KEY, SNAPTUN_KEY_LEN,
		       tunnel->remote->static_key);
}

/**
 * snt_netlink_put_endpoint - address and port of another end
 * @skb: message
 * @at: the endpoint, not AF_UNSPEC
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_endpoint(struct sk_buff *skb,
			     const struct snt_endpoint *at)
{
	if (at->addr.sa_family == AF_INET) {
		if (nla_put_in_addr(skb, SNAPTUN_A_PEER_REMOTE_IPV4,
				    at->addr4.sin_addr.s_addr))
			return -EMSGSIZE;
		return nla_put_be16(skb, SNAPTUN_A_PEER_REMOTE_PORT,
				    at->addr4.sin_port);
	}
	if (nla_put_in6_addr(skb, SNAPTUN_A_PEER_REMOTE_IPV6,
			     &at->addr6.sin6_addr))
		return -EMSGSIZE;
	if (at->addr6.sin6_scope_id &&
	    nla_put_u32(skb, SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID,
			at->addr6.sin6_scope_id))
		return -EMSGSIZE;
	return nla_put_be16(skb, SNAPTUN_A_PEER_REMOTE_PORT,
			    at->addr6.sin6_port);
}

static int put_geneve(struct sk_buff *skb, u32 encap)
{
	if (nla_put_u32(skb, SNAPTUN_A_PEER_ENCAP, SNAPTUN_ENCAP_GENEVE))
		return -EMSGSIZE;
	return nla_put_u32(skb, SNAPTUN_A_PEER_VNI, encap & SNT_GENEVE_VNI_MAX);
}

/**
 * snt_netlink_put_config - what was configured, but secrets and addresses
 * @skb: message
 * @tunnel: tunnel
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	u16 keepalive_s = snt_timers_keepalive(tunnel);
	struct snt_endpoint endpoint;

	if (snt_path_read(&tunnel->path, &endpoint) &&
	    snt_netlink_put_endpoint(skb, &endpoint))
		return -EMSGSIZE;
	if (endpoint.encap && put_geneve(skb, endpoint.encap))
		return -EMSGSIZE;
	if (keepalive_s &&
	    nla_put_u16(skb, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE, keepalive_s))
		return -EMSGSIZE;
	return tunnel->device->role->ops->put_config(skb, tunnel);
}

/**
 * snt_netlink_put_psk - the preshared key, if there is one
 * @skb: message for somebody who may know it
 * @tunnel: tunnel
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_psk(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	const u8 *psk = tunnel->remote->psk;
	struct snt_device *snt = tunnel->device;
	int err = 0;

	down_read(&snt->identity_lock);
	if (memchr_inv(psk, 0, SNAPTUN_KEY_LEN))
		err = nla_put(skb, SNAPTUN_A_PEER_PRESHARED_KEY,
			      SNAPTUN_KEY_LEN, psk);
	up_read(&snt->identity_lock);
	return err;
}

/**
 * struct observed_attrs - the attributes of an address that somebody saw us at
 * @ipv4: IPv4 address
 * @ipv6: IPv6 address
 * @port: port
 */
struct observed_attrs {
	int ipv4;
	int ipv6;
	int port;
};

static const struct observed_attrs assigned_attrs = {
	.ipv4 = SNAPTUN_A_PEER_ASSIGNED_IPV4,
	.ipv6 = SNAPTUN_A_PEER_ASSIGNED_IPV6,
	.port = SNAPTUN_A_PEER_ASSIGNED_PORT,
};

static const struct observed_attrs previous_attrs = {
	.ipv4 = SNAPTUN_A_PEER_PREVIOUS_IPV4,
	.ipv6 = SNAPTUN_A_PEER_PREVIOUS_IPV6,
	.port = SNAPTUN_A_PEER_PREVIOUS_PORT,
};

static int put_observed(struct sk_buff *skb, const struct snt_observed *at,
			const struct observed_attrs *attrs)
{
	__be32 ipv4;

	if (at->version == 4) {
		memcpy(&ipv4, at->addr + sizeof(at->addr) - sizeof(ipv4),
		       sizeof(ipv4));
		if (nla_put_in_addr(skb, attrs->ipv4, ipv4))
			return -EMSGSIZE;
	} else if (nla_put(skb, attrs->ipv6, sizeof(at->addr), at->addr)) {
		return -EMSGSIZE;
	}
	return nla_put_be16(skb, attrs->port, htons(at->port));
}

static int put_last_error(struct sk_buff *skb, enum snaptun_peer_error error,
			  u64 time_ns)
{
	if (nla_put_u32(skb, SNAPTUN_A_PEER_LAST_ERROR, error))
		return -EMSGSIZE;
	return nla_put_u64_64bit(skb, SNAPTUN_A_PEER_LAST_ERROR_TIME, time_ns,
				 SNAPTUN_A_PEER_PAD);
}

static int state_of(struct snt_tunnel *tunnel)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;
	int state = ops->state ? ops->state(tunnel) : -1;

	if (state >= 0)
		return state;
	if (snt_keyring_is_up(&tunnel->keyring, ktime_get_coarse_boottime_ns()))
		return SNAPTUN_PEER_STATE_UP;
	if (snt_timers_is_handshaking(tunnel))
		return SNAPTUN_PEER_STATE_HANDSHAKING;
	if (atomic64_read(&tunnel->last_handshake_ns))
		return SNAPTUN_PEER_STATE_STALE;
	return SNAPTUN_PEER_STATE_IDLE;
}

/**
 * snt_netlink_put_state - how a tunnel fares
 * @skb: message
 * @tunnel: tunnel
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_state(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;
	enum snaptun_peer_error error;
	struct snt_observed observed;
	bool has_observed;
	u64 time_ns;

	spin_lock_bh(&tunnel->error_lock);
	error = tunnel->last_error;
	time_ns = tunnel->last_error_ns;
	observed = tunnel->observed;
	has_observed = tunnel->has_observed;
	spin_unlock_bh(&tunnel->error_lock);

	if (nla_put_u32(skb, SNAPTUN_A_PEER_STATE, state_of(tunnel)))
		return -EMSGSIZE;
	if (error != SNAPTUN_PEER_ERROR_NONE &&
	    put_last_error(skb, error, time_ns))
		return -EMSGSIZE;
	if (has_observed && put_observed(skb, &observed, &assigned_attrs))
		return -EMSGSIZE;
	time_ns = atomic64_read(&tunnel->last_handshake_ns);
	if (time_ns &&
	    nla_put_u64_64bit(skb, SNAPTUN_A_PEER_LAST_HANDSHAKE, time_ns,
			      SNAPTUN_A_PEER_PAD))
		return -EMSGSIZE;
	if (ops->previous && ops->previous(tunnel, &observed))
		return put_observed(skb, &observed, &previous_attrs);
	return 0;
}

/**
 * snt_netlink_put_counters - what a tunnel has sent and received
 * @skb: message
 * @tunnel: tunnel
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_counters(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	if (nla_put_u64_64bit(skb, SNAPTUN_A_PEER_RX_BYTES,
			      atomic64_read(&tunnel->rx_bytes),
			      SNAPTUN_A_PEER_PAD) ||
	    nla_put_u64_64bit(skb, SNAPTUN_A_PEER_TX_BYTES,
			      atomic64_read(&tunnel->tx_bytes),
			      SNAPTUN_A_PEER_PAD) ||
	    nla_put_u64_64bit(skb, SNAPTUN_A_PEER_RX_PACKETS,
			      atomic64_read(&tunnel->rx_packets),
			      SNAPTUN_A_PEER_PAD) ||
	    nla_put_u64_64bit(skb, SNAPTUN_A_PEER_TX_PACKETS,
			      atomic64_read(&tunnel->tx_packets),
			      SNAPTUN_A_PEER_PAD) ||
	    nla_put_u32(skb, SNAPTUN_A_PEER_GSO_REFUSED,
			READ_ONCE(tunnel->gso_refusals.nr)))
		return -EMSGSIZE;
	return 0;
}

/**
 * snt_netlink_put_gateway - where a client's tunnels lead to, but the psk
 * @skb: message
 * @snt: device whose role is client, its update_lock held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_gateway(struct sk_buff *skb, struct snt_device *snt)
{
	const struct snt_gateway *gateway = &snt_client_of(snt->role)->gateway;
	struct snt_endpoint to = { .addr6 = gateway->addr.in6 };

	lockdep_assert_held(&snt->update_lock);
	if (nla_put_u32(skb, SNAPTUN_A_PEER_IFINDEX, snt->dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_PEER_IFNAME, snt->dev->name) ||
	    nla_put_u16(skb, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE,
			gateway->keepalive_s))
		return -EMSGSIZE;
	if (to.addr.sa_family == AF_UNSPEC)
		return 0;
	if (nla_put(skb, SNAPTUN_A_PEER_PUBLIC_KEY, SNAPTUN_KEY_LEN,
		    gateway->key))
		return -EMSGSIZE;
	return snt_netlink_put_endpoint(skb, &to);
}

/**
 * snt_netlink_put_gateway_psk - the preshared key, if there is one
 * @skb: message for somebody who may know it
 * @snt: device whose role is client, its update_lock held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_netlink_put_gateway_psk(struct sk_buff *skb, struct snt_device *snt)
{
	const struct snt_gateway *gateway = &snt_client_of(snt->role)->gateway;

	lockdep_assert_held(&snt->update_lock);
	if (!memchr_inv(gateway->psk, 0, SNAPTUN_KEY_LEN))
		return 0;
	return nla_put(skb, SNAPTUN_A_PEER_PRESHARED_KEY, SNAPTUN_KEY_LEN,
		       gateway->psk);
}
