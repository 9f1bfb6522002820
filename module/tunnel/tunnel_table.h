/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_TUNNEL_TABLE_H
#define _SNT_TUNNEL_TABLE_H

#include <linux/rhashtable-types.h>
#include <linux/types.h>
#include "core/flow.h"
#include "core/limits.h"

/**
 * enum snt_index_kind - what a receiver index leads to
 * @SNT_INDEX_HANDSHAKE: the node is embedded in a handshake
 * @SNT_INDEX_SESSION: the node is embedded in a session
 */
enum snt_index_kind {
	SNT_INDEX_HANDSHAKE,
	SNT_INDEX_SESSION,
};

/**
 * struct snt_index_node - an object that peers name by a 32-bit index
 * @hash: link in the table
 * @index: as on the wire; drawn by snt_index_add()
 * @kind: enum snt_index_kind, set by the owner before the node is added
 */
struct snt_index_node {
	struct rhash_head hash;
	__le32 index;
	u8 kind;
};

/**
 * struct snt_index_table - struct snt_index_node by index
 * @nodes: the table
 *
 * It holds no references: an owner removes its node before it goes, and frees
 * the memory that holds it after a grace period. The same is true of keys.
 */
struct snt_index_table {
	struct rhashtable nodes;
};

/**
 * struct snt_key_node - an object that is found by its public key
 * @hash: link in the table
 * @public_key: the key; must not change while the node is in a table
 */
struct snt_key_node {
	struct rhash_head hash;
	u8 public_key[SNT_KEY_LEN];
};

/**
 * struct snt_key_table - struct snt_key_node by public key
 * @nodes: the table
 */
struct snt_key_table {
	struct rhashtable nodes;
};

/**
 * struct snt_addr_key - an address and a port
 * @flow: these; the other end's of a tunnel, or one end of SCION packets
 * @scope: interface that a link-local address is valid on, else 0
 */
struct snt_addr_key {
	struct snt_flow flow;
	u32 scope;
};

/**
 * struct snt_addr_node - an object that is found by an address and a port
 * @hash: link in the table
 * @key: must not change while the node is in a table
 */
struct snt_addr_node {
	struct rhash_head hash;
	struct snt_addr_key key;
};

/**
 * struct snt_addr_table - struct snt_addr_node by address and port
 * @nodes: the table
 */
struct snt_addr_table {
	struct rhashtable nodes;
};

int snt_index_table_init(struct snt_index_table *table);
void snt_index_table_uninit(struct snt_index_table *table);
int snt_index_add(struct snt_index_table *table, struct snt_index_node *node);
int snt_index_replace(struct snt_index_table *table,
		      struct snt_index_node *old, struct snt_index_node *node);
bool snt_index_remove(struct snt_index_table *table,
		      struct snt_index_node *node);
struct snt_index_node *snt_index_lookup(struct snt_index_table *table,
					__le32 index);

int snt_key_table_init(struct snt_key_table *table);
void snt_key_table_uninit(struct snt_key_table *table);
int snt_key_add(struct snt_key_table *table, struct snt_key_node *node);
bool snt_key_remove(struct snt_key_table *table, struct snt_key_node *node);
struct snt_key_node *snt_key_lookup(struct snt_key_table *table,
				    const u8 public_key[SNT_KEY_LEN]);

int snt_addr_table_init(struct snt_addr_table *table);
void snt_addr_table_uninit(struct snt_addr_table *table);
int snt_addr_add(struct snt_addr_table *table, struct snt_addr_node *node);
bool snt_addr_remove(struct snt_addr_table *table, struct snt_addr_node *node);
struct snt_addr_node *snt_addr_lookup(struct snt_addr_table *table,
				      const struct snt_addr_key *key);
void snt_addr_key_of(struct snt_addr_key *key, const struct sockaddr *addr);

#endif /* _SNT_TUNNEL_TABLE_H */
