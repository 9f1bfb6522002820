// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which owner an inner address belongs to: a binary trie for each family in
 * which chains of single bits are one step (a Patricia trie), so that no path
 * is longer than the address has bits. A node is an entry when it has an owner;
 * else it is a fork and has two children. Owners are opaque.
 */
#include "allowed_ips.h"

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#define IPV4_BITS	32
#define IPV6_BITS	128

/* An address, first bit on the wire highest; IPv4 fills half of the first. */
struct bits {
	u64 hi;
	u64 lo;
};

/**
 * struct snt_allowed_node - an entry or a fork
 * @child: next nodes by the bit behind this prefix; readers: RCU
 * @owner: whose the entry is, NULL for a fork; readers: RCU
 * @parent: node that has this one as a child, NULL for a root
 * @prefix: the leading bits, zero behind them
 * @len: how many there are
 * @family: AF_INET or AF_INET6
 * @is_removal: in a transaction: take such an entry out
 * @link: in the owner's list, or in one of a transaction's
 * @seq: place in the owner's list
 * @rcu: frees the memory once it is in no trie and no list
 */
struct snt_allowed_node {
	struct snt_allowed_node __rcu *child[2];
	struct snt_allowed_owner __rcu *owner;
	struct snt_allowed_node *parent;
	struct bits prefix;
	u8 len;
	u8 family;
	bool is_removal;
	union {
		struct {
			struct list_head link;
			u64 seq;
		};
		struct rcu_head rcu;
	};
};

/* For those who change: the caller of this unit serialises them. */
#define held(pointer)	rcu_dereference_protected(pointer, true)

static struct bits parse_bits(int family, const void *addr)
{
	struct bits bits = {};

	if (family == AF_INET) {
		bits.hi = (u64)get_unaligned_be32(addr) << IPV4_BITS;
	} else {
		bits.hi = get_unaligned_be64(addr);
		bits.lo = get_unaligned_be64(addr + sizeof(u64));
	}
	return bits;
}

static void build_addr(u8 addr[16], int family, const struct bits *bits)
{
	memset(addr, 0, 16);
	if (family == AF_INET) {
		put_unaligned_be32(bits->hi >> IPV4_BITS, addr);
	} else {
		put_unaligned_be64(bits->hi, addr);
		put_unaligned_be64(bits->lo, addr + sizeof(u64));
	}
}

static struct bits mask_bits(const struct bits *bits, unsigned int len)
{
	struct bits masked = {};

	if (len)
		masked.hi = bits->hi & (~0ULL << (64 - min(len, 64U)));
	if (len > 64)
		masked.lo = bits->lo & (~0ULL << (128 - len));
	return masked;
}

static unsigned int common_len(const struct bits *a, const struct bits *b)
{
	if (a->hi != b->hi)
		return 64 - fls64(a->hi ^ b->hi);
	return 128 - fls64(a->lo ^ b->lo);
}

/* @at must be below 128. */
static unsigned int bit_at(const struct bits *bits, unsigned int at)
{
	return (at < 64 ? bits->hi >> (63 - at) : bits->lo >> (127 - at)) & 1;
}

static bool is_prefix_of(const struct snt_allowed_node *node,
			 const struct bits *bits)
{
	return common_len(&node->prefix, bits) >= node->len;
}

static struct snt_allowed_node __rcu **root_of(struct snt_allowed_ips *table,
					       int family)
{
	return family == AF_INET ? &table->root4 : &table->root6;
}

static void unlist(struct snt_allowed_node *node)
{
	struct snt_allowed_owner *owner = held(node->owner);

	if (owner->hint == node)
		owner->hint = list_is_first(&node->link, &owner->entries) ?
			      NULL : list_prev_entry(node, link);
	list_del(&node->link);
	owner->nr--;
}

static void enlist(struct snt_allowed_ips *table, struct snt_allowed_node *node,
		   struct snt_allowed_owner *owner)
{
	node->seq = ++table->seq;
	list_add_tail(&node->link, &owner->entries);
	owner->nr++;
}

/*
 * Finds the link at which a node with this prefix hangs, or where it belongs;
 * @parent gets the node that the link is in, or NULL.
 */
static struct snt_allowed_node __rcu **
find_link(struct snt_allowed_ips *table, const struct snt_allowed_node *wanted,
	  struct snt_allowed_node **parent)
{
	struct snt_allowed_node __rcu **link = root_of(table, wanted->family);
	struct snt_allowed_node *node;

	*parent = NULL;
	while ((node = held(*link)) && node->len < wanted->len &&
	       is_prefix_of(node, &wanted->prefix)) {
		*parent = node;
		link = &node->child[bit_at(&wanted->prefix, node->len)];
	}
	return link;
}

static bool is_same_prefix(const struct snt_allowed_node *a,
			   const struct snt_allowed_node *b)
{
	return a->len == b->len && is_prefix_of(a, &b->prefix);
}

static void set_child(struct snt_allowed_node *parent,
		      struct snt_allowed_node *child)
{
	unsigned int side = bit_at(&child->prefix, parent->len);

	rcu_assign_pointer(parent->child[side], child);
	child->parent = parent;
}

static struct snt_allowed_node *take_fork(struct snt_allowed_ips_txn *txn,
					  const struct snt_allowed_node *below,
					  unsigned int len)
{
	struct snt_allowed_node *fork;

	fork = list_first_entry(&txn->spares, struct snt_allowed_node, link);
	list_del(&fork->link);
	fork->family = below->family;
	fork->prefix = mask_bits(&below->prefix, len);
	fork->len = len;
	return fork;
}

/*
 * Hangs @entry at @link, where @below hangs now if anything does. All is
 * connected before readers can see any of it.
 */
static void hang(struct snt_allowed_node __rcu **link,
		 struct snt_allowed_node *parent,
		 struct snt_allowed_node *entry,
		 struct snt_allowed_ips_txn *txn)
{
	struct snt_allowed_node *below = held(*link), *top = entry;
	unsigned int common = entry->len;

	if (below)
		common = min(common,
			     common_len(&below->prefix, &entry->prefix));
	if (common < entry->len) {
		top = take_fork(txn, entry, common);
		set_child(top, entry);
	}
	if (below)
		set_child(top, below);
	top->parent = parent;
	rcu_assign_pointer(*link, top);
}

/* @entry is used up. */
static void add(struct snt_allowed_ips *table, struct snt_allowed_owner *owner,
		struct snt_allowed_node *entry, struct snt_allowed_ips_txn *txn)
{
	struct snt_allowed_node __rcu **link;
	struct snt_allowed_node *parent, *node;

	link = find_link(table, entry, &parent);
	node = held(*link);
	if (!node || !is_same_prefix(node, entry)) {
		RCU_INIT_POINTER(entry->owner, owner);
		enlist(table, entry, owner);
		hang(link, parent, entry, txn);
		return;
	}
	if (held(node->owner))
		unlist(node);
	rcu_assign_pointer(node->owner, owner);
	enlist(table, node, owner);
	kfree(entry);
}

/* Takes out @node and the forks above it that are none without it. */
static void prune(struct snt_allowed_ips *table, struct snt_allowed_node *node)
{
	struct snt_allowed_node *child, *parent;
	struct snt_allowed_node __rcu **link;

	while (node && !held(node->owner)) {
		if (held(node->child[0]) && held(node->child[1]))
			return;
		child = held(node->child[0]) ?: held(node->child[1]);
		parent = node->parent;
		link = root_of(table, node->family);
		if (parent)
			link = &parent->child[bit_at(&node->prefix,
						     parent->len)];
		if (child)
			child->parent = parent;
		rcu_assign_pointer(*link, child);
		kfree_rcu(node, rcu);
		if (child)
			return;
		node = parent;
	}
}

static void drop(struct snt_allowed_ips *table, struct snt_allowed_node *node)
{
	unlist(node);
	RCU_INIT_POINTER(node->owner, NULL);
	prune(table, node);
}

/* Leaves alone the entries of others. */
static void take_out(struct snt_allowed_ips *table,
		     struct snt_allowed_owner *owner,
		     const struct snt_allowed_node *wanted)
{
	struct snt_allowed_node *parent, *node;

	node = held(*find_link(table, wanted, &parent));
	if (node && is_same_prefix(node, wanted) && held(node->owner) == owner)
		drop(table, node);
}

static void drop_until(struct snt_allowed_ips *table,
		       struct snt_allowed_owner *owner, u64 last_seq)
{
	struct snt_allowed_node *node, *next;

	list_for_each_entry_safe(node, next, &owner->entries, link) {
		if (node->seq > last_seq)
			return;
		drop(table, node);
	}
}

/**
 * snt_allowed_ips_init - an empty table
 * @table: to be set up
 */
void snt_allowed_ips_init(struct snt_allowed_ips *table)
{
	RCU_INIT_POINTER(table->root4, NULL);
	RCU_INIT_POINTER(table->root6, NULL);
	table->seq = 0;
}

/**
 * snt_allowed_ips_uninit - the table goes away
 * @table: all owners were removed from it
 */
void snt_allowed_ips_uninit(struct snt_allowed_ips *table)
{
	WARN_ON_ONCE(rcu_access_pointer(table->root4) ||
		     rcu_access_pointer(table->root6));
}

/**
 * snt_allowed_owner_init - an owner without entries
 * @owner: to be set up
 */
void snt_allowed_owner_init(struct snt_allowed_owner *owner)
{
	*owner = (struct snt_allowed_owner){};
	INIT_LIST_HEAD(&owner->entries);
}

/**
 * snt_allowed_ips_lookup - owner of the longest prefix of an address
 * @table: where
 * @family: AF_INET or AF_INET6
 * @addr: 4 or 16 bytes in network order, at any alignment
 *
 * Context: RCU read section; the result is borrowed until its end.
 * Return: the owner or NULL.
 */
struct snt_allowed_owner *
snt_allowed_ips_lookup(const struct snt_allowed_ips *table, int family,
		       const void *addr)
{
	struct snt_allowed_owner *owner, *best = NULL;
	struct bits bits = parse_bits(family, addr);
	struct snt_allowed_node *node;

	node = family == AF_INET ? rcu_dereference(table->root4) :
				   rcu_dereference(table->root6);
	while (node && is_prefix_of(node, &bits)) {
		owner = rcu_dereference(node->owner);
		if (owner)
			best = owner;
		if (node->len == IPV6_BITS)
			break;
		node = rcu_dereference(node->child[bit_at(&bits, node->len)]);
	}
	return best;
}

/**
 * snt_allowed_ips_next - list an owner's entries one by one
 * @owner: whose
 * @cursor: 0, or the cursor of the entry before
 * @ip: the next entry
 *
 * What is there from the first call to the last is seen once; entries may come
 * and go in between.
 * Context: process; the caller keeps others from changing the table.
 * Return: whether there is one.
 */
bool snt_allowed_ips_next(struct snt_allowed_owner *owner, u64 cursor,
			  struct snt_allowed_ip *ip)
{
	struct snt_allowed_node *node = NULL;

	if (owner->hint && owner->hint->seq <= cursor)
		node = owner->hint;
	node = list_prepare_entry(node, &owner->entries, link);
	list_for_each_entry_continue(node, &owner->entries, link) {
		if (node->seq <= cursor)
			continue;
		owner->hint = node;
		ip->cursor = node->seq;
		ip->family = node->family;
		ip->prefix_len = node->len;
		build_addr(ip->addr, node->family, &node->prefix);
		return true;
	}
	return false;
}

/**
 * snt_allowed_ips_remove_owner - remove all entries of an owner
 * @table: where from
 * @owner: whose; readers may see it for a grace period more
 * Context: process; the caller serialises changes.
 */
void snt_allowed_ips_remove_owner(struct snt_allowed_ips *table,
				  struct snt_allowed_owner *owner)
{
	drop_until(table, owner, U64_MAX);
}

/**
 * snt_allowed_ips_txn_init - begin to prepare changes
 * @txn: to be set up
 * @replace: entries that the owner has by then are removed, unless added again
 */
void snt_allowed_ips_txn_init(struct snt_allowed_ips_txn *txn, bool replace)
{
	INIT_LIST_HEAD(&txn->changes);
	INIT_LIST_HEAD(&txn->spares);
	txn->replace = replace;
}

static struct snt_allowed_node *create_node(struct list_head *list)
{
	struct snt_allowed_node *node;

	node = kzalloc(sizeof(*node), GFP_KERNEL_ACCOUNT);
	if (node)
		list_add_tail(&node->link, list);
	return node;
}

/**
 * snt_allowed_ips_txn_add - prepare one change more
 * @txn: where to
 * @family: AF_INET or AF_INET6
 * @addr: 4 or 16 bytes in network order; bits behind the prefix are ignored
 * @prefix_len: number of bits that count
 * @remove: remove the entry if it is the owner's, else add it or take it over
 *
 * Context: process, may sleep.
 * Return: 0, -EAFNOSUPPORT, -EINVAL if the prefix is too long, or -ENOMEM.
 */
int snt_allowed_ips_txn_add(struct snt_allowed_ips_txn *txn, int family,
			    const void *addr, u8 prefix_len, bool remove)
{
	struct snt_allowed_node *change;
	struct bits bits;

	if (family != AF_INET && family != AF_INET6)
		return -EAFNOSUPPORT;
	if (prefix_len > (family == AF_INET ? IPV4_BITS : IPV6_BITS))
		return -EINVAL;
	/* Each addition makes one fork at most. */
	if (!remove && !create_node(&txn->spares))
		return -ENOMEM;
	change = create_node(&txn->changes);
	if (!change)
		return -ENOMEM;
	bits = parse_bits(family, addr);
	change->prefix = mask_bits(&bits, prefix_len);
	change->len = prefix_len;
	change->family = family;
	change->is_removal = remove;
	return 0;
}

/**
 * snt_allowed_ips_txn_commit - carry out what was prepared
 * @table: where
 * @owner: for whom
 * @txn: used up
 * Context: process; the caller serialises changes.
 */
void snt_allowed_ips_txn_commit(struct snt_allowed_ips *table,
				struct snt_allowed_owner *owner,
				struct snt_allowed_ips_txn *txn)
{
	struct snt_allowed_node *change, *next;
	u64 last_seq = table->seq;

	list_for_each_entry_safe(change, next, &txn->changes, link) {
		list_del(&change->link);
		if (change->is_removal) {
			take_out(table, owner, change);
			kfree(change);
		} else {
			add(table, owner, change, txn);
		}
	}
	if (txn->replace)
		drop_until(table, owner, last_seq);
	snt_allowed_ips_txn_abort(txn);
}

static void free_list(struct list_head *list)
{
	struct snt_allowed_node *node, *next;

	list_for_each_entry_safe(node, next, list, link)
		kfree(node);
	INIT_LIST_HEAD(list);
}

/**
 * snt_allowed_ips_txn_abort - forget what was prepared
 * @txn: used up
 */
void snt_allowed_ips_txn_abort(struct snt_allowed_ips_txn *txn)
{
	free_list(&txn->changes);
	free_list(&txn->spares);
}
