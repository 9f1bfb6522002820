// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module init and exit: registers the parts in the order in which they need
 * each other, and takes them down in reverse.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include "crypt/cipher.h"
#include "crypt/pcrypt.h"
#include "data/batch.h"
#include "data/block.h"
#include "data/rx_open.h"
#include "data/tx.h"
#include "data/tx_order.h"
#include "handshake/handshake_send.h"
#include "link/devices.h"
#include "link/netdev.h"
#include "link/pm.h"
#include "netlink/family.h"
#include "netlink/nl_keylog.h"
#include "netlink/nl_ntf.h"
#include "role/account.h"
#include "role/client.h"
#include "role/gateway.h"
#include "role/peer.h"
#include "tunnel/keyring.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "udp/udp_mark.h"

static const struct snt_tunnel_ops tunnel_ops = {
	.prepare = snt_device_prepare_tunnel,
	.start = snt_timers_start,
	.stop = snt_device_stop_tunnel,
	.initiate = snt_handshake_initiate,
	.keepalive = snt_tx_keepalive,
	.flush = snt_tx_flush,
	.event = snt_netlink_event,
	.made = snt_netlink_notify_made,
	.unmade = snt_netlink_notify_unmade,
	.identity_event = snt_netlink_notify_identity,
	.keys = snt_netlink_tell_keys,
};

static const struct snt_role_ops *const roles[] = {
	[SNAPTUN_ROLE_PEER] = &snt_peer_role_ops,
	[SNAPTUN_ROLE_CLIENT] = &snt_client_role_ops,
	[SNAPTUN_ROLE_GATEWAY] = &snt_gateway_role_ops,
};

static_assert(ARRAY_SIZE(roles) == SNAPTUN_ROLE_MAX + 1);

static void wipe_all(void)
{
	snt_devices_visit_tunnels(snt_timers_wipe_keys);
}

static void resume_all(void)
{
	snt_devices_visit_tunnels(snt_timers_resume);
}

static const struct snt_pm_ops pm_ops = {
	.wipe = wipe_all,
	.resume = resume_all,
};

/**
 * struct part - something of the data path that is there once for all devices
 * @start: 0 or a negative errno
 * @stop: the opposite
 */
struct part {
	int (*start)(void);
	void (*stop)(void);
};

/* In the order in which they need each other */
static const struct part parts[] = {
	{ snt_block_start, snt_block_stop },
	{ snt_batch_start, snt_batch_stop },
	{ snt_role_start, snt_role_stop },
	{ snt_peer_start, snt_peer_stop },
	{ snt_client_start, snt_client_stop },
	{ snt_account_start, snt_account_stop },
	{ snt_identity_start, snt_identity_stop },
	{ snt_gateway_tunnel_start, snt_gateway_tunnel_stop },
	{ snt_keyring_start, snt_keyring_stop },
	{ snt_rx_open_start, snt_rx_open_stop },
	{ snt_pcrypt_start, snt_pcrypt_stop },
	{ snt_tx_order_start, snt_tx_order_stop },
	{ snt_udp_mark_start, snt_udp_mark_stop },
};

/* The first @nr of them, in reverse */
static void stop_parts(unsigned int nr)
{
	while (nr)
		parts[--nr].stop();
}

static int __init start_data_path(void)
{
	unsigned int i;
	int err;

	snt_cipher_check();
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].start();
		if (err) {
			stop_parts(i);
			return err;
		}
	}
	return 0;
}

static void stop_data_path(void)
{
	stop_parts(ARRAY_SIZE(parts));
}

static int __init snt_init(void)
{
	int err = start_data_path();

	if (err)
		return err;
	err = snt_device_start(&tunnel_ops, roles);
	if (err)
		goto err_data_path;
	err = snt_pm_start(&pm_ops);
	if (err)
		goto err_device;
	err = snt_netlink_init();
	if (err)
		goto err_pm;
	return 0;

err_pm:
	snt_pm_stop();
err_device:
	snt_device_stop();
	rcu_barrier();
err_data_path:
	stop_data_path();
	return err;
}

static void __exit snt_exit(void)
{
	snt_netlink_exit();
	snt_pm_stop();
	snt_device_stop();
	/* Tunnels and sessions are freed by callbacks of this module. */
	rcu_barrier();
	stop_data_path();
}

module_init(snt_init);
module_exit(snt_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("snaptun maintainers");
MODULE_DESCRIPTION("Encrypted tunnel that speaks SNAP and WireGuard");
MODULE_VERSION(SNT_VERSION);
