// SPDX-License-Identifier: GPL-2.0-only
/* Accounts as attributes of identities. */
#include <net/netlink.h>
#include "account.h"

/* Room for the longest member, and for what says that there are more */
#define MEMBER_ROOM	(nla_total_size(0) + 2 * nla_total_size(sizeof(u32)) + \
			 4 * nla_total_size_64bit(sizeof(u64)))
#define CONTINUED_ROOM	nla_total_size(0)

/* Members in their order: drops by reason, then the pairs of each way and what
 * is of no pair
 */
#define MEMBERS_WAY	(SNT_IA_PAIRS_MAX + 1)
#define MEMBERS_NR	(SNT_STATS_NR + SNT_WAYS * MEMBERS_WAY)

static int put_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, SNAPTUN_A_IDENTITY_PAD);
}

/**
 * snt_account_put_limits - quota and rate, if there are such
 * @skb: message
 * @account: the account
 *
 * Context: any but hard interrupts.
 * Return: 0 or -EMSGSIZE.
 */
int snt_account_put_limits(struct sk_buff *skb, struct snt_account *account)
{
	struct snt_quota quota;
	int err = 0;
	u64 bps;

	snt_account_read_limits(account, &quota, &bps);
	if (quota.limit)
		err = put_u64(skb, SNAPTUN_A_IDENTITY_QUOTA, quota.limit) ?:
		      put_u64(skb, SNAPTUN_A_IDENTITY_QUOTA_USED, quota.used);
	if (!err && bps)
		err = put_u64(skb, SNAPTUN_A_IDENTITY_RATE, bps);
	return err;
}

/**
 * struct way_attrs - the attributes of what went one way
 * @packets: how many packets
 * @bytes: how many bytes
 * @last: when the last one
 */
struct way_attrs {
	int packets;
	int bytes;
	int last;
};

static const struct way_attrs way_attrs[SNT_WAYS] = {
	[SNT_WAY_RX] = {
		.packets = SNAPTUN_A_IDENTITY_RX_PACKETS,
		.bytes = SNAPTUN_A_IDENTITY_RX_BYTES,
		.last = SNAPTUN_A_IDENTITY_RX_LAST,
	},
	[SNT_WAY_TX] = {
		.packets = SNAPTUN_A_IDENTITY_TX_PACKETS,
		.bytes = SNAPTUN_A_IDENTITY_TX_BYTES,
		.last = SNAPTUN_A_IDENTITY_TX_LAST,
	},
};

static int put_way(struct sk_buff *skb, struct snt_account_way *way,
		   const struct way_attrs *attrs)
{
	struct snt_traffic traffic;
	u64 last_ns;

	spin_lock_bh(&way->lock);
	traffic = way->traffic;
	last_ns = way->last_ns;
	spin_unlock_bh(&way->lock);
	return put_u64(skb, attrs->packets, traffic.packets) ?:
	       put_u64(skb, attrs->bytes, traffic.bytes) ?:
	       put_u64(skb, attrs->last, last_ns);
}

/**
 * snt_account_put_counts - what was counted, in all
 * @skb: message
 * @account: the account
 *
 * Context: any but hard interrupts.
 * Return: 0 or -EMSGSIZE.
 */
int snt_account_put_counts(struct sk_buff *skb, struct snt_account *account)
{
	enum snt_way way;
	int err;

	err = put_u64(skb, SNAPTUN_A_IDENTITY_GENERATION,
		      READ_ONCE(account->generation));
	for (way = 0; !err && way < SNT_WAYS; way++)
		err = put_way(skb, &account->ways[way], &way_attrs[way]);
	return err;
}

static int put_drop(struct sk_buff *skb, const struct snt_account *account,
		    u32 reason)
{
	u64 nr = atomic64_read(&account->drops[reason]);
	struct nlattr *nest;

	if (!nr)
		return 0;
	nest = nla_nest_start(skb, SNAPTUN_A_IDENTITY_DROP);
	if (!nest || nla_put_u32(skb, SNAPTUN_A_DROP_REASON, reason) ||
	    nla_put_u64_64bit(skb, SNAPTUN_A_DROP_COUNT, nr,
			      SNAPTUN_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Copies pair @i, or what is of no pair; the counts are zero if there is no
 * such.
 */
static void read_pair(struct snt_account_way *way, unsigned int i,
		      struct snt_ia_pair *pair)
{
	memset(pair, 0, sizeof(*pair));
	spin_lock_bh(&way->lock);
	if (i == SNT_IA_PAIRS_MAX)
		pair->traffic = way->pairs.other;
	else if (i < way->pairs.nr)
		*pair = way->pairs.pairs[i];
	spin_unlock_bh(&way->lock);
}

static int put_pair_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, SNAPTUN_A_IA_PAIR_PAD);
}

static int put_pair(struct sk_buff *skb, struct snt_account *account, u32 way,
		    unsigned int i)
{
	struct snt_ia_pair pair;
	struct nlattr *nest;
	int err;

	read_pair(&account->ways[way], i, &pair);
	if (!pair.traffic.packets)
		return 0;
	nest = nla_nest_start(skb, SNAPTUN_A_IDENTITY_IA_PAIR);
	if (!nest)
		return -EMSGSIZE;
	err = nla_put_u32(skb, SNAPTUN_A_IA_PAIR_WAY, way);
	if (!err && i < SNT_IA_PAIRS_MAX)
		err = put_pair_u64(skb, SNAPTUN_A_IA_PAIR_SRC_IA,
				   pair.src_ia) ?:
		      put_pair_u64(skb, SNAPTUN_A_IA_PAIR_DST_IA, pair.dst_ia);
	if (err || put_pair_u64(skb, SNAPTUN_A_IA_PAIR_PACKETS,
				pair.traffic.packets) ||
	    put_pair_u64(skb, SNAPTUN_A_IA_PAIR_BYTES, pair.traffic.bytes))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_member(struct sk_buff *skb, struct snt_account *account,
		      unsigned int i)
{
	if (i < SNT_STATS_NR)
		return put_drop(skb, account, i);
	i -= SNT_STATS_NR;
	return put_pair(skb, account, i / MEMBERS_WAY, i % MEMBERS_WAY);
}

/**
 * snt_account_put_members - as many of an account's drops and pairs as fit
 * @skb: message
 * @account: the account
 * @cursor: which to begin with, 0 for the first; where to go on in the next
 *	message when there are more, else 0
 *
 * If they do not all fit, the message says so.
 *
 * Context: any but hard interrupts.
 * Return: 0, or -EMSGSIZE when there is no room even for the first.
 */
int snt_account_put_members(struct sk_buff *skb, struct snt_account *account,
			    u64 *cursor)
{
	u64 begin = *cursor;

	for (; *cursor < MEMBERS_NR; (*cursor)++) {
		if (skb_tailroom(skb) < MEMBER_ROOM + CONTINUED_ROOM) {
			if (*cursor == begin)
				return -EMSGSIZE;
			return nla_put_flag(skb, SNAPTUN_A_IDENTITY_CONTINUED);
		}
		if (put_member(skb, account, *cursor))
			return -EMSGSIZE;
	}
	*cursor = 0;
	return 0;
}
