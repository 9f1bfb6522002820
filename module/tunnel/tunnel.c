// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tunnel's life: what its maker need not know about its parts. Which
 * packets go through it, and when it talks, is decided elsewhere.
 */
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "device.h"
#include "role.h"
#include "tunnel.h"

/**
 * snt_tunnel_init - set up an idle tunnel
 * @tunnel: zeroed
 * @snt: the device; stays until snt_tunnel_uninit()
 * @udp: the sockets that it is sent from; likewise
 * @remote: the other end; likewise
 *
 * Context: process.
 */
void snt_tunnel_init(struct snt_tunnel *tunnel, struct snt_device *snt,
		     struct snt_udp *udp, struct snt_noise_remote *remote)
{
	tunnel->device = snt;
	tunnel->remote = remote;
	kref_init(&tunnel->refcount);
	snt_path_init(&tunnel->path, udp);
	snt_keyring_init(&tunnel->keyring);
	skb_queue_head_init(&tunnel->staged);
	spin_lock_init(&tunnel->error_lock);
	refcount_inc(&snt->tunnels);
	snt->ops->prepare(tunnel);
}

/**
 * snt_tunnel_uninit - the opposite, when no reader is left
 * @tunnel: its memory may be freed after this, the device as well
 *
 * Context: any.
 */
void snt_tunnel_uninit(struct snt_tunnel *tunnel)
{
	struct snt_device *snt = tunnel->device;

	/* A sender may have staged packets while the tunnel ended. */
	skb_queue_purge(&tunnel->staged);
	snt_budget_give(&snt->staged, tunnel->staged_charged);
	snt_path_uninit(&tunnel->path);
	kfree_sensitive(tunnel->handshake.noise);
	if (refcount_dec_and_test(&snt->tunnels))
		wake_up_var(&snt->tunnels);
}

static void tunnel_release(struct kref *kref)
{
	struct snt_tunnel *tunnel = container_of(kref, struct snt_tunnel,
						 refcount);

	tunnel->device->role->ops->release(tunnel);
}

/**
 * snt_tunnel_put - drop a reference
 * @tunnel: may be NULL
 *
 * Context: any.
 */
void snt_tunnel_put(struct snt_tunnel *tunnel)
{
	if (tunnel)
		kref_put(&tunnel->refcount, tunnel_release);
}

/**
 * snt_tunnel_begin_handshake - have what a handshake needs while it lasts
 * @tunnel: its handshake.lock is held for writing
 *
 * Context: process.
 * Return: 0, as well if one is under way, or -ENOMEM.
 */
int snt_tunnel_begin_handshake(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;

	lockdep_assert_held_write(&hs->lock);
	if (hs->noise)
		return 0;
	hs->noise = kzalloc(sizeof(*hs->noise), GFP_KERNEL);
	if (!hs->noise)
		return -ENOMEM;
	hs->noise->remote = tunnel->remote;
	return 0;
}

/**
 * snt_tunnel_end_handshake - wipe what a handshake needed
 * @tunnel: its handshake.lock is held for writing; need not have one
 *
 * Its index stays in the table.
 *
 * Context: process.
 */
void snt_tunnel_end_handshake(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;

	lockdep_assert_held_write(&hs->lock);
	kfree_sensitive(hs->noise);
	hs->noise = NULL;
}

/**
 * snt_tunnel_forget_keys - forget sessions and a handshake that is under way
 * @tunnel: the tunnel
 *
 * Both under the handshake's lock, so that no session begins in between. The
 * next packet may start a handshake at once.
 *
 * Context: process, not under the handshake's lock.
 */
void snt_tunnel_forget_keys(struct snt_tunnel *tunnel)
{
	struct snt_tunnel_handshake *hs = &tunnel->handshake;
	struct snt_device *snt = tunnel->device;

	down_write(&hs->lock);
	snt_index_remove(&snt->indices, &hs->node);
	snt_tunnel_end_handshake(tunnel);
	snt_keyring_wipe(&tunnel->keyring, snt);
	up_write(&hs->lock);
	atomic64_set(&hs->last_sent_ns, 0);
}

static void set_error(struct snt_tunnel *tunnel, enum snaptun_peer_error error)
{
	spin_lock_bh(&tunnel->error_lock);
	tunnel->last_error = error;
	tunnel->last_error_ns = ktime_get_real_ns();
	spin_unlock_bh(&tunnel->error_lock);
}

/**
 * snt_tunnel_fail - remember why it does not work
 * @tunnel: the tunnel
 * @error: shown to users with the time
 *
 * Context: any but hard interrupts.
 */
void snt_tunnel_fail(struct snt_tunnel *tunnel, enum snaptun_peer_error error)
{
	set_error(tunnel, error);
}

/**
 * snt_tunnel_succeed - it works: what went wrong before is over
 * @tunnel: the tunnel
 *
 * Context: any but hard interrupts.
 */
void snt_tunnel_succeed(struct snt_tunnel *tunnel)
{
	set_error(tunnel, SNAPTUN_PEER_ERROR_NONE);
}

/**
 * snt_tunnel_event - tell listeners what happened
 * @tunnel: the tunnel
 * @event: something that was authenticated
 *
 * Context: any but hard interrupts.
 */
void snt_tunnel_event(struct snt_tunnel *tunnel, enum snaptun_peer_event event)
{
	tunnel->device->ops->event(tunnel, event);
}

/**
 * snt_tunnel_drop - count packets that were dropped, for device and role
 * @tunnel: which they came from or were going to
 * @reason: why
 * @nr: how many
 *
 * Context: any but hard interrupts.
 */
void snt_tunnel_drop(struct snt_tunnel *tunnel, enum snaptun_drop_reason reason,
		     unsigned int nr)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;

	snt_stats_drop(&tunnel->device->stats, reason, nr);
	if (ops->dropped)
		ops->dropped(tunnel, reason, nr);
}

/**
 * snt_tunnel_drop_skb - count a packet and free it
 * @tunnel: which it came from or was going to
 * @reason: why
 * @skb: a packet, or several as GSO; consumed
 *
 * Context: any but hard interrupts.
 */
void snt_tunnel_drop_skb(struct snt_tunnel *tunnel,
			 enum snaptun_drop_reason reason, struct sk_buff *skb)
{
	snt_tunnel_drop(tunnel, reason, snt_stats_packets(skb));
	kfree_skb(skb);
}
