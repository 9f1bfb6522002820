// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tunnels of a client come and go as user space says, or for sockets of
 * applications. Owns their memory and their places in the tables; sockets,
 * addresses, attempts and the gateway have files of their own beside this one.
 */
#include "client.h"
#include <linux/netlink.h>
#include <linux/slab.h>
#include "tunnel/device.h"

#define TUNNELS_MAX		1024

static struct kmem_cache *tunnel_cache;

static void free_cb(struct rcu_head *rcu)
{
	struct snt_tunnel *tunnel = container_of(rcu, struct snt_tunnel, rcu);
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);

	skb_queue_purge(&ct->udp.arrived);
	snt_tunnel_uninit(tunnel);
	memzero_explicit(ct, sizeof(*ct));
	kmem_cache_free(tunnel_cache, ct);
}

/**
 * snt_client_release - the last reference is gone
 * @tunnel: of a client, out of all tables
 *
 * Context: any.
 */
void snt_client_release(struct snt_tunnel *tunnel)
{
	call_rcu(&tunnel->rcu, free_cb);
}

static void init_tunnel(struct snt_client *client, struct snt_client_tunnel *ct)
{
	struct snt_device *snt = client->role.device;
	struct snt_udp *udp = &ct->udp;

	snt_udp_init(udp, snt->udp.net, snt->dev, &snt->stats, snt->udp.ops);
	snt_udp_set_fwmark(udp, READ_ONCE(snt->udp.fwmark));
	snt_tunnel_init(&ct->tunnel, snt, udp, &client->remote);
	udp->only_path = &ct->tunnel.path;
	ct->tunnel.path.is_pinned = true;
	snt_client_recovery_init(ct);
}

static void discard(struct snt_client_tunnel *ct)
{
	ct->tunnel.device->ops->stop(&ct->tunnel);
	snt_tunnel_put(&ct->tunnel);
}

static struct snt_client_tunnel *create(struct snt_client *client, u16 port,
					u16 port_max)
{
	struct snt_client_tunnel *ct;
	int err;

	ct = kmem_cache_zalloc(tunnel_cache, GFP_KERNEL);
	if (!ct)
		return ERR_PTR(-ENOMEM);
	init_tunnel(client, ct);
	ct->port = port;
	ct->port_max = port_max;
	err = snt_client_adopt_gateway(client, ct);
	if (!err)
		err = snt_role_reserve(&ct->tunnel);
	if (err) {
		discard(ct);
		return ERR_PTR(err);
	}
	return ct;
}

static int may_add(const struct snt_client *client,
		   struct netlink_ext_ack *extack)
{
	if (client->gateway.addr.any.sa_family == AF_UNSPEC) {
		NL_SET_ERR_MSG(extack, "Set the gateway before the first tunnel is added");
		return -EDESTADDRREQ;
	}
	if (client->role.nr_tunnels >= TUNNELS_MAX) {
		NL_SET_ERR_MSG(extack, "The device has 1024 tunnels, more it cannot hold");
		return -ENOSPC;
	}
	return 0;
}

/**
 * snt_client_add - one more tunnel
 * @client: the client; its device's update lock is held
 * @port: local port, 0 for any that is free
 * @port_max: any from @port to this one will do
 * @extack: told why not
 *
 * Context: process.
 * Return: the tunnel, borrowed, or an ERR_PTR.
 */
struct snt_client_tunnel *snt_client_add(struct snt_client *client, u16 port,
					 u16 port_max,
					 struct netlink_ext_ack *extack)
{
	struct snt_device *snt = client->role.device;
	struct snt_client_tunnel *ct;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = may_add(client, extack);
	if (err)
		return ERR_PTR(err);
	ct = create(client, port, port_max);
	if (IS_ERR(ct))
		return ct;
	err = netif_running(snt->dev) ? snt_client_open_tunnel(ct) : 0;
	if (err) {
		NL_SET_ERR_MSG(extack, "The local port can't be used; choose another one, or 0 for any");
		snt_role_cancel(&ct->tunnel);
		discard(ct);
		return ERR_PTR(err);
	}
	snt_role_add(&ct->tunnel);
	if (client->role.nr_tunnels == 1)
		snt_client_watch_look(client);
	return ct;
}

/**
 * snt_client_make - a tunnel for an application's socket
 * @client: the client; its device's update lock is held
 *
 * Context: process.
 * Return: the tunnel, borrowed, or NULL if there can't be one more.
 */
struct snt_client_tunnel *snt_client_make(struct snt_client *client)
{
	struct snt_device *snt = client->role.device;
	struct snt_client_tunnel *ct = snt_client_add(client, 0, 0, NULL);

	if (IS_ERR(ct))
		return NULL;
	ct->is_made = true;
	snt->generation++;
	snt->ops->made(&ct->tunnel);
	return ct;
}

/**
 * snt_client_unmake - undo snt_client_make()
 * @ct: the tunnel; its device's update lock is held
 *
 * Context: process.
 */
void snt_client_unmake(struct snt_client_tunnel *ct)
{
	struct snt_device *snt = ct->tunnel.device;

	snt_tunnel_get(&ct->tunnel);
	snt->generation++;
	snt_client_remove(&ct->tunnel);
	snt->ops->unmade(&ct->tunnel);
	snt_tunnel_put(&ct->tunnel);
}

/**
 * snt_client_remove - take a tunnel away
 * @tunnel: of a client; its device's update lock is held
 *
 * Context: process.
 */
void snt_client_remove(struct snt_tunnel *tunnel)
{
	struct snt_client_tunnel *ct = snt_client_tunnel_of(tunnel);

	lockdep_assert_held(&tunnel->device->update_lock);
	snt_tunnel_get(tunnel);
	snt_facade_forget_tunnel(ct);
	snt_client_begin_close(ct);
	snt_role_remove(tunnel);
	/* It is dead by now and so gets no other one. */
	snt_client_forget_address(ct);
	snt_tunnel_put(tunnel);
}

/**
 * snt_client_start - set up the memory of tunnels, and what watches the network
 *
 * Return: 0 or a negative errno.
 */
int snt_client_start(void)
{
	int err;

	tunnel_cache = KMEM_CACHE(snt_client_tunnel, SLAB_ACCOUNT);
	if (!tunnel_cache)
		return -ENOMEM;
	err = snt_client_watch_start();
	if (err)
		kmem_cache_destroy(tunnel_cache);
	return err;
}

/**
 * snt_client_stop - undo snt_client_start(); no tunnel is left, nor a callback
 * that frees one
 */
void snt_client_stop(void)
{
	snt_client_watch_stop();
	kmem_cache_destroy(tunnel_cache);
}
