// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may use a gateway: the identities, found by key, and when the
 * registration of each ends. Owns their memory and their places in the tables;
 * what becomes of their tunnels is decided by who calls.
 *
 * The end of a registration is a time of the wall clock, as whoever made it
 * means one, and it is compared with that clock: if it was wrong and is set
 * right, all ends are right. The kernel moves timers of this clock with it.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include "tunnel/device.h"
#include "gateway.h"

/* How long an identity and its tunnels are kept after its registration has
 * ended: as long as the reference keeps trying to reach such a client. Who
 * renews a token a little late does not notice.
 */
#define GRACE_NS	(90 * NSEC_PER_SEC)

static struct kmem_cache *identity_cache;

static void free_cb(struct rcu_head *rcu)
{
	struct snt_identity *identity = container_of(rcu, struct snt_identity,
						     rcu);

	if (identity->seen.names != identity->first_seen)
		kvfree(identity->seen.names);
	kfree(identity->token);
	kfree(identity->label);
	snt_account_destroy(identity->account);
	memzero_explicit(identity, sizeof(*identity));
	kmem_cache_free(identity_cache, identity);
}

static void release(struct kref *kref)
{
	struct snt_identity *identity = container_of(kref, struct snt_identity,
						     refcount);

	call_rcu(&identity->rcu, free_cb);
}

/**
 * snt_identity_put - drop a reference
 * @identity: may be NULL
 *
 * Context: any.
 */
void snt_identity_put(struct snt_identity *identity)
{
	if (identity)
		kref_put(&identity->refcount, release);
}

/**
 * snt_identity_get - the identity with a public key
 * @gateway: where
 * @key: the key
 *
 * Context: any.
 * Return: it with a reference, or NULL.
 */
struct snt_identity *snt_identity_get(struct snt_gateway_role *gateway,
				      const u8 key[SNT_KEY_LEN])
{
	struct snt_identity *identity = NULL;
	struct snt_key_node *node;

	rcu_read_lock();
	node = snt_key_lookup(&gateway->keys, key);
	if (node) {
		identity = container_of(node, struct snt_identity, node);
		if (!kref_get_unless_zero(&identity->refcount))
			identity = NULL;
	}
	rcu_read_unlock();
	return identity;
}

/* For who gets the place in the list, which has a reference. */
static void list_as_ended(struct snt_identity *identity)
{
	struct snt_gateway_role *gateway = identity->gateway;

	spin_lock_bh(&gateway->ended_lock);
	if (list_empty(&identity->ended)) {
		snt_identity_hold(identity);
		list_add_tail(&identity->ended, &gateway->ended_identities);
	}
	spin_unlock_bh(&gateway->ended_lock);
	schedule_work(&gateway->ending);
}

static void arm_locked(struct snt_identity *identity, u64 at_ns)
{
	lockdep_assert_held(&identity->lock);
	if (!identity->is_gone)
		hrtimer_start(&identity->timer, ns_to_ktime(at_ns),
			      HRTIMER_MODE_ABS_SOFT);
}

/* What is due when the timer rings; the clock may have been set back. */
static bool look_at_clock_locked(struct snt_identity *identity, u64 now_ns,
				 bool *tell)
{
	u64 until_ns = atomic64_read(&identity->until_ns);

	lockdep_assert_held(&identity->lock);
	*tell = !identity->is_gone && !identity->has_told && now_ns >= until_ns;
	identity->has_told |= *tell;
	if (identity->is_gone)
		return false;
	if (now_ns < until_ns)
		arm_locked(identity, until_ns);
	else if (now_ns - until_ns < GRACE_NS)
		arm_locked(identity, until_ns + GRACE_NS);
	else
		return true;
	return false;
}

static enum hrtimer_restart ring(struct hrtimer *timer)
{
	struct snt_identity *identity = container_of(timer, struct snt_identity,
						     timer);
	struct snt_device *snt = identity->gateway->role.device;
	bool is_long_over, tell;

	spin_lock_bh(&identity->lock);
	is_long_over = look_at_clock_locked(identity, ktime_get_real_ns(),
					    &tell);
	spin_unlock_bh(&identity->lock);
	if (tell)
		snt->ops->identity_event(identity,
					 SNAPTUN_IDENTITY_EVENT_EXPIRED);
	if (is_long_over)
		list_as_ended(identity);
	return HRTIMER_NORESTART;
}

/**
 * snt_identity_has_ended - has the registration been over for long?
 * @identity: the identity
 *
 * Context: any.
 * Return: whether it is to be forgotten.
 */
bool snt_identity_has_ended(const struct snt_identity *identity)
{
	u64 until_ns = atomic64_read(&identity->until_ns);
	u64 now_ns = ktime_get_real_ns();

	return now_ns >= until_ns && now_ns - until_ns >= GRACE_NS;
}

/**
 * snt_identity_create - an identity that nobody finds yet
 * @gateway: where it is to be registered
 * @key: its public key
 *
 * To be followed by snt_identity_add() or snt_identity_put().
 *
 * Context: process.
 * Return: it with a reference, or NULL without memory.
 */
struct snt_identity *snt_identity_create(struct snt_gateway_role *gateway,
					 const u8 key[SNT_KEY_LEN])
{
	struct snt_identity *identity;

	identity = kmem_cache_zalloc(identity_cache, GFP_KERNEL);
	if (!identity)
		return NULL;
	memcpy(identity->node.public_key, key, SNT_KEY_LEN);
	memcpy(identity->remote.static_key, key, SNT_KEY_LEN);
	identity->gateway = gateway;
	kref_init(&identity->refcount);
	spin_lock_init(&identity->lock);
	hrtimer_setup(&identity->timer, ring, CLOCK_REALTIME,
		      HRTIMER_MODE_ABS_SOFT);
	identity->limit = SNT_IDENTITY_TUNNELS;
	INIT_LIST_HEAD(&identity->tunnels);
	INIT_LIST_HEAD(&identity->ended);
	snt_seen_init(&identity->seen, identity->first_seen,
		      SNT_IDENTITY_SEEN);
	return identity;
}

/**
 * snt_identity_add - an identity can be found from now on
 * @identity: from snt_identity_create(); its reference passes to the tables;
 *	its gateway's lock is held
 *
 * Its registration is over until snt_identity_set_until() says otherwise.
 *
 * Context: process.
 * Return: 0, -ENOMEM or -ENOSPC; then nothing has changed.
 */
int snt_identity_add(struct snt_identity *identity)
{
	struct snt_gateway_role *gateway = identity->gateway;
	int err;

	lockdep_assert_held(&gateway->lock);
	err = xa_alloc_cyclic(&gateway->identities, &identity->number, identity,
			      xa_limit_32b, &gateway->next_number,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	err = snt_key_add(&gateway->keys, &identity->node);
	if (err) {
		xa_erase(&gateway->identities, identity->number);
		return err;
	}
	WRITE_ONCE(gateway->nr_identities, gateway->nr_identities + 1);
	return 0;
}

/**
 * snt_identity_take_out - nobody finds it any more
 * @identity: in the tables; its tunnels are the caller's matter; its gateway's
 *	lock is held
 *
 * Drops the reference of the tables.
 *
 * Context: process.
 */
void snt_identity_take_out(struct snt_identity *identity)
{
	struct snt_gateway_role *gateway = identity->gateway;

	lockdep_assert_held(&gateway->lock);
	spin_lock_bh(&identity->lock);
	identity->is_gone = true;
	spin_unlock_bh(&identity->lock);
	atomic64_set(&identity->until_ns, 0);
	hrtimer_cancel(&identity->timer);
	snt_token_take_out(identity);
	snt_key_remove(&gateway->keys, &identity->node);
	xa_erase(&gateway->identities, identity->number);
	WRITE_ONCE(gateway->nr_identities, gateway->nr_identities - 1);
	snt_identity_put(identity);
}

/**
 * snt_identity_set_until - say when a registration ends
 * @identity: in the tables
 * @until_ns: wall clock
 *
 * Context: process.
 */
void snt_identity_set_until(struct snt_identity *identity, u64 until_ns)
{
	spin_lock_bh(&identity->lock);
	atomic64_set(&identity->until_ns, until_ns);
	identity->has_told = false;
	arm_locked(identity, until_ns);
	spin_unlock_bh(&identity->lock);
}

/**
 * snt_identity_share - find out what an identity's key and ours have in common
 * @identity: the identity; the device's identity_lock is held for reading
 *
 * Most identities never come, and many are registered at a time: so this is
 * done when the first initiation comes.
 *
 * Context: process.
 * Return: 0, -EKEYREJECTED or -ELOOP.
 */
int snt_identity_share(struct snt_identity *identity)
{
	struct snt_device *snt = identity->gateway->role.device;
	struct snt_noise_remote *remote = &identity->remote;
	struct snt_noise_remote found = {};
	int err;

	lockdep_assert_held(&snt->identity_lock);
	/* Pairs with the release below. */
	if (smp_load_acquire(&remote->has_ss))
		return 0;
	err = snt_noise_remote_set(&found, &snt->identity, remote->static_key);
	if (!err && !found.has_ss)
		err = -ENOKEY;
	spin_lock_bh(&identity->lock);
	if (!err && !remote->has_ss) {
		memcpy(remote->precomputed_ss, found.precomputed_ss,
		       sizeof(remote->precomputed_ss));
		/* Pairs with the acquire above. */
		smp_store_release(&remote->has_ss, true);
	}
	spin_unlock_bh(&identity->lock);
	memzero_explicit(&found, sizeof(found));
	return err;
}

/* With @nr tunnels, as many may begin a handshake at a time. Without memory
 * fewer of those that overtake each other are taken.
 */
static void grow_seen(struct snt_identity *identity)
{
	struct snt_seen *seen = &identity->seen;
	struct snt_seen_name *old = seen->names, *names;
	u32 max = 2 * seen->max;

	if (2 * (identity->nr_tunnels + 1) <= seen->max)
		return;
	names = kvmalloc_array(max, sizeof(*names),
			       GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!names)
		return;
	snt_seen_grow(seen, names, max);
	if (old != identity->first_seen)
		kvfree(old);
}

/**
 * snt_identity_see - is an initiation no replay?
 * @identity: whose it is; its gateway's lock is held
 * @in: opened
 * @add: it is accepted: the next one that is the same is a replay
 *
 * Context: process.
 * Return: 0 or -EALREADY.
 */
int snt_identity_see(struct snt_identity *identity,
		     const struct snt_noise_initiation *in, bool add)
{
	struct snt_seen_name name;

	lockdep_assert_held(&identity->gateway->lock);
	snt_seen_name(&name, in->timestamp, in->remote_ephemeral);
	if (!snt_seen_is_new(&identity->seen, &name))
		return -EALREADY;
	if (add) {
		grow_seen(identity);
		snt_seen_add(&identity->seen, &name);
	}
	return 0;
}

/**
 * snt_identities_init - a gateway without identities
 * @gateway: being set up
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_identities_init(struct snt_gateway_role *gateway)
{
	int err;

	err = snt_key_table_init(&gateway->keys);
	if (err)
		return err;
	err = snt_tokens_init(gateway);
	if (err) {
		snt_key_table_uninit(&gateway->keys);
		return err;
	}
	xa_init_flags(&gateway->identities, XA_FLAGS_ALLOC1);
	spin_lock_init(&gateway->ended_lock);
	INIT_LIST_HEAD(&gateway->ended_identities);
	return 0;
}

/**
 * snt_identities_forget - take all identities out
 * @gateway: without tunnels
 *
 * Context: process.
 */
void snt_identities_forget(struct snt_gateway_role *gateway)
{
	struct snt_identity *identity;
	unsigned long number;

	mutex_lock(&gateway->lock);
	xa_for_each(&gateway->identities, number, identity)
		snt_identity_take_out(identity);
	mutex_unlock(&gateway->lock);
}

/**
 * snt_identities_uninit - undo snt_identities_init()
 * @gateway: without identities
 *
 * Context: process.
 */
void snt_identities_uninit(struct snt_gateway_role *gateway)
{
	xa_destroy(&gateway->identities);
	snt_tokens_uninit(gateway);
	snt_key_table_uninit(&gateway->keys);
}

/**
 * snt_identity_start - set up the memory of identities
 *
 * Return: 0 or -ENOMEM.
 */
int snt_identity_start(void)
{
	identity_cache = KMEM_CACHE(snt_identity, SLAB_ACCOUNT);
	return identity_cache ? 0 : -ENOMEM;
}

/**
 * snt_identity_stop - undo snt_identity_start(); no identity is left, nor a
 * callback that frees one
 */
void snt_identity_stop(void)
{
	kmem_cache_destroy(identity_cache);
}
