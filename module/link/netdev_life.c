// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device has as long as it is there, from before anybody sees it until
 * after nobody does.
 */
#include <linux/netdevice.h>
#include <linux/wait_bit.h>
#include "data/block.h"
#include "data/rx.h"
#include "handshake/handshake.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "devices.h"
#include "netdev.h"

/* That are not destroyed yet */
static atomic_t nr_devices;

static int init_budgets(struct snt_device *snt)
{
	int err;

	err = snt_budget_init(&snt->staged);
	if (err)
		return err;
	err = snt_budget_init(&snt->queued);
	if (err)
		snt_budget_uninit(&snt->staged);
	return err;
}

static void uninit_budgets(struct snt_device *snt)
{
	snt_budget_uninit(&snt->queued);
	snt_budget_uninit(&snt->staged);
}

/**
 * snt_device_destroy_role - the role of a device goes
 * @snt: the device, without tunnels
 *
 * Context: process.
 */
void snt_device_destroy_role(struct snt_device *snt)
{
	snt->role->ops->destroy(snt->role);
	snt->role = NULL;
}

/*
 * RTNL has been let go of: what takes long with many tunnels holds nobody else
 * up. Netlink handlers have let go of the device as well.
 */
static void destroy(struct net_device *dev)
{
	struct snt_device *snt = netdev_priv(dev);

	if (!refcount_dec_and_test(&snt->tunnels))
		wait_var_event(&snt->tunnels, !refcount_read(&snt->tunnels));
	snt_handshakes_destroy(snt->handshakes);
	snt_index_table_uninit(&snt->indices);
	snt_device_destroy_role(snt);
	uninit_budgets(snt);
	snt_stats_uninit(&snt->stats);
	memzero_explicit(&snt->identity, sizeof(snt->identity));
	memzero_explicit(&snt->cookies, sizeof(snt->cookies));
	if (atomic_dec_and_test(&nr_devices))
		snt_block_release_all();
}

/**
 * snt_device_init - all that a device needs before anybody sees it
 * @dev: one of our devices, with its role
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int snt_device_init(struct net_device *dev)
{
	struct snt_device *snt = netdev_priv(dev);
	int err;

	err = snt_stats_init(&snt->stats, dev);
	if (err)
		return err;
	err = init_budgets(snt);
	if (err)
		goto err_stats;
	err = snt_index_table_init(&snt->indices);
	if (err)
		goto err_budgets;
	snt->handshakes = snt_handshakes_create(snt);
	if (IS_ERR(snt->handshakes)) {
		err = PTR_ERR(snt->handshakes);
		goto err_indices;
	}
	netif_napi_add(dev, &snt->rx_napi, snt_rx_poll);
	snt_devices_add(snt);
	atomic_inc(&nr_devices);
	dev->priv_destructor = destroy;
	return 0;

err_indices:
	snt_index_table_uninit(&snt->indices);
err_budgets:
	uninit_budgets(snt);
err_stats:
	snt_stats_uninit(&snt->stats);
	return err;
}

/**
 * snt_device_uninit - nobody finds the device any more
 * @dev: one of our devices, which is down; netlink handlers may still hold it
 *
 * Context: RTNL.
 */
void snt_device_uninit(struct net_device *dev)
{
	struct snt_device *snt = netdev_priv(dev);

	mutex_lock(&snt->update_lock);
	snt->dying = true;
	snt_role_remove_all(snt->role);
	mutex_unlock(&snt->update_lock);
	netif_napi_del(&snt->rx_napi);
	snt_devices_remove(snt);
}
