// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the other end of a tunnel is, the local address it knows us by, and the
 * cache of the route between the two. Sending and routing are in udp.c.
 */
#include "endpoint.h"

#include <linux/errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/ipv6.h>

/* Endpoints are compared as a whole, so every byte must have a meaning. */
static_assert(sizeof(struct snt_endpoint) ==
	      sizeof(struct sockaddr_in6) + sizeof(struct in6_addr) +
	      sizeof(u32));

static bool is_equal(const struct snt_endpoint *a, const struct snt_endpoint *b)
{
	return !memcmp(a, b, sizeof(*a));
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
 * snt_path_init - a path to nowhere
 * @path: to be set up
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_path_init(struct snt_path *path)
{
	rwlock_init(&path->lock);
	memset(&path->endpoint, 0, sizeof(path->endpoint));
	path->is_closed = false;
	return dst_cache_init(&path->cache, GFP_KERNEL);
}

/**
 * snt_path_uninit - release the route
 * @path: nobody uses it any more
 *
 * Context: any.
 */
void snt_path_uninit(struct snt_path *path)
{
	dst_cache_destroy(&path->cache);
}

/*
 * At once and not with the next packet of each CPU, which may never come: the
 * routes must be gone before the namespace of the sockets is.
 */
static void forget_route_locked(struct snt_path *path)
{
	/* Senders use the cache under the read side only. */
	lockdep_assert_held_write(&path->lock);
	dst_cache_reset_now(&path->cache);
}

static void set_locked(struct snt_path *path,
		       const struct snt_endpoint *endpoint)
{
	lockdep_assert_held_write(&path->lock);
	/* The encapsulation is configured, and read without the lock. */
	path->endpoint.addr6 = endpoint->addr6;
	path->endpoint.src6 = endpoint->src6;
	forget_route_locked(path);
}

/**
 * snt_path_set - set the remote address by configuration
 * @path: of the tunnel
 * @addr: AF_INET or AF_INET6 with all of its structure, or AF_UNSPEC for none
 *
 * The local address is chosen anew.
 * Context: process or softirq.
 */
void snt_path_set(struct snt_path *path, const struct sockaddr *addr)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)addr;
	const struct sockaddr_in *in = (const struct sockaddr_in *)addr;
	struct snt_endpoint new = {};

	if (addr->sa_family == AF_INET) {
		new.addr4.sin_family = AF_INET;
		new.addr4.sin_port = in->sin_port;
		new.addr4.sin_addr = in->sin_addr;
	} else if (addr->sa_family == AF_INET6) {
		new.addr6.sin6_family = AF_INET6;
		new.addr6.sin6_port = in6->sin6_port;
		new.addr6.sin6_addr = in6->sin6_addr;
		new.addr6.sin6_scope_id =
			ipv6_iface_scope_id(&in6->sin6_addr,
					    in6->sin6_scope_id);
	}
	write_lock_bh(&path->lock);
	set_locked(path, &new);
	write_unlock_bh(&path->lock);
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
	write_lock_bh(&path->lock);
	WRITE_ONCE(path->endpoint.encap, encap);
	write_unlock_bh(&path->lock);
}

/**
 * snt_path_learn - follow an authenticated packet to where it came from
 * @path: of the tunnel
 * @from: where from, see snt_endpoint_from_skb(); encapsulated as @path is
 *
 * Context: process or softirq.
 * Return: whether the remote address has changed.
 */
bool snt_path_learn(struct snt_path *path, const struct snt_endpoint *from)
{
	bool is_known, has_moved;

	read_lock_bh(&path->lock);
	is_known = is_equal(&path->endpoint, from);
	read_unlock_bh(&path->lock);
	if (likely(is_known))
		return false;

	write_lock_bh(&path->lock);
	has_moved = !snt_endpoint_is_same_remote(&path->endpoint, from);
	set_locked(path, from);
	write_unlock_bh(&path->lock);
	return has_moved;
}

/**
 * snt_path_clear_source - choose the local address anew
 * @path: of the tunnel
 *
 * Context: process or softirq.
 */
void snt_path_clear_source(struct snt_path *path)
{
	write_lock_bh(&path->lock);
	memset(&path->endpoint.src6, 0, sizeof(path->endpoint.src6));
	forget_route_locked(path);
	write_unlock_bh(&path->lock);
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
	write_lock_bh(&path->lock);
	path->is_closed = true;
	forget_route_locked(path);
	write_unlock_bh(&path->lock);
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
	read_lock_bh(&path->lock);
	*endpoint = path->endpoint;
	read_unlock_bh(&path->lock);
	return snt_endpoint_is_set(endpoint);
}
