// SPDX-License-Identifier: GPL-2.0-only
/* The role client: what it is when it has no tunnels yet, and no more. */
#include "client.h"
#include <linux/slab.h>
#include "tunnel/device.h"

/* As the deployed clients, so enough for the gateways that are there */
#define KEEPALIVE_DEFAULT_S	10
#define GIVE_UP_DEFAULT_S	600

/**
 * snt_client_create - a device becomes a client
 * @snt: the device
 *
 * Context: process.
 * Return: its role, or NULL without memory.
 */
struct snt_role *snt_client_create(struct snt_device *snt)
{
	struct snt_client *client = kzalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return NULL;
	if (snt_addr_table_init(&client->addresses))
		goto err_client;
	if (snt_facade_init(client))
		goto err_addresses;
	snt_role_init(&client->role, snt);
	spin_lock_init(&client->lock);
	client->gateway.keepalive_s = KEEPALIVE_DEFAULT_S;
	client->give_up_s = GIVE_UP_DEFAULT_S;
	snt_client_watch_init(client);
	netif_carrier_off(snt->dev);
	return &client->role;

err_addresses:
	snt_addr_table_uninit(&client->addresses);
err_client:
	kfree(client);
	return NULL;
}

/**
 * snt_client_destroy - undo snt_client_create()
 * @role: of a device without tunnels
 *
 * Context: process.
 */
void snt_client_destroy(struct snt_role *role)
{
	struct snt_client *client = snt_client_of(role);

	snt_client_watch_uninit(client);
	snt_facade_uninit(client);
	snt_role_uninit(role);
	snt_addr_table_uninit(&client->addresses);
	kfree_sensitive(client);
}
