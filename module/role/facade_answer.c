// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the facade itself says to an application, as a border router would: the
 * address that it is seen at, and why a packet went no further.
 */
#include "facade_answer.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/udp.h>
#include "core/scmp.h"
#include "core/stun.h"
#include "tunnel/device.h"
#include "client.h"
#include "wrapped.h"

/* What may be sent to somewhere unknown over IPv4 (RFC 8489, section 6.1) */
#define STUN_REQUEST_MAX	548

#define HEADROOM	(sizeof(struct ipv6hdr) + sizeof(struct udphdr))

static struct sk_buff *alloc_answer(unsigned int len)
{
	struct sk_buff *skb = alloc_skb(HEADROOM + len,
					GFP_ATOMIC | __GFP_NOWARN);

	if (skb)
		skb_reserve(skb, HEADROOM);
	return skb;
}

/* From the facade to @app, as if a tunnel had brought it. Consumes @skb. */
static void send(struct snt_client *client, const struct snt_flow *app,
		 struct sk_buff *skb)
{
	const struct snt_facade_config *config =
		rcu_dereference(client->facade.config);

	if (!config || snt_wrapped_wrap(skb, &config->set.at, app)) {
		kfree_skb(skb);
		return;
	}
	skb->dev = client->role.device->dev;
	netif_rx(skb);
}

/**
 * snt_facade_answer_stun - answer who asks under which address it is seen
 * @client: the client
 * @packet: from snt_wrapped_read()
 * @skb: an IP packet to the facade; its headers are made linear
 *
 * That is the address of the socket itself: what is between it and the network
 * is translated.
 *
 * Context: RCU read section, BH off.
 * Return: whether it was such a request.
 */
bool snt_facade_answer_stun(struct snt_client *client,
			    const struct snt_wrapped *packet,
			    struct sk_buff *skb)
{
	unsigned int off = packet->l4 + sizeof(struct udphdr);
	struct sk_buff *answer;
	const u8 *request;

	if (skb_is_gso(skb) || skb->len <= off ||
	    skb->len - off > STUN_REQUEST_MAX || !pskb_may_pull(skb, skb->len))
		return false;
	request = skb->data + off;
	if (!snt_stun_is_request(request, skb->len - off))
		return false;
	answer = alloc_answer(SNT_STUN_ANSWER_MAX);
	if (!answer)
		return true;
	skb_put(answer, SNT_STUN_ANSWER_MAX);
	__skb_trim(answer, snt_stun_answer(answer->data, request,
					   &packet->from));
	send(client, &packet->from, answer);
	return true;
}

/* @off: where the SCION packet begins that is answered */
static void answer_error(struct snt_client *client, const struct snt_flow *app,
			 struct sk_buff *skb, unsigned int off,
			 struct snt_scmp_error *error)
{
	const struct snt_facade_config *config =
		rcu_dereference(client->facade.config);
	unsigned int len = min_t(unsigned int, skb->len,
				 off + SNT_SCMP_ERROR_MAX);
	struct sk_buff *answer;

	if (!config || len <= off || !pskb_may_pull(skb, len) ||
	    !snt_scmp_may_answer(skb->data + off, len - off) ||
	    snt_scmp_answer_to(error, skb->data + off, len - off))
		return;
	error->src_ia = error->dst_ia;
	error->src = config->set.at;
	answer = alloc_answer(SNT_SCMP_ERROR_MAX);
	if (!answer)
		return;
	skb_put(answer, SNT_SCMP_ERROR_MAX);
	__skb_trim(answer, snt_scmp_build(answer->data, SNT_SCMP_ERROR_MAX,
					  error, skb->data + off, len - off));
	send(client, app, answer);
}

/**
 * snt_facade_answer_too_big - tell how long a packet may be
 * @client: the client
 * @packet: from snt_wrapped_read()
 * @skb: the first fragment of a packet to the facade; borrowed
 *
 * Context: RCU read section, BH off.
 */
void snt_facade_answer_too_big(struct snt_client *client,
			       const struct snt_wrapped *packet,
			       struct sk_buff *skb)
{
	unsigned int ip_len = packet->from.version == 4 ?
			      sizeof(struct iphdr) : sizeof(struct ipv6hdr);
	unsigned int mtu = READ_ONCE(client->role.device->dev->mtu);
	struct snt_scmp_error error = {
		.type = SNT_SCMP_TOO_BIG,
		.value = mtu - ip_len - sizeof(struct udphdr),
	};

	answer_error(client, &packet->from, skb,
		     packet->l4 + sizeof(struct udphdr), &error);
}

/**
 * snt_facade_answer_unreachable - tell that there is no tunnel
 * @client: the client
 * @app: who sent the packet
 * @skb: a SCION packet; borrowed
 *
 * Context: any but hard interrupts.
 */
void snt_facade_answer_unreachable(struct snt_client *client,
				   const struct snt_flow *app,
				   struct sk_buff *skb)
{
	struct snt_scmp_error error = {
		.type = SNT_SCMP_UNREACHABLE,
		.code = SNT_SCMP_NO_ROUTE,
	};

	rcu_read_lock();
	answer_error(client, app, skb, 0, &error);
	rcu_read_unlock();
}
