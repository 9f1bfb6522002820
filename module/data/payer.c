// SPDX-License-Identifier: GPL-2.0-only
/*
 * A socket has to feel what it has on its way until that has left the machine,
 * or it fills the queues below without end. What is on its way is ours: sealed
 * payloads, each made of the packets of one or of several sockets.
 *
 * Queues and drivers cut such a payload into datagrams, of which each counts
 * then. The stack sees to that, but only for a payload that is a socket's in
 * the usual way: sock_wfree() takes it off the socket's account. If the packets
 * are all the same socket's in that way, so is the payload. Else (TCP, which
 * goes on sending when its packets are freed; the ring of a packet socket;
 * packets of several) a socket is made for that payload alone: it keeps the
 * packets, and frees them with the last datagram. It has no reference but those
 * of payloads, so nobody can hold it for longer. To all that looks for the
 * sender of a packet it is an IPv4 socket which nobody has opened.
 */
#include <linux/module.h>
#include <linux/security.h>
#include <net/inet_sock.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <net/tcp.h>
#include "payer.h"

/**
 * struct payer - what a payload belongs to whose packets are kept
 * @inet: for the stack, which takes it for the socket of an IP packet's sender
 * @packets: freed when nothing is charged to @inet any more
 */
struct payer {
	struct inet_sock inet;
	struct sk_buff_head packets;
};

/* While there is a payer there is this module. */
static struct proto payer_proto = {
	.name = "snaptun",
	.owner = THIS_MODULE,
	.obj_size = sizeof(struct payer),
};

static void free_packets(struct sock *sk)
{
	struct payer *payer = container_of(inet_sk(sk), struct payer, inet);
	struct sk_buff *skb;

	/* Mostly in a softirq, as a driver's packets have left or a receiver
	 * took them: there it is cheaper to free many at once.
	 */
	while ((skb = __skb_dequeue(&payer->packets)))
		napi_consume_skb(skb, in_softirq() && !in_hardirq());
}

/* Takes @packets over; @sender is who made one of them, and in the eyes of
 * security modules the payload.
 */
static struct sock *create(struct sk_buff_head *packets,
			   const struct sock *sender)
{
	struct payer *payer;
	struct sock *sk;

	/* It outlives the namespace of whoever sends. */
	sk = sk_alloc(&init_net, AF_INET, GFP_ATOMIC | __GFP_NOWARN,
		      &payer_proto, 1);
	if (unlikely(!sk))
		return NULL;
	sock_init_data(NULL, sk);
	/* netem and others that want a reference find it closed. */
	refcount_set(&sk->sk_refcnt, 0);
	sk->sk_destruct = free_packets;
	/* Nobody waits for room in it. */
	sock_set_flag(sk, SOCK_USE_WRITE_QUEUE);
	security_sk_clone(sender, sk);
	payer = container_of(inet_sk(sk), struct payer, inet);
	__skb_queue_head_init(&payer->packets);
	skb_queue_splice_init(packets, &payer->packets);
	return sk;
}

/* TCP does not want to feel its acknowledgements. */
static bool is_charged(const struct sk_buff *skb)
{
	return skb->sk && sk_fullsock(skb->sk) && !skb_is_tcp_pure_ack(skb);
}

/* Are all @packets of @sk in the usual way? The IP stack takes whom a packet is
 * of for an IP socket, so others do not do; what create() made for the batch of
 * a tunnel inside does.
 */
static bool is_common(struct sk_buff_head *packets, const struct sock *sk)
{
	struct sk_buff *skb;

	skb_queue_walk(packets, skb) {
		if (skb->sk != sk || skb->destructor != sock_wfree)
			return false;
	}
	return sk->sk_family == AF_INET || sk->sk_family == AF_INET6;
}

/**
 * snt_payer_get - who pays for what is made of some packets?
 * @packets: may be empty afterwards; else to be freed when all is charged
 *
 * What is made of them is charged with skb_set_owner_w().
 *
 * Context: any but hard interrupts.
 * Return: a socket with a reference for snt_payer_put(); NULL if nobody is to
 * pay, or without memory.
 */
struct sock *snt_payer_get(struct sk_buff_head *packets)
{
	struct sk_buff *skb;

	skb_queue_walk(packets, skb) {
		if (!is_charged(skb))
			continue;
		if (!is_common(packets, skb->sk))
			return create(packets, skb->sk);
		refcount_inc(&skb->sk->sk_wmem_alloc);
		return skb->sk;
	}
	return NULL;
}

/**
 * snt_payer_put - nothing more will be charged
 * @payer: from snt_payer_get(), or NULL
 */
void snt_payer_put(struct sock *payer)
{
	if (payer)
		sk_free(payer);
}
