// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many handshakes one source may start: 20 in a second, 5 at once, for an
 * IPv4 address or the /64 of an IPv6 address, in each network namespace.
 *
 * The table has a fixed number of places. A secret hash says in which set of
 * places a source may be. A place is free again as soon as its source has all
 * of its allowance back, so there is nothing to collect, and a flood from many
 * addresses can use up places but no memory.
 */
#include "ratelimit.h"

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "core/bucket.h"
#include "core/limits.h"

#define NR_SETS		512
#define NR_PLACES	8	/* per set */

/* As WireGuard in Linux */
static const struct snt_bucket_rate rate = {
	.cost_ns = SNT_NSEC_PER_SEC / 20,
	.burst = 5,
};

/**
 * struct source - who is limited
 * @addr: IPv4 address, or the first 64 bits of an IPv6 address
 * @net: namespace, never dereferenced
 * @family: AF_INET or AF_INET6
 */
struct source {
	u64 addr;
	u64 net;
	u64 family;
};

/**
 * struct place - the allowance of one source
 * @source: whose
 * @bucket: what is left of it
 */
struct place {
	struct source source;
	struct snt_bucket bucket;
};

/**
 * struct snt_ratelimit_set - the places that a hash leads to
 * @lock: protects the set; BH
 * @places: in use while their buckets are not full
 */
struct snt_ratelimit_set {
	spinlock_t lock;	/* protects places */
	struct place places[NR_PLACES];
};

static bool parse_source(struct source *source, const struct net *net,
			 const struct sockaddr *addr)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)addr;
	const struct sockaddr_in *in = (const struct sockaddr_in *)addr;

	source->net = (unsigned long)net;
	source->family = addr->sa_family;
	if (addr->sa_family == AF_INET)
		source->addr = get_unaligned_be32(&in->sin_addr);
	else if (addr->sa_family == AF_INET6)
		source->addr = get_unaligned_be64(&in6->sin6_addr);
	else
		return false;
	return true;
}

/* The place of @source, else one that is free, else NULL. */
static struct place *pick_place(struct snt_ratelimit_set *set,
				const struct source *source, u64 now_ns)
{
	struct place *place, *free = NULL;
	unsigned int i;

	for (i = 0; i < NR_PLACES; i++) {
		place = &set->places[i];
		if (place->bucket.full_ns <= now_ns)
			free = place;
		else if (!memcmp(&place->source, source, sizeof(*source)))
			return place;
	}
	return free;
}

static int take_locked(struct snt_ratelimit_set *set,
		       const struct source *source, u64 now_ns)
{
	struct place *place = pick_place(set, source, now_ns);

	lockdep_assert_held(&set->lock);
	if (!place)
		return -ENOSPC;
	if (place->bucket.full_ns <= now_ns)
		place->source = *source;
	return snt_bucket_take(&place->bucket, &rate, now_ns) ? 0 : -EAGAIN;
}

/**
 * snt_ratelimit_init - nobody has used any allowance
 * @limit: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_ratelimit_init(struct snt_ratelimit *limit)
{
	unsigned int i;

	limit->sets = kvcalloc(NR_SETS, sizeof(*limit->sets), GFP_KERNEL);
	if (!limit->sets)
		return -ENOMEM;
	for (i = 0; i < NR_SETS; i++)
		spin_lock_init(&limit->sets[i].lock);
	get_random_bytes(&limit->key, sizeof(limit->key));
	return 0;
}

/**
 * snt_ratelimit_uninit - free the table
 * @limit: set up, or all zero
 *
 * Context: process, may sleep.
 */
void snt_ratelimit_uninit(struct snt_ratelimit *limit)
{
	kvfree(limit->sets);
	limit->sets = NULL;
}

/**
 * snt_ratelimit_take - take the cost of one handshake from a source's allowance
 * @limit: where
 * @net: namespace of the socket; only its identity matters
 * @source: where the initiation came from
 * @now_ns: any clock that does not go back
 *
 * Context: process or softirq.
 * Return: 0, -EAGAIN if the allowance is used up, -ENOSPC if too many others
 * are there, -EAFNOSUPPORT.
 */
int snt_ratelimit_take(struct snt_ratelimit *limit, const struct net *net,
		       const struct sockaddr *source, u64 now_ns)
{
	struct snt_ratelimit_set *set;
	struct source who;
	int err;

	if (!parse_source(&who, net, source))
		return -EAFNOSUPPORT;
	set = &limit->sets[siphash(&who, sizeof(who), &limit->key) % NR_SETS];
	spin_lock_bh(&set->lock);
	err = take_locked(set, &who, now_ns);
	spin_unlock_bh(&set->lock);
	return err;
}
