// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which device a request is about, and whether the sender may touch it. A
 * device is held during one request or one message of a dump, never between
 * two of them: whoever stops reading a dump must not keep a device from going.
 */
#include "nl_target.h"

#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/user_namespace.h>
#include <net/netlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "link/netdev.h"
#include "tunnel/device.h"
#include "tunnel/role.h"

/*
 * The core has asked for CAP_NET_ADMIN over the namespace where the device is.
 * A device that was moved still talks through a socket in the namespace it was
 * created in, with keys that came from there: who has no power there must not
 * get it by the move. Once that namespace is gone, only the initial user
 * namespace can tell.
 */
static bool may_administer(const struct sk_buff *request,
			   const struct snt_device *snt)
{
	struct user_namespace *user_ns = &init_user_ns;
	struct net *net;

	net = rcu_dereference(snt->creating_net);
	if (net == sock_net(request->sk))
		return true;
	if (net)
		user_ns = net->user_ns;
	return netlink_ns_capable(request, user_ns, CAP_NET_ADMIN);
}

static struct net_device *find_rcu(struct net *net,
				   struct snt_netlink_name name,
				   struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = name.ifindex ?: name.ifname;
	struct net_device *dev;

	if (!attr) {
		NL_SET_ERR_MSG(extack, "Name the device by ifindex or ifname");
		return ERR_PTR(-EINVAL);
	}
	if (name.ifindex)
		dev = dev_get_by_index_rcu(net, nla_get_u32(name.ifindex));
	else
		dev = dev_get_by_name_rcu(net, nla_data(name.ifname));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "No such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	if (name.ifname && nla_strcmp(name.ifname, dev->name)) {
		NL_SET_ERR_MSG_ATTR(extack, name.ifname,
				    "The device with this ifindex has another name; leave one of them out");
		return ERR_PTR(-ENODEV);
	}
	if (!snt_device_is(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Not a snaptun device; make one by \"ip link add type snaptun\"");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return dev;
}

/**
 * snt_netlink_target_get - hold the device that a request names
 * @target: to be filled
 * @request: the request
 * @name: its attributes that name the device
 * @extack: where a refusal is explained
 *
 * Context: process; the caller gives it back by snt_netlink_target_put().
 * Return: 0, -EINVAL: not named; -ENODEV: none of that name; -EOPNOTSUPP: of
 * another kind; -EPERM: it was created in a namespace that the sender may not
 * administer.
 */
int snt_netlink_target_get(struct snt_netlink_target *target,
			   const struct sk_buff *request,
			   struct snt_netlink_name name,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	int err = 0;

	rcu_read_lock();
	dev = find_rcu(sock_net(request->sk), name, extack);
	if (IS_ERR(dev)) {
		err = PTR_ERR(dev);
		goto out;
	}
	target->snt = netdev_priv(dev);
	if (!may_administer(request, target->snt)) {
		NL_SET_ERR_MSG_ATTR(extack, name.ifindex ?: name.ifname,
				    "The device was created in another network namespace; CAP_NET_ADMIN is needed there too");
		err = -EPERM;
		goto out;
	}
	netdev_hold(dev, &target->tracker, GFP_ATOMIC);
out:
	rcu_read_unlock();
	return err;
}

/**
 * snt_netlink_target_get_again - hold a device to go on with a dump
 * @target: to be filled
 * @request: the request that began the dump
 * @ifindex: of the device
 *
 * Context: process; the caller gives it back by snt_netlink_target_put().
 * Return: 0, or -ENODEV when the device has gone, or has become another's.
 */
int snt_netlink_target_get_again(struct snt_netlink_target *target,
				 const struct sk_buff *request, int ifindex)
{
	struct net_device *dev;
	int err = -ENODEV;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(sock_net(request->sk), ifindex);
	if (dev && snt_device_is(dev) &&
	    may_administer(request, netdev_priv(dev))) {
		target->snt = netdev_priv(dev);
		netdev_hold(dev, &target->tracker, GFP_ATOMIC);
		err = 0;
	}
	rcu_read_unlock();
	return err;
}

/**
 * snt_netlink_target_get_next - hold the next device that may be listed
 * @target: to be filled
 * @request: the request for a list
 * @position: where to go on in the namespace's list of devices; is moved behind
 *	the device found
 *
 * Context: process; the caller gives it back by snt_netlink_target_put().
 * Return: 0 or -ENOENT when there are no more.
 */
int snt_netlink_target_get_next(struct snt_netlink_target *target,
				const struct sk_buff *request,
				unsigned int *position)
{
	struct net_device *dev;
	unsigned int i = 0;
	int err = -ENOENT;

	rcu_read_lock();
	for_each_netdev_rcu(sock_net(request->sk), dev) {
		if (i++ < *position || !snt_device_is(dev) ||
		    !may_administer(request, netdev_priv(dev)))
			continue;
		target->snt = netdev_priv(dev);
		netdev_hold(dev, &target->tracker, GFP_ATOMIC);
		err = 0;
		break;
	}
	rcu_read_unlock();
	*position = i;
	return err;
}

/**
 * snt_netlink_target_lock - keep the configuration of a device as it is
 * @target: the device, held
 * @extack: where a refusal is explained
 *
 * Context: process; takes the device's update_lock.
 * Return: 0, or -ENODEV when the device is about to go; it is not locked then.
 */
int snt_netlink_target_lock(struct snt_netlink_target *target,
			    struct netlink_ext_ack *extack)
{
	mutex_lock(&target->snt->update_lock);
	if (!target->snt->dying)
		return 0;
	mutex_unlock(&target->snt->update_lock);
	NL_SET_ERR_MSG(extack, "The device is being removed");
	return -ENODEV;
}

/**
 * snt_netlink_require_role - is the device for what a request is about?
 * @snt: the device
 * @role: enum snaptun_role that has such things
 * @extack: where a refusal is explained
 *
 * Context: process; the update lock is held, as a device that goes loses its
 * role.
 * Return: 0 or -EOPNOTSUPP.
 */
int snt_netlink_require_role(const struct snt_device *snt, u8 role,
			     struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&snt->update_lock);
	if (snt->role->ops->kind == role)
		return 0;
	if (role == SNAPTUN_ROLE_PEER &&
	    snt->role->ops->kind == SNAPTUN_ROLE_CLIENT)
		NL_SET_ERR_MSG(extack, "The device is a client: it has a gateway and tunnels, not peers");
	else if (role == SNAPTUN_ROLE_PEER)
		NL_SET_ERR_MSG(extack, "The device is a gateway: it has identities and tunnels, not peers");
	else if (role == SNAPTUN_ROLE_GATEWAY)
		NL_SET_ERR_MSG(extack, "Only a device that was created with role gateway has identities");
	else
		NL_SET_ERR_MSG(extack, "Only a device that was created with role client has a gateway and tunnels");
	return -EOPNOTSUPP;
}

/**
 * snt_netlink_target_lock_role - the same for a device of one role
 * @target: the device, held
 * @role: enum snaptun_role
 * @extack: where a refusal is explained
 *
 * Context: process; takes the device's update_lock.
 * Return: 0, or -ENODEV or -EOPNOTSUPP; it is not locked then.
 */
int snt_netlink_target_lock_role(struct snt_netlink_target *target, u8 role,
				 struct netlink_ext_ack *extack)
{
	int err;

	err = snt_netlink_target_lock(target, extack);
	if (err)
		return err;
	err = snt_netlink_require_role(target->snt, role, extack);
	if (err)
		snt_netlink_target_unlock(target);
	return err;
}

/**
 * snt_netlink_target_take - find, hold and lock a device of one role
 * @target: to be filled; given back by snt_netlink_target_release()
 * @request: the request
 * @name: its attributes that name the device
 * @role: enum snaptun_role
 * @extack: where a refusal is explained
 *
 * Context: process; takes the device's update_lock.
 * Return: 0 or a negative errno; nothing is to be given back then.
 */
int snt_netlink_target_take(struct snt_netlink_target *target,
			    const struct sk_buff *request,
			    struct snt_netlink_name name, u8 role,
			    struct netlink_ext_ack *extack)
{
	int err;

	err = snt_netlink_target_get(target, request, name, extack);
	if (err)
		return err;
	err = snt_netlink_target_lock_role(target, role, extack);
	if (err)
		snt_netlink_target_put(target);
	return err;
}

/**
 * snt_netlink_target_release - undo snt_netlink_target_take()
 * @target: the device
 *
 * Context: process.
 */
void snt_netlink_target_release(struct snt_netlink_target *target)
{
	snt_netlink_target_unlock(target);
	snt_netlink_target_put(target);
}

/**
 * snt_netlink_target_unlock - undo snt_netlink_target_lock()
 * @target: the device
 *
 * Context: process.
 */
void snt_netlink_target_unlock(struct snt_netlink_target *target)
{
	mutex_unlock(&target->snt->update_lock);
}

/**
 * snt_netlink_target_put - give a device back
 * @target: as filled by one of the functions above
 *
 * Context: any.
 */
void snt_netlink_target_put(struct snt_netlink_target *target)
{
	netdev_put(target->snt->dev, &target->tracker);
}
