// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way from a payload to the IP stack: route and source address of a path,
 * outer headers. The headers are written here and not by udp_tunnel, which
 * does not say whether the packet left.
 */
#include "udp.h"

#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/rcupdate.h>
#include <linux/security.h>
#include <linux/string.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/route.h>
#include <net/udp.h>

/**
 * struct outer - how a datagram leaves
 * @sk: socket of the right family
 * @dst: route, with a reference
 * @fl4: addresses and ports for AF_INET
 * @fl6: the same for AF_INET6
 * @source_is_gone: the endpoint's local address could not be used
 */
struct outer {
	struct sock *sk;
	struct dst_entry *dst;
	union {
		struct flowi4 fl4;
		struct flowi6 fl6;
	};
	bool source_is_gone;
};

static struct rtable *lookup4(struct outer *outer, struct flowi4 *fl4)
{
	security_sk_classify_flow(outer->sk, flowi4_to_flowi_common(fl4));
	return ip_route_output_flow(sock_net(outer->sk), fl4, outer->sk);
}

/* The route leaves by another interface than the one we were reached by. */
static bool is_astray(const struct rtable *rt, int ifindex)
{
	if (IS_ERR(rt))
		return PTR_ERR(rt) == -EINVAL;
	return rt->dst.dev->ifindex != ifindex;
}

/*
 * The local address that the other end last wrote to is kept as long as it is
 * ours and the route still leaves where that packet came in; else the routing
 * table decides.
 */
static int route4(struct outer *outer, const struct snt_endpoint *endpoint)
{
	struct flowi4 *fl4 = &outer->fl4;
	struct rtable *rt;

	fl4->saddr = endpoint->src4.s_addr;
	if (fl4->saddr &&
	    !inet_confirm_addr(sock_net(outer->sk), NULL, 0, fl4->saddr,
			       RT_SCOPE_HOST)) {
		outer->source_is_gone = true;
		fl4->saddr = 0;
	}
	rt = lookup4(outer, fl4);
	if (endpoint->src_if4 && !outer->source_is_gone &&
	    is_astray(rt, endpoint->src_if4)) {
		outer->source_is_gone = true;
		if (!IS_ERR(rt))
			ip_rt_put(rt);
		fl4->saddr = 0;
		rt = lookup4(outer, fl4);
	}
	if (IS_ERR(rt))
		return PTR_ERR(rt);
	outer->dst = &rt->dst;
	return 0;
}

static int route6(struct outer *outer, const struct snt_endpoint *endpoint)
{
	struct flowi6 *fl6 = &outer->fl6;
	struct dst_entry *dst;

	fl6->saddr = endpoint->src6;
	if (!ipv6_addr_any(&fl6->saddr) &&
	    !ipv6_chk_addr(sock_net(outer->sk), &fl6->saddr, NULL, 0)) {
		outer->source_is_gone = true;
		fl6->saddr = in6addr_any;
	}
	security_sk_classify_flow(outer->sk, flowi6_to_flowi_common(fl6));
	dst = ip6_dst_lookup_flow(sock_net(outer->sk), outer->sk, fl6, NULL);
	if (IS_ERR(dst))
		return PTR_ERR(dst);
	outer->dst = dst;
	return 0;
}

static void begin4(struct snt_udp *udp, const struct snt_endpoint *endpoint,
		   struct outer *outer)
{
	outer->sk = rcu_dereference(udp->sock4);
	outer->fl4.daddr = endpoint->addr4.sin_addr.s_addr;
	outer->fl4.fl4_dport = endpoint->addr4.sin_port;
	outer->fl4.fl4_sport = htons(READ_ONCE(udp->port));
	outer->fl4.flowi4_mark = READ_ONCE(udp->fwmark);
	outer->fl4.flowi4_proto = IPPROTO_UDP;
}

static void begin6(struct snt_udp *udp, const struct snt_endpoint *endpoint,
		   struct outer *outer)
{
	outer->sk = rcu_dereference(udp->sock6);
	outer->fl6.daddr = endpoint->addr6.sin6_addr;
	outer->fl6.flowi6_oif = endpoint->addr6.sin6_scope_id;
	outer->fl6.fl6_dport = endpoint->addr6.sin6_port;
	outer->fl6.fl6_sport = htons(READ_ONCE(udp->port));
	outer->fl6.flowi6_mark = READ_ONCE(udp->fwmark);
	outer->fl6.flowi6_proto = IPPROTO_UDP;
}

/* Without IPv6 in the kernel its half of this file is left out by this. */
static bool is_ipv4(sa_family_t family)
{
	return !IS_ENABLED(CONFIG_IPV6) || family == AF_INET;
}

/* Fills @outer but for the route and the local address. */
static int begin(struct snt_udp *udp, const struct snt_endpoint *endpoint,
		 struct outer *outer)
{
	sa_family_t family = endpoint->addr.sa_family;

	memset(outer, 0, sizeof(*outer));
	if (!IS_ENABLED(CONFIG_IPV6) && family != AF_INET)
		return -EAFNOSUPPORT;
	if (is_ipv4(family))
		begin4(udp, endpoint, outer);
	else
		begin6(udp, endpoint, outer);
	if (!outer->sk)
		return READ_ONCE(udp->port) ? -EAFNOSUPPORT : -ENOTCONN;
	return 0;
}

/* Fills @outer; on success the caller owns the reference in outer->dst. */
static int find_route(struct snt_udp *udp, const struct snt_endpoint *endpoint,
		      struct outer *outer)
{
	int err = begin(udp, endpoint, outer);

	if (err)
		return err;
	if (is_ipv4(endpoint->addr.sa_family))
		return route4(outer, endpoint);
	return route6(outer, endpoint);
}

static int use_route(struct snt_udp *udp, const struct snt_path_route *route,
		     struct outer *outer)
{
	int err = begin(udp, route->to, outer);

	if (unlikely(err)) {
		dst_release(route->dst);
		return err;
	}
	outer->dst = route->dst;
	if (is_ipv4(route->to->addr.sa_family))
		outer->fl4.saddr = route->src4.s_addr;
	else
		outer->fl6.saddr = route->src6;
	return 0;
}

/* The local address of @to is of no use any more: it must not come back. */
static void keep_route(struct snt_path *path, const struct snt_endpoint *to,
		       const struct outer *outer)
{
	struct snt_path_route route = { .to = to, .dst = outer->dst };

	if (unlikely(outer->source_is_gone)) {
		snt_path_clear_source(path);
		return;
	}
	if (is_ipv4(to->addr.sa_family)) {
		route.src4.s_addr = outer->fl4.saddr;
	} else {
		route.src6 = outer->fl6.saddr;
		route.cookie = rt6_get_cookie(dst_rt6_info(outer->dst));
	}
	snt_path_route_keep(path, &route);
}

/*
 * A route into the device is fine if another of its tunnels takes it from
 * there, but this one would seal what it has sealed.
 */
static int refuse_loop(struct snt_udp *udp, const struct snt_path *path,
		       const struct snt_endpoint *to, struct outer *outer)
{
	if (likely(outer->dst->dev != udp->dev ||
		   !udp->ops->is_loop(udp, path, to)))
		return 0;
	dst_release(outer->dst);
	return -ELOOP;
}

/* As find_route() to the other end of @path, mostly without a search. */
static int route_path(struct snt_path *path, struct outer *outer)
{
	const struct snt_path_route *route = snt_path_route_get(path);
	struct snt_udp *udp = path->udp;
	const struct snt_path_end *end;
	const struct snt_endpoint *to;
	int err;

	if (likely(route)) {
		to = route->to;
		err = use_route(udp, route, outer);
	} else {
		end = rcu_dereference(path->end);
		if (!end)
			return -EDESTADDRREQ;
		to = &end->endpoint;
		err = find_route(udp, to, outer);
		if (!err)
			keep_route(path, to, outer);
		else if (outer->source_is_gone)
			snt_path_clear_source(path);
	}
	return unlikely(err) ? err : refuse_loop(udp, path, to, outer);
}

static void push_udp(struct sk_buff *skb, __be16 sport, __be16 dport)
{
	struct udphdr *uh = __skb_push(skb, sizeof(*uh));

	skb_reset_transport_header(skb);
	uh->source = sport;
	uh->dest = dport;
	uh->len = htons(skb->len);
	uh->check = 0;
	if (skb_is_gso(skb)) {
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = skb_transport_header(skb) - skb->head;
		skb->csum_offset = offsetof(struct udphdr, check);
	}
}

static int output4(struct outer *outer, struct sk_buff *skb, u8 ds)
{
	struct net *net = sock_net(outer->sk);
	struct flowi4 *fl4 = &outer->fl4;
	struct iphdr *iph;

	push_udp(skb, fl4->fl4_sport, fl4->fl4_dport);
	udp_set_csum(false, skb, fl4->saddr, fl4->daddr, skb->len);
	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));

	iph = __skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->version = IPVERSION;
	iph->ihl = sizeof(*iph) / sizeof(u32);
	iph->tos = ds;
	iph->frag_off = 0;
	iph->ttl = ip4_dst_hoplimit(outer->dst);
	iph->protocol = IPPROTO_UDP;
	iph->saddr = fl4->saddr;
	iph->daddr = fl4->daddr;
	__ip_select_ident(net, iph, skb_shinfo(skb)->gso_segs ?: 1);
	return ip_local_out(net, outer->sk, skb);
}

static int output6(struct outer *outer, struct sk_buff *skb, u8 ds)
{
	struct net *net = sock_net(outer->sk);
	struct flowi6 *fl6 = &outer->fl6;
	struct ipv6hdr *ip6h;

	push_udp(skb, fl6->fl6_sport, fl6->fl6_dport);
	udp6_set_csum(false, skb, &fl6->saddr, &fl6->daddr, skb->len);
	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));

	ip6h = __skb_push(skb, sizeof(*ip6h));
	skb_reset_network_header(skb);
	ip6_flow_hdr(ip6h, ds, 0);
	ip6h->nexthdr = IPPROTO_UDP;
	ip6h->hop_limit = ip6_dst_hoplimit(outer->dst);
	ip6h->saddr = fl6->saddr;
	ip6h->daddr = fl6->daddr;
	return ip6_local_out(net, outer->sk, skb);
}

/* Cut into datagrams it would still not fit: the stack would cut once more. */
static bool is_too_big_to_cut(const struct outer *outer,
			      const struct sk_buff *skb)
{
	unsigned int len = sizeof(struct udphdr) + skb_shinfo(skb)->gso_size;

	len += outer->sk->sk_family == AF_INET ? sizeof(struct iphdr) :
						 sizeof(struct ipv6hdr);
	return skb_is_gso(skb) && len > dst_mtu(outer->dst);
}

/* Consumes @skb and the reference in outer->dst. */
static int output(struct snt_udp *udp, struct outer *outer,
		  struct sk_buff *skb, u8 ds)
{
	struct dst_entry *dst = outer->dst;
	int err = -EMSGSIZE;

	if (unlikely(is_too_big_to_cut(outer, skb)))
		goto drop;
	err = skb_cow_head(skb, SNT_UDP_HEADROOM - LL_MAX_HEADER +
			   LL_RESERVED_SPACE(dst->dev));
	if (err)
		goto drop;
	skb->dev = dst->dev;
	skb->mark = READ_ONCE(udp->fwmark);
	skb->ignore_df = 1;
	skb_dst_set(skb, dst);
	if (is_ipv4(outer->sk->sk_family))
		err = output4(outer, skb, ds);
	else
		err = output6(outer, skb, ds);
	return err > 0 ? net_xmit_errno(err) : err;

drop:
	dst_release(dst);
	kfree_skb(skb);
	return err;
}

/**
 * snt_udp_send - send a payload to the other end of a path
 * @path: where to
 * @skb: payload of one datagram, or of several with gso_size, gso_segs and
 *	 SKB_GSO_UDP_L4 set; SNT_UDP_HEADROOM bytes of headroom are best
 * @ds: DS field with the ECN bits
 *
 * Consumes @skb.
 * Context: process or softirq.
 * Return: 0, -EDESTADDRREQ without an endpoint, -ENOTCONN without sockets,
 * -EAFNOSUPPORT without one for its family, -ELOOP if the route leads into this
 * very tunnel, -EMSGSIZE if each of several datagrams is longer than the path
 * takes, -ENOMEM, -ENOBUFS if a queue was full, or why there is no route.
 */
int snt_udp_send(struct snt_path *path, struct sk_buff *skb, u8 ds)
{
	struct snt_udp *udp = path->udp;
	struct outer outer;
	int err;

	local_bh_disable();
	rcu_read_lock();
	err = route_path(path, &outer);
	if (likely(!err))
		err = output(udp, &outer, skb, ds);
	else
		kfree_skb(skb);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}

static struct sk_buff *build_skb_for(const void *msg, size_t len, u32 encap)
{
	unsigned int encap_len = snt_encap_len(encap);
	struct sk_buff *skb;

	skb = alloc_skb(SNT_UDP_HEADROOM + encap_len + len, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, SNT_UDP_HEADROOM);
	if (encap_len)
		snt_geneve_build(skb_put(skb, encap_len), encap);
	skb_put_data(skb, msg, len);
	return skb;
}

/**
 * snt_udp_send_msg - send a few bytes to the other end of a path
 * @path: where to
 * @msg: the bytes, copied
 * @len: how many
 * @ds: DS field with the ECN bits
 *
 * Context: process or softirq.
 * Return: as snt_udp_send().
 */
int snt_udp_send_msg(struct snt_path *path, const void *msg, size_t len,
		     u8 ds)
{
	struct sk_buff *skb = build_skb_for(msg, len, snt_path_encap(path));

	return skb ? snt_udp_send(path, skb, ds) : -ENOMEM;
}

/**
 * snt_udp_reply - answer a datagram of which nothing else is known
 * @udp: of the device
 * @to: who sent it, see snt_endpoint_from_skb()
 * @msg: the answer, copied
 * @len: its length
 * @ds: DS field with the ECN bits
 *
 * Context: process or softirq.
 * Return: as snt_udp_send().
 */
int snt_udp_reply(struct snt_udp *udp, const struct snt_endpoint *to,
		  const void *msg, size_t len, u8 ds)
{
	struct sk_buff *skb = build_skb_for(msg, len, to->encap);
	struct outer outer;
	int err;

	if (!skb)
		return -ENOMEM;
	local_bh_disable();
	rcu_read_lock();
	err = find_route(udp, to, &outer);
	if (!err)
		err = output(udp, &outer, skb, ds);
	else
		kfree_skb(skb);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}

static void read_way(const struct outer *outer, struct snt_udp_way *way)
{
	const struct dst_entry *dst = outer->dst;
	const struct rtable *rt;

	way->ifindex = dst->dev->ifindex;
	if (!is_ipv4(outer->sk->sk_family)) {
		way->source = outer->fl6.saddr;
		way->next_hop = dst_rt6_info(dst)->rt6i_gateway;
		return;
	}
	rt = dst_rtable(dst);
	memcpy(&way->source, &outer->fl4.saddr, sizeof(outer->fl4.saddr));
	if (rt->rt_gw_family == AF_INET)
		memcpy(&way->next_hop, &rt->rt_gw4, sizeof(rt->rt_gw4));
	else if (rt->rt_gw_family == AF_INET6)
		way->next_hop = rt->rt_gw6;
}

/**
 * snt_udp_find_way - the way that the routing table says now
 * @path: where to
 * @way: the result, comparable as a whole
 *
 * What the path remembers is neither asked nor changed.
 *
 * Context: process or softirq.
 */
void snt_udp_find_way(struct snt_path *path, struct snt_udp_way *way)
{
	const struct snt_path_end *end;
	struct snt_endpoint to;
	struct outer outer;

	memset(way, 0, sizeof(*way));
	local_bh_disable();
	rcu_read_lock();
	end = rcu_dereference(path->end);
	if (!end)
		goto out;
	to = end->endpoint;
	memset(&to.src6, 0, sizeof(to.src6));
	if (find_route(path->udp, &to, &outer))
		goto out;
	read_way(&outer, way);
	dst_release(outer.dst);
	/* The last address goes before the routes do: nobody would answer. */
	if (ipv6_addr_any(&way->source))
		memset(way, 0, sizeof(*way));
out:
	rcu_read_unlock();
	local_bh_enable();
}
