/* SPDX-License-Identifier: GPL-2.0-only */
/* The role peer: tunnels are what an administrator configured. */
#ifndef _SNT_PEER_H
#define _SNT_PEER_H

#include <linux/spinlock.h>
#include "core/noise.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "tunnel/tunnel_table.h"
#include "allowed_ips.h"

struct netlink_ext_ack;

/**
 * struct snt_peers - the peers of one device
 * @role: what the device knows
 * @keys: by public key
 * @allowed_ips: by inner addresses; changes under the update lock
 */
struct snt_peers {
	struct snt_role role;
	struct snt_key_table keys;
	struct snt_allowed_ips allowed_ips;
};

/**
 * struct snt_peer - what an administrator configured
 * @tunnel: the tunnel; its reference count is the peer's
 * @remote: the other end
 * @node: by public key in snt_peers.keys
 * @allowed: inner addresses that are the peer's
 * @label_lock: protects @label
 * @label: free text for people, or NULL
 */
struct snt_peer {
	struct snt_tunnel tunnel;
	struct snt_noise_remote remote;
	struct snt_key_node node;
	struct snt_allowed_owner allowed;
	spinlock_t label_lock;	/* protects label */
	char *label;
};

/**
 * snt_peers_of - the peers that a role has
 * @role: of a device whose role is peer
 *
 * Return: the peers.
 */
static inline struct snt_peers *snt_peers_of(struct snt_role *role)
{
	return container_of(role, struct snt_peers, role);
}

/**
 * snt_peer_of - the peer that a tunnel belongs to
 * @tunnel: a tunnel of a device whose role is peer, or NULL
 *
 * Return: the peer.
 */
static inline struct snt_peer *snt_peer_of(struct snt_tunnel *tunnel)
{
	return tunnel ? container_of(tunnel, struct snt_peer, tunnel) : NULL;
}

extern const struct snt_role_ops snt_peer_role_ops;

int snt_peer_start(void);
void snt_peer_stop(void);

struct snt_role *snt_peers_create(struct snt_device *snt);
void snt_peers_destroy(struct snt_role *role);

struct snt_peer *snt_peer_create(struct snt_device *snt, const u8 key[32],
				 struct netlink_ext_ack *extack);
int snt_peer_add(struct snt_peer *peer, struct netlink_ext_ack *extack);
void snt_peer_discard(struct snt_peer *peer);
void snt_peer_set_psk(struct snt_peer *peer, const u8 psk[32]);
char *snt_peer_exchange_label(struct snt_peer *peer, char *label);
void snt_peer_get_label(struct snt_peer *peer,
			char label[SNAPTUN_LABEL_LEN + 1]);
void snt_peer_remove(struct snt_tunnel *tunnel);
void snt_peer_release(struct snt_tunnel *tunnel);

int snt_peer_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel);
int snt_peer_put_members(struct sk_buff *skb, struct snt_tunnel *tunnel,
			 u64 *cursor);

#endif /* _SNT_PEER_H */
