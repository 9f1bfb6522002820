// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which tunnel an application's socket has, one each, as the gateway returns
 * packets by the tunnel's address and port alone. A socket gets one with its
 * first packet: made for it, or one of those that were added. When the socket
 * has gone and nothing has passed for a while, it loses the tunnel.
 */
#include <linux/ipv6.h>
#include <linux/unaligned.h>
#include <net/net_namespace.h>
#include <net/udp.h>
#include "tunnel/device.h"
#include "client.h"

/* Between two looks at what is idle, of the time that makes it so */
#define LOOKS_PER_IDLE	4

static struct snt_client *client_of(struct snt_facade *facade)
{
	return container_of(facade, struct snt_client, facade);
}

/* With the tunnel that was made for it */
static void end_with_tunnel(struct snt_client *client,
			    struct snt_facade_flow *flow)
{
	struct snt_client_tunnel *ct = snt_facade_flow_tunnel(client, flow);

	snt_facade_flow_end(client, flow, false);
	if (ct && ct->is_made)
		snt_client_unmake(ct);
}

typedef bool (*flow_test)(struct snt_client *client,
			  const struct snt_facade_flow *flow);

/* The first that passes a test, or NULL. It stays while the update lock is
 * held.
 */
static struct snt_facade_flow *first_flow(struct snt_client *client,
					  flow_test passes)
{
	struct snt_facade_flow *flow, *found = NULL;

	spin_lock_bh(&client->lock);
	list_for_each_entry(flow, &client->facade.list, list) {
		if (passes(client, flow)) {
			found = flow;
			break;
		}
	}
	spin_unlock_bh(&client->lock);
	return found;
}

static bool is_any(struct snt_client *client,
		   const struct snt_facade_flow *flow)
{
	return true;
}

/**
 * snt_facade_end_flows - no socket has a tunnel any more
 * @client: the client; its device's update lock is held
 *
 * Context: process.
 */
void snt_facade_end_flows(struct snt_client *client)
{
	struct snt_facade_flow *flow;

	while ((flow = first_flow(client, is_any)))
		end_with_tunnel(client, flow);
}

static bool is_unbound(struct snt_client *client,
		       const struct snt_facade_flow *flow)
{
	return !rcu_access_pointer(flow->tunnel);
}

/* One of those that were added and that no socket has, or NULL */
static struct snt_client_tunnel *find_free(struct snt_client *client)
{
	struct snt_client_tunnel *ct;
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		ct = snt_client_tunnel_of(tunnel);
		if (!ct->is_made && !rcu_access_pointer(ct->flow))
			return ct;
	}
	return NULL;
}

static void bind(struct snt_client *client, struct snt_facade_flow *flow,
		 struct snt_client_tunnel *ct)
{
	spin_lock_bh(&client->lock);
	rcu_assign_pointer(flow->tunnel, ct);
	rcu_assign_pointer(ct->flow, flow);
	spin_unlock_bh(&client->lock);
	/* Its application does not see the address, and so may follow it. */
	if (READ_ONCE(ct->has_changed))
		snt_client_accept_address(ct);
	snt_tunnel_event(&ct->tunnel, SNAPTUN_PEER_EVENT_FLOW_BEGUN);
	snt_facade_flush(ct);
}

static void bind_all(struct snt_client *client)
{
	struct snt_facade_settings *set = &client->facade.settings;
	struct snt_client_tunnel *ct;
	struct snt_facade_flow *flow;

	lockdep_assert_held(&client->role.device->update_lock);
	while ((flow = first_flow(client, is_unbound))) {
		ct = set->flow_limit ? snt_client_make(client) :
				       find_free(client);
		if (ct)
			bind(client, flow, ct);
		else
			snt_facade_flow_end(client, flow, true);
	}
}

static void look_again(struct snt_client *client)
{
	struct snt_facade *facade = &client->facade;
	unsigned long idle = facade->settings.flow_idle_s * HZ;

	if (idle && !list_empty(&facade->list))
		queue_delayed_work(system_unbound_wq, &facade->tidy,
				   max(idle / LOOKS_PER_IDLE,
				       (unsigned long)HZ));
}

/**
 * snt_facade_bind_work - sockets have sent that have no tunnel yet
 * @work: of a facade
 *
 * Context: process.
 */
void snt_facade_bind_work(struct work_struct *work)
{
	struct snt_client *client = client_of(container_of(work,
							   struct snt_facade,
							   bind));
	struct snt_device *snt = client->role.device;

	mutex_lock(&snt->update_lock);
	if (snt->dying || !rcu_access_pointer(client->facade.config))
		snt_facade_end_flows(client);
	else
		bind_all(client);
	look_again(client);
	mutex_unlock(&snt->update_lock);
}

static bool has_socket4(struct net *net, const struct snt_flow *at,
			const struct snt_flow *app, int ifindex)
{
	return __udp4_lib_lookup(net, get_unaligned((__be32 *)at->host),
				 htons(at->port),
				 get_unaligned((__be32 *)app->host),
				 htons(app->port), ifindex, 0, NULL);
}

static bool has_socket6(struct net *net, const struct snt_flow *at,
			const struct snt_flow *app, int ifindex)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct in6_addr from, to;

	memcpy(&from, at->host, sizeof(from));
	memcpy(&to, app->host, sizeof(to));
	return __udp6_lib_lookup(net, &from, htons(at->port), &to,
				 htons(app->port), ifindex, 0, NULL);
#else
	return false;
#endif
}

/* Would a packet of the facade find a socket there? */
static bool has_socket(struct snt_client *client, const struct snt_flow *app)
{
	const struct snt_flow *at = &client->facade.settings.at;
	struct net_device *dev = client->role.device->dev;
	struct net *net;
	bool ret;

	rcu_read_lock();
	net = dev_net(dev);
	ret = app->version == 4 ?
	      has_socket4(net, at, app, dev->ifindex) :
	      has_socket6(net, at, app, dev->ifindex);
	rcu_read_unlock();
	return ret;
}

static bool is_left(struct snt_client *client,
		    const struct snt_facade_flow *flow)
{
	unsigned long idle = client->facade.settings.flow_idle_s * HZ;

	return idle && time_after(jiffies, READ_ONCE(flow->used) + idle) &&
	       !has_socket(client, &flow->node.key.flow);
}

static void tidy(struct snt_client *client)
{
	struct snt_facade_flow *flow;

	lockdep_assert_held(&client->role.device->update_lock);
	while ((flow = first_flow(client, is_left)))
		end_with_tunnel(client, flow);
}

/**
 * snt_facade_tidy_work - take tunnels from sockets that do not need them
 * @work: of a facade
 *
 * Context: process.
 */
void snt_facade_tidy_work(struct work_struct *work)
{
	struct snt_facade *facade = container_of(to_delayed_work(work),
						 struct snt_facade, tidy);
	struct snt_client *client = client_of(facade);

	mutex_lock(&client->role.device->update_lock);
	tidy(client);
	look_again(client);
	mutex_unlock(&client->role.device->update_lock);
}
