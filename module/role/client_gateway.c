// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the tunnels of a client lead to: one gateway, which is set before the
 * first tunnel and may be another one later.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "client.h"

static bool is_other_gateway(const struct snt_client *client,
			     const struct snt_gateway *gateway)
{
	return client->gateway.addr.any.sa_family == AF_UNSPEC ||
	       memcmp(client->gateway.key, gateway->key, SNT_KEY_LEN);
}

static int name_remote(struct snt_client *client,
		       const struct snt_gateway *gateway)
{
	struct snt_noise_remote *remote = &client->remote;
	struct snt_device *snt = client->role.device;
	struct snt_noise_remote next = {};
	int err = 0;

	down_write(&snt->identity_lock);
	if (is_other_gateway(client, gateway)) {
		err = snt_noise_remote_set(&next, &snt->identity, gateway->key);
		if (!err)
			*remote = next;
	}
	if (!err)
		memcpy(remote->psk, gateway->psk, SNT_KEY_LEN);
	up_write(&snt->identity_lock);
	memzero_explicit(&next, sizeof(next));
	return err;
}

/* What was agreed on with another gateway is of no use with this one. */
static void forget_gateway(struct snt_client *client, struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;

	snt_timers_wipe_keys(tunnel);
	down_write(&hs->lock);
	memset(&hs->newest, 0, sizeof(hs->newest));
	up_write(&hs->lock);
	spin_lock(&hs->cookie_lock);
	snt_cookie_jar_init(&hs->jar, client->gateway.key);
	spin_unlock(&hs->cookie_lock);
}

/* Consumes @end. */
static void lead_to_gateway(struct snt_client *client,
			    struct snt_client_tunnel *ct,
			    struct snt_path_end *end)
{
	snt_path_set(&ct->tunnel.path, end);
	snt_timers_set_keepalive(&ct->tunnel, client->gateway.keepalive_s);
}

/**
 * snt_client_adopt_gateway - a new tunnel leads to the gateway
 * @client: the client; its device's update lock is held
 * @ct: the tunnel
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_client_adopt_gateway(struct snt_client *client,
			     struct snt_client_tunnel *ct)
{
	struct snt_path_end *end;

	lockdep_assert_held(&client->role.device->update_lock);
	end = snt_path_end_create(&client->gateway.addr.any);
	if (!end)
		return -ENOMEM;
	snt_cookie_jar_init(&ct->tunnel.handshake.jar, client->gateway.key);
	lead_to_gateway(client, ct, end);
	return 0;
}

static void destroy_ends(struct snt_path_end **ends, unsigned int nr)
{
	while (nr)
		snt_path_end_destroy(ends[--nr]);
	kvfree(ends);
}

/* As many as there are tunnels; NULL without memory */
static struct snt_path_end **create_ends(const struct sockaddr *addr,
					 unsigned int nr)
{
	struct snt_path_end **ends;
	unsigned int i;

	ends = kvcalloc(nr, sizeof(*ends), GFP_KERNEL);
	if (!ends)
		return NULL;
	for (i = 0; i < nr; i++) {
		ends[i] = snt_path_end_create(addr);
		if (ends[i])
			continue;
		destroy_ends(ends, i);
		return NULL;
	}
	return ends;
}

static void restart(struct snt_client *client, bool needs_sockets)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	if (!netif_running(client->role.device->dev))
		return;
	if (needs_sockets)
		snt_client_reopen(client);
	while ((tunnel = snt_role_walk(&client->role, &pos)))
		snt_client_restart(snt_client_tunnel_of(tunnel));
}

/**
 * snt_client_set_gateway - where all tunnels of the device lead to
 * @client: the client; its device's update lock is held
 * @gateway: all of it, not with the device's own key
 * @extack: told why not
 *
 * All tunnels begin a handshake; sessions with the same gateway stay.
 *
 * Context: process.
 * Return: 0, -EKEYREJECTED or -ENOMEM; then nothing has changed.
 */
int snt_client_set_gateway(struct snt_client *client,
			   const struct snt_gateway *gateway,
			   struct netlink_ext_ack *extack)
{
	bool is_other = is_other_gateway(client, gateway);
	unsigned int nr = client->role.nr_tunnels, i = 0;
	bool has_family_changed = client->gateway.addr.any.sa_family !=
				  gateway->addr.any.sa_family;
	struct snt_path_end **ends;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	lockdep_assert_held(&client->role.device->update_lock);
	ends = create_ends(&gateway->addr.any, nr);
	if (!ends)
		return -ENOMEM;
	if (name_remote(client, gateway)) {
		destroy_ends(ends, nr);
		NL_SET_ERR_MSG(extack, "The gateway's public key is a point of low order; no handshake is safe with it");
		return -EKEYREJECTED;
	}
	client->gateway = *gateway;
	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		if (is_other)
			forget_gateway(client, tunnel);
		lead_to_gateway(client, snt_client_tunnel_of(tunnel),
				ends[i++]);
	}
	kvfree(ends);
	/* Sockets are of the family of the gateway's address. */
	restart(client, has_family_changed);
	return 0;
}

/**
 * snt_client_rekey - the device has another private key
 * @role: of the device; its update lock is held
 *
 * All tunnels begin a handshake, from other ports if possible.
 *
 * Context: process.
 */
void snt_client_rekey(struct snt_role *role)
{
	struct snt_client *client = snt_client_of(role);
	struct snt_device *snt = role->device;

	lockdep_assert_held(&snt->update_lock);
	down_write(&snt->identity_lock);
	/* Refuses the gateway's own key, with which no tunnel is left. */
	snt_noise_remote_rekey(&client->remote, &snt->identity);
	up_write(&snt->identity_lock);
	restart(client, true);
}
