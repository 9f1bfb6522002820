// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the other end of a tunnel is, the local address it knows us by, and the
 * route between the two. Senders read both under RCU, without a lock; to change
 * either is to replace it. Routes are found by udp_send.c.
 */
#include "path.h"

#include <linux/errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/ipv6.h>

/* Endpoints are compared as a whole: no byte may be without a meaning. */
static_assert(offsetof(struct snt_endpoint, encap) ==
	      sizeof(struct sockaddr_in6) + sizeof(struct in6_addr));

/* Messages are taken only if they are encapsulated as those of the path. */
static bool is_equal(const struct snt_endpoint *a, const struct snt_endpoint *b)
{
	return !memcmp(a, b, offsetof(struct snt_endpoint, encap));
}

static void from_ipv4(struct snt_endpoint *endpoint, const struct sk_buff *skb)
{
	endpoint->addr4.sin_family = AF_INET;
	endpoint->addr4.sin_port = udp_hdr(skb)->source;
	endpoint->addr4.sin_addr.s_addr = ip_hdr(skb)->saddr;
	endpoint->src4.s_addr = ip_hdr(skb)->daddr;
	endpoint->src_if4 = skb->skb_iif;
}

static void from_ipv6(struct snt_endpoint *endpoint, const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);

	endpoint->addr6.sin6_family = AF_INET6;
	endpoint->addr6.sin6_port = udp_hdr(skb)->source;
	endpoint->addr6.sin6_addr = ip6h->saddr;
	endpoint->addr6.sin6_scope_id =
		ipv6_iface_scope_id(&ip6h->saddr, skb->skb_iif);
	endpoint->src6 = ip6h->daddr;
}

/**
 * snt_endpoint_from_skb - who sent a datagram, and to which of our addresses
 * @endpoint: result; no endpoint on failure
 * @skb: datagram from a tunnel socket, with its network and transport headers
 * @encap: what stood before its message
 *
 * Borrows @skb.
 * Context: any.
 * Return: 0, or -EPROTO if it is neither IPv4 nor IPv6.
 */
int snt_endpoint_from_skb(struct snt_endpoint *endpoint,
			  const struct sk_buff *skb, u32 encap)
{
	memset(endpoint, 0, sizeof(*endpoint));
	endpoint->encap = encap;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		from_ipv4(endpoint, skb);
		return 0;
	case htons(ETH_P_IPV6):
		from_ipv6(endpoint, skb);
		return 0;
	default:
		return -EPROTO;
	}
}

/**
 * snt_endpoint_is_same_remote - do two endpoints name the same other end?
 * @a: one
 * @b: the other
 *
 * Context: any.
 * Return: whether address, port and scope are equal.
 */
bool snt_endpoint_is_same_remote(const struct snt_endpoint *a,
				 const struct snt_endpoint *b)
{
	return !memcmp(&a->addr6, &b->addr6, sizeof(a->addr6));
}

/**
 * snt_path_end_create - an endpoint to be given to a path by configuration
 * @addr: AF_INET or AF_INET6 with all of its structure
 *
 * Context: process, may sleep.
 * Return: the endpoint, or NULL without memory.
 */
struct snt_path_end *snt_path_end_create(const struct sockaddr *addr)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)addr;
	const struct sockaddr_in *in = (const struct sockaddr_in *)addr;
	struct snt_path_end *end = kzalloc(sizeof(*end), GFP_KERNEL);
	struct sockaddr_in6 *to;

	if (!end)
		return NULL;
	if (addr->sa_family == AF_INET) {
		end->endpoint.addr4.sin_family = AF_INET;
		end->endpoint.addr4.sin_port = in->sin_port;
		end->endpoint.addr4.sin_addr = in->sin_addr;
		return end;
	}
	to = &end->endpoint.addr6;
	to->sin6_family = AF_INET6;
	to->sin6_port = in6->sin6_port;
	to->sin6_addr = in6->sin6_addr;
	to->sin6_scope_id = ipv6_iface_scope_id(&in6->sin6_addr,
						in6->sin6_scope_id);
	return end;
}

/**
 * snt_path_end_destroy - free an endpoint that no path was given
 * @end: the endpoint, or NULL
 */
void snt_path_end_destroy(struct snt_path_end *end)
{
	kfree(end);
}

/**
 * snt_path_init - a path to nowhere
 * @path: to be set up
 * @udp: the sockets it leaves by
 */
void snt_path_init(struct snt_path *path, struct snt_udp *udp)
{
	path->udp = udp;
	spin_lock_init(&path->lock);
	RCU_INIT_POINTER(path->end, NULL);
	RCU_INIT_POINTER(path->route, NULL);
	path->encap = SNT_ENCAP_NONE;
	path->is_pinned = false;
	path->is_closed = false;
}

/**
 * snt_path_uninit - release what a path has
 * @path: nobody uses it any more
 *
 * Context: any.
 */
void snt_path_uninit(struct snt_path *path)
{
	snt_path_close(path);
	kfree(rcu_dereference_protected(path->end, true));
}

/*
 * Senders that still see the route take a reference of their own, unless this
 * was the last one. It is released at once and not after a grace period: routes
 * must be gone before the namespace of the sockets is.
 */
static void forget_route_locked(struct snt_path *path)
{
	struct snt_path_route *old;

	old = rcu_replace_pointer(path->route, NULL,
				  lockdep_is_held(&path->lock));
	if (!old)
		return;
	dst_release(old->dst);
	kfree_rcu(old, rcu);
}

static struct snt_path_end *end_of_locked(const struct snt_path *path)
{
	return rcu_dereference_protected(path->end,
					 lockdep_is_held(&path->lock));
}

/* The route goes first: who finds it may look at the endpoint it leads to. */
static void replace_locked(struct snt_path *path, struct snt_path_end *end)
{
	struct snt_path_end *old = end_of_locked(path);

	lockdep_assert_held(&path->lock);
	forget_route_locked(path);
	rcu_assign_pointer(path->end, end);
	if (old)
		kfree_rcu(old, rcu);
}

/**
 * snt_path_set - set the remote address by configuration
 * @path: of the tunnel
 * @end: where it is; taken over
 *
 * The local address is chosen anew.
 * Context: process or softirq.
 */
void snt_path_set(struct snt_path *path, struct snt_path_end *end)
{
	spin_lock_bh(&path->lock);
	replace_locked(path, end);
	spin_unlock_bh(&path->lock);
}

/**
 * snt_path_set_encap - set what stands before each message
 * @path: of the tunnel
 * @encap: see core/geneve.h
 *
 * Context: process or softirq.
 */
void snt_path_set_encap(struct snt_path *path, u32 encap)
{
	WRITE_ONCE(path->encap, encap);
}

static bool is_known(const struct snt_path *path,
		     const struct snt_endpoint *from)
{
	const struct snt_path_end *end;
	bool ret;

	rcu_read_lock();
	end = rcu_dereference(path->end);
	ret = end && is_equal(&end->endpoint, from);
	rcu_read_unlock();
	return ret;
}

/**
 * snt_path_learn - follow an authenticated packet to where it came from
 * @path: of the tunnel
 * @from: where from, see snt_endpoint_from_skb(); encapsulated as @path is
 *
 * Without memory the path stays as it is; the next packet comes the same way.
 * A pinned one follows no more than where we were written to.
 *
 * Context: process or softirq.
 * Return: whether the remote address has changed.
 */
bool snt_path_learn(struct snt_path *path, const struct snt_endpoint *from)
{
	struct snt_path_end *end, *old;
	bool has_moved, may_move;

	if (likely(is_known(path, from)))
		return false;
	end = kmalloc(sizeof(*end), GFP_ATOMIC | __GFP_NOWARN);
	if (unlikely(!end))
		return false;
	end->endpoint = *from;

	spin_lock_bh(&path->lock);
	old = end_of_locked(path);
	has_moved = !old || !snt_endpoint_is_same_remote(&old->endpoint, from);
	may_move = !has_moved || !path->is_pinned;
	if (likely(may_move))
		replace_locked(path, end);
	spin_unlock_bh(&path->lock);
	if (unlikely(!may_move))
		kfree(end);
	return has_moved && may_move;
}

/**
 * snt_path_leads_to - is a datagram from where the path leads to?
 * @path: of the tunnel
 * @skb: datagram from a tunnel socket, with its network and transport headers
 *
 * Context: RCU read section.
 * Return: whether it was sent by the address and port at the other end.
 */
bool snt_path_leads_to(const struct snt_path *path, const struct sk_buff *skb)
{
	const struct snt_path_end *end = rcu_dereference(path->end);
	struct snt_endpoint from;

	return end && !snt_endpoint_from_skb(&from, skb, SNT_ENCAP_NONE) &&
	       snt_endpoint_is_same_remote(&end->endpoint, &from);
}

/**
 * snt_path_clear_source - choose the local address and the route anew
 * @path: of the tunnel
 *
 * The route is forgotten in any case. Without memory the local address stays,
 * and is looked at when the next route is needed.
 *
 * Context: process or softirq.
 */
void snt_path_clear_source(struct snt_path *path)
{
	struct snt_path_end *old, *end;

	end = kmalloc(sizeof(*end), GFP_ATOMIC | __GFP_NOWARN);
	spin_lock_bh(&path->lock);
	forget_route_locked(path);
	old = end_of_locked(path);
	if (end && old) {
		end->endpoint = old->endpoint;
		memset(&end->endpoint.src6, 0, sizeof(end->endpoint.src6));
		replace_locked(path, end);
		end = NULL;
	}
	spin_unlock_bh(&path->lock);
	kfree(end);
}

/**
 * snt_path_close - keep no route any more
 * @path: of a tunnel that goes
 *
 * Packets on their way may still be sent, each by a route of its own. The
 * tunnel's memory may outlive the namespace of the sockets, routes must not.
 *
 * Context: process or softirq.
 */
void snt_path_close(struct snt_path *path)
{
	spin_lock_bh(&path->lock);
	path->is_closed = true;
	forget_route_locked(path);
	spin_unlock_bh(&path->lock);
}

/**
 * snt_path_read - copy of the endpoint
 * @path: of the tunnel
 * @endpoint: the copy
 *
 * Context: process or softirq.
 * Return: whether there is a remote address.
 */
bool snt_path_read(struct snt_path *path, struct snt_endpoint *endpoint)
{
	const struct snt_path_end *end;

	memset(endpoint, 0, sizeof(*endpoint));
	rcu_read_lock();
	end = rcu_dereference(path->end);
	if (end)
		*endpoint = end->endpoint;
	rcu_read_unlock();
	endpoint->encap = snt_path_encap(path);
	return end;
}

/**
 * snt_path_route_get - the route that is known, if it is still good
 * @path: of the tunnel
 *
 * Context: RCU read section.
 * Return: the route, with a reference of its dst for the caller, or NULL.
 */
const struct snt_path_route *snt_path_route_get(struct snt_path *path)
{
	const struct snt_path_route *route = rcu_dereference(path->route);

	if (unlikely(!route || !dst_check(route->dst, route->cookie) ||
		     !dst_hold_safe(route->dst)))
		return NULL;
	return route;
}

/**
 * snt_path_route_keep - remember a route for the next packets
 * @path: of the tunnel
 * @route: a copy is made, with a reference of its own; leads to an endpoint
 *	that was the path's in this RCU read section
 *
 * Nothing is kept if there is another endpoint now, or no memory.
 *
 * Context: RCU read section.
 */
void snt_path_route_keep(struct snt_path *path,
			 const struct snt_path_route *route)
{
	const struct snt_path_end *end;
	struct snt_path_route *new;

	new = kmemdup(route, sizeof(*route), GFP_ATOMIC | __GFP_NOWARN);
	if (unlikely(!new))
		return;
	spin_lock_bh(&path->lock);
	end = end_of_locked(path);
	if (likely(end && &end->endpoint == route->to && !path->is_closed)) {
		forget_route_locked(path);
		dst_hold(new->dst);
		rcu_assign_pointer(path->route, new);
		new = NULL;
	}
	spin_unlock_bh(&path->lock);
	kfree(new);
}
