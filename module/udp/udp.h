/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_UDP_H
#define _SNT_UDP_H

#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <linux/udp.h>
#include "base/ready.h"
#include "base/stats.h"
#include "path.h"

struct snt_udp;

/* Room in front of a datagram's payload for all that goes before it. */
#define SNT_UDP_HEADROOM						\
	(LL_MAX_HEADER + sizeof(struct ipv6hdr) + sizeof(struct udphdr))

/**
 * struct snt_udp_ops - what sockets ask of their device
 * @ready: a datagram has arrived, for snt_udp_recv(); softirq, RCU read
 *	section, on several CPUs at once
 * @is_loop: a route leads into the device: would a datagram to this endpoint
 *	come back to the tunnel of this path? BH off, RCU read section
 */
struct snt_udp_ops {
	void (*ready)(struct snt_udp *udp);
	bool (*is_loop)(struct snt_udp *udp, const struct snt_path *path,
			const struct snt_endpoint *to);
};

/**
 * struct snt_udp_pair - sockets on one port
 * @sock4: IPv4, or NULL
 * @sock6: IPv6, or NULL
 * @port: on which both are, known to udp_mark.c; 0 for none
 */
struct snt_udp_pair {
	struct sock *sock4;
	struct sock *sock6;
	u16 port;
};

/**
 * struct snt_udp - sockets of a device, one per family on one port
 * @net: namespace in which the device was made; not referenced, no socket is
 *	 opened once it goes
 * @dev: the tunnel device
 * @stats: where lost datagrams are counted
 * @ops: what is asked of the device
 * @only_path: the one path that they are for, or NULL. What comes from anywhere
 *	else than its other end is dropped
 * @is_plain: what comes is no message of a tunnel, the role takes it as it is
 * @family: AF_INET or AF_INET6 if they need no other, else AF_UNSPEC
 * @sock4: IPv4 socket or NULL; readers: RCU; writers: the caller's update lock
 * @sock6: the same for IPv6
 * @rx_ready: in the device's list of sockets that have received something
 * @arrived: datagrams and aggregates of both sockets that wait for the NAPI
 * @arrived_bytes: memory of these, headers included; under the lock of @arrived
 * @fwmark: mark of outgoing packets, also for routing; READ_ONCE()
 * @port: local port in host order, 0 while there are no sockets; READ_ONCE()
 */
struct snt_udp {
	struct net *net;
	struct net_device *dev;
	struct snt_stats *stats;
	const struct snt_udp_ops *ops;
	struct snt_path *only_path;
	bool is_plain;
	sa_family_t family;
	struct sock __rcu *sock4;
	struct sock __rcu *sock6;
	struct snt_ready rx_ready;
	struct sk_buff_head arrived;
	unsigned int arrived_bytes;
	u32 fwmark;
	u16 port;
};

void snt_udp_init(struct snt_udp *udp, struct net *net, struct net_device *dev,
		  struct snt_stats *stats, const struct snt_udp_ops *ops);
int snt_udp_open(struct snt_udp *udp, u16 port);
void snt_udp_close(struct snt_udp *udp);
void snt_udp_begin_close(struct snt_udp *udp, struct snt_udp_pair *pair);
void snt_udp_end_close(struct snt_udp_pair *pair);
void snt_udp_set_fwmark(struct snt_udp *udp, u32 fwmark);

/**
 * struct snt_udp_way - which way datagrams take from here
 * @ifindex: the interface that they leave by, 0: there is no route
 * @source: our address, an IPv4 address in the first four bytes
 * @next_hop: the router's, likewise; zero if there is none
 */
struct snt_udp_way {
	int ifindex;
	struct in6_addr source;
	struct in6_addr next_hop;
};

int snt_udp_receive_cb(struct sock *sk, struct sk_buff *skb);
struct sk_buff *snt_udp_recv(struct snt_udp *udp);
int snt_udp_send(struct snt_path *path, struct sk_buff *skb, u8 ds);
int snt_udp_send_msg(struct snt_path *path, const void *msg, size_t len,
		     u8 ds);
void snt_udp_find_way(struct snt_path *path, struct snt_udp_way *way);
int snt_udp_reply(struct snt_udp *udp, const struct snt_endpoint *to,
		  const void *msg, size_t len, u8 ds);

#endif /* _SNT_UDP_H */
