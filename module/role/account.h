/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody has sent and received through a device, and how much of it
 * there may be.
 */
#ifndef _SNT_ACCOUNT_H
#define _SNT_ACCOUNT_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <uapi/linux/snaptun.h>
#include "base/stats.h"
#include "core/bucket.h"
#include "core/ia_pairs.h"
#include "core/quota.h"
#include "core/rate.h"
#include "tunnel/role.h"

/**
 * struct snt_account_way - what went one way
 * @lock: protects all of it; BH
 * @traffic: packets, and their bytes as they are inside the tunnel
 * @last_ns: wall clock of the last of them, keepalives included
 * @bucket: what is left of the allowance
 * @rate: how large that is
 * @pairs: between which ISD-AS
 *
 * Packets of the two ways are counted by different CPUs.
 */
struct snt_account_way {
	spinlock_t lock;	/* protects all of it; BH */
	struct snt_traffic traffic;
	u64 last_ns;
	struct snt_bucket bucket;
	struct snt_rate rate;
	struct snt_ia_pairs pairs;
} ____cacheline_aligned_in_smp;

/**
 * struct snt_account - an account, with its limits
 * @ways: by enum snt_way
 * @limit_lock: protects @quota and @bps; BH
 * @quota: of both ways together
 * @bps: rate of each way in bits per second, 0 for none
 * @has_quota: there is one; READ_ONCE()
 * @is_used_up: it is; READ_ONCE()
 * @has_rate: there is one; READ_ONCE()
 * @generation: when counting began at zero, in microseconds of the wall clock;
 *	READ_ONCE()
 * @drops: packets that were dropped, by enum snaptun_drop_reason
 */
struct snt_account {
	struct snt_account_way ways[SNT_WAYS];
	spinlock_t limit_lock;	/* protects quota and bps; BH */
	struct snt_quota quota;
	u64 bps;
	bool has_quota;
	bool is_used_up;
	bool has_rate;
	u64 generation;
	atomic64_t drops[SNT_STATS_NR];
};

/* account.c */
int snt_account_start(void);
void snt_account_stop(void);

struct snt_account *snt_account_create(void);
void snt_account_destroy(struct snt_account *account);
void snt_account_set_rate(struct snt_account *account, u64 bps);
void snt_account_set_quota(struct snt_account *account,
			   const struct snt_quota *quota, bool set_limit,
			   bool set_used);
void snt_account_read_limits(struct snt_account *account,
			     struct snt_quota *quota, u64 *bps);
int snt_account_admit(struct snt_account *account, enum snt_way way,
		      u32 bytes);
bool snt_account_count(struct snt_account *account, enum snt_way way,
		       const struct sk_buff_head *list,
		       enum snt_quota_stage *stage);

int snt_account_add_pair(struct snt_account *account, enum snt_way way,
			 const struct snt_ia_pair *pair);
void snt_account_take_over(struct snt_account *account,
			   struct snt_account *from);

/* account_describe.c */
int snt_account_put_limits(struct sk_buff *skb, struct snt_account *account);
int snt_account_put_counts(struct sk_buff *skb, struct snt_account *account);
int snt_account_put_members(struct sk_buff *skb, struct snt_account *account,
			    u64 *cursor);

#endif /* _SNT_ACCOUNT_H */
