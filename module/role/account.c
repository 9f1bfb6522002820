// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts packets by the batch, as they pass, and says which may. What is under
 * way when a quota is used up passes still.
 */
#include "account.h"
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include "core/scion.h"
#include "tunnel/content.h"

/* Both ISD-AS in the header: the destination's, then the source's */
#define IA_LEN		8
#define IAS_LEN		(2 * IA_LEN)

static_assert(SNT_SCION_COMMON_LEN + IA_LEN == SNT_SCION_SRC_IA_OFF);

static struct kmem_cache *account_cache;

static void init_way(struct snt_account_way *way)
{
	spin_lock_init(&way->lock);
}

/**
 * snt_account_create - an account of nothing, without limits
 *
 * Context: process.
 * Return: it, or NULL without memory.
 */
struct snt_account *snt_account_create(void)
{
	struct snt_account *account;

	account = kmem_cache_zalloc(account_cache, GFP_KERNEL);
	if (!account)
		return NULL;
	init_way(&account->ways[SNT_WAY_RX]);
	init_way(&account->ways[SNT_WAY_TX]);
	spin_lock_init(&account->limit_lock);
	account->generation = div_u64(ktime_get_real_ns(), NSEC_PER_USEC);
	return account;
}

/**
 * snt_account_destroy - the opposite
 * @account: nobody counts in it any more; may be NULL
 *
 * Context: any.
 */
void snt_account_destroy(struct snt_account *account)
{
	if (!account)
		return;
	kfree(account->ways[SNT_WAY_RX].pairs.pairs);
	kfree(account->ways[SNT_WAY_TX].pairs.pairs);
	kmem_cache_free(account_cache, account);
}

static void set_way_rate(struct snt_account_way *way, u64 bps)
{
	spin_lock_bh(&way->lock);
	snt_rate_set(&way->rate, bps);
	spin_unlock_bh(&way->lock);
}

/**
 * snt_account_set_rate - say how fast packets may come, each way
 * @account: the account
 * @bps: bits per second as snt_rate_set() has them
 *
 * Context: process; the caller excludes others that set it.
 */
void snt_account_set_rate(struct snt_account *account, u64 bps)
{
	set_way_rate(&account->ways[SNT_WAY_RX], bps);
	set_way_rate(&account->ways[SNT_WAY_TX], bps);
	spin_lock_bh(&account->limit_lock);
	account->bps = bps;
	WRITE_ONCE(account->has_rate, bps);
	spin_unlock_bh(&account->limit_lock);
}

/**
 * snt_account_set_quota - say how much may pass, both ways together
 * @account: the account
 * @quota: this, and how much of it is used
 * @set_limit: otherwise the limit is left as it is
 * @set_used: otherwise what is used is left as it is
 *
 * Context: any but hard interrupts.
 */
void snt_account_set_quota(struct snt_account *account,
			   const struct snt_quota *quota, bool set_limit,
			   bool set_used)
{
	spin_lock_bh(&account->limit_lock);
	if (set_limit)
		account->quota.limit = quota->limit;
	if (set_used)
		account->quota.used = quota->used;
	WRITE_ONCE(account->has_quota, account->quota.limit);
	WRITE_ONCE(account->is_used_up,
		   snt_quota_stage(&account->quota) == SNT_QUOTA_USED_UP);
	spin_unlock_bh(&account->limit_lock);
}

/**
 * snt_account_read_limits - what limits there are
 * @account: the account
 * @quota: set to the quota
 * @bps: set to the rate
 *
 * Context: any but hard interrupts.
 */
void snt_account_read_limits(struct snt_account *account,
			     struct snt_quota *quota, u64 *bps)
{
	spin_lock_bh(&account->limit_lock);
	*quota = account->quota;
	*bps = account->bps;
	spin_unlock_bh(&account->limit_lock);
}

/**
 * snt_account_admit - may a packet pass?
 * @account: whose it is
 * @way: where it goes
 * @bytes: its length
 *
 * Context: BH off.
 * Return: 0; -EDQUOT: the quota is used up; -EBUSY: it came too fast.
 */
int snt_account_admit(struct snt_account *account, enum snt_way way, u32 bytes)
{
	struct snt_account_way *side = &account->ways[way];
	bool is_slow_enough;

	if (unlikely(READ_ONCE(account->is_used_up)))
		return -EDQUOT;
	if (likely(!READ_ONCE(account->has_rate)))
		return 0;
	spin_lock(&side->lock);
	is_slow_enough = snt_rate_take(&side->rate, &side->bucket, bytes,
				       ktime_get_coarse_boottime_ns());
	spin_unlock(&side->lock);
	return is_slow_enough ? 0 : -EBUSY;
}

/* Has room been made for more pairs? */
static bool grow(struct snt_ia_pairs *table)
{
	u16 max = snt_ia_pairs_next_max(table);
	struct snt_ia_pair *pairs = NULL;

	if (max)
		pairs = kmalloc_array(max, sizeof(*pairs),
				      GFP_ATOMIC | __GFP_NOWARN);
	if (!pairs)
		return false;
	kfree(snt_ia_pairs_grow(table, pairs, max));
	return true;
}

static struct snt_traffic *find_pair(struct snt_ia_pairs *table, u64 src_ia,
				     u64 dst_ia)
{
	struct snt_traffic *traffic;

	traffic = snt_ia_pairs_find(table, src_ia, dst_ia);
	if (unlikely(!traffic) && grow(table))
		traffic = snt_ia_pairs_find(table, src_ia, dst_ia);
	return traffic ?: &table->other;
}

static void add_packet(struct snt_traffic *traffic, const struct sk_buff *skb)
{
	traffic->packets++;
	traffic->bytes += skb->len;
}

static void count_pair_locked(struct snt_account_way *way,
			      const struct sk_buff *skb)
{
	u8 buf[IAS_LEN];
	const u8 *ias;

	lockdep_assert_held(&way->lock);
	if (skb->protocol != htons(SNT_ETH_P_SCION))
		return;
	ias = skb_header_pointer(skb, SNT_SCION_COMMON_LEN, IAS_LEN, buf);
	if (ias)
		add_packet(find_pair(&way->pairs,
				     get_unaligned_be64(ias + IA_LEN),
				     get_unaligned_be64(ias)), skb);
}

/* Returns how many bytes they have. */
static u64 count_locked(struct snt_account_way *way,
			const struct sk_buff_head *list)
{
	u64 before = way->traffic.bytes;
	struct sk_buff *skb;

	lockdep_assert_held(&way->lock);
	way->last_ns = ktime_get_coarse_real_ns();
	skb_queue_walk(list, skb) {
		if (!skb->len)
			continue;
		add_packet(&way->traffic, skb);
		count_pair_locked(way, skb);
	}
	return way->traffic.bytes - before;
}

static bool charge(struct snt_account *account, u64 bytes,
		   enum snt_quota_stage *stage)
{
	bool is_news;

	if (likely(!READ_ONCE(account->has_quota)))
		return false;
	spin_lock(&account->limit_lock);
	is_news = snt_quota_charge(&account->quota, bytes, stage);
	WRITE_ONCE(account->is_used_up, *stage == SNT_QUOTA_USED_UP);
	spin_unlock(&account->limit_lock);
	return is_news;
}

/**
 * snt_account_count - packets have passed
 * @account: whose
 * @way: where they went
 * @list: these, which begin with their network headers; borrowed. Empty ones
 *	are keepalives, and all of them may be
 * @stage: set to how much of the quota is used, when that is news
 *
 * Context: BH off.
 * Return: whether @stage was set.
 */
bool snt_account_count(struct snt_account *account, enum snt_way way,
		       const struct sk_buff_head *list,
		       enum snt_quota_stage *stage)
{
	struct snt_account_way *side = &account->ways[way];
	u64 bytes;

	spin_lock(&side->lock);
	bytes = count_locked(side, list);
	spin_unlock(&side->lock);
	return charge(account, bytes, stage);
}

/**
 * snt_account_add_pair - say what went between two ISD-AS
 * @account: in which nobody counts yet
 * @way: which way
 * @pair: between which, and how much; what has no room is added to the rest
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_account_add_pair(struct snt_account *account, enum snt_way way,
			 const struct snt_ia_pair *pair)
{
	struct snt_ia_pairs *table = &account->ways[way].pairs;
	struct snt_traffic *traffic;

	traffic = find_pair(table, pair->src_ia, pair->dst_ia);
	if (traffic == &table->other && snt_ia_pairs_next_max(table))
		return -ENOMEM;
	traffic->packets += pair->traffic.packets;
	traffic->bytes += pair->traffic.bytes;
	return 0;
}

/**
 * snt_account_take_over - go on with what another account has counted
 * @account: what it has counted itself is gone
 * @from: in which nobody counts; destroyed
 *
 * Context: process.
 */
void snt_account_take_over(struct snt_account *account,
			   struct snt_account *from)
{
	unsigned int i;

	for (i = 0; i < SNT_WAYS; i++) {
		struct snt_account_way *way = &account->ways[i];

		spin_lock_bh(&way->lock);
		way->traffic = from->ways[i].traffic;
		way->last_ns = from->ways[i].last_ns;
		swap(way->pairs, from->ways[i].pairs);
		spin_unlock_bh(&way->lock);
	}
	for (i = 0; i < SNT_STATS_NR; i++)
		atomic64_set(&account->drops[i],
			     atomic64_read(&from->drops[i]));
	WRITE_ONCE(account->generation, from->generation);
	snt_account_destroy(from);
}

/**
 * snt_account_start - set up the memory of accounts
 *
 * Return: 0 or -ENOMEM.
 */
int snt_account_start(void)
{
	account_cache = KMEM_CACHE(snt_account, SLAB_ACCOUNT);
	return account_cache ? 0 : -ENOMEM;
}

/**
 * snt_account_stop - undo snt_account_start(); no account is left, nor a
 * callback that frees one
 */
void snt_account_stop(void)
{
	kmem_cache_destroy(account_cache);
}
