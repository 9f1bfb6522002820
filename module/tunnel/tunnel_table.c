// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hash tables of nodes that are embedded elsewhere: objects by the receiver
 * index that we gave out, by the public key of the remote end, and by an
 * address with a port. They grow and shrink with what is in them. Each change
 * is atomic under the lock of one bucket, so a node that was removed in the
 * meantime cannot come back by a replacement.
 */
#include "tunnel_table.h"

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/string.h>

/* So many indices in a row that are taken: the random numbers are not. */
#define INDEX_ATTEMPTS	32

static const struct rhashtable_params index_params = {
	.key_len = sizeof_field(struct snt_index_node, index),
	.key_offset = offsetof(struct snt_index_node, index),
	.head_offset = offsetof(struct snt_index_node, hash),
	.automatic_shrinking = true,
};

static const struct rhashtable_params key_params = {
	.key_len = sizeof_field(struct snt_key_node, public_key),
	.key_offset = offsetof(struct snt_key_node, public_key),
	.head_offset = offsetof(struct snt_key_node, hash),
	.automatic_shrinking = true,
};

/* Keys are compared as a whole: no byte may be without a meaning. */
static_assert(sizeof(struct snt_addr_key) ==
	      sizeof(struct snt_flow) + sizeof(u32));

static const struct rhashtable_params addr_params = {
	.key_len = sizeof_field(struct snt_addr_node, key),
	.key_offset = offsetof(struct snt_addr_node, key),
	.head_offset = offsetof(struct snt_addr_node, hash),
	.automatic_shrinking = true,
};

/**
 * snt_index_table_init - an empty table of receiver indices
 * @table: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_index_table_init(struct snt_index_table *table)
{
	return rhashtable_init(&table->nodes, &index_params);
}

/**
 * snt_index_table_uninit - free the table
 * @table: set up; nodes that are still in it are forgotten
 *
 * Context: process, may sleep; a grace period after the last reader.
 */
void snt_index_table_uninit(struct snt_index_table *table)
{
	rhashtable_destroy(&table->nodes);
}

/**
 * snt_index_add - draw an unused index and add the node under it
 * @table: where to
 * @node: in no table; its owner keeps it until after snt_index_remove()
 *
 * Context: process or softirq.
 * Return: 0, -ENOMEM, or -ENOSPC if no unused index was found.
 */
int snt_index_add(struct snt_index_table *table, struct snt_index_node *node)
{
	unsigned int attempt;
	int err;

	for (attempt = 0; attempt < INDEX_ATTEMPTS; attempt++) {
		node->index = (__force __le32)get_random_u32();
		err = rhashtable_lookup_insert_fast(&table->nodes, &node->hash,
						    index_params);
		if (err != -EEXIST)
			return err == -E2BIG ? -ENOSPC : err;
	}
	return -ENOSPC;
}

/**
 * snt_index_replace - hand an index on to another node
 * @table: where
 * @old: gives its index away if it is still in the table
 * @node: in no table; gets the index
 *
 * At every moment a reader finds one of the two.
 * Context: process or softirq.
 * Return: 0, or -ENOENT if @old is not in the table (then @node is not either).
 */
int snt_index_replace(struct snt_index_table *table,
		      struct snt_index_node *old, struct snt_index_node *node)
{
	node->index = old->index;
	return rhashtable_replace_fast(&table->nodes, &old->hash, &node->hash,
				       index_params);
}

/**
 * snt_index_remove - take a node out of the table
 * @table: where from
 * @node: in the table or not; readers may see it for a grace period more
 *
 * Context: process or softirq.
 * Return: whether it was in the table.
 */
bool snt_index_remove(struct snt_index_table *table,
		      struct snt_index_node *node)
{
	return !rhashtable_remove_fast(&table->nodes, &node->hash,
				       index_params);
}

/**
 * snt_index_lookup - node by index
 * @table: where
 * @index: as on the wire
 *
 * Context: RCU read section; the result is borrowed until its end.
 * Return: the node or NULL.
 */
struct snt_index_node *snt_index_lookup(struct snt_index_table *table,
					__le32 index)
{
	return rhashtable_lookup(&table->nodes, &index, index_params);
}

/**
 * snt_key_table_init - an empty table of public keys
 * @table: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_key_table_init(struct snt_key_table *table)
{
	return rhashtable_init(&table->nodes, &key_params);
}

/**
 * snt_key_table_uninit - free the table
 * @table: set up; nodes that are still in it are forgotten
 *
 * Context: process, may sleep; a grace period after the last reader.
 */
void snt_key_table_uninit(struct snt_key_table *table)
{
	rhashtable_destroy(&table->nodes);
}

/**
 * snt_key_add - add a node under its public key
 * @table: where to
 * @node: in no table; its owner keeps it until after snt_key_remove()
 *
 * Context: process or softirq.
 * Return: 0, -EEXIST if the key is taken, -ENOMEM, or -ENOSPC.
 */
int snt_key_add(struct snt_key_table *table, struct snt_key_node *node)
{
	int err = rhashtable_lookup_insert_fast(&table->nodes, &node->hash,
						key_params);

	return err == -E2BIG ? -ENOSPC : err;
}

/**
 * snt_key_remove - take a node out of the table
 * @table: where from
 * @node: in the table or not; readers may see it for a grace period more
 *
 * Context: process or softirq.
 * Return: whether it was in the table.
 */
bool snt_key_remove(struct snt_key_table *table, struct snt_key_node *node)
{
	return !rhashtable_remove_fast(&table->nodes, &node->hash, key_params);
}

/**
 * snt_key_lookup - node by public key
 * @table: where
 * @public_key: whose
 *
 * Keys are public, so the comparison need not take constant time.
 * Context: RCU read section; the result is borrowed until its end.
 * Return: the node or NULL.
 */
struct snt_key_node *snt_key_lookup(struct snt_key_table *table,
				    const u8 public_key[SNT_KEY_LEN])
{
	return rhashtable_lookup(&table->nodes, public_key, key_params);
}

/**
 * snt_addr_table_init - an empty table of addresses with ports
 * @table: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_addr_table_init(struct snt_addr_table *table)
{
	return rhashtable_init(&table->nodes, &addr_params);
}

/**
 * snt_addr_table_uninit - free the table
 * @table: set up; nodes that are still in it are forgotten
 *
 * Context: process, may sleep; a grace period after the last reader.
 */
void snt_addr_table_uninit(struct snt_addr_table *table)
{
	rhashtable_destroy(&table->nodes);
}

/**
 * snt_addr_add - add a node under its address and port
 * @table: where to
 * @node: in no table; its owner keeps it until after snt_addr_remove()
 *
 * Context: process or softirq.
 * Return: 0, -EEXIST if the two are taken, -ENOMEM, or -ENOSPC.
 */
int snt_addr_add(struct snt_addr_table *table, struct snt_addr_node *node)
{
	int err = rhashtable_lookup_insert_fast(&table->nodes, &node->hash,
						addr_params);

	return err == -E2BIG ? -ENOSPC : err;
}

/**
 * snt_addr_remove - take a node out of the table
 * @table: where from
 * @node: in the table or not; readers may see it for a grace period more
 *
 * Context: process or softirq.
 * Return: whether it was in the table.
 */
bool snt_addr_remove(struct snt_addr_table *table, struct snt_addr_node *node)
{
	return !rhashtable_remove_fast(&table->nodes, &node->hash,
				       addr_params);
}

/**
 * snt_addr_lookup - node by address and port
 * @table: where
 * @key: these
 *
 * Context: RCU read section; the result is borrowed until its end.
 * Return: the node or NULL.
 */
struct snt_addr_node *snt_addr_lookup(struct snt_addr_table *table,
				      const struct snt_addr_key *key)
{
	return rhashtable_lookup(&table->nodes, key, addr_params);
}

/**
 * snt_addr_key_of - the key that a socket address has
 * @key: the result
 * @addr: AF_INET or AF_INET6 with all of its structure
 */
void snt_addr_key_of(struct snt_addr_key *key, const struct sockaddr *addr)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)addr;
	const struct sockaddr_in *in = (const struct sockaddr_in *)addr;

	memset(key, 0, sizeof(*key));
	if (addr->sa_family == AF_INET) {
		key->flow.version = 4;
		key->flow.port = ntohs(in->sin_port);
		memcpy(key->flow.host, &in->sin_addr, sizeof(in->sin_addr));
		return;
	}
	key->flow.version = 6;
	key->flow.port = ntohs(in6->sin6_port);
	memcpy(key->flow.host, &in6->sin6_addr, sizeof(in6->sin6_addr));
	key->scope = in6->sin6_scope_id;
}
