// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the device takes over from the stack, and how ethtool shows and changes
 * it.
 */
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include "data/packet.h"
#include "tunnel/device.h"
#include "netdev.h"

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->version, SNT_VERSION, sizeof(info->version));
}

static int get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? SNT_STATS_NR : -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 sset, u8 *names)
{
	unsigned int i;

	if (sset != ETH_SS_STATS)
		return;
	for (i = 0; i < SNT_STATS_NR; i++)
		ethtool_puts(&names, snt_stats_name(i));
}

/* ethtool -S: dropped packets by reason. All else is in those of the link. */
static void get_stats(struct net_device *dev, struct ethtool_stats *stats,
		      u64 *counts)
{
	struct snt_device *snt = netdev_priv(dev);

	snt_stats_read(&snt->stats, counts);
}

static const struct ethtool_ops ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_stats,
	.get_link = ethtool_op_get_link,
};

/**
 * snt_device_set_features - ethtool -K
 * @dev: one of our devices
 * @features: what it will have
 *
 * Who turns UDP segmentation off means the tunnels' own packets as well. All
 * else is up to the stack.
 *
 * Context: RTNL.
 * Return: 0.
 */
int snt_device_set_features(struct net_device *dev, netdev_features_t features)
{
	struct snt_device *snt = netdev_priv(dev);

	if (!((dev->features ^ features) & NETIF_F_GSO_UDP_L4))
		return 0;
	mutex_lock(&snt->update_lock);
	snt_device_set_gso(snt, features & NETIF_F_GSO_UDP_L4 ?
			   SNAPTUN_GSO_AUTO : SNAPTUN_GSO_OFF);
	snt->generation++;
	mutex_unlock(&snt->update_lock);
	return 0;
}

/**
 * snt_device_features_setup - part of the setup of a device
 * @dev: being set up
 */
void snt_device_features_setup(struct net_device *dev)
{
	const netdev_features_t features = NETIF_F_SG | NETIF_F_FRAGLIST |
					   NETIF_F_HW_CSUM | NETIF_F_RXCSUM |
					   NETIF_F_GSO_SOFTWARE |
					   NETIF_F_HIGHDMA;

	dev->ethtool_ops = &ethtool_ops;
	dev->features |= features;
	dev->hw_features |= features;
	dev->hw_enc_features |= features;
	/* The stack cuts packets of more segments itself. */
	netif_set_tso_max_segs(dev, SNT_PACKET_MESSAGES_MAX);
}
