// SPDX-License-Identifier: GPL-2.0-only
/* The routers and sockets of an underlay, and how both are changed */
#include "underlay.h"
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/netlink.h>
#include "tunnel/device.h"
#include "gateway.h"

/**
 * snt_underlay_init - no underlay yet
 * @gateway: being set up, with its device
 */
void snt_underlay_init(struct snt_gateway_role *gateway)
{
	struct snt_udp *own = &gateway->role.device->udp;

	snt_udp_init(&gateway->underlay.udp, own->net, own->dev, own->stats,
		     own->ops);
	gateway->underlay.udp.is_plain = true;
}

/**
 * snt_underlay_uninit - undo snt_underlay_init()
 * @gateway: of a device that is down, and of which no reader is left
 *
 * Context: process.
 */
void snt_underlay_uninit(struct snt_gateway_role *gateway)
{
	struct snt_routers *routers;

	routers = rcu_dereference_protected(gateway->underlay.routers, true);
	snt_routers_destroy(routers);
}

static struct snt_routers *routers_of(struct snt_gateway_role *gateway)
{
	struct mutex *lock = &gateway->role.device->update_lock;

	return rcu_dereference_protected(gateway->underlay.routers,
					 lockdep_is_held(lock));
}

/* Sockets on any port are as good as others. */
static int open_port(struct snt_underlay *underlay, u16 port)
{
	if (!port && underlay->udp.port)
		return 0;
	return snt_udp_open(&underlay->udp, port);
}

/**
 * snt_underlay_open - the device goes up
 * @gateway: its gateway; the update lock is held
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_underlay_open(struct snt_gateway_role *gateway)
{
	struct snt_underlay *underlay = &gateway->underlay;

	return routers_of(gateway) ? open_port(underlay, underlay->port) : 0;
}

/**
 * snt_underlay_close - undo snt_underlay_open(), also if nothing is open
 * @gateway: the gateway; the update lock is held
 *
 * No route is kept, which could outlive the namespace of the sockets.
 *
 * Context: process.
 */
void snt_underlay_close(struct snt_gateway_role *gateway)
{
	struct snt_routers *routers = routers_of(gateway);
	unsigned int i;

	snt_udp_close(&gateway->underlay.udp);
	for (i = 0; routers && i < routers->nr; i++)
		snt_path_clear_source(&routers->router[i].path);
}

/**
 * snt_routers_create - room for routers
 * @nr: how many are to be added
 *
 * Context: process.
 * Return: no routers yet, or NULL without memory.
 */
struct snt_routers *snt_routers_create(unsigned int nr)
{
	struct snt_routers *routers;

	return kzalloc(struct_size(routers, router, nr), GFP_KERNEL_ACCOUNT);
}

/**
 * snt_routers_add - add a router to those that are not in use yet
 * @gateway: whose they will be
 * @routers: these, with room for one more
 * @interface: which interface it has, or 0
 * @addr: its address
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_routers_add(struct snt_gateway_role *gateway,
		    struct snt_routers *routers, u16 interface,
		    const struct sockaddr *addr)
{
	struct snt_router *router = &routers->router[routers->nr];
	struct snt_path_end *end = snt_path_end_create(addr);

	if (!end)
		return -ENOMEM;
	router->interface = interface;
	snt_path_init(&router->path, &gateway->underlay.udp);
	snt_path_set(&router->path, end);
	router->path.is_pinned = true;
	routers->nr++;
	return 0;
}

/**
 * snt_routers_destroy - free routers that nobody sees
 * @routers: these, or NULL
 *
 * Context: any.
 */
void snt_routers_destroy(struct snt_routers *routers)
{
	unsigned int i;

	for (i = 0; routers && i < routers->nr; i++)
		snt_path_uninit(&routers->router[i].path);
	kfree(routers);
}

static void free_cb(struct rcu_head *rcu)
{
	snt_routers_destroy(container_of(rcu, struct snt_routers, rcu));
}

/* Who still sees them keeps no route. */
static void retire(struct snt_routers *routers)
{
	unsigned int i;

	if (!routers)
		return;
	for (i = 0; i < routers->nr; i++)
		snt_path_close(&routers->router[i].path);
	call_rcu(&routers->rcu, free_cb);
}

/**
 * snt_underlay_set - use other routers, or none
 * @gateway: the gateway; its device's update lock is held
 * @routers: these, or NULL for none; are the gateway's if it succeeds
 * @port: local port, or 0 for any that is free
 *
 * Context: process.
 * Return: 0; -ENONET: the namespace of the sockets is gone; or the errors of
 * snt_udp_open(); then nothing has changed.
 */
int snt_underlay_set(struct snt_gateway_role *gateway,
		     struct snt_routers *routers, u16 port)
{
	struct snt_underlay *underlay = &gateway->underlay;
	struct snt_device *snt = gateway->role.device;
	struct snt_routers *old = routers_of(gateway);
	int err = 0;

	lockdep_assert_held(&snt->update_lock);
	if (routers && netif_running(snt->dev))
		err = rcu_access_pointer(snt->creating_net) ?
		      open_port(underlay, port) : -ENONET;
	if (err)
		return err;
	underlay->port = port;
	rcu_assign_pointer(underlay->routers, routers);
	if (!routers)
		snt_udp_close(&underlay->udp);
	retire(old);
	return 0;
}

/**
 * snt_underlay_nr_routers - how many there are
 * @gateway: the gateway; its device's update lock is held
 *
 * Context: process.
 * Return: their number, 0: there is no underlay.
 */
unsigned int snt_underlay_nr_routers(struct snt_gateway_role *gateway)
{
	struct snt_routers *routers = routers_of(gateway);

	return routers ? routers->nr : 0;
}

static int put_router(struct sk_buff *skb, struct snt_router *router)
{
	struct nlattr *nest = nla_nest_start(skb, SNAPTUN_A_UNDERLAY_ROUTER);
	struct snt_endpoint at;
	int err;

	if (!nest)
		return -EMSGSIZE;
	snt_path_read(&router->path, &at);
	if (at.addr.sa_family == AF_INET)
		err = nla_put_in_addr(skb, SNAPTUN_A_ROUTER_IPV4,
				      at.addr4.sin_addr.s_addr);
	else
		err = nla_put_in6_addr(skb, SNAPTUN_A_ROUTER_IPV6,
				       &at.addr6.sin6_addr);
	/* The port is in the same place for both families. */
	if (err || nla_put_be16(skb, SNAPTUN_A_ROUTER_PORT,
				at.addr4.sin_port) ||
	    nla_put_u16(skb, SNAPTUN_A_ROUTER_INTERFACE, router->interface))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * snt_underlay_put - everything of an underlay, as attributes
 * @skb: message
 * @gateway: whose it is; its device's update lock is held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_underlay_put(struct sk_buff *skb, struct snt_gateway_role *gateway)
{
	struct snt_underlay *underlay = &gateway->underlay;
	struct snt_routers *routers = routers_of(gateway);
	int err = 0;
	unsigned int i;

	for (i = 0; routers && i < routers->nr && !err; i++)
		err = put_router(skb, &routers->router[i]);
	return err ?: nla_put_u16(skb, SNAPTUN_A_UNDERLAY_PORT,
				  underlay->udp.port ?: underlay->port);
}
