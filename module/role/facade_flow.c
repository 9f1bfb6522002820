// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of applications that send to a facade: a table by address and
 * port. Packets wait here until their socket has a tunnel with an address.
 */
#include <linux/slab.h>
#include "tunnel/device.h"
#include "client.h"
#include "facade_answer.h"

/* What waits for the address of a tunnel: no more than for a session */
#define WAITING_MAX	128

/**
 * snt_facade_flow_tunnel - the tunnel that a socket has
 * @client: the client; its device's update lock is held
 * @flow: of the socket
 *
 * Return: the tunnel, borrowed, or NULL.
 */
struct snt_client_tunnel *
snt_facade_flow_tunnel(const struct snt_client *client,
		       const struct snt_facade_flow *flow)
{
	return rcu_dereference_protected(flow->tunnel,
			lockdep_is_held(&client->role.device->update_lock));
}

static struct snt_facade_flow *
flow_locked(const struct snt_client_tunnel *ct)
{
	return rcu_dereference_protected(ct->flow,
			lockdep_is_held(&ct->tunnel.device->update_lock));
}

/**
 * snt_facade_flow_find - the flow of a socket
 * @client: the client
 * @app: the socket
 *
 * Context: RCU read section, BH off.
 * Return: the flow, borrowed, or NULL.
 */
struct snt_facade_flow *snt_facade_flow_find(struct snt_client *client,
					     const struct snt_flow *app)
{
	const struct snt_addr_key key = { .flow = *app };
	struct snt_addr_node *node = snt_addr_lookup(&client->facade.flows,
						     &key);

	return node ? container_of(node, struct snt_facade_flow, node) : NULL;
}

static unsigned int limit_of(const struct snt_client *client,
			     const struct snt_facade_config *config)
{
	return config->set.flow_limit ?:
	       READ_ONCE(client->role.nr_tunnels);
}

static bool add_locked(struct snt_client *client,
		       const struct snt_facade_config *config,
		       struct snt_facade_flow *flow)
{
	struct snt_facade *facade = &client->facade;

	lockdep_assert_held(&client->lock);
	if (facade->nr_flows >= limit_of(client, config) ||
	    snt_addr_add(&facade->flows, &flow->node))
		return false;
	list_add_tail(&flow->list, &facade->list);
	facade->nr_flows++;
	return true;
}

/**
 * snt_facade_flow_add - a socket sends for the first time
 * @client: the client
 * @config: of its facade
 * @app: the socket
 *
 * It is given a tunnel soon.
 *
 * Context: RCU read section, BH off.
 * Return: its flow, borrowed, or NULL: there is no room for one more.
 */
struct snt_facade_flow *
snt_facade_flow_add(struct snt_client *client,
		    const struct snt_facade_config *config,
		    const struct snt_flow *app)
{
	struct snt_facade_flow *flow;
	bool is_added;

	flow = kzalloc(sizeof(*flow), GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;
	flow->node.key.flow = *app;
	flow->used = jiffies;
	skb_queue_head_init(&flow->waiting);
	spin_lock_bh(&client->lock);
	is_added = add_locked(client, config, flow);
	spin_unlock_bh(&client->lock);
	if (!is_added) {
		kfree(flow);
		/* Another CPU may have been faster. */
		return snt_facade_flow_find(client, app);
	}
	queue_work(system_unbound_wq, &client->facade.bind);
	return flow;
}

/**
 * snt_facade_flow_use - a packet passes
 * @flow: of its socket; borrowed
 *
 * Context: any.
 */
void snt_facade_flow_use(struct snt_facade_flow *flow)
{
	unsigned long now = jiffies;

	/* Without need the cache line is not written. */
	if (READ_ONCE(flow->used) != now)
		WRITE_ONCE(flow->used, now);
}

static bool may_wait_locked(struct snt_client *client,
			    struct snt_facade_flow *flow, struct sk_buff *skb)
{
	lockdep_assert_held(&flow->waiting.lock);
	return !flow->is_dead && skb_queue_len(&flow->waiting) < WAITING_MAX &&
	       snt_budget_take(&client->role.device->staged, skb->truesize);
}

/**
 * snt_facade_flow_wait - keep a packet until the tunnel has an address
 * @client: the client
 * @flow: of the packet's sender
 * @skb: a SCION packet; consumed
 *
 * Context: any but hard interrupts.
 */
void snt_facade_flow_wait(struct snt_client *client,
			  struct snt_facade_flow *flow, struct sk_buff *skb)
{
	bool waits;

	/* It may take long, and the socket may send to others who answer. */
	skb_orphan(skb);
	spin_lock_bh(&flow->waiting.lock);
	waits = may_wait_locked(client, flow, skb);
	if (waits)
		__skb_queue_tail(&flow->waiting, skb);
	spin_unlock_bh(&flow->waiting.lock);
	if (!waits)
		snt_stats_drop_skb(&client->role.device->stats,
				   SNAPTUN_DROP_REASON_TX_NO_SESSION, skb);
}

/* Nothing comes of what waits; its sender is told if it @answers. */
static void purge(struct snt_client *client, struct snt_facade_flow *flow,
		  bool answers)
{
	struct snt_device *snt = client->role.device;
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&flow->waiting))) {
		snt_budget_give(&snt->staged, skb->truesize);
		if (answers)
			snt_facade_answer_unreachable(client,
						      &flow->node.key.flow,
						      skb);
		snt_stats_drop_skb(&snt->stats,
				   SNAPTUN_DROP_REASON_TX_STAGED_EXPIRED, skb);
	}
}

/**
 * snt_facade_give_up - a tunnel gets no address for now
 * @ct: the tunnel
 * @answers: whoever sent what waits is told
 *
 * Context: any but hard interrupts.
 */
void snt_facade_give_up(struct snt_client_tunnel *ct, bool answers)
{
	struct snt_facade_flow *flow;

	rcu_read_lock();
	flow = rcu_dereference(ct->flow);
	if (flow)
		purge(snt_client_of(ct->tunnel.device->role), flow, answers);
	rcu_read_unlock();
}

static void unlink_locked(struct snt_client *client,
			  struct snt_facade_flow *flow)
{
	struct snt_client_tunnel *ct = snt_facade_flow_tunnel(client, flow);

	lockdep_assert_held(&client->lock);
	snt_addr_remove(&client->facade.flows, &flow->node);
	list_del(&flow->list);
	client->facade.nr_flows--;
	RCU_INIT_POINTER(flow->tunnel, NULL);
	if (ct)
		RCU_INIT_POINTER(ct->flow, NULL);
}

/**
 * snt_facade_flow_end - a socket has its tunnel no more
 * @client: the client; its device's update lock is held
 * @flow: its flow; whoever finds it still may use the tunnel until the next
 *	grace period
 * @answers: it is told that what waits is not sent
 *
 * Context: process.
 */
void snt_facade_flow_end(struct snt_client *client,
			 struct snt_facade_flow *flow, bool answers)
{
	struct snt_client_tunnel *ct = snt_facade_flow_tunnel(client, flow);

	lockdep_assert_held(&client->role.device->update_lock);
	if (ct)
		snt_tunnel_event(&ct->tunnel, SNAPTUN_PEER_EVENT_FLOW_ENDED);
	spin_lock_bh(&client->lock);
	unlink_locked(client, flow);
	spin_unlock_bh(&client->lock);
	spin_lock_bh(&flow->waiting.lock);
	flow->is_dead = true;
	spin_unlock_bh(&flow->waiting.lock);
	purge(client, flow, answers);
	kfree_rcu(flow, rcu);
}

/**
 * snt_facade_forget_tunnel - a tunnel goes, and its flow with it
 * @ct: the tunnel; its device's update lock is held
 *
 * The next packet of the socket gets another tunnel.
 *
 * Context: process.
 */
void snt_facade_forget_tunnel(struct snt_client_tunnel *ct)
{
	struct snt_facade_flow *flow = flow_locked(ct);

	if (flow)
		snt_facade_flow_end(snt_client_of(ct->tunnel.device->role),
				    flow, false);
}
