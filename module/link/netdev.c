// SPDX-License-Identifier: GPL-2.0-only
/*
 * The network device and its link kind: what comes from the stack and from
 * rtnetlink. Joins the units; owns the life of a device and its NAPI.
 */
#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>
#include "core/limits.h"
#include "base/reasons_gen.h"
#include "data/errors.h"
#include "data/packet.h"
#include "data/rx.h"
#include "data/rx_order.h"
#include "data/tx.h"
#include "data/tx_join.h"
#include "data/tx_order.h"
#include "handshake/handshake.h"
#include "handshake/handshake_send.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/staged.h"
#include "tunnel/timers.h"
#include "devices.h"
#include "netdev.h"

/* Ethernet's 1500 less what IPv6, UDP and a message take, as WireGuard has */
#define DEFAULT_MTU	1420
/* Every IPv4 host must be able to forward this much (RFC 791). */
#define MIN_MTU		68
/* An IPv4 datagram's 65535 less IPv4 and UDP header and what a message takes */
#define MAX_MTU		(SNT_PACKET_MAX_BYTES - SNT_DATA_OVERHEAD_LEN)

static const struct snt_tunnel_ops *tunnel_ops;
static const struct snt_role_ops *const *role_ops;

static const struct device_type device_type = { .name = "snaptun" };

static struct snt_device *to_snt(const struct net_device *dev)
{
	return netdev_priv(dev);
}

/**
 * snt_device_prepare_tunnel - what a new tunnel needs of the upper units
 * @tunnel: being set up
 */
void snt_device_prepare_tunnel(struct snt_tunnel *tunnel)
{
	snt_tx_order_init(tunnel);
	snt_tx_join_init(tunnel);
	snt_order_init(&tunnel->rx_order, &snt_rx_pcrypt_ops,
		       &tunnel->device->queued);
	snt_handshake_init(tunnel);
	snt_timers_init(tunnel);
}

/**
 * snt_device_stop_tunnel - end all that goes on by itself in a tunnel
 * @tunnel: the device went down, or the tunnel is out of all tables
 *
 * Context: process.
 */
void snt_device_stop_tunnel(struct snt_tunnel *tunnel)
{
	snt_timers_stop(tunnel);
	snt_handshake_stop(tunnel);
	snt_staged_purge(tunnel, SNAPTUN_DROP_REASON_TX_DEVICE);
}

/* Addresses are configured: nobody is there to solicit routers or redirect. */
static void quieten(struct net_device *dev)
{
	struct in_device *in4 = __in_dev_get_rtnl(dev);
	struct inet6_dev *in6 = __in6_dev_get(dev);

	if (in4)
		IN_DEV_CONF_SET(in4, SEND_REDIRECTS, false);
	if (in6)
		in6->cnf.addr_gen_mode = IN6_ADDR_GEN_MODE_NONE;
}

static int device_open(struct net_device *dev)
{
	struct snt_device *snt = to_snt(dev);
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;
	int err;

	if (!rtnl_dereference(snt->creating_net))
		return -ENONET;
	quieten(dev);
	mutex_lock(&snt->update_lock);
	err = snt_handshakes_open(snt);
	if (err)
		goto out;
	napi_enable(&snt->rx_napi);
	err = snt->role->ops->open(snt->role);
	if (err) {
		napi_disable(&snt->rx_napi);
		snt_handshakes_close(snt);
		goto out;
	}
	while ((tunnel = snt_role_walk(snt->role, &pos))) {
		tunnel_ops->start(tunnel);
		snt_device_kick(tunnel);
	}
out:
	mutex_unlock(&snt->update_lock);
	return err;
}

static int device_close(struct net_device *dev)
{
	struct snt_device *snt = to_snt(dev);
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	mutex_lock(&snt->update_lock);
	snt->role->ops->close(snt->role);
	napi_disable(&snt->rx_napi);
	snt_handshakes_close(snt);
	while ((tunnel = snt_role_walk(snt->role, &pos)))
		tunnel_ops->stop(tunnel);
	snt_pcrypt_flush();
	snt_rx_purge(snt);
	mutex_unlock(&snt->update_lock);
	return 0;
}

static bool has_network_header(struct sk_buff *skb)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return pskb_may_pull(skb, sizeof(struct iphdr));
	case htons(ETH_P_IPV6):
		return pskb_may_pull(skb, sizeof(struct ipv6hdr));
	default:
		return true;
	}
}

static void refuse(struct snt_device *snt, struct sk_buff *skb,
		   enum snaptun_drop_reason reason)
{
	snt_stats_drop_skb(&snt->stats, reason, skb);
}

/* Consumes @skb. */
static void send(struct snt_device *snt, struct sk_buff *skb)
{
	enum snaptun_drop_reason reason = SNAPTUN_DROP_REASON_TX_NO_PEER;
	struct snt_tunnel *tunnel;

	if (unlikely(!snt_content_is_admitted(snt, skb->protocol))) {
		refuse(snt, skb, SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED);
		return;
	}
	tunnel = snt->role->ops->find_tx(snt->role, skb, &reason);
	if (unlikely(!tunnel)) {
		snt_errors_unreachable(skb);
		refuse(snt, skb, reason);
	} else if (unlikely(!snt_path_is_set(&tunnel->path))) {
		snt_errors_unreachable(skb);
		snt_tunnel_fail(tunnel, SNAPTUN_PEER_ERROR_NO_ENDPOINT);
		refuse(snt, skb, SNAPTUN_DROP_REASON_TX_NO_ENDPOINT);
	} else {
		snt_tx_packet(snt, tunnel, skb);
	}
}

static netdev_tx_t device_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct snt_device *snt = to_snt(dev);
	struct snt_role *role = snt->role;
	__be16 protocol;

	/* There is no link layer: whatever was sent begins with its network
	 * header, also when it comes from a packet socket.
	 */
	if (unlikely(skb_network_offset(skb)))
		skb_reset_network_header(skb);
	protocol = snt_content_protocol(skb);
	if (unlikely(!protocol || skb->protocol != protocol ||
		     !has_network_header(skb))) {
		refuse(snt, skb, SNAPTUN_DROP_REASON_TX_MALFORMED);
		return NETDEV_TX_OK;
	}
	rcu_read_lock();
	if (!role->ops->take_tx || !role->ops->take_tx(role, skb))
		send(snt, skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

/* The family's stats-get tells the drops apart by reason. */
static void device_get_stats64(struct net_device *dev,
			       struct rtnl_link_stats64 *stats)
{
	static const u8 sent[] = { SNT_REASONS_TX };
	struct snt_device *snt = to_snt(dev);
	u64 drops[SNT_STATS_NR];
	unsigned int i;

	dev_get_tstats64(dev, stats);
	snt_stats_read(&snt->stats, drops);
	for (i = 0; i < SNT_STATS_NR; i++)
		stats->rx_dropped += drops[i];
	for (i = 0; i < ARRAY_SIZE(sent); i++) {
		stats->tx_dropped += drops[sent[i]];
		stats->rx_dropped -= drops[sent[i]];
	}
	stats->rx_over_errors = drops[SNAPTUN_DROP_REASON_RX_SOCKET_FULL];
	stats->rx_errors = drops[SNAPTUN_DROP_REASON_RX_AUTH_FAILED] +
			   drops[SNAPTUN_DROP_REASON_RX_MALFORMED];
}

static const struct net_device_ops device_ops = {
	.ndo_init = snt_device_init,
	.ndo_uninit = snt_device_uninit,
	.ndo_open = device_open,
	.ndo_stop = device_close,
	.ndo_start_xmit = device_xmit,
	.ndo_get_stats64 = device_get_stats64,
	.ndo_set_features = snt_device_set_features,
};

/**
 * snt_device_is - is this one of ours?
 * @dev: any network device
 *
 * Return: true if so.
 */
bool snt_device_is(const struct net_device *dev)
{
	return dev->netdev_ops == &device_ops;
}

/* For packet sockets, which know no protocol when they send raw packets */
static __be16 parse_protocol(const struct sk_buff *skb)
{
	return snt_content_protocol(skb);
}

static const struct header_ops header_ops = {
	.parse_protocol = parse_protocol,
};

static void device_setup(struct net_device *dev)
{
	dev->netdev_ops = &device_ops;
	dev->header_ops = &header_ops;
	dev->type = ARPHRD_NONE;
	dev->flags = IFF_POINTOPOINT | IFF_NOARP;
	/* netpoll sends Ethernet frames, and with interrupts off. */
	dev->priv_flags |= IFF_NO_QUEUE | IFF_DISABLE_NETPOLL;
	dev->mtu = DEFAULT_MTU;
	dev->min_mtu = MIN_MTU;
	dev->max_mtu = MAX_MTU;
	snt_device_features_setup(dev);
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->needs_free_netdev = true;
	snt_compat_dev_set_lltx(dev);
	netif_keep_dst(dev);
	SET_NETDEV_DEVTYPE(dev, &device_type);
}

/*
 * Does the endpoint lie behind its own tunnel? Behind another tunnel of the
 * device it may lie: then one is nested in the other. Circles of several are
 * found by how deep packets are nested.
 */
static bool leads_back(struct snt_udp *udp, const struct snt_path *path,
		       const struct snt_endpoint *to)
{
	struct snt_device *snt = netdev_priv(udp->dev);
	struct snt_role *role = snt->role;
	struct snt_tunnel *tunnel;

	if (to->addr.sa_family == AF_INET)
		tunnel = role->ops->find_address(role, AF_INET,
						 &to->addr4.sin_addr);
	else
		tunnel = role->ops->find_address(role, AF_INET6,
						 &to->addr6.sin6_addr);
	return tunnel && &tunnel->path == path;
}

static const struct snt_udp_ops udp_ops = {
	.ready = snt_rx_socket_ready,
	.is_loop = leads_back,
};

static int create_role(struct snt_device *snt, struct nlattr *const data[],
		       struct netlink_ext_ack *extack)
{
	const struct snt_role_ops *ops = role_ops[SNAPTUN_ROLE_PEER];

	if (data && data[SNAPTUN_A_LINK_ROLE])
		ops = role_ops[nla_get_u32(data[SNAPTUN_A_LINK_ROLE])];
	if (!ops->listens && data[SNAPTUN_A_LINK_LISTEN_PORT]) {
		NL_SET_ERR_MSG_ATTR(extack, data[SNAPTUN_A_LINK_LISTEN_PORT],
				    "The tunnels of a client have ports of their own; leave listen-port out");
		return -EINVAL;
	}
	if (ops->kind == SNAPTUN_ROLE_GATEWAY && data[SNAPTUN_A_LINK_WIRE] &&
	    nla_get_u32(data[SNAPTUN_A_LINK_WIRE]) != SNAPTUN_WIRE_SNAP) {
		NL_SET_ERR_MSG_ATTR(extack, data[SNAPTUN_A_LINK_WIRE],
				    "A gateway tells its clients their addresses: it speaks snap");
		return -EINVAL;
	}
	snt->role = ops->create(snt);
	if (!snt->role)
		return -ENOMEM;
	snt->role->ops = ops;
	return 0;
}

static int device_newlink(struct net_device *dev,
			  struct rtnl_newlink_params *params,
			  struct netlink_ext_ack *extack)
{
	struct net *net = rtnl_newlink_link_net(params);
	struct snt_device *snt = to_snt(dev);
	int err;

	snt->dev = dev;
	rcu_assign_pointer(snt->creating_net, net);
	snt->ops = tunnel_ops;
	snt_udp_init(&snt->udp, net, dev, &snt->stats, &udp_ops);
	init_rwsem(&snt->identity_lock);
	init_rwsem(&snt->cookie_lock);
	mutex_init(&snt->update_lock);
	init_llist_head(&snt->rx_sockets);
	init_llist_head(&snt->rx_tunnels);
	refcount_set(&snt->tunnels, 1);
	snt->wire = SNAPTUN_WIRE_SNAP;
	snt->payload = SNAPTUN_PAYLOAD_ANY;
	snt->gso = SNAPTUN_GSO_AUTO;
	err = create_role(snt, params->data, extack);
	if (err)
		return err;
	snt_device_take_link(snt, params->data);
	err = register_netdevice(dev);
	if (err && !dev->priv_destructor)	/* snt_device_init() failed */
		snt_device_destroy_role(snt);
	return err;
}

SNT_COMPAT_NEWLINK(device_newlink)

static struct net *device_get_link_net(const struct net_device *dev)
{
	const struct snt_device *snt = to_snt(dev);

	return rcu_dereference_rtnl(snt->creating_net) ?: dev_net(dev);
}

static struct rtnl_link_ops link_ops = {
	.kind = KBUILD_MODNAME,
	.priv_size = sizeof(struct snt_device),
	.setup = device_setup,
	.maxtype = SNAPTUN_A_LINK_MAX,
	.policy = snt_device_link_policy,
	.newlink = SNT_COMPAT_NEWLINK_OP(device_newlink),
	.changelink = snt_device_refuse_change,
	.get_size = snt_device_get_link_size,
	.fill_info = snt_device_fill_link,
	.get_link_net = device_get_link_net,
};

/**
 * snt_device_start - make the link kind known
 * @ops: for the tunnels of all devices
 * @roles: their roles, by enum snaptun_role
 *
 * Return: 0 or a negative errno.
 */
int snt_device_start(const struct snt_tunnel_ops *ops,
		     const struct snt_role_ops *const roles[])
{
	int err;

	tunnel_ops = ops;
	role_ops = roles;
	err = snt_devices_start();
	if (err)
		return err;
	err = rtnl_link_register(&link_ops);
	if (err)
		snt_devices_stop();
	return err;
}

/**
 * snt_device_stop - remove all devices and forget the link kind
 */
void snt_device_stop(void)
{
	rtnl_link_unregister(&link_ops);
	snt_devices_stop();
}

MODULE_ALIAS_RTNL_LINK("snaptun");
