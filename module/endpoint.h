/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_ENDPOINT_H
#define _SNT_ENDPOINT_H

#include <linux/compiler.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <net/dst_cache.h>
#include "core/geneve.h"

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
 * struct snt_path - the endpoint of a tunnel with the route to it
 * @lock: protects all of it, and keeps @cache in step with @endpoint
 * @endpoint: current endpoint
 * @cache: route and source address for @endpoint; used with BH off and @lock
 *	   taken for reading
 * @is_closed: the tunnel goes: @cache stays empty
 */
struct snt_path {
	rwlock_t lock;
	struct snt_endpoint endpoint;
	struct dst_cache cache;
	bool is_closed;
};

static inline bool snt_endpoint_is_set(const struct snt_endpoint *endpoint)
{
	return endpoint->addr.sa_family != AF_UNSPEC;
}

/**
 * snt_path_is_set - is there a remote address?
 * @path: of the tunnel
 *
 * Takes no lock: a change at the same time is seen by the next packet.
 * Return: whether there was one a moment ago.
 */
static inline bool snt_path_is_set(const struct snt_path *path)
{
	/* One of two values, and either is right. */
	return data_race(path->endpoint.addr.sa_family) != AF_UNSPEC;
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
	return READ_ONCE(path->endpoint.encap);
}

int snt_endpoint_from_skb(struct snt_endpoint *endpoint,
			  const struct sk_buff *skb, u32 encap);
bool snt_endpoint_is_same_remote(const struct snt_endpoint *a,
				 const struct snt_endpoint *b);

int snt_path_init(struct snt_path *path);
void snt_path_uninit(struct snt_path *path);
void snt_path_set(struct snt_path *path, const struct sockaddr *addr);
void snt_path_set_encap(struct snt_path *path, u32 encap);
bool snt_path_learn(struct snt_path *path, const struct snt_endpoint *from);
void snt_path_clear_source(struct snt_path *path);
void snt_path_close(struct snt_path *path);
bool snt_path_read(struct snt_path *path, struct snt_endpoint *endpoint);

#endif /* _SNT_ENDPOINT_H */
