// SPDX-License-Identifier: GPL-2.0-only
/*
 * The role peer: what an administrator gives and takes. Owns the peers' places
 * in the tables.
 */
#include <linux/netlink.h>
#include <linux/slab.h>
#include "tunnel/device.h"
#include "peer.h"

/* As many as WireGuard has, so that configurations fit */
#define PEERS_MAX	BIT(20)

static struct kmem_cache *peer_cache;

static int set_remote(struct snt_peer *peer, const u8 key[SNT_KEY_LEN],
		      struct netlink_ext_ack *extack)
{
	struct snt_device *snt = peer->tunnel.device;
	int err;

	down_read(&snt->identity_lock);
	err = snt_noise_remote_set(&peer->remote, &snt->identity, key);
	up_read(&snt->identity_lock);
	if (err)
		NL_SET_ERR_MSG(extack, "The peer's public key is a point of low order; no handshake is safe with it");
	return err;
}

static void free_cb(struct rcu_head *rcu)
{
	struct snt_tunnel *tunnel = container_of(rcu, struct snt_tunnel, rcu);
	struct snt_peer *peer = snt_peer_of(tunnel);

	snt_tunnel_uninit(tunnel);
	kfree(peer->label);
	memzero_explicit(peer, sizeof(*peer));
	kmem_cache_free(peer_cache, peer);
}

/**
 * snt_peer_release - the last reference is gone
 * @tunnel: a peer's tunnel, out of all tables
 *
 * Context: any.
 */
void snt_peer_release(struct snt_tunnel *tunnel)
{
	call_rcu(&tunnel->rcu, free_cb);
}

/**
 * snt_peer_create - a peer that nobody sees yet
 * @snt: the device, its update lock is held
 * @key: the other end's public key, not the device's own
 * @extack: told why not
 *
 * To be followed by snt_peer_add() or snt_peer_discard().
 *
 * Context: process.
 * Return: the peer or an ERR_PTR: -ENOMEM, -ENOSPC, -EKEYREJECTED.
 */
struct snt_peer *snt_peer_create(struct snt_device *snt,
				 const u8 key[SNT_KEY_LEN],
				 struct netlink_ext_ack *extack)
{
	struct snt_peer *peer;
	int err;

	lockdep_assert_held(&snt->update_lock);
	if (snt->role->nr_tunnels >= PEERS_MAX) {
		NL_SET_ERR_MSG(extack, "The device has as many peers as it can hold; remove some");
		return ERR_PTR(-ENOSPC);
	}
	peer = kmem_cache_zalloc(peer_cache, GFP_KERNEL);
	if (!peer)
		return ERR_PTR(-ENOMEM);
	snt_tunnel_init(&peer->tunnel, snt, &snt->udp, &peer->remote);
	memcpy(peer->node.public_key, key, SNT_KEY_LEN);
	snt_allowed_owner_init(&peer->allowed);
	spin_lock_init(&peer->label_lock);
	snt_cookie_jar_init(&peer->tunnel.handshake.jar,
			    peer->node.public_key);
	err = set_remote(peer, key, extack);
	if (err) {
		snt_tunnel_put(&peer->tunnel);
		return ERR_PTR(err);
	}
	return peer;
}

/**
 * snt_peer_discard - undo snt_peer_create()
 * @peer: never added
 */
void snt_peer_discard(struct snt_peer *peer)
{
	peer->tunnel.device->ops->stop(&peer->tunnel);
	snt_tunnel_put(&peer->tunnel);
}

/**
 * snt_peer_add - make a peer visible and let it work
 * @peer: from snt_peer_create(); its reference passes to the device
 * @extack: told why not
 *
 * Context: process, the device's update lock is held.
 * Return: 0, -ENOMEM or -EEXIST; then the peer is still to be discarded.
 */
int snt_peer_add(struct snt_peer *peer, struct netlink_ext_ack *extack)
{
	struct snt_device *snt = peer->tunnel.device;
	struct snt_peers *peers = snt_peers_of(snt->role);
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = snt_role_reserve(&peer->tunnel);
	if (err)
		return err;
	err = snt_key_add(&peers->keys, &peer->node);
	if (err) {
		snt_role_cancel(&peer->tunnel);
		if (err == -EEXIST)
			NL_SET_ERR_MSG(extack, "There is such a peer already");
		return err;
	}
	snt_role_add(&peer->tunnel);
	return 0;
}

/**
 * snt_peer_remove - take a peer away
 * @tunnel: of a peer that was added; the caller may hold a reference
 *
 * Context: process, the device's update lock is held.
 */
void snt_peer_remove(struct snt_tunnel *tunnel)
{
	struct snt_peers *peers = snt_peers_of(tunnel->device->role);
	struct snt_peer *peer = snt_peer_of(tunnel);

	lockdep_assert_held(&tunnel->device->update_lock);
	snt_key_remove(&peers->keys, &peer->node);
	snt_allowed_ips_remove_owner(&peers->allowed_ips, &peer->allowed);
	snt_role_remove(tunnel);
}

/**
 * snt_peer_set_psk - preshared key of the handshakes to come
 * @peer: the peer
 * @psk: all zero for none
 *
 * Context: process.
 */
void snt_peer_set_psk(struct snt_peer *peer, const u8 psk[SNT_KEY_LEN])
{
	struct snt_device *snt = peer->tunnel.device;

	down_write(&snt->identity_lock);
	memcpy(peer->remote.psk, psk, SNT_KEY_LEN);
	up_write(&snt->identity_lock);
}

/**
 * snt_peer_exchange_label - set what people call the peer
 * @peer: the peer
 * @label: from kmalloc(), at most SNAPTUN_LABEL_LEN and a NUL, or NULL for
 *	none; becomes the peer's
 *
 * Return: the label it had, to be freed by the caller, or NULL.
 */
char *snt_peer_exchange_label(struct snt_peer *peer, char *label)
{
	spin_lock_bh(&peer->label_lock);
	swap(peer->label, label);
	spin_unlock_bh(&peer->label_lock);
	return label;
}

/**
 * snt_peer_get_label - read the label
 * @peer: the peer
 * @label: is filled, with a NUL; empty if there is none
 */
void snt_peer_get_label(struct snt_peer *peer,
			char label[SNAPTUN_LABEL_LEN + 1])
{
	spin_lock_bh(&peer->label_lock);
	strscpy(label, peer->label ?: "", SNAPTUN_LABEL_LEN + 1);
	spin_unlock_bh(&peer->label_lock);
}

/**
 * snt_peers_create - a device becomes one with peers
 * @snt: the device
 *
 * Context: process.
 * Return: its role, or NULL without memory.
 */
struct snt_role *snt_peers_create(struct snt_device *snt)
{
	struct snt_peers *peers = kzalloc(sizeof(*peers), GFP_KERNEL);

	if (!peers)
		return NULL;
	if (snt_key_table_init(&peers->keys)) {
		kfree(peers);
		return NULL;
	}
	snt_role_init(&peers->role, snt);
	snt_allowed_ips_init(&peers->allowed_ips);
	return &peers->role;
}

/**
 * snt_peers_destroy - undo snt_peers_create()
 * @role: of a device without peers
 *
 * Context: process.
 */
void snt_peers_destroy(struct snt_role *role)
{
	struct snt_peers *peers = snt_peers_of(role);

	snt_role_uninit(role);
	snt_allowed_ips_uninit(&peers->allowed_ips);
	snt_key_table_uninit(&peers->keys);
	kfree(peers);
}

/**
 * snt_peer_start - set up the memory of peers
 *
 * Return: 0 or -ENOMEM.
 */
int snt_peer_start(void)
{
	peer_cache = KMEM_CACHE(snt_peer, SLAB_ACCOUNT);
	return peer_cache ? 0 : -ENOMEM;
}

/**
 * snt_peer_stop - undo snt_peer_start(); no peer is left, nor a callback that
 * frees one
 */
void snt_peer_stop(void)
{
	kmem_cache_destroy(peer_cache);
}
