/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_ALLOWED_IPS_H
#define _SNT_ALLOWED_IPS_H

#include <linux/list.h>
#include <linux/types.h>

struct snt_allowed_node;

/**
 * struct snt_allowed_ips - longest-prefix table of one device
 * @root4: IPv4 trie
 * @root6: IPv6 trie
 * @seq: number of the newest entry; entries of an owner are listed by it
 *
 * Readers hold rcu_read_lock(). Whatever changes or lists the table is
 * serialised by the caller (the device's update lock).
 */
struct snt_allowed_ips {
	struct snt_allowed_node __rcu *root4;
	struct snt_allowed_node __rcu *root6;
	u64 seq;
};

/**
 * struct snt_allowed_owner - embedded in who owns entries
 * @entries: its entries, by ascending sequence number
 * @hint: where the last listing stopped, or NULL
 * @nr: number of entries
 *
 * The table borrows it: snt_allowed_ips_remove_owner() first, then a grace
 * period, then free.
 */
struct snt_allowed_owner {
	struct list_head entries;
	struct snt_allowed_node *hint;
	unsigned int nr;
};

/**
 * struct snt_allowed_ip - one entry as user space knows it
 * @cursor: pass to snt_allowed_ips_next() to get the entry behind this one
 * @addr: network order; an IPv4 address in the first four bytes
 * @family: AF_INET or AF_INET6
 * @prefix_len: number of leading bits that count
 */
struct snt_allowed_ip {
	u64 cursor;
	u8 addr[16];
	u8 family;
	u8 prefix_len;
};

/**
 * struct snt_allowed_ips_txn - prepared changes with all the memory they need
 * @changes: in the order in which they are to take effect
 * @spares: nodes for the forks that additions may need
 * @replace: entries of the owner that the changes do not add are removed
 */
struct snt_allowed_ips_txn {
	struct list_head changes;
	struct list_head spares;
	bool replace;
};

void snt_allowed_ips_init(struct snt_allowed_ips *table);
void snt_allowed_ips_uninit(struct snt_allowed_ips *table);
void snt_allowed_owner_init(struct snt_allowed_owner *owner);

struct snt_allowed_owner *
snt_allowed_ips_lookup(const struct snt_allowed_ips *table, int family,
		       const void *addr);
bool snt_allowed_ips_next(struct snt_allowed_owner *owner, u64 cursor,
			  struct snt_allowed_ip *ip);
void snt_allowed_ips_remove_owner(struct snt_allowed_ips *table,
				  struct snt_allowed_owner *owner);

void snt_allowed_ips_txn_init(struct snt_allowed_ips_txn *txn, bool replace);
int snt_allowed_ips_txn_add(struct snt_allowed_ips_txn *txn, int family,
			    const void *addr, u8 prefix_len, bool remove);
void snt_allowed_ips_txn_commit(struct snt_allowed_ips *table,
				struct snt_allowed_owner *owner,
				struct snt_allowed_ips_txn *txn);
void snt_allowed_ips_txn_abort(struct snt_allowed_ips_txn *txn);

#endif /* _SNT_ALLOWED_IPS_H */
