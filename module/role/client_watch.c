// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notices that the way to a client's gateway has changed, or that the link it
 * begins with was away: then the gateway knows the tunnels by addresses that
 * are not ours any more, and they call it at once instead of missing answers.
 * Addresses that come and go bring and take routes, so routes and links are
 * all there is to watch.
 */
#include <linux/netdevice.h>
#include <net/fib_notifier.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "tunnel/device.h"
#include "client.h"

/**
 * struct watched_net - a namespace whose routes are watched
 * @routes: told of each change
 * @net: the namespace
 */
struct watched_net {
	struct notifier_block routes;
	struct net *net;
};

static unsigned int watched_net_id;

/* Clients that are up; softirqs and RTNL */
static LIST_HEAD(clients);
static DEFINE_SPINLOCK(clients_lock);

/* The way of one tunnel is that of all: they lead to one address. */
static void find_way(struct snt_client *client, struct snt_udp_way *way)
{
	struct snt_tunnel *tunnel;
	unsigned long number = 0;

	memset(way, 0, sizeof(*way));
	rcu_read_lock();
	tunnel = snt_role_next(&client->role, &number);
	if (tunnel)
		snt_udp_find_way(&tunnel->path, way);
	rcu_read_unlock();
}

/* Returns whether there is reason to call the gateway. */
static bool note_way(struct snt_client *client, const struct snt_udp_way *way)
{
	bool has_changed;

	spin_lock_bh(&client->lock);
	has_changed = client->watch.has_flapped ||
		      memcmp(&client->watch.way, way, sizeof(*way));
	client->watch.has_flapped = false;
	client->watch.way = *way;
	spin_unlock_bh(&client->lock);
	return has_changed && way->ifindex;
}

static void restart_all(struct snt_client *client)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	rcu_read_lock();
	while ((tunnel = snt_role_walk(&client->role, &pos))) {
		snt_path_clear_source(&tunnel->path);
		snt_client_restart(snt_client_tunnel_of(tunnel));
	}
	rcu_read_unlock();
}

static void look(struct work_struct *work)
{
	struct snt_client *client = container_of(work, struct snt_client,
						 watch.work);
	struct snt_udp_way way;

	find_way(client, &way);
	if (note_way(client, &way))
		restart_all(client);
}

static int routes_changed(struct notifier_block *nb, unsigned long event,
			  void *data)
{
	struct watched_net *watched = container_of(nb, struct watched_net,
						   routes);
	struct snt_client *client;

	if (list_empty(&clients))
		return NOTIFY_DONE;
	spin_lock_bh(&clients_lock);
	list_for_each_entry(client, &clients, watch.list)
		if (client->role.device->udp.net == watched->net)
			schedule_work(&client->watch.work);
	spin_unlock_bh(&clients_lock);
	return NOTIFY_DONE;
}

static void note_flap(struct snt_client *client, const struct net_device *dev)
{
	spin_lock(&client->lock);
	if (client->watch.way.ifindex == dev->ifindex) {
		client->watch.has_flapped = true;
		schedule_work(&client->watch.work);
	}
	spin_unlock(&client->lock);
}

static int link_changed(struct notifier_block *nb, unsigned long event,
			void *data)
{
	struct net_device *dev = netdev_notifier_info_to_dev(data);
	struct snt_client *client;

	if ((event != NETDEV_UP && event != NETDEV_CHANGE) ||
	    !netif_running(dev) || !netif_carrier_ok(dev))
		return NOTIFY_DONE;
	spin_lock_bh(&clients_lock);
	list_for_each_entry(client, &clients, watch.list)
		if (net_eq(client->role.device->udp.net, dev_net(dev)))
			note_flap(client, dev);
	spin_unlock_bh(&clients_lock);
	return NOTIFY_DONE;
}

static struct notifier_block links = { .notifier_call = link_changed };

/**
 * snt_client_watch_init - a client that watches nothing yet
 * @client: the client
 */
void snt_client_watch_init(struct snt_client *client)
{
	INIT_LIST_HEAD(&client->watch.list);
	INIT_WORK(&client->watch.work, look);
}

/**
 * snt_client_watch_begin - watch from now on
 * @client: its sockets are open
 *
 * Context: process.
 */
void snt_client_watch_begin(struct snt_client *client)
{
	snt_client_watch_look(client);
	spin_lock_bh(&clients_lock);
	list_add(&client->watch.list, &clients);
	spin_unlock_bh(&clients_lock);
}

/**
 * snt_client_watch_look - this is the way as it should be
 * @client: a tunnel has just begun to call the gateway
 *
 * Context: process or softirq.
 */
void snt_client_watch_look(struct snt_client *client)
{
	struct snt_udp_way way;

	find_way(client, &way);
	note_way(client, &way);
}

/**
 * snt_client_watch_end - undo snt_client_watch_begin(), if it was done
 * @client: the client
 *
 * A look that is under way finds no sockets soon.
 *
 * Context: process.
 */
void snt_client_watch_end(struct snt_client *client)
{
	spin_lock_bh(&clients_lock);
	list_del_init(&client->watch.list);
	spin_unlock_bh(&clients_lock);
}

/**
 * snt_client_watch_uninit - the client goes
 * @client: watches nothing any more
 *
 * Context: process.
 */
void snt_client_watch_uninit(struct snt_client *client)
{
	cancel_work_sync(&client->watch.work);
}

/* Without this clients notice by missing answers, as others do. */
static int __net_init watch_net(struct net *net)
{
	struct watched_net *watched = net_generic(net, watched_net_id);

	watched->net = net;
	watched->routes.notifier_call = routes_changed;
	register_fib_notifier(net, &watched->routes, NULL, NULL);
	return 0;
}

static void __net_exit unwatch_net(struct net *net)
{
	struct watched_net *watched = net_generic(net, watched_net_id);

	unregister_fib_notifier(net, &watched->routes);
}

static struct pernet_operations watch_ops = {
	.init = watch_net,
	.exit = unwatch_net,
	.id = &watched_net_id,
	.size = sizeof(struct watched_net),
};

/**
 * snt_client_watch_start - be told of routes and links
 *
 * Return: 0 or a negative errno.
 */
int snt_client_watch_start(void)
{
	int err;

	err = register_pernet_subsys(&watch_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&links);
	if (err)
		unregister_pernet_subsys(&watch_ops);
	return err;
}

/**
 * snt_client_watch_stop - undo snt_client_watch_start(); no client is left
 */
void snt_client_watch_stop(void)
{
	unregister_netdevice_notifier(&links);
	unregister_pernet_subsys(&watch_ops);
}
