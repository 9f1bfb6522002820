// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets to routers and from them. Those of a batch that go to one router and
 * are of one length leave as one UDP GSO packet, as far as that works.
 */
#include <linux/netdevice.h>
#include "core/scion.h"
#include "data/batch.h"
#include "data/bundle.h"
#include "data/packet.h"
#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "gateway.h"
#include "gateway_dispatch.h"
#include "underlay.h"
#include "wrapped.h"

/* What fits into a block of its own, and so into one UDP packet */
#define RUN_MAX_BYTES	(SNT_BUNDLE_BLOCK_LEN - SNT_BUNDLE_FRONT)

static_assert(RUN_MAX_BYTES <= SNT_PACKET_MAX_BYTES);

/**
 * struct run - packets in a row for one router
 * @tunnel: where they came from
 * @router: where they go
 * @list: all as long as the first, but for the last one
 * @stride: length of the first
 * @has_last: the last one is shorter
 */
struct run {
	struct snt_tunnel *tunnel;
	struct snt_router *router;
	struct sk_buff_head list;
	unsigned int stride;
	bool has_last;
};

static struct snt_router *find_router(struct snt_routers *routers,
				      u16 interface)
{
	struct snt_router *rest = NULL;
	unsigned int i;

	for (i = 0; i < routers->nr; i++) {
		if (routers->router[i].interface == interface)
			return &routers->router[i];
		if (!routers->router[i].interface)
			rest = &routers->router[i];
	}
	return rest;
}

static void fail(struct snt_tunnel *tunnel, int err)
{
	snt_tunnel_drop(tunnel, err == -ENOMEM ?
			SNAPTUN_DROP_REASON_RX_NO_MEMORY :
			SNAPTUN_DROP_REASON_RX_NO_ROUTER, 1);
}

/* Copies of the packets go; @run has them still. */
static int send_as_one(struct run *run)
{
	unsigned int nr = skb_queue_len(&run->list), len = 0;
	struct sk_buff *bundle, *skb;
	u8 *to;

	bundle = snt_bundle_alloc(nr, run->stride);
	if (unlikely(!bundle))
		return -ENOMEM;
	to = snt_bundle_base(bundle);
	skb_queue_walk(&run->list, skb) {
		skb_copy_bits(skb, 0, to + len, skb->len);
		len += skb->len;
	}
	snt_bundle_cb(bundle)->nr = nr;
	snt_bundle_cb(bundle)->stride = run->stride;
	snt_bundle_finish(bundle, len);
	return snt_udp_send(&run->router->path, bundle, 0);
}

/* The way there may not take many as one: then they go one by one. */
static void send_run(struct run *run)
{
	struct sk_buff *skb;
	int err;

	if (skb_queue_len(&run->list) > 1 &&
	    snt_device_may_use_gso(run->tunnel->device, false) &&
	    !send_as_one(run)) {
		__skb_queue_purge(&run->list);
		return;
	}
	while ((skb = __skb_dequeue(&run->list))) {
		err = snt_udp_send(&run->router->path, skb, 0);
		if (unlikely(err))
			fail(run->tunnel, err);
	}
}

static bool joins(const struct run *run, const struct snt_router *router,
		  const struct sk_buff *skb)
{
	unsigned int nr = skb_queue_len(&run->list);

	return nr && run->router == router && !run->has_last &&
	       skb->len <= run->stride && nr < SNT_BATCH_MAX &&
	       (nr + 1) * run->stride <= RUN_MAX_BYTES;
}

static void add(struct run *run, struct snt_router *router,
		struct sk_buff *skb)
{
	if (!joins(run, router, skb)) {
		send_run(run);
		run->router = router;
		run->stride = skb->len;
		run->has_last = false;
	}
	run->has_last = skb->len < run->stride;
	__skb_queue_tail(&run->list, skb);
}

/* Takes @skb out of @list if it has a path to other ASes. */
static void forward(struct run *run, struct snt_routers *routers,
		    struct sk_buff_head *list, struct sk_buff *skb)
{
	struct snt_router *router = NULL;
	u16 interface;
	int err;

	err = snt_scion_interface(skb->data, skb_headlen(skb), &interface);
	if (err == -ENOENT)
		return;
	__skb_unlink(skb, list);
	if (likely(!err))
		router = find_router(routers, interface);
	if (likely(router))
		add(run, router, skb);
	else
		snt_tunnel_drop_skb(run->tunnel,
				    SNAPTUN_DROP_REASON_RX_NO_ROUTER, skb);
}

/**
 * snt_underlay_send - send what has a path on to its router
 * @tunnel: where the packets came from
 * @list: these, linear; what has no SCION path stays there
 *
 * Without an underlay nothing is taken.
 *
 * Context: RCU read section, BH off.
 */
void snt_underlay_send(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct snt_gateway_role *gateway = snt_gateway_of(tunnel->device->role);
	struct run run = { .tunnel = tunnel };
	struct snt_routers *routers;
	struct sk_buff *skb, *next;

	routers = rcu_dereference(gateway->underlay.routers);
	if (!routers)
		return;
	__skb_queue_head_init(&run.list);
	skb_queue_walk_safe(list, skb, next)
		forward(&run, routers, list, skb);
	send_run(&run);
}

static bool is_from_router(struct snt_gateway_role *gateway,
			   const struct sk_buff *skb)
{
	struct snt_routers *routers;
	unsigned int i;

	routers = rcu_dereference(gateway->underlay.routers);
	for (i = 0; routers && i < routers->nr; i++)
		if (snt_path_leads_to(&routers->router[i].path, skb))
			return true;
	return false;
}

static void dispatch_one(struct snt_gateway_role *gateway, unsigned int l4,
			 struct sk_buff *skb, struct snt_dispatch *dispatch)
{
	struct snt_stats *stats = &gateway->role.device->stats;
	enum snaptun_drop_reason reason = SNAPTUN_DROP_REASON_TX_MALFORMED;
	struct snt_tunnel *tunnel = NULL;

	if (likely(snt_wrapped_unwrap(skb, l4)))
		tunnel = snt_dispatch_find(gateway, skb, &reason);
	if (likely(tunnel))
		snt_dispatch_add(dispatch, tunnel, skb);
	else
		snt_stats_drop_skb(stats, reason, skb);
}

/* Consumes @skb, which begins with its IP header. */
static void dispatch_all(struct snt_gateway_role *gateway, struct sk_buff *skb,
			 unsigned int nr)
{
	struct snt_stats *stats = &gateway->role.device->stats;
	struct sk_buff *packets = NULL, *next;
	struct snt_dispatch dispatch = {};
	struct snt_wrapped packet;

	if (likely(snt_wrapped_read(skb, &packet) && packet.l4))
		packets = snt_wrapped_split(skb);
	if (unlikely(!packets)) {
		snt_stats_drop(stats, SNAPTUN_DROP_REASON_TX_MALFORMED, nr);
		kfree_skb(skb);
		return;
	}
	skb_list_walk_safe(packets, skb, next) {
		skb_mark_not_on_list(skb);
		dispatch_one(gateway, packet.l4, skb, &dispatch);
	}
	snt_dispatch_send(&dispatch);
}

/**
 * snt_underlay_receive - what came to the sockets of the underlay
 * @role: the gateway
 * @skb: a datagram or an aggregate, from behind its UDP header; consumed
 *
 * Context: RCU read section, BH off.
 * Return: how many datagrams it was.
 */
unsigned int snt_underlay_receive(struct snt_role *role, struct sk_buff *skb)
{
	struct snt_gateway_role *gateway = snt_gateway_of(role);
	unsigned int nr = snt_stats_packets(skb);

	if (unlikely(!is_from_router(gateway, skb))) {
		snt_stats_drop(&role->device->stats,
			       SNAPTUN_DROP_REASON_TX_NOT_FROM_ROUTER, nr);
		kfree_skb(skb);
		return nr;
	}
	__skb_push(skb, -skb_network_offset(skb));
	skb_reset_mac_header(skb);
	skb_reset_mac_len(skb);
	dispatch_all(gateway, skb, nr);
	return nr;
}
