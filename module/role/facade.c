// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two ways of packets through the facade: what the stack sends to its
 * address, or as SCION packet straight to a host that is routed into the
 * device, and what a tunnel brings for the socket that has it.
 */
#include "facade.h"
#include "core/translate.h"
#include "data/errors.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "client.h"
#include "facade_answer.h"
#include "wrapped.h"

/* Taken: no reason to drop the packet */
#define TAKEN	(-1)

static bool is_same_host(const struct snt_flow *a, const struct snt_flow *b)
{
	return a->version == b->version &&
	       !memcmp(a->host, b->host, sizeof(a->host));
}

/* Sockets of this host send nothing that any device has received. */
static bool is_foreign(const struct sk_buff *skb)
{
	return skb->skb_iif;
}

/* Consumes @skb, whose IP and UDP headers go. */
static void send(struct snt_client *client,
		 const struct snt_facade_config *config,
		 const struct snt_wrapped *packet, struct sk_buff *skb)
{
	const int malformed = SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	struct snt_stats *stats = &client->role.device->stats;
	struct sk_buff *first = NULL, **last = &first, *next;

	skb_list_walk_safe(skb, skb, next) {
		skb_mark_not_on_list(skb);
		if (unlikely(!snt_wrapped_unwrap(skb, packet->l4))) {
			snt_stats_drop_skb(stats, malformed, skb);
			continue;
		}
		*last = skb;
		last = &skb->next;
	}
	if (first)
		snt_facade_send(client, config, &packet->from, first);
}

static int take_scion(struct snt_client *client,
		      const struct snt_facade_config *config,
		      const struct snt_wrapped *packet,
		      struct sk_buff *skb)
{
	struct sk_buff *packets;

	if (!snt_content_is_admitted(client->role.device,
				     htons(SNT_ETH_P_SCION)))
		return SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED;
	if (is_foreign(skb) && !config->set.serves_others)
		return SNAPTUN_DROP_REASON_TX_FACADE_FOREIGN;
	if (is_foreign(skb) && !snt_wrapped_is_intact(skb, packet))
		return SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	packets = snt_wrapped_split(skb);
	if (!packets)
		return SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	send(client, config, packet, packets);
	return TAKEN;
}

/* What is sent to the facade's own address. */
static int take_own(struct snt_client *client,
		    const struct snt_facade_config *config,
		    const struct snt_wrapped *packet,
		    struct sk_buff *skb)
{
	bool is_for_port = packet->l4 && packet->to.port == config->set.at.port;

	if (is_foreign(skb) && !config->set.serves_others)
		return SNAPTUN_DROP_REASON_TX_FACADE_FOREIGN;
	if (packet->is_fragment) {
		if (is_for_port)
			snt_facade_answer_too_big(client, packet, skb);
		return SNAPTUN_DROP_REASON_TX_FACADE_TOO_BIG;
	}
	if (!is_for_port) {
		snt_errors_unreachable(skb);
		return SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED;
	}
	if (snt_facade_answer_stun(client, packet, skb)) {
		consume_skb(skb);
		return TAKEN;
	}
	return take_scion(client, config, packet, skb);
}

/**
 * snt_facade_take - is a packet for the facade? Then it is sent or dropped
 * @role: the client
 * @skb: packet of the stack, which begins with as much as the smallest header
 *	of its protocol; consumed if the answer is true
 *
 * Context: RCU read section, BH off.
 * Return: whether it was.
 */
bool snt_facade_take(struct snt_role *role, struct sk_buff *skb)
{
	struct snt_client *client = snt_client_of(role);
	const struct snt_facade_config *config;
	struct snt_wrapped packet;
	int reason;

	config = rcu_dereference(client->facade.config);
	if (likely(!config) || !snt_wrapped_read(skb, &packet) ||
	    packet.to.version != config->set.at.version)
		return false;
	if (is_same_host(&packet.to, &config->set.at))
		reason = take_own(client, config, &packet, skb);
	else if (snt_wrapped_is_direct(skb, &packet))
		reason = take_scion(client, config, &packet, skb);
	else
		return false;
	if (unlikely(reason != TAKEN))
		snt_stats_drop_skb(&role->device->stats, reason, skb);
	return true;
}

/* The opened packet is linear, and nobody else has it. */
static int translate(struct snt_client_tunnel *ct, const struct snt_flow *app,
		     struct sk_buff *skb)
{
	const struct snt_client_address *address = rcu_dereference(ct->address);
	struct snt_translation t;
	int moved;

	if (!address || skb_cow_head(skb, SNT_TRANSLATE_ROOM))
		return -ENOMEM;
	snt_translate_init(&t, &address->node.key.flow, app);
	if (snt_translate(&t, SNT_FLOW_DESTINATION, skb->data,
			  skb_headlen(skb), skb->len, &moved))
		return -ENOENT;
	snt_wrapped_move(skb, moved);
	return 0;
}

/* Whose packet it is, or NULL: nobody's who uses the facade; @buf is for it. */
static const struct snt_flow *
receiver_of(struct snt_client_tunnel *ct,
	    const struct snt_facade_config *config, const struct sk_buff *skb,
	    struct snt_flow *buf)
{
	struct snt_facade_flow *flow;

	if (config->set.translates) {
		flow = rcu_dereference(ct->flow);
		if (!flow)
			return NULL;
		snt_facade_flow_use(flow);
		return &flow->node.key.flow;
	}
	if (snt_flow_parse(skb->data, skb_headlen(skb), SNT_FLOW_DESTINATION,
			   buf) || buf->version != config->set.at.version)
		return NULL;
	return buf;
}

/**
 * snt_facade_deliver - give what a tunnel brought to the socket that has it
 * @ct: the tunnel
 * @skb: a SCION packet, opened; becomes one of IP and UDP, unless it is for
 *	nobody who uses the facade
 *
 * Context: RCU read section, BH off.
 * Return: SNT_ROLE_ADMITTED, or enum snaptun_drop_reason.
 */
int snt_facade_deliver(struct snt_client_tunnel *ct, struct sk_buff *skb)
{
	struct snt_client *client = snt_client_of(ct->tunnel.device->role);
	const struct snt_facade_config *config;
	const struct snt_flow *app;
	struct snt_flow buf;

	config = rcu_dereference(client->facade.config);
	if (likely(!config))
		return SNT_ROLE_ADMITTED;
	app = receiver_of(ct, config, skb, &buf);
	if (!app)
		return SNT_ROLE_ADMITTED;
	if (config->set.translates && translate(ct, app, skb))
		return SNAPTUN_DROP_REASON_RX_FACADE_MISMATCH;
	if (snt_wrapped_wrap(skb, &config->set.at, app))
		return SNAPTUN_DROP_REASON_RX_NO_MEMORY;
	return SNT_ROLE_ADMITTED;
}
