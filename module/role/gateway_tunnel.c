// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tunnels of a gateway. One is made by an initiation that was authenticated
 * and is no replay, and named by where that came from; it stays there. Whoever
 * wants one gone detaches it: from then on nobody finds it and nothing passes.
 * What the device knows of it goes later, under the update lock, which those
 * who read initiations must not wait for.
 */
#include <linux/slab.h>
#include "core/limits.h"
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "gateway.h"

/* A session of this age is renewed by its initiator, who goes on in it until
 * the next one is there. Who begins at another time has begun anew, or hears
 * nothing.
 */
#define RENEWAL_FIRST_NS	(SNT_REKEY_AFTER_NS - NSEC_PER_SEC)
#define RENEWAL_LAST_NS		(SNT_REKEY_AFTER_NS + 15 * NSEC_PER_SEC)

static struct kmem_cache *tunnel_cache;

/* What a detached tunnel has instead of the end of a registration */
static const atomic64_t is_over = ATOMIC64_INIT(0);

static void free_cb(struct rcu_head *rcu)
{
	struct snt_tunnel *tunnel = container_of(rcu, struct snt_tunnel, rcu);
	struct snt_gateway_tunnel *gt = snt_gateway_tunnel_of(tunnel);

	snt_tunnel_uninit(tunnel);
	memzero_explicit(gt, sizeof(*gt));
	kmem_cache_free(tunnel_cache, gt);
}

/**
 * snt_gateway_release - the last reference is gone
 * @tunnel: of a gateway, out of all tables
 *
 * Context: any.
 */
void snt_gateway_release(struct snt_tunnel *tunnel)
{
	struct snt_identity *identity = snt_gateway_tunnel_of(tunnel)->identity;

	call_rcu(&tunnel->rcu, free_cb);
	/* Readers may look at it as long as at the tunnel: it is freed after
	 * a grace period as well.
	 */
	snt_identity_put(identity);
}

/**
 * snt_gateway_detach - end a tunnel
 * @gt: the tunnel, not detached yet; its gateway's lock is held
 *
 * To be followed by snt_gateway_remove_detached(), or by having
 * snt_gateway_role.ending do that.
 *
 * Context: process.
 */
void snt_gateway_detach(struct snt_gateway_tunnel *gt)
{
	struct snt_gateway_role *gateway = gt->identity->gateway;

	lockdep_assert_held(&gateway->lock);
	WRITE_ONCE(gt->tunnel.is_dead, true);
	WRITE_ONCE(gt->tunnel.until_ns, &is_over);
	snt_addr_remove(&gateway->addresses, &gt->node);
	WRITE_ONCE(gt->identity->nr_tunnels, gt->identity->nr_tunnels - 1);
	gt->is_detached = true;
	list_move_tail(&gt->entry, &gateway->detached);
}

/**
 * snt_gateway_remove - take a tunnel away
 * @tunnel: of a gateway; its device's update lock is held
 *
 * Context: process.
 */
void snt_gateway_remove(struct snt_tunnel *tunnel)
{
	struct snt_gateway_tunnel *gt = snt_gateway_tunnel_of(tunnel);
	struct snt_gateway_role *gateway = gt->identity->gateway;

	lockdep_assert_held(&tunnel->device->update_lock);
	mutex_lock(&gateway->lock);
	if (!gt->is_detached)
		snt_gateway_detach(gt);
	list_del_init(&gt->entry);
	snt_role_remove(tunnel);
	mutex_unlock(&gateway->lock);
}

/**
 * snt_gateway_remove_detached - take detached tunnels away
 * @gateway: the gateway; its device's update lock is held
 *
 * Context: process.
 */
void snt_gateway_remove_detached(struct snt_gateway_role *gateway)
{
	struct snt_device *snt = gateway->role.device;
	struct snt_gateway_tunnel *gt, *next;

	lockdep_assert_held(&snt->update_lock);
	mutex_lock(&gateway->lock);
	list_for_each_entry_safe(gt, next, &gateway->detached, entry) {
		list_del_init(&gt->entry);
		snt->generation++;
		snt->ops->unmade(&gt->tunnel);
		snt_role_remove(&gt->tunnel);
	}
	mutex_unlock(&gateway->lock);
}

/**
 * snt_gateway_tell - something happened to a tunnel of a gateway
 * @tunnel: the tunnel
 * @news: what
 *
 * A client that does not answer any more is gone, and so is one that made no
 * new session for long: then the tunnel goes as well.
 *
 * Context: see enum snt_role_news.
 */
void snt_gateway_tell(struct snt_tunnel *tunnel, enum snt_role_news news)
{
	struct snt_gateway_role *gateway = snt_gateway_of(tunnel->device->role);
	struct snt_gateway_tunnel *gt = snt_gateway_tunnel_of(tunnel);

	if (news != SNT_ROLE_GAVE_UP && news != SNT_ROLE_FORGOTTEN)
		return;
	spin_lock_bh(&gateway->ended_lock);
	if (list_empty(&gt->ended)) {
		snt_tunnel_get(tunnel);
		list_add_tail(&gt->ended, &gateway->ended_tunnels);
	}
	spin_unlock_bh(&gateway->ended_lock);
	schedule_work(&gateway->ending);
}

/* It is not to go after all, if it was to. The caller has a reference. */
static void spare(struct snt_gateway_tunnel *gt)
{
	struct snt_gateway_role *gateway = gt->identity->gateway;
	bool was_ended;

	spin_lock_bh(&gateway->ended_lock);
	was_ended = !list_empty(&gt->ended);
	list_del_init(&gt->ended);
	spin_unlock_bh(&gateway->ended_lock);
	if (was_ended)
		snt_tunnel_put(&gt->tunnel);
}

static void set_idle(struct snt_gateway_tunnel *gt)
{
	const struct snt_gateway_config *config;

	rcu_read_lock();
	config = rcu_dereference(gt->identity->gateway->config);
	snt_timers_set_wipe(&gt->tunnel, config->set.idle_s);
	rcu_read_unlock();
}

static struct snt_gateway_tunnel *create(struct snt_identity *identity,
					 const struct snt_endpoint *from)
{
	struct snt_device *snt = identity->gateway->role.device;
	struct snt_gateway_tunnel *gt;
	struct snt_path_end *end;

	gt = kmem_cache_zalloc(tunnel_cache, GFP_KERNEL);
	end = gt ? snt_path_end_create(&from->addr) : NULL;
	if (!end) {
		if (gt)
			kmem_cache_free(tunnel_cache, gt);
		return NULL;
	}
	INIT_LIST_HEAD(&gt->entry);
	INIT_LIST_HEAD(&gt->ended);
	gt->identity = snt_identity_hold(identity);
	snt_tunnel_init(&gt->tunnel, snt, &snt->udp, &identity->remote);
	gt->tunnel.until_ns = &identity->until_ns;
	snt_cookie_jar_init(&gt->tunnel.handshake.jar,
			    identity->node.public_key);
	snt_path_set(&gt->tunnel.path, end);
	gt->tunnel.path.is_pinned = true;
	set_idle(gt);
	return gt;
}

static void discard(struct snt_gateway_tunnel *gt)
{
	gt->tunnel.device->ops->stop(&gt->tunnel);
	snt_tunnel_put(&gt->tunnel);
}

/* Returns the new tunnel, borrowed, or an ERR_PTR. */
static struct snt_gateway_tunnel *make(struct snt_identity *identity,
				       const struct snt_addr_key *key,
				       const struct snt_endpoint *from)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_gateway_tunnel *gt;
	int err;

	lockdep_assert_held(&gateway->lock);
	if (identity->nr_tunnels >= identity->limit)
		return ERR_PTR(-EDQUOT);
	err = snt_identity_open_account(identity);
	if (err)
		return ERR_PTR(err);
	gt = create(identity, from);
	if (!gt)
		return ERR_PTR(-ENOMEM);
	gt->node.key = *key;
	snt_gateway_heard(gt);
	err = snt_role_reserve(&gt->tunnel);
	if (err)
		goto err_discard;
	err = snt_addr_add(&gateway->addresses, &gt->node);
	if (err)
		goto err_cancel;
	WRITE_ONCE(identity->nr_tunnels, identity->nr_tunnels + 1);
	list_add_tail(&gt->entry, &identity->tunnels);
	snt_role_add(&gt->tunnel);
	/* If nothing comes of it, it goes like one without new sessions. */
	snt_timers_session_derived(&gt->tunnel);
	gt->tunnel.device->ops->made(&gt->tunnel);
	return gt;

err_cancel:
	snt_role_cancel(&gt->tunnel);
err_discard:
	discard(gt);
	return ERR_PTR(err);
}

/*
 * The identity has this tunnel already. If it has begun anew it can't use what
 * is sent in the old session, and the oldest clients fail on it: packets wait
 * for the new session.
 */
static void use_again(struct snt_gateway_tunnel *gt)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	u64 age_ns;

	spare(gt);
	age_ns = snt_keyring_age(&gt->tunnel.keyring, now_ns);
	if (age_ns >= RENEWAL_FIRST_NS && age_ns <= RENEWAL_LAST_NS)
		return;
	/* No initiation of ours for those that wait: there is one already. */
	atomic64_set(&gt->tunnel.handshake.last_sent_ns, now_ns);
	snt_keyring_expire_sending(&gt->tunnel.keyring);
}

static struct snt_gateway_tunnel *find(struct snt_gateway_role *gateway,
				       const struct snt_addr_key *key)
{
	struct snt_addr_node *node;

	lockdep_assert_held(&gateway->lock);
	rcu_read_lock();
	node = snt_addr_lookup(&gateway->addresses, key);
	rcu_read_unlock();
	/* Entries are changed under the gateway's lock. */
	return node ? container_of(node, struct snt_gateway_tunnel, node) :
		      NULL;
}

/* Returns the tunnel, borrowed, or an ERR_PTR. */
static struct snt_gateway_tunnel *
find_or_make(struct snt_identity *identity, const struct snt_endpoint *from,
	     bool is_proven)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_gateway_tunnel *gt;
	struct snt_addr_key key;

	lockdep_assert_held(&gateway->lock);
	snt_addr_key_of(&key, &from->addr);
	gt = find(gateway, &key);
	if (gt && gt->identity == identity) {
		use_again(gt);
		return gt;
	}
	if (gt && !is_proven)
		return ERR_PTR(-EADDRINUSE);
	if (gt) {
		/* A NAT gave the address to somebody else. */
		snt_gateway_detach(gt);
		schedule_work(&gateway->ending);
	}
	return make(identity, &key, from);
}

static struct snt_tunnel *answer_locked(struct snt_identity *identity,
					const struct snt_noise_initiation *in,
					const struct snt_endpoint *from,
					bool is_proven)
{
	struct snt_gateway_tunnel *gt;
	int err;

	lockdep_assert_held(&identity->gateway->lock);
	if (identity->is_gone)
		return ERR_PTR(-ENOENT);
	err = snt_identity_see(identity, in, false);
	if (err)
		return ERR_PTR(err);
	gt = find_or_make(identity, from, is_proven);
	if (IS_ERR(gt))
		return ERR_CAST(gt);
	snt_identity_see(identity, in, true);
	return snt_tunnel_get(&gt->tunnel);
}

/**
 * snt_gateway_answer - whose tunnel does an initiation belong to?
 * @role: of the device; its identity_lock is held for reading
 * @in: the initiation, read; is opened
 * @msg: the same
 * @from: where it came from
 * @is_proven: its sender has shown that it receives what is sent there
 *
 * What is not authentic, of nobody who is registered, or a replay leaves
 * nothing behind.
 *
 * Context: process.
 * Return: the tunnel with a reference, made if there is none, or an ERR_PTR:
 * -ENOENT: unknown identity; -EKEYEXPIRED: its registration has ended;
 * -EALREADY: a replay; -EDQUOT: it has as many tunnels as it may;
 * -EADDRINUSE: another identity's tunnel leads there, and its sender is to
 * prove that it is there; another one as from core/noise, or -ENOMEM.
 */
struct snt_tunnel *
snt_gateway_answer(struct snt_role *role, struct snt_noise_initiation *in,
		   const struct snt_wire_initiation *msg,
		   const struct snt_endpoint *from, bool is_proven)
{
	struct snt_gateway_role *gateway = snt_gateway_of(role);
	struct snt_tunnel *tunnel = NULL;
	struct snt_identity *identity;
	int err = 0;

	lockdep_assert_held(&role->device->identity_lock);
	identity = snt_identity_get(gateway, in->remote_static);
	if (!identity)
		return ERR_PTR(-ENOENT);
	if (snt_identity_is_over(identity))
		err = -EKEYEXPIRED;
	if (!err && !in->opened)
		err = snt_identity_share(identity) ?:
		      snt_noise_open_initiation(in, &identity->remote, msg);
	if (!err) {
		mutex_lock(&gateway->lock);
		tunnel = answer_locked(identity, in, from, is_proven);
		mutex_unlock(&gateway->lock);
	}
	snt_identity_put(identity);
	return err ? ERR_PTR(err) : tunnel;
}

/**
 * snt_gateway_tunnel_start - set up the memory of tunnels
 *
 * Return: 0 or -ENOMEM.
 */
int snt_gateway_tunnel_start(void)
{
	tunnel_cache = KMEM_CACHE(snt_gateway_tunnel, SLAB_ACCOUNT);
	return tunnel_cache ? 0 : -ENOMEM;
}

/**
 * snt_gateway_tunnel_stop - undo snt_gateway_tunnel_start(); no tunnel is left,
 * nor a callback that frees one
 */
void snt_gateway_tunnel_stop(void)
{
	kmem_cache_destroy(tunnel_cache);
}
