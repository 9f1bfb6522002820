// SPDX-License-Identifier: GPL-2.0-only
/* The role gateway: which tunnel a packet goes to, what may come out of one. */
#include "gateway.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "gateway_dispatch.h"

static struct snt_tunnel *find_tx(struct snt_role *role, struct sk_buff *skb,
				  enum snaptun_drop_reason *reason)
{
	if (likely(skb->protocol == htons(SNT_ETH_P_SCION)))
		return snt_dispatch_find(snt_gateway_of(role), skb, reason);
	*reason = SNAPTUN_DROP_REASON_TX_NO_TUNNEL;
	return NULL;
}

/* Nobody has an inner address for himself. */
static struct snt_tunnel *find_address(struct snt_role *role, int family,
				       const void *addr)
{
	return NULL;
}

/* The policy has judged SCION packets. Inner IP addresses are nobody's. */
static int admit_rx(struct snt_tunnel *tunnel, struct sk_buff *skb)
{
	if (unlikely(skb->protocol != htons(SNT_ETH_P_SCION)))
		return SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED;
	return snt_gateway_limit(snt_gateway_tunnel_of(tunnel)->identity,
				 SNT_WAY_RX, skb->len);
}

static void take_rx(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	snt_gateway_heard(snt_gateway_tunnel_of(tunnel));
	snt_gateway_passed(tunnel, SNT_WAY_RX, list);
	snt_gateway_turn(tunnel, list);
	if (!skb_queue_empty(list))
		snt_underlay_send(tunnel, list);
}

static void sending(struct snt_tunnel *tunnel, const struct sk_buff_head *list)
{
	snt_gateway_passed(tunnel, SNT_WAY_TX, list);
}

static int open_sockets(struct snt_role *role)
{
	int err = snt_role_open_port(role);

	if (err)
		return err;
	err = snt_underlay_open(snt_gateway_of(role));
	if (err)
		snt_role_close_port(role);
	return err;
}

static void close_sockets(struct snt_role *role)
{
	snt_underlay_close(snt_gateway_of(role));
	snt_role_close_port(role);
}

/* An identity may have many tunnels: none is found by a key. */
static struct snt_tunnel *find_identity(struct snt_role *role,
					const u8 key[SNT_KEY_LEN], u32 number)
{
	return NULL;
}

const struct snt_role_ops snt_gateway_role_ops = {
	.kind = SNAPTUN_ROLE_GATEWAY,
	.listens = true,
	.create = snt_gateway_create,
	.destroy = snt_gateway_destroy,
	.open = open_sockets,
	.close = close_sockets,
	.sockets_of = snt_role_port_sockets,
	.take_tx = snt_gateway_take,
	.find_tx = find_tx,
	.find_address = find_address,
	.judge_rx = snt_gateway_judge,
	.admit_rx = admit_rx,
	.take_rx = take_rx,
	.receive = snt_underlay_receive,
	.find_identity = find_identity,
	.answer = snt_gateway_answer,
	.tell = snt_gateway_tell,
	.rekey = snt_gateway_rekey,
	.sending = sending,
	.dropped = snt_gateway_dropped,
	.put_dev = snt_gateway_put_dev,
	.remove = snt_gateway_remove,
	.release = snt_gateway_release,
	.put_config = snt_gateway_put_config,
};
