/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_UDP_H
#define _SNT_UDP_H

#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <linux/udp.h>
#include "endpoint.h"

struct snt_udp;

/* Room in front of a datagram's payload for all that goes before it. */
#define SNT_UDP_HEADROOM						\
	(LL_MAX_HEADER + sizeof(struct ipv6hdr) + sizeof(struct udphdr))

/**
 * typedef snt_udp_ready_fn - something may be waiting on a socket
 * @udp: as passed to snt_udp_init()
 * @sk: pass to snt_udp_recv() until that returns NULL
 *
 * Context: softirq or BH off, under rcu_read_lock(); on several CPUs at once.
 */
typedef void (*snt_udp_ready_fn)(struct snt_udp *udp, struct sock *sk);

/**
 * typedef snt_udp_is_loop_fn - would a datagram come back to where it was made?
 * @udp: as passed to snt_udp_init(); the route leads into its device
 * @path: of the tunnel that the datagram leaves
 *
 * Context: softirq or BH off, under rcu_read_lock() and the path's lock.
 */
typedef bool (*snt_udp_is_loop_fn)(struct snt_udp *udp,
				   const struct snt_path *path);

/**
 * struct snt_udp - the sockets of one device, one per family on one port
 * @net: namespace in which the device was made; not referenced, no socket is
 *	 opened once it goes
 * @dev: the tunnel device, for loop detection; owns this object
 * @ready: where arriving datagrams are announced
 * @is_loop: asked when a route leads into @dev
 * @sock4: IPv4 socket or NULL; readers: RCU; writers: the caller's update lock
 * @sock6: the same for IPv6
 * @overflows: datagrams lost in sockets that have been closed since
 * @fwmark: mark of outgoing packets, also for routing; READ_ONCE()
 * @port: local port in host order, 0 while there are no sockets; READ_ONCE()
 */
struct snt_udp {
	struct net *net;
	struct net_device *dev;
	snt_udp_ready_fn ready;
	snt_udp_is_loop_fn is_loop;
	struct sock __rcu *sock4;
	struct sock __rcu *sock6;
	u64 overflows;
	u32 fwmark;
	u16 port;
};

void snt_udp_init(struct snt_udp *udp, struct net *net, struct net_device *dev,
		  snt_udp_ready_fn ready, snt_udp_is_loop_fn is_loop);
int snt_udp_open(struct snt_udp *udp, u16 port);
void snt_udp_close(struct snt_udp *udp);
void snt_udp_set_fwmark(struct snt_udp *udp, u32 fwmark);
u64 snt_udp_overflows(struct snt_udp *udp);

struct sk_buff *snt_udp_recv(struct sock *sk);
int snt_udp_send(struct snt_udp *udp, struct snt_path *path,
		 struct sk_buff *skb, u8 ds);
int snt_udp_send_msg(struct snt_udp *udp, struct snt_path *path,
		     const void *msg, size_t len, u8 ds);
int snt_udp_reply(struct snt_udp *udp, const struct snt_endpoint *to,
		  const void *msg, size_t len, u8 ds);

#endif /* _SNT_UDP_H */
