/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_PATH_H
#define _SNT_PATH_H

#include <linux/compiler.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <net/dst.h>
#include "core/geneve.h"

struct snt_udp;

/**
 * union snt_sockaddr - an address and a port
 * @any: AF_INET, AF_INET6, or AF_UNSPEC for none
 * @in: for AF_INET
 * @in6: for AF_INET6
 */
union snt_sockaddr {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/**
 * struct snt_endpoint - where the other end is, and from where we talk to it
 * @addr: remote address; family AF_UNSPEC when there is none
 * @addr4: the same for AF_INET
 * @addr6: the same for AF_INET6; the scope is the interface if link-local
 * @src4: local IPv4 address that the other end last wrote to, or 0
 * @src_if4: interface on which that came in, or 0
 * @src6: local IPv6 address that the other end last wrote to, or ::
 * @encap: what stands before each message, see core/geneve.h
 */
struct snt_endpoint {
	union {
		struct sockaddr addr;
		struct sockaddr_in addr4;
		struct sockaddr_in6 addr6;
	};
	union {
		struct {
			struct in_addr src4;
			int src_if4;
		};
		struct in6_addr src6;
	};
	u32 encap;
};

/**
 * struct snt_path_end - the endpoint of a path; does not change
 * @rcu: frees it after readers have left
 * @endpoint: what it is, but for the encapsulation
 */
struct snt_path_end {
	struct rcu_head rcu;
	struct snt_endpoint endpoint;
};

/**
 * struct snt_path_route - how a datagram gets there; does not change
 * @rcu: frees it after readers have left
 * @to: the endpoint it leads to, which is freed later
 * @dst: with a reference, which ends when the path forgets the route
 * @cookie: for dst_check()
 * @src4: local IPv4 address
 * @src6: local IPv6 address
 */
struct snt_path_route {
	struct rcu_head rcu;
	const struct snt_endpoint *to;
	struct dst_entry *dst;
	u32 cookie;
	union {
		struct in_addr src4;
		struct in6_addr src6;
	};
};

/**
 * struct snt_path - the endpoint of a tunnel with the route to it
 * @udp: the sockets it leaves by; outlive it
 * @lock: serialises changes
 * @end: the endpoint, or NULL for none
 * @route: the route to @end that was found last, or NULL; goes before @end does
 * @encap: what stands before each message, see core/geneve.h
 * @is_pinned: the remote address is what was configured, wherever packets come
 *	from
 * @is_closed: the tunnel goes: there is no @route any more
 */
struct snt_path {
	struct snt_udp *udp;
	spinlock_t lock;	/* serialises changes */
	struct snt_path_end __rcu *end;
	struct snt_path_route __rcu *route;
	u32 encap;
	bool is_pinned;
	bool is_closed;
};

/**
 * snt_path_is_set - is there a remote address?
 * @path: of the tunnel
 *
 * Takes no lock: a change at the same time is seen by the next packet.
 * Return: whether there was one a moment ago.
 */
static inline bool snt_path_is_set(const struct snt_path *path)
{
	return rcu_access_pointer(path->end);
}

/**
 * snt_path_encap - what stands before each message
 * @path: of the tunnel
 *
 * Takes no lock: a change at the same time is seen by the next message.
 * Return: see core/geneve.h.
 */
static inline u32 snt_path_encap(const struct snt_path *path)
{
	return READ_ONCE(path->encap);
}

int snt_endpoint_from_skb(struct snt_endpoint *endpoint,
			  const struct sk_buff *skb, u32 encap);
bool snt_endpoint_is_same_remote(const struct snt_endpoint *a,
				 const struct snt_endpoint *b);

struct snt_path_end *snt_path_end_create(const struct sockaddr *addr);
void snt_path_end_destroy(struct snt_path_end *end);

void snt_path_init(struct snt_path *path, struct snt_udp *udp);
void snt_path_uninit(struct snt_path *path);
void snt_path_set(struct snt_path *path, struct snt_path_end *end);
void snt_path_set_encap(struct snt_path *path, u32 encap);
bool snt_path_learn(struct snt_path *path, const struct snt_endpoint *from);
void snt_path_clear_source(struct snt_path *path);
void snt_path_close(struct snt_path *path);
bool snt_path_leads_to(const struct snt_path *path, const struct sk_buff *skb);
bool snt_path_read(struct snt_path *path, struct snt_endpoint *endpoint);

const struct snt_path_route *snt_path_route_get(struct snt_path *path);
void snt_path_route_keep(struct snt_path *path,
			 const struct snt_path_route *route);

#endif /* _SNT_PATH_H */
