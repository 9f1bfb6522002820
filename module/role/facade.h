/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The facade of a client: an address and port, routed into the device, at which
 * local SCION applications find what they take for the border router of their
 * AS. Nobody has that address. What is sent to it loses its IP and UDP headers
 * and leaves by a tunnel; what the tunnel brings is given such headers and
 * comes from it.
 */
#ifndef _SNT_FACADE_H
#define _SNT_FACADE_H

#include <linux/skbuff.h>
#include <linux/workqueue.h>
#include "core/flow.h"
#include "tunnel/tunnel_table.h"

struct snt_client;
struct snt_client_tunnel;
struct snt_role;

/**
 * struct snt_facade_settings - what was configured
 * @at: address and port; version 0: there is no facade
 * @flow_limit: tunnels to be made for sockets at most, 0: take those there are
 * @flow_idle_s: seconds after which a socket that has gone loses its tunnel, 0:
 *	never
 * @serves_others: takes what was forwarded, too
 * @translates: SCION addresses are translated
 */
struct snt_facade_settings {
	struct snt_flow at;
	u32 flow_limit;
	u32 flow_idle_s;
	bool serves_others;
	bool translates;
};

/**
 * struct snt_facade_config - settings in use; do not change
 * @rcu: frees them after readers have left
 * @set: the settings, with an address
 */
struct snt_facade_config {
	struct rcu_head rcu;
	struct snt_facade_settings set;
};

/**
 * struct snt_facade_flow - the socket of an application
 * @node: in snt_facade.flows, by its address and port
 * @list: in snt_facade.list
 * @rcu: frees it after readers have left
 * @tunnel: its tunnel, NULL until it has one; changed under the update lock and
 *	snt_client.lock
 * @waiting: SCION packets, not translated, until the tunnel has an address; its
 *	lock protects @is_dead too
 * @is_dead: nothing may wait any more
 * @used: when a packet passed, in jiffies; READ_ONCE()
 */
struct snt_facade_flow {
	struct snt_addr_node node;
	struct list_head list;
	struct rcu_head rcu;
	struct snt_client_tunnel __rcu *tunnel;
	struct sk_buff_head waiting;
	bool is_dead;
	unsigned long used;
};

/**
 * struct snt_facade - the facade of one client
 * @settings: under the device's update lock
 * @config: the same for packets, NULL if there is no facade; changed under the
 *	update lock
 * @flows: struct snt_facade_flow by socket; changed under snt_client.lock
 * @list: all of them, as they came; added to under snt_client.lock, removed
 *	from under that and the update lock
 * @nr_flows: how many, under snt_client.lock
 * @bind: gives tunnels to flows
 * @tidy: takes them from flows that are not used
 */
struct snt_facade {
	struct snt_facade_settings settings;
	struct snt_facade_config __rcu *config;
	struct snt_addr_table flows;
	struct list_head list;
	unsigned int nr_flows;
	struct work_struct bind;
	struct delayed_work tidy;
};

/* facade.c: the ways of packets */
bool snt_facade_take(struct snt_role *role, struct sk_buff *skb);
int snt_facade_deliver(struct snt_client_tunnel *ct, struct sk_buff *skb);

/* facade_setup.c */
int snt_facade_init(struct snt_client *client);
void snt_facade_uninit(struct snt_client *client);
int snt_facade_set(struct snt_client *client,
		   const struct snt_facade_settings *settings);

/* facade_bind.c: which socket has which tunnel */
void snt_facade_end_flows(struct snt_client *client);
void snt_facade_bind_work(struct work_struct *work);
void snt_facade_tidy_work(struct work_struct *work);

/* facade_send.c: by its tunnel, as soon as that has an address */
void snt_facade_send(struct snt_client *client,
		     const struct snt_facade_config *config,
		     const struct snt_flow *app, struct sk_buff *skb);
void snt_facade_flush(struct snt_client_tunnel *ct);

/* facade_flow.c: the sockets */
struct snt_facade_flow *snt_facade_flow_find(struct snt_client *client,
					     const struct snt_flow *app);
struct snt_facade_flow *
snt_facade_flow_add(struct snt_client *client,
		    const struct snt_facade_config *config,
		    const struct snt_flow *app);
struct snt_client_tunnel *
snt_facade_flow_tunnel(const struct snt_client *client,
		       const struct snt_facade_flow *flow);
void snt_facade_flow_use(struct snt_facade_flow *flow);
void snt_facade_flow_wait(struct snt_client *client,
			  struct snt_facade_flow *flow, struct sk_buff *skb);
void snt_facade_flow_end(struct snt_client *client,
			 struct snt_facade_flow *flow, bool answers);
void snt_facade_give_up(struct snt_client_tunnel *ct, bool answers);
void snt_facade_forget_tunnel(struct snt_client_tunnel *ct);

#endif /* _SNT_FACADE_H */
