/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The role client: tunnels to one gateway, each from a UDP port of its own, as
 * the gateway tells tunnels apart by where they come from.
 */
#ifndef _SNT_CLIENT_H
#define _SNT_CLIENT_H

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "core/recovery.h"
#include "core/wire.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "tunnel/tunnel_table.h"
#include "udp/udp.h"
#include "facade.h"

struct netlink_ext_ack;

/**
 * struct snt_gateway - where the tunnels of a client lead to
 * @key: public key
 * @psk: preshared key, zero for none
 * @addr: address and port; AF_UNSPEC before they were set
 * @keepalive_s: seconds between keepalives of each tunnel, 0 for none
 */
struct snt_gateway {
	u8 key[SNT_KEY_LEN];
	u8 psk[SNT_KEY_LEN];
	union snt_sockaddr addr;
	u16 keepalive_s;
};

/**
 * struct snt_client_address - an assigned address in use; does not change
 * @node: in snt_client.addresses
 * @rcu: frees it after readers have left
 * @tunnel: whose it is
 * @is_shadowed: not in the table, as another tunnel's is the same, under
 *	snt_client.lock
 * @seen: as the gateway reported it
 * @before: the one that was in use before it, with version 0 if it is the first
 */
struct snt_client_address {
	struct snt_addr_node node;
	struct rcu_head rcu;
	struct snt_client_tunnel *tunnel;
	bool is_shadowed;
	struct snt_observed seen;
	struct snt_observed before;
};

/**
 * struct snt_client_watch - for the look at the way to the gateway
 * @list: entry in the list of those that are told of changes
 * @work: takes that look
 * @way: what it found last, under snt_client.lock
 * @has_flapped: the link that it begins with was away, likewise
 */
struct snt_client_watch {
	struct list_head list;
	struct work_struct work;
	struct snt_udp_way way;
	bool has_flapped;
};

/**
 * struct snt_client - the tunnels of one device
 * @role: what the device knows
 * @gateway: where they lead to, under the device's update lock
 * @remote: what handshakes know of it, under the device's identity_lock
 * @addresses: struct snt_client_address, changed under @lock
 * @lock: protects @addresses, @nr_up and @next_turn_ns, and of all tunnels the
 *	addresses and whether they are up; BH
 * @nr_shadowed: addresses of tunnels that are not in @addresses, under @lock
 * @nr_up: tunnels with a session
 * @next_turn_ns: when the next tunnel may begin, of those that begin together
 * @give_up_s: seconds without an answer after which a tunnel tries no more, 0:
 *	never; READ_ONCE()
 * @address_policy: enum snaptun_address_policy; READ_ONCE()
 * @carrier: enum snaptun_carrier; READ_ONCE()
 * @watch: notices changes of the network
 * @facade: where local applications find their next hop
 */
struct snt_client {
	struct snt_role role;
	struct snt_gateway gateway;
	struct snt_noise_remote remote;
	struct snt_addr_table addresses;
	spinlock_t lock;	/* see above; BH */
	unsigned int nr_shadowed;
	unsigned int nr_up;
	u64 next_turn_ns;
	u32 give_up_s;
	u8 address_policy;
	u8 carrier;
	struct snt_client_watch watch;
	struct snt_facade facade;
};

/**
 * struct snt_client_tunnel - one tunnel to the gateway
 * @tunnel: the tunnel
 * @udp: its sockets, of the family of the gateway's address
 * @closing: its last sockets, until they are released
 * @port: the port that was asked for, 0 for any
 * @port_max: any from @port to this one will do
 * @last_port: the one that it had when it was open last, or 0
 * @recovery_lock: protects @recovery; BH
 * @recovery: what it does when there is no answer
 * @timer: ends a pause of @recovery; owns no reference, is shut down before
 *	the tunnel dies
 * @is_up: it is one of those in snt_client.nr_up, under snt_client.lock
 * @address: in use, or NULL, changed under snt_client.lock
 * @has_changed: another one is assigned (snt_tunnel.observed) and was not
 *	accepted; written under snt_client.lock, READ_ONCE()
 * @flow: the application's socket that has it, or NULL; changed under the
 *	update lock and snt_client.lock
 * @is_made: it was made for a socket, and goes with that
 */
struct snt_client_tunnel {
	struct snt_tunnel tunnel;
	struct snt_udp udp;
	struct snt_udp_pair closing;
	u16 port;
	u16 port_max;
	u16 last_port;
	spinlock_t recovery_lock;	/* protects recovery; BH */
	struct snt_recovery recovery;
	struct timer_list timer;
	bool is_up;
	struct snt_client_address __rcu *address;
	bool has_changed;
	struct snt_facade_flow __rcu *flow;
	bool is_made;
};

/**
 * snt_client_of - the client that a role is
 * @role: of a device whose role is client
 *
 * Return: the client.
 */
static inline struct snt_client *snt_client_of(struct snt_role *role)
{
	return container_of(role, struct snt_client, role);
}

/**
 * snt_client_tunnel_of - the client's part of a tunnel
 * @tunnel: a tunnel of a device whose role is client
 *
 * Return: this part.
 */
static inline struct snt_client_tunnel *
snt_client_tunnel_of(struct snt_tunnel *tunnel)
{
	return container_of(tunnel, struct snt_client_tunnel, tunnel);
}

extern const struct snt_role_ops snt_client_role_ops;

/* client_life.c */
struct snt_role *snt_client_create(struct snt_device *snt);
void snt_client_destroy(struct snt_role *role);

/* client_tunnels.c: under the device's update lock, but for start and stop */
int snt_client_start(void);
void snt_client_stop(void);
struct snt_client_tunnel *snt_client_add(struct snt_client *client, u16 port,
					 u16 port_max,
					 struct netlink_ext_ack *extack);
struct snt_client_tunnel *snt_client_make(struct snt_client *client);
void snt_client_unmake(struct snt_client_tunnel *ct);
void snt_client_remove(struct snt_tunnel *tunnel);
void snt_client_release(struct snt_tunnel *tunnel);

/* client_source.c */
struct snt_tunnel *snt_client_find_source(struct snt_client *client,
					  struct sk_buff *skb,
					  enum snaptun_drop_reason *reason);

/* client_gateway.c: under the device's update lock */
int snt_client_set_gateway(struct snt_client *client,
			   const struct snt_gateway *gateway,
			   struct netlink_ext_ack *extack);
int snt_client_adopt_gateway(struct snt_client *client,
			     struct snt_client_tunnel *tunnel);
void snt_client_rekey(struct snt_role *role);

/* client_socket.c: under the device's update lock */
int snt_client_open(struct snt_role *role);
void snt_client_close(struct snt_role *role);
int snt_client_open_tunnel(struct snt_client_tunnel *tunnel);
void snt_client_begin_close(struct snt_client_tunnel *tunnel);
void snt_client_end_close(struct snt_tunnel *tunnel);
void snt_client_reopen(struct snt_client *client);
struct snt_udp *snt_client_sockets_of(struct snt_role *role, u32 number);

/* client_recovery.c */
void snt_client_recovery_init(struct snt_client_tunnel *tunnel);
void snt_client_tell(struct snt_tunnel *tunnel, enum snt_role_news news);
bool snt_client_may_begin(struct snt_tunnel *tunnel);
void snt_client_restart(struct snt_client_tunnel *tunnel);
void snt_client_set_carrier(struct snt_client *client, u8 carrier);
int snt_client_state(struct snt_tunnel *tunnel);

/* client_address.c */
void snt_client_assign(struct snt_tunnel *tunnel,
		       const struct snt_observed *observed);
int snt_client_accept_address(struct snt_client_tunnel *tunnel);
void snt_client_set_address_policy(struct snt_client *client, u8 policy);
void snt_client_forget_address(struct snt_client_tunnel *tunnel);
bool snt_client_previous_address(struct snt_tunnel *tunnel,
				 struct snt_observed *at);
bool snt_client_is_blocked(const struct snt_client_tunnel *tunnel,
			   __be16 protocol);

/* client_watch.c */
int snt_client_watch_start(void);
void snt_client_watch_stop(void);
void snt_client_watch_init(struct snt_client *client);
void snt_client_watch_begin(struct snt_client *client);
void snt_client_watch_look(struct snt_client *client);
void snt_client_watch_end(struct snt_client *client);
void snt_client_watch_uninit(struct snt_client *client);

/* client_describe.c */
int snt_client_put_dev(struct sk_buff *skb, struct snt_role *role);
int snt_client_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel);

#endif /* _SNT_CLIENT_H */
