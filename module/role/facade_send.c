// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of applications by the tunnels of their sockets: translated, as soon
 * as the tunnel has an address, else they wait for that.
 */
#include "core/translate.h"
#include "data/tx.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "client.h"
#include "facade_answer.h"
#include "wrapped.h"

/* The headers can be written and there is room before them; @t was refused
 * because too little of the packet was linear.
 */
static int translate_linear(struct sk_buff *skb,
			    const struct snt_translation *t, int *moved)
{
	unsigned int len = min_t(unsigned int, skb->len, SNT_FLOW_HEAD_MAX);

	if (skb_headlen(skb) >= len)
		return -ENODATA;
	if (!pskb_may_pull(skb, len))
		return -ENOMEM;
	return snt_translate(t, SNT_FLOW_SOURCE, skb->data, skb_headlen(skb),
			     skb->len, moved);
}

static int translate(struct sk_buff *skb, const struct snt_translation *t)
{
	int moved, err;

	if (skb_cow(skb, SNT_TRANSLATE_ROOM))
		return -ENOMEM;
	err = snt_translate(t, SNT_FLOW_SOURCE, skb->data, skb_headlen(skb),
			    skb->len, &moved);
	if (err == -ENODATA)
		err = translate_linear(skb, t, &moved);
	if (err)
		return err;
	snt_wrapped_move(skb, moved);
	skb_reset_network_header(skb);
	return 0;
}

static enum snaptun_drop_reason reason_of(int err)
{
	switch (err) {
	case -ENOMEM:
		return SNAPTUN_DROP_REASON_TX_NO_MEMORY;
	case -ENOENT:
		return SNAPTUN_DROP_REASON_TX_FACADE_SOURCE;
	case -EMSGSIZE:
		return SNAPTUN_DROP_REASON_TX_TOO_BIG;
	default:
		return SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	}
}

/* Sends @skb and all that are linked to it; consumes them. */
static void send_translated(struct snt_client_tunnel *ct,
			    const struct snt_facade_flow *flow,
			    const struct snt_client_address *address,
			    struct sk_buff *skb)
{
	struct snt_device *snt = ct->tunnel.device;
	struct sk_buff *first = NULL, **last = &first, *next;
	struct snt_translation t;
	int err;

	snt_translate_init(&t, &flow->node.key.flow, &address->node.key.flow);
	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		err = translate(skb, &t);
		if (unlikely(err)) {
			snt_stats_drop_skb(&snt->stats, reason_of(err), skb);
			continue;
		}
		*last = skb;
		last = &skb->next;
	}
	if (first)
		snt_tx_packet(snt, &ct->tunnel, first);
}

static void wait(struct snt_client *client, struct snt_facade_flow *flow,
		 struct sk_buff *skb)
{
	struct sk_buff *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		snt_facade_flow_wait(client, flow, skb);
	}
}

/* Each by the tunnel that has its source. */
static void send_untranslated(struct snt_client *client, struct sk_buff *skb)
{
	struct snt_device *snt = client->role.device;
	enum snaptun_drop_reason reason;
	struct snt_tunnel *tunnel;
	struct sk_buff *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		tunnel = snt_client_find_source(client, skb, &reason);
		if (tunnel)
			snt_tx_packet(snt, tunnel, skb);
		else
			snt_stats_drop_skb(&snt->stats, reason, skb);
	}
}

/* Consumes @skb and all that are linked to it. */
static void refuse(struct snt_client *client, const struct snt_flow *app,
		   struct sk_buff *skb, enum snaptun_drop_reason reason)
{
	struct sk_buff *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		if (reason == SNAPTUN_DROP_REASON_TX_FACADE_FULL)
			snt_facade_answer_unreachable(client, app, skb);
		snt_stats_drop_skb(&client->role.device->stats, reason, skb);
	}
}

/* No tunnel is made for what would not go through it. NULL: none is there. */
static struct snt_facade_flow *
find_flow(struct snt_client *client, const struct snt_facade_config *config,
	  const struct snt_flow *app, struct sk_buff *skb,
	  enum snaptun_drop_reason *reason)
{
	struct snt_facade_flow *flow = snt_facade_flow_find(client, app);
	struct snt_flow source;

	if (likely(flow))
		return flow;
	*reason = SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	if (snt_content_read_flow(skb, SNT_FLOW_SOURCE, &source))
		return NULL;
	*reason = SNAPTUN_DROP_REASON_TX_FACADE_SOURCE;
	if (memcmp(&source, app, sizeof(source)))
		return NULL;
	*reason = SNAPTUN_DROP_REASON_TX_FACADE_FULL;
	return snt_facade_flow_add(client, config, app);
}

/**
 * snt_facade_send - send what an application's socket sent to the facade
 * @client: the client
 * @config: of its facade
 * @app: the socket
 * @skb: a SCION packet, or a list of them linked by their next; consumed
 *
 * Context: RCU read section, BH off.
 */
void snt_facade_send(struct snt_client *client,
		     const struct snt_facade_config *config,
		     const struct snt_flow *app, struct sk_buff *skb)
{
	const struct snt_client_address *address;
	enum snaptun_drop_reason reason;
	struct snt_client_tunnel *ct;
	struct snt_facade_flow *flow;

	if (!config->set.translates) {
		send_untranslated(client, skb);
		return;
	}
	flow = find_flow(client, config, app, skb, &reason);
	if (unlikely(!flow)) {
		refuse(client, app, skb, reason);
		return;
	}
	snt_facade_flow_use(flow);
	ct = rcu_dereference(flow->tunnel);
	address = ct ? rcu_dereference(ct->address) : NULL;
	if (likely(address && skb_queue_empty_lockless(&flow->waiting))) {
		send_translated(ct, flow, address, skb);
		return;
	}
	wait(client, flow, skb);
	/* An address that came meanwhile did not see what waits now. */
	ct = rcu_dereference(flow->tunnel);
	if (ct)
		snt_facade_flush(ct);
}

static void flush(struct snt_client_tunnel *ct, struct snt_facade_flow *flow,
		  const struct snt_client_address *address)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&flow->waiting))) {
		snt_budget_give(&ct->tunnel.device->staged, skb->truesize);
		send_translated(ct, flow, address, skb);
	}
}

/**
 * snt_facade_flush - send what waits for the address of a tunnel, if it has one
 * @ct: the tunnel; borrowed
 *
 * Context: process or softirq.
 */
void snt_facade_flush(struct snt_client_tunnel *ct)
{
	const struct snt_client_address *address;
	struct snt_facade_flow *flow;

	rcu_read_lock();
	local_bh_disable();
	address = rcu_dereference(ct->address);
	flow = rcu_dereference(ct->flow);
	if (flow && address)
		flush(ct, flow, address);
	local_bh_enable();
	rcu_read_unlock();
}
