// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps aggregates of datagrams whole on their way to the tunnel sockets. UDP
 * cuts up what it would give to an encap_rcv (udp_unexpected_gso()), unless it
 * is marked as a tunnel's. That mark can be set in GRO, but an aggregate that
 * was sent as one, as by another namespace or a virtual machine, need not come
 * through there. So all are marked here, in the last hook of netfilter before
 * UDP: the firewall has let the packet in, and it stays on this machine.
 */
#include "udp_mark.h"

#include <linux/bitmap.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/netns/generic.h>

#define NR_PORTS	(U16_MAX + 1)

/**
 * struct ports - the ports of one namespace that tunnel sockets are bound to
 * @lock: protects what follows, but for readers of @used
 * @nr: how many; the hook is registered while there are any
 * @used: one bit each, allocated with the first one, freed with the namespace
 */
struct ports {
	struct mutex lock;	/* see above */
	unsigned int nr;
	unsigned long *used;
};

static unsigned int ports_id;

static bool is_udp_aggregate(const struct sk_buff *skb, u8 pf)
{
	if (likely(!skb_is_gso(skb)))
		return false;
	if (!(skb_shinfo(skb)->gso_type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST)))
		return false;
	if (pf == NFPROTO_IPV4)
		return ip_hdr(skb)->protocol == IPPROTO_UDP;
	return ipv6_hdr(skb)->nexthdr == IPPROTO_UDP;
}

/*
 * No other socket can be bound to the port. One that a program chose instead is
 * either known already, or has no encap_rcv, and then the mark means nothing.
 */
static bool is_ours(const struct sk_buff *skb, const struct ports *ports)
{
	const struct udphdr *uh;
	struct udphdr buf;

	if (skb->sk)
		return false;
	uh = skb_header_pointer(skb, skb_transport_offset(skb), sizeof(buf),
				&buf);
	return uh && test_bit(ntohs(uh->dest), ports->used);
}

static unsigned int mark(void *priv, struct sk_buff *skb,
			 const struct nf_hook_state *state)
{
	if (!is_udp_aggregate(skb, state->pf) ||
	    !is_ours(skb, net_generic(state->net, ports_id)))
		return NF_ACCEPT;
	/*
	 * A clone may be on its way out, where the mark would be taken for
	 * true. Without memory this one is cut up.
	 */
	if (likely(!skb_unclone(skb, GFP_ATOMIC)))
		skb_shinfo(skb)->gso_type |= SKB_GSO_UDP_TUNNEL_CSUM;
	return NF_ACCEPT;
}

static const struct nf_hook_ops mark_ops = {
	.hook = mark,
	.pf = NFPROTO_INET,
	.hooknum = NF_INET_LOCAL_IN,
	.priority = NF_IP_PRI_LAST,
};

static int add_locked(struct net *net, struct ports *ports, u16 port)
{
	int err;

	lockdep_assert_held(&ports->lock);
	if (!ports->used)
		ports->used = bitmap_zalloc(NR_PORTS, GFP_KERNEL);
	if (!ports->used)
		return -ENOMEM;
	if (!ports->nr) {
		err = nf_register_net_hook(net, &mark_ops);
		if (err)
			return err;
	}
	ports->nr++;
	set_bit(port, ports->used);
	return 0;
}

/**
 * snt_udp_mark_add - aggregates for a port are kept whole from now on
 * @net: namespace of the sockets
 * @port: to which they are bound, in host order; each is added once
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_udp_mark_add(struct net *net, u16 port)
{
	struct ports *ports = net_generic(net, ports_id);
	int err;

	mutex_lock(&ports->lock);
	err = add_locked(net, ports, port);
	mutex_unlock(&ports->lock);
	return err;
}

/**
 * snt_udp_mark_remove - the sockets on a port are about to be closed
 * @net: their namespace
 * @port: as given to snt_udp_mark_add()
 *
 * The caller lets a grace period pass before others can bind to the port.
 * Context: process, may sleep.
 */
void snt_udp_mark_remove(struct net *net, u16 port)
{
	struct ports *ports = net_generic(net, ports_id);

	mutex_lock(&ports->lock);
	clear_bit(port, ports->used);
	if (!--ports->nr)
		nf_unregister_net_hook(net, &mark_ops);
	mutex_unlock(&ports->lock);
}

static int __net_init ports_init(struct net *net)
{
	struct ports *ports = net_generic(net, ports_id);

	mutex_init(&ports->lock);
	return 0;
}

static void __net_exit ports_exit(struct net *net)
{
	struct ports *ports = net_generic(net, ports_id);

	bitmap_free(ports->used);
}

static struct pernet_operations ports_ops = {
	.init = ports_init,
	.exit = ports_exit,
	.id = &ports_id,
	.size = sizeof(struct ports),
};

/**
 * snt_udp_mark_start - prepare all namespaces
 *
 * Return: 0 or a negative errno.
 */
int snt_udp_mark_start(void)
{
	return register_pernet_subsys(&ports_ops);
}

/**
 * snt_udp_mark_stop - forget them; all sockets are closed
 */
void snt_udp_mark_stop(void)
{
	unregister_pernet_subsys(&ports_ops);
}
