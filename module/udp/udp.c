// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tunnel sockets of a device. What arrives on them is handled in
 * udp_recv.c, sending is in udp_send.c.
 */
#include "udp.h"

#include <linux/errno.h>
#include <linux/net.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/ipv6.h>
#include <net/udp.h>
#include <net/udp_tunnel.h>
#include "udp_mark.h"

/* How often to look for a port that is free for both families. */
#define PORT_ATTEMPTS		100

/*
 * GRO joins datagrams for this socket, and both kinds of aggregates are
 * accepted; udp_mark.c sees to it that they stay whole.
 */
static void attach(struct snt_udp *udp, struct sock *sk)
{
	struct udp_tunnel_sock_cfg cfg = {
		.sk_user_data = udp,
		.encap_type = 1,	/* any but 0, as with other tunnels */
		.encap_rcv = snt_udp_receive_cb,
	};

	sk->sk_allocation = GFP_ATOMIC;
	sk->sk_sndbuf = INT_MAX;
	udp_set_bit(GRO_ENABLED, sk);
	udp_allow_gso(sk);
	setup_udp_tunnel_sock(udp->net, sk, &cfg);
}

static int create_socket(struct snt_udp *udp, sa_family_t family, u16 port,
			 struct sock **sk)
{
	struct udp_port_cfg cfg = {
		.family = family,
		.local_udp_port = htons(port),
		.ipv6_v6only = true,
		.use_udp_checksums = true,
		.use_udp6_tx_checksums = true,
		.use_udp6_rx_checksums = true,
	};
	struct socket *sock;
	int err;

	err = udp_sock_create(udp->net, &cfg, &sock);
	if (err)
		return err;
	*sk = sock->sk;
	attach(udp, *sk);
	return 0;
}

static void release_socket(struct sock *sk)
{
	kernel_sock_shutdown(sk->sk_socket, SHUT_RDWR);
	sock_release(sk->sk_socket);
}

/* Nothing new comes by these sockets; what is on its way may still do. */
static void detach(struct snt_udp *udp, struct snt_udp_pair *pair)
{
	if (pair->port)
		snt_udp_mark_remove(udp->net, pair->port);
	if (pair->sock4)
		rcu_assign_sk_user_data(pair->sock4, NULL);
	if (pair->sock6)
		rcu_assign_sk_user_data(pair->sock6, NULL);
}

static void destroy_pair(struct snt_udp *udp, struct snt_udp_pair *pair)
{
	if (!pair->sock4 && !pair->sock6)
		return;
	detach(udp, pair);
	/* After this nobody is in the hook or in snt_udp_receive_cb(). */
	synchronize_net();
	snt_udp_end_close(pair);
}

static bool needs_ipv6(const struct snt_udp *udp)
{
	if (udp->family == AF_UNSPEC)
		return ipv6_mod_enabled();
	return udp->family == AF_INET6;
}

static int try_create_pair(struct snt_udp *udp, u16 port,
			   struct snt_udp_pair *pair)
{
	int err = 0;

	memset(pair, 0, sizeof(*pair));
	if (udp->family != AF_INET6) {
		err = create_socket(udp, AF_INET, port, &pair->sock4);
		if (err)
			return err;
		port = ntohs(inet_sk(pair->sock4)->inet_sport);
	}
	if (needs_ipv6(udp))
		err = create_socket(udp, AF_INET6, port, &pair->sock6);
	if (!err && pair->sock6)
		port = ntohs(inet_sk(pair->sock6)->inet_sport);
	if (!err)
		err = snt_udp_mark_add(udp->net, port);
	if (err)
		destroy_pair(udp, pair);
	else
		pair->port = port;
	return err;
}

/* A port drawn for IPv4 may be taken for IPv6: draw another one. */
static int create_pair(struct snt_udp *udp, u16 port, struct snt_udp_pair *pair)
{
	unsigned int attempt = 0;
	int err;

	do {
		err = try_create_pair(udp, port, pair);
	} while (err == -EADDRINUSE && !port && ++attempt < PORT_ATTEMPTS);
	return err;
}

/* Puts @pair into use and leaves what was in use in it. */
static void swap_pair(struct snt_udp *udp, struct snt_udp_pair *pair)
{
	struct snt_udp_pair old = {
		/* The caller serialises all changes. */
		.sock4 = rcu_dereference_protected(udp->sock4, true),
		.sock6 = rcu_dereference_protected(udp->sock6, true),
		.port = udp->port,
	};

	rcu_assign_pointer(udp->sock4, pair->sock4);
	rcu_assign_pointer(udp->sock6, pair->sock6);
	WRITE_ONCE(udp->port, pair->port);
	*pair = old;
}

/**
 * snt_udp_init - a device's sockets, none yet
 * @udp: to be set up
 * @net: where the sockets will be; they must be closed before it goes
 * @dev: the tunnel device
 * @stats: its drop counters
 * @ops: what they ask of the device
 *
 * Context: any.
 */
void snt_udp_init(struct snt_udp *udp, struct net *net, struct net_device *dev,
		  struct snt_stats *stats, const struct snt_udp_ops *ops)
{
	memset(udp, 0, sizeof(*udp));
	udp->net = net;
	udp->dev = dev;
	udp->stats = stats;
	udp->ops = ops;
	skb_queue_head_init(&udp->arrived);
}

/**
 * snt_udp_open - open sockets for both families on one port
 * @udp: where they will be
 * @port: port in host order, 0 for any that is free
 *
 * Sockets that are open stay in use until the new ones are, and on failure.
 * Context: process, may sleep; the caller serialises open and close.
 * Return: 0, -EADDRINUSE if the port is taken, or what making sockets returned.
 */
int snt_udp_open(struct snt_udp *udp, u16 port)
{
	struct snt_udp_pair pair;
	int err;

	if (port && port == udp->port)
		return 0;
	err = create_pair(udp, port, &pair);
	if (err)
		return err;
	swap_pair(udp, &pair);
	destroy_pair(udp, &pair);
	return 0;
}

/**
 * snt_udp_close - close the sockets, if there are any
 * @udp: where they are
 *
 * When it returns, the device is told of no datagram any more. What has arrived
 * by then can still be had from snt_udp_recv().
 * Context: process, may sleep; the caller serialises open and close.
 */
void snt_udp_close(struct snt_udp *udp)
{
	struct snt_udp_pair pair = {};

	swap_pair(udp, &pair);
	destroy_pair(udp, &pair);
}

/**
 * snt_udp_begin_close - the same for many, which then need one grace period
 * @udp: where they are
 * @pair: what is left to do is to be given to snt_udp_end_close(), after
 *	synchronize_net()
 *
 * Context: process, may sleep; the caller serialises open and close.
 */
void snt_udp_begin_close(struct snt_udp *udp, struct snt_udp_pair *pair)
{
	memset(pair, 0, sizeof(*pair));
	swap_pair(udp, pair);
	detach(udp, pair);
}

/**
 * snt_udp_end_close - see snt_udp_begin_close()
 * @pair: from there; nothing is left in it
 *
 * Context: process, may sleep.
 */
void snt_udp_end_close(struct snt_udp_pair *pair)
{
	if (pair->sock4)
		release_socket(pair->sock4);
	if (pair->sock6)
		release_socket(pair->sock6);
	memset(pair, 0, sizeof(*pair));
}

/**
 * snt_udp_set_fwmark - set the mark of outgoing packets
 * @udp: of the device
 * @fwmark: the mark, 0 for none
 *
 * The caller then resets the routes of all paths.
 * Context: any.
 */
void snt_udp_set_fwmark(struct snt_udp *udp, u32 fwmark)
{
	WRITE_ONCE(udp->fwmark, fwmark);
}
