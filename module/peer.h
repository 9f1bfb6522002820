/* SPDX-License-Identifier: GPL-2.0-only */
/* A configured peer: the maker of a tunnel in the role peer. */
#ifndef _SNT_PEER_H
#define _SNT_PEER_H

#include "allowed_ips.h"
#include "tunnel.h"
#include "tunnel_table.h"

struct netlink_ext_ack;

/**
 * struct snt_peer - what an administrator configured
 * @tunnel: the tunnel; its reference count is the peer's
 * @id: key in snt_device.peers, grows with each new peer: cursor of dumps
 * @node: by public key in snt_device.keys
 * @allowed: inner addresses that are the peer's
 * @dead: entry in the list of peers that are being removed
 * @label_lock: protects @label
 * @label: free text for people, or NULL
 */
struct snt_peer {
	struct snt_tunnel tunnel;
	u32 id;
	struct snt_key_node node;
	struct snt_allowed_owner allowed;
	struct list_head dead;
	spinlock_t label_lock;	/* protects label */
	char *label;
};

/**
 * snt_peer_of - the peer that a tunnel belongs to
 * @tunnel: a tunnel made by a peer
 *
 * Return: the peer.
 */
static inline struct snt_peer *snt_peer_of(struct snt_tunnel *tunnel)
{
	return container_of(tunnel, struct snt_peer, tunnel);
}

int snt_peer_start(void);
void snt_peer_stop(void);

struct snt_peer *snt_peer_create(struct snt_device *snt, const u8 key[32],
				 struct netlink_ext_ack *extack);
int snt_peer_add(struct snt_peer *peer, struct netlink_ext_ack *extack);
void snt_peer_discard(struct snt_peer *peer);
void snt_peer_remove(struct snt_peer *peer);
void snt_peer_remove_all(struct snt_device *snt);
struct snt_peer *snt_peer_find(struct snt_device *snt, const u8 key[32]);
void snt_peer_set_psk(struct snt_peer *peer, const u8 psk[32]);
char *snt_peer_exchange_label(struct snt_peer *peer, char *label);
void snt_peer_get_label(struct snt_peer *peer,
			char label[SNAPTUN_LABEL_LEN + 1]);
void snt_peer_release(struct snt_tunnel *tunnel);

#endif /* _SNT_PEER_H */
