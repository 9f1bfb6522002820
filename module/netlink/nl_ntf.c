// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications to the multicast groups. They are made only while somebody
 * listens. Each gets a number that is counted up in any case, so that a
 * listener sees by a gap what it has lost. Secrets are never in them, but for
 * those of nl_keylog.c, which are also not numbered.
 *
 * They go to the namespace where the device is, unless that belongs to a user
 * namespace that has no power over the one where the device was created: who
 * may not read the device (see netlink_target.c) is not told about it either.
 */
#include "nl_ntf.h"

#include <linux/netdevice.h>
#include <linux/user_namespace.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "role/gateway.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "netlink_gen.h"
#include "nl_put.h"

/* Longer than any notification: the longest has a label and two addresses. */
#define NTF_LEN 512

static bool has_power_over(struct user_namespace *user_ns,
			   struct user_namespace *over)
{
	while (over && over != user_ns)
		over = over->parent;
	return over;
}

/* Where to send what listeners of @group are told, or NULL if there are none */
static struct net *listening_net_rcu(struct snt_device *snt, unsigned int group)
{
	struct net *created = rcu_dereference(snt->creating_net);
	struct net *net = dev_net(snt->dev);

	if (!has_power_over(net->user_ns,
			    created ? created->user_ns : &init_user_ns))
		return NULL;
	return genl_has_listeners(&snaptun_nl_family, net, group) ? net : NULL;
}

static bool has_listeners(struct snt_device *snt, unsigned int group)
{
	bool has;

	rcu_read_lock();
	has = listening_net_rcu(snt, group);
	rcu_read_unlock();
	return has;
}

/* Consumes @skb. The device may have moved since somebody was listening. */
static void send_ntf(struct sk_buff *skb, struct snt_device *snt,
		     unsigned int group)
{
	struct net *net;

	rcu_read_lock();
	net = listening_net_rcu(snt, group);
	if (net)
		genlmsg_multicast_netns(&snaptun_nl_family, net, skb, 0, group,
					GFP_ATOMIC);
	else
		nlmsg_free(skb);
	rcu_read_unlock();
}

static struct sk_buff *begin_ntf(u8 cmd, gfp_t gfp, void **hdr)
{
	struct sk_buff *skb;

	skb = genlmsg_new(NTF_LEN, gfp);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put(skb, 0, 0, &snaptun_nl_family, 0, cmd);
	return skb;
}

/**
 * snt_netlink_begin_ntf - a notification, if somebody listens
 * @snt: the device that it is about
 * @group: those who are told
 * @cmd: what it is
 * @hdr: for snt_netlink_end_ntf()
 *
 * Context: process.
 * Return: it, or NULL: nobody listens, or there is no memory.
 */
struct sk_buff *snt_netlink_begin_ntf(struct snt_device *snt,
				      unsigned int group, u8 cmd, void **hdr)
{
	if (!has_listeners(snt, group))
		return NULL;
	return begin_ntf(cmd, GFP_KERNEL, hdr);
}

/**
 * snt_netlink_end_ntf - send it
 * @skb: from snt_netlink_begin_ntf(), with all that is to be in it; consumed
 * @hdr: from there
 * @snt: the device that it is about
 * @group: those who are told
 *
 * Context: any but hard interrupts.
 */
void snt_netlink_end_ntf(struct sk_buff *skb, void *hdr,
			 struct snt_device *snt, unsigned int group)
{
	genlmsg_end(skb, hdr);
	send_ntf(skb, snt, group);
}

static void notify(struct snt_device *snt, u8 cmd, int seq_attr,
		   int (*put)(struct sk_buff *skb, struct snt_device *snt))
{
	u32 seq = atomic_inc_return(&snt->config_seq);
	struct sk_buff *skb;
	void *hdr;

	if (!has_listeners(snt, SNAPTUN_NLGRP_CONFIG))
		return;
	skb = begin_ntf(cmd, GFP_KERNEL, &hdr);
	if (!skb)
		return;
	if (WARN_ON_ONCE(put(skb, snt) || nla_put_u32(skb, seq_attr, seq))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	send_ntf(skb, snt, SNAPTUN_NLGRP_CONFIG);
}

/**
 * snt_netlink_notify_dev - tell the group "config" that a device was changed
 * @snt: device, its update_lock held
 *
 * Context: process.
 */
void snt_netlink_notify_dev(struct snt_device *snt)
{
	lockdep_assert_held(&snt->update_lock);
	notify(snt, SNAPTUN_CMD_DEV_NTF, SNAPTUN_A_DEV_SEQ,
	       snt_netlink_put_dev);
}

/**
 * snt_netlink_notify_gateway - tell it that a client's gateway was set
 * @snt: device whose role is client, its update_lock held
 *
 * Context: process.
 */
void snt_netlink_notify_gateway(struct snt_device *snt)
{
	lockdep_assert_held(&snt->update_lock);
	notify(snt, SNAPTUN_CMD_GATEWAY_NTF, SNAPTUN_A_PEER_SEQ,
	       snt_netlink_put_gateway);
}

static void notify_tunnel(struct snt_tunnel *tunnel, u8 cmd)
{
	struct snt_device *snt = tunnel->device;
	u32 seq = atomic_inc_return(&snt->config_seq);
	struct sk_buff *skb;
	void *hdr;
	int err;

	if (!has_listeners(snt, SNAPTUN_NLGRP_CONFIG))
		return;
	skb = begin_ntf(cmd, GFP_KERNEL, &hdr);
	if (!skb)
		return;
	err = snt_netlink_put_name(skb, tunnel);
	if (!err && cmd != SNAPTUN_CMD_PEER_DEL_NTF)
		err = snt_netlink_put_config(skb, tunnel);
	if (WARN_ON_ONCE(err || nla_put_u32(skb, SNAPTUN_A_PEER_SEQ, seq))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	send_ntf(skb, snt, SNAPTUN_NLGRP_CONFIG);
}

/**
 * snt_netlink_notify_tunnel - tell the group "config" about a tunnel
 * @tunnel: the tunnel, its device's update_lock held
 * @cmd: SNAPTUN_CMD_PEER_ADD_NTF, PEER_SET_NTF or PEER_DEL_NTF, or
 *	TUNNEL_ADD_NTF or TUNNEL_DEL_NTF
 *
 * Context: process.
 */
void snt_netlink_notify_tunnel(struct snt_tunnel *tunnel, u8 cmd)
{
	lockdep_assert_held(&tunnel->device->update_lock);
	notify_tunnel(tunnel, cmd);
}

/**
 * snt_netlink_notify_made - tell the group "config" that a client or gateway
 * has a tunnel more than user space added
 * @tunnel: the tunnel; the lock under which tunnels are added is held
 *
 * Context: process.
 */
void snt_netlink_notify_made(struct snt_tunnel *tunnel)
{
	lockdep_assert_held(tunnel->device->role->adding);
	notify_tunnel(tunnel, SNAPTUN_CMD_TUNNEL_ADD_NTF);
}

/**
 * snt_netlink_notify_unmade - tell it that the tunnel is gone
 * @tunnel: the tunnel; the same lock is held
 *
 * Context: process.
 */
void snt_netlink_notify_unmade(struct snt_tunnel *tunnel)
{
	lockdep_assert_held(tunnel->device->role->adding);
	notify_tunnel(tunnel, SNAPTUN_CMD_TUNNEL_DEL_NTF);
}

/**
 * snt_netlink_notify_identity - tell the group "config" what happened to an
 * identity
 * @identity: of a gateway; the caller holds a reference, or its timer runs
 * @event: what happened
 *
 * Context: any but hard interrupts.
 */
void snt_netlink_notify_identity(struct snt_identity *identity,
				 enum snaptun_identity_event event)
{
	struct snt_device *snt = identity->gateway->role.device;
	u32 seq = atomic_inc_return(&snt->config_seq);
	struct sk_buff *skb;
	void *hdr;

	if (!has_listeners(snt, SNAPTUN_NLGRP_CONFIG))
		return;
	skb = begin_ntf(SNAPTUN_CMD_IDENTITY_NTF, GFP_ATOMIC, &hdr);
	if (!skb)
		return;
	if (WARN_ON_ONCE(snt_identity_describe(skb, identity) ||
			 snt_identity_describe_counts(skb, identity) ||
			 nla_put_u32(skb, SNAPTUN_A_IDENTITY_EVENT, event) ||
			 nla_put_u32(skb, SNAPTUN_A_IDENTITY_SEQ, seq))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	send_ntf(skb, snt, SNAPTUN_NLGRP_CONFIG);
}

static int put_event(struct sk_buff *skb, struct snt_tunnel *tunnel,
		     enum snaptun_peer_event event, u32 seq)
{
	int err;

	err = snt_netlink_put_name(skb, tunnel);
	if (err)
		return err;
	err = snt_netlink_put_config(skb, tunnel);
	if (err)
		return err;
	err = snt_netlink_put_state(skb, tunnel);
	if (err)
		return err;
	if (nla_put_u32(skb, SNAPTUN_A_PEER_EVENT, event) ||
	    nla_put_u32(skb, SNAPTUN_A_PEER_SEQ, seq))
		return -EMSGSIZE;
	return 0;
}

/**
 * snt_netlink_event - tell the group "peer" what happened to a tunnel
 * @tunnel: the tunnel; the caller holds a reference or is in an RCU
 *	section
 * @event: what happened, for a cause that was authenticated
 *
 * Context: any but hard interrupts.
 */
void snt_netlink_event(struct snt_tunnel *tunnel,
		       enum snaptun_peer_event event)
{
	struct snt_device *snt = tunnel->device;
	u32 seq = atomic_inc_return(&snt->event_seq);
	struct sk_buff *skb;
	void *hdr;

	if (!has_listeners(snt, SNAPTUN_NLGRP_PEER))
		return;
	skb = begin_ntf(snt->role->ops->kind == SNAPTUN_ROLE_PEER ?
			SNAPTUN_CMD_PEER_EVENT_NTF :
			SNAPTUN_CMD_TUNNEL_EVENT_NTF, GFP_ATOMIC, &hdr);
	if (!skb)
		return;
	if (WARN_ON_ONCE(put_event(skb, tunnel, event, seq))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	send_ntf(skb, snt, SNAPTUN_NLGRP_PEER);
}
