// SPDX-License-Identifier: GPL-2.0-only
/*
 * All devices of the machine, and what becomes of them when a namespace goes.
 */
#include "devices.h"
#include <linux/list.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "netdev.h"

/* Under RTNL */
static LIST_HEAD(devices);

/**
 * snt_devices_add - there is one more device
 * @snt: the device
 *
 * Context: RTNL.
 */
void snt_devices_add(struct snt_device *snt)
{
	ASSERT_RTNL();
	list_add(&snt->list, &devices);
}

/**
 * snt_devices_remove - a device goes
 * @snt: the device
 *
 * Context: RTNL.
 */
void snt_devices_remove(struct snt_device *snt)
{
	ASSERT_RTNL();
	list_del(&snt->list);
}

/**
 * snt_devices_visit_tunnels - do something with all tunnels of all devices
 * @fn: may sleep
 *
 * Context: process; takes RTNL.
 */
void snt_devices_visit_tunnels(void (*fn)(struct snt_tunnel *tunnel))
{
	struct snt_tunnel *tunnel;
	struct snt_device *snt;
	unsigned long pos;

	rtnl_lock();
	list_for_each_entry(snt, &devices, list) {
		mutex_lock(&snt->update_lock);
		pos = 0;
		while ((tunnel = snt_role_walk(snt->role, &pos)))
			fn(tunnel);
		mutex_unlock(&snt->update_lock);
	}
	rtnl_unlock();
}

/*
 * A device may outlive the namespace of its sockets. They are closed before
 * that goes, and nothing is left that refers to it: no route is cached, and
 * none will be, as senders find no socket.
 */
static void net_pre_exit(struct net *net)
{
	struct snt_device *snt;

	rtnl_lock();
	list_for_each_entry(snt, &devices, list) {
		if (rtnl_dereference(snt->creating_net) != net)
			continue;
		mutex_lock(&snt->update_lock);
		RCU_INIT_POINTER(snt->creating_net, NULL);
		snt->role->ops->close(snt->role);
		snt_device_clear_sources(snt);
		netif_carrier_off(snt->dev);
		mutex_unlock(&snt->update_lock);
	}
	rtnl_unlock();
}

static struct pernet_operations net_ops = {
	.pre_exit = net_pre_exit,
};

/**
 * snt_devices_start - be told of namespaces that go
 *
 * Return: 0 or a negative errno.
 */
int snt_devices_start(void)
{
	return register_pernet_device(&net_ops);
}

/**
 * snt_devices_stop - undo snt_devices_start(); no device is left
 */
void snt_devices_stop(void)
{
	unregister_pernet_device(&net_ops);
}
