// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a gateway lets out of its tunnels, and what it says to who sent
 * something else. The rules are in core/policy.
 */
#include <linux/netdevice.h>
#include "core/policy.h"
#include "data/tx.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "udp/udp.h"
#include "gateway.h"

#define HEADROOM	(SNT_UDP_HEADROOM + SNT_DATA_HDR_LEN)

static int drop_reason(int err)
{
	switch (err) {
	case -EADDRNOTAVAIL:
		return SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED;
	case -EPROTONOSUPPORT:
		return SNAPTUN_DROP_REASON_RX_PATH_REFUSED;
	default:
		return SNAPTUN_DROP_REASON_RX_MALFORMED;
	}
}

static bool is_answer_due(struct snt_gateway_tunnel *gt)
{
	struct snt_gateway_role *gateway = gt->identity->gateway;
	bool ret;

	spin_lock_bh(&gateway->answer_lock);
	ret = snt_policy_take_answer(&gt->answers, &gateway->answers,
				     ktime_get_coarse_boottime_ns());
	spin_unlock_bh(&gateway->answer_lock);
	return ret;
}

/* The gateway's address that packets of this tunnel come to */
static bool read_own_host(struct snt_tunnel *tunnel, struct snt_flow *own)
{
	struct snt_endpoint to;

	memset(own, 0, sizeof(*own));
	if (!snt_path_read(&tunnel->path, &to))
		return false;
	if (to.addr.sa_family == AF_INET) {
		own->version = 4;
		memcpy(own->host, &to.src4, sizeof(to.src4));
	} else {
		own->version = 6;
		memcpy(own->host, &to.src6, sizeof(to.src6));
	}
	return true;
}

/* Tells who sent @skb what is wrong with it. */
static void answer(struct snt_tunnel *tunnel, const struct sk_buff *skb,
		   struct snt_policy_verdict *verdict)
{
	struct snt_device *snt = tunnel->device;
	size_t max = min_t(size_t, READ_ONCE(snt->dev->mtu),
			   SNT_SCMP_ERROR_MAX);
	struct sk_buff *reply;

	if (!is_answer_due(snt_gateway_tunnel_of(tunnel)) ||
	    !read_own_host(tunnel, &verdict->answer.src))
		return;
	reply = alloc_skb(HEADROOM + max, GFP_ATOMIC | __GFP_NOWARN);
	if (!reply)
		return;
	skb_reserve(reply, HEADROOM);
	skb_put(reply, max);
	__skb_trim(reply, snt_policy_answer(reply->data, max, verdict,
					    skb->data, skb->len));
	if (!reply->len) {
		kfree_skb(reply);
		return;
	}
	reply->protocol = htons(SNT_ETH_P_SCION);
	skb_reset_network_header(reply);
	snt_tx_packet(snt, tunnel, reply);
}

/**
 * snt_gateway_judge - may this come out of a tunnel of a gateway?
 * @tunnel: the tunnel
 * @skb: what came, linear; not a packet perhaps. What pads one stays
 *
 * Who sent what may not is told why, now and then.
 *
 * Context: RCU read section, BH off.
 * Return: SNT_ROLE_ADMITTED or enum snaptun_drop_reason.
 */
int snt_gateway_judge(struct snt_tunnel *tunnel, struct sk_buff *skb)
{
	struct snt_gateway_tunnel *gt = snt_gateway_tunnel_of(tunnel);
	const struct snt_gateway_config *config;
	struct snt_policy_verdict verdict;
	int err;

	config = rcu_dereference(gt->identity->gateway->config);
	err = snt_policy_check(&config->policy, &gt->node.key.flow, skb->data,
			       skb_headlen(skb), skb->len, &verdict);
	if (likely(!err))
		return SNT_ROLE_ADMITTED;
	answer(tunnel, skb, &verdict);
	return drop_reason(err);
}
