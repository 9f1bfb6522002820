// SPDX-License-Identifier: GPL-2.0-only
/* The role gateway: what it is before its first identity, and no more. */
#include "gateway.h"
#include <linux/slab.h>
#include "tunnel/device.h"

/**
 * snt_gateway_create - a device becomes a gateway
 * @snt: the device
 *
 * Context: process.
 * Return: its role, or NULL without memory.
 */
struct snt_role *snt_gateway_create(struct snt_device *snt)
{
	struct snt_gateway_role *gateway;

	gateway = kzalloc(sizeof(*gateway), GFP_KERNEL);
	if (!gateway)
		return NULL;
	if (snt_addr_table_init(&gateway->addresses))
		goto err_gateway;
	if (snt_identities_init(gateway))
		goto err_addresses;
	if (snt_gateway_settings_init(gateway))
		goto err_identities;
	snt_role_init(&gateway->role, snt);
	snt_underlay_init(gateway);
	mutex_init(&gateway->lock);
	gateway->role.adding = &gateway->lock;
	spin_lock_init(&gateway->answer_lock);
	INIT_LIST_HEAD(&gateway->detached);
	INIT_LIST_HEAD(&gateway->ended_tunnels);
	INIT_WORK(&gateway->ending, snt_gateway_end);
	snt->payload = SNAPTUN_PAYLOAD_SCION;
	return &gateway->role;

err_identities:
	snt_identities_uninit(gateway);
err_addresses:
	snt_addr_table_uninit(&gateway->addresses);
err_gateway:
	kfree(gateway);
	return NULL;
}

/**
 * snt_gateway_destroy - undo snt_gateway_create()
 * @role: of a device without tunnels
 *
 * Context: process.
 */
void snt_gateway_destroy(struct snt_role *role)
{
	struct snt_gateway_role *gateway = snt_gateway_of(role);

	snt_identities_forget(gateway);
	/* Nothing ends by itself any more; what has is let go of. */
	flush_work(&gateway->ending);
	snt_underlay_uninit(gateway);
	snt_gateway_settings_uninit(gateway);
	snt_identities_uninit(gateway);
	snt_role_uninit(role);
	snt_addr_table_uninit(&gateway->addresses);
	kfree(gateway);
}
