/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module is written for the newest supported kernel; what older ones lack
 * or name otherwise is here and nowhere else.  Force-included before every
 * file.  HAVE_* come from Kbuild.probe; headers that older kernels do not have
 * at all are in include/, which is searched after the kernel's own.  Each block
 * names the first kernel that needs no help, so that it can go one day.
 */
#ifndef _SNT_COMPAT_H
#define _SNT_COMPAT_H

#include <linux/compiler.h>
#include <linux/ethtool.h>
#include <linux/hrtimer.h>
#include <linux/local_lock.h>
#include <linux/netdevice.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/udp.h>
#include <linux/workqueue.h>
#include <crypto/blake2s.h>
#include <crypto/chacha.h>
#include <net/flow.h>
#include <net/genetlink.h>
#include <net/ip6_fib.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>
#include <net/sock.h>
#include <net/udp_tunnel.h>

/* 6.16: new name */
#ifndef timer_container_of
#define timer_container_of from_timer
#endif

/* 6.13: callback given when the timer is set up */
#ifndef HAVE_HRTIMER_SETUP
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *),
	      clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

/* 6.18: per-CPU work queues say so */
#ifndef HAVE_WQ_PERCPU
#define WQ_PERCPU 0
#endif

/* 6.11: before, what runs with BH off has its CPU to itself in this respect,
 * with PREEMPT_RT too: there is nothing to lock, only to check.
 */
#ifndef local_lock_nested_bh
#define local_lock_nested_bh(lock)					\
	do {								\
		lockdep_assert_in_softirq();				\
		lock_map_acquire(&this_cpu_ptr(lock)->dep_map);		\
	} while (0)
#define local_unlock_nested_bh(lock)					\
	lock_map_release(&this_cpu_ptr(lock)->dep_map)
#endif

/* 6.7: shrinkers are allocated, and registration cannot fail */
#ifdef HAVE_SHRINKER_ALLOC
static inline int snt_compat_shrinker_register(struct shrinker *shrinker)
{
	shrinker_register(shrinker);
	return 0;
}
#else
static inline struct shrinker *shrinker_alloc(unsigned int flags,
					      const char *name)
{
	return kzalloc(sizeof(struct shrinker), GFP_KERNEL);
}

static inline void shrinker_free(struct shrinker *shrinker)
{
	unregister_shrinker(shrinker);
	kfree(shrinker);
}

static inline int snt_compat_shrinker_register(struct shrinker *shrinker)
{
	return register_shrinker(shrinker, "snaptun");
}
#endif

/* 6.12: a flag of its own instead of a feature bit */
static inline void snt_compat_dev_set_lltx(struct net_device *dev)
{
#ifdef HAVE_DEV_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* 6.19: argument order, type name */
#ifndef HAVE_BLAKE2S_CTX
#define blake2s_ctx blake2s_state
#define blake2s(key, keylen, in, inlen, out, outlen) \
	blake2s(out, in, key, outlen, inlen, keylen)
#endif

/* 6.16: the state is a struct */
#ifndef HAVE_CHACHA_STATE
struct chacha_state {
	u32 x[16];
};

#define chacha_init(state, key, iv) \
	chacha_init((state)->x, key, iv)
#define chacha20_crypt(state, dst, src, bytes) \
	chacha20_crypt((state)->x, dst, src, bytes)

static inline void chacha_zeroize_state(struct chacha_state *state)
{
	memzero_explicit(state, sizeof(*state));
}
#endif

/*
 * 6.15: rtnl_link_ops.newlink has its parameters in a struct.  A link kind
 * writes "static int fn(dev, params, extack)", then SNT_COMPAT_NEWLINK(fn) and
 * ".newlink = SNT_COMPAT_NEWLINK_OP(fn)".
 */
#ifdef HAVE_NEWLINK_PARAMS
#define SNT_COMPAT_NEWLINK(fn)
#define SNT_COMPAT_NEWLINK_OP(fn) fn
#else
struct rtnl_newlink_params {
	struct net *src_net;
	struct nlattr **tb;
	struct nlattr **data;
};

static inline struct net *
rtnl_newlink_link_net(struct rtnl_newlink_params *p)
{
	return p->src_net;	/* rtnetlink passes the link's, if it is given */
}

#define SNT_COMPAT_NEWLINK_OP(fn) fn ## _compat
#define SNT_COMPAT_NEWLINK(fn)						\
static int SNT_COMPAT_NEWLINK_OP(fn)(struct net *net,			\
				     struct net_device *dev,		\
				     struct nlattr *tb[],		\
				     struct nlattr *data[],		\
				     struct netlink_ext_ack *extack)	\
{									\
	struct rtnl_newlink_params params = {				\
		.src_net = net, .tb = tb, .data = data,			\
	};								\
									\
	return fn(dev, &params, extack);				\
}
#endif

/* 6.8: without a format */
#ifndef HAVE_ETHTOOL_PUTS
static inline void ethtool_puts(u8 **data, const char *text)
{
	strscpy(*data, text, ETH_GSTRING_LEN);
	*data += ETH_GSTRING_LEN;
}
#endif

/* 6.7: a dump has a genl_info like a request */
#ifdef HAVE_GENL_INFO_DUMP
#define snt_compat_genl_dump_attrs(cb) (genl_info_dump(cb)->attrs)
#else
#define snt_compat_genl_dump_attrs(cb) (genl_dumpit_info(cb)->attrs)
#endif

/* 6.14: tunnels are handed the sock, not the socket */
#ifndef HAVE_UDP_TUNNEL_SK
#define setup_udp_tunnel_sock(net, sk, cfg) \
	setup_udp_tunnel_sock(net, (sk)->sk_socket, cfg)
#endif

/* 7.0: who looks for a socket names no table; 6.2: a namespace may have one */
#ifdef HAVE_UDP_LOOKUP_TABLE
#ifdef HAVE_NETNS_UDP_TABLE
#define snt_compat_udp_table(net) ((net)->ipv4.udp_table)
#else
#define snt_compat_udp_table(net) (&udp_table)
#endif
#define __udp4_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif, skb) \
	__udp4_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif,	\
			  snt_compat_udp_table(net), skb)
#define __udp6_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif, skb) \
	__udp6_lib_lookup(net, saddr, sport, daddr, dport, dif, sdif,	\
			  snt_compat_udp_table(net), skb)
#endif

/* 6.10: with a check that the route is one */
#ifndef dst_rtable
#define dst_rtable(dst) ((struct rtable *)(dst))
#endif

#ifndef dst_rt6_info
#define dst_rt6_info(dst) ((struct rt6_info *)(dst))
#endif

/* 7.1.5: earlier ones of 7.x put wrong lengths and checksums into some of the
 * UDP GSO packets that they cut, and nothing tells which.
 */
#ifdef SNT_GSO_CUTS_WRONG
#define snt_compat_gso_cuts_wrong true
#else
#define snt_compat_gso_cuts_wrong false
#endif

#endif /* _SNT_COMPAT_H */
