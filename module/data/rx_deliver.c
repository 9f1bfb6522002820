// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way in, behind the cipher: an opened batch is checked for replays, tells
 * keyring, path and timers that the other end is alive, and its packets go to
 * the stack if they may come from this tunnel. Runs in order for a tunnel.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/inet_ecn.h>
#include <net/ipv6.h>
#include "base/trace.h"
#include "core/scion.h"
#include "core/session.h"
#include "tunnel/content.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "rx_deliver.h"
#include "tx_join.h"

/* Only what was not seen before stays in @batch->out. */
static void drop_replays(struct snt_batch *batch)
{
	struct snt_session *session = batch->session;
	struct sk_buff *skb, *next;

	spin_lock(&session->replay_lock);
	skb_queue_walk_safe(&batch->out, skb, next) {
		if (likely(!snt_session_check(session,
					      snt_opened_cb(skb)->counter)))
			continue;
		__skb_unlink(skb, &batch->out);
		snt_tunnel_drop_skb(batch->tunnel,
				    SNAPTUN_DROP_REASON_RX_REPLAYED, skb);
	}
	spin_unlock(&session->replay_lock);
}

static void learn_path(struct snt_batch *batch)
{
	struct snt_tunnel *tunnel = batch->tunnel;
	struct snt_endpoint from;

	if (snt_endpoint_from_skb(&from, batch->aggregate, batch->encap))
		return;
	if (snt_path_learn(&tunnel->path, &from))
		snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_ENDPOINT_MOVED);
}

static void rekey_after_receiving(struct snt_batch *batch)
{
	const struct snt_session_state state = {
		.birth_ns = batch->session->birth_ns,
		.is_initiator = batch->session->is_initiator,
	};
	struct snt_tunnel *tunnel = batch->tunnel;

	if (snt_session_must_rekey_on_receive(&state,
					      ktime_get_coarse_boottime_ns()) &&
	    !test_and_set_bit(0, &batch->session->rekey_asked))
		tunnel->device->ops->initiate(tunnel, false);
}

/* The other end is there, and has the keys of this session. */
static void note_life(struct snt_batch *batch)
{
	struct snt_tunnel *tunnel = batch->tunnel;
	struct snt_device *snt = tunnel->device;
	unsigned int nr = 0, bytes = 0, nr_data = 0;
	struct sk_buff *skb;

	skb_queue_walk(&batch->out, skb) {
		nr++;
		bytes += snt_opened_cb(skb)->len;
		nr_data += !!skb->len;
	}
	atomic64_add(bytes, &tunnel->rx_bytes);
	atomic64_add(nr, &tunnel->rx_packets);
	trace_snaptun_batch_receive(snt->dev, tunnel->number, nr, bytes);
	learn_path(batch);
	snt_tx_join_reset(tunnel);
	if (snt_keyring_confirm(&tunnel->keyring, snt, batch->session)) {
		snt_timers_handshake_complete(tunnel);
		snt->ops->flush(tunnel);
	}
	if (nr_data)
		snt_timers_data_received(tunnel);
	else
		snt_timers_keepalive_received(tunnel);
	rekey_after_receiving(batch);
}

/* Length without padding by the packet's own header, or negative. */
static int inner_len(struct sk_buff *skb)
{
	unsigned int min_len = sizeof(struct iphdr);
	unsigned int len;

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (skb->len < min_len)
			return -EINVAL;
		len = ntohs(ip_hdr(skb)->tot_len);
		break;
	case htons(ETH_P_IPV6):
		min_len = sizeof(struct ipv6hdr);
		if (skb->len < min_len)
			return -EINVAL;
		len = ntohs(ipv6_hdr(skb)->payload_len) + min_len;
		break;
	default:
		return snt_scion_total_len(skb->data, skb->len);
	}
	return len < min_len || len > skb->len ? -EINVAL : (int)len;
}

/* RFC 6040: false when the outer mark can't be passed on. */
static bool decapsulate_ecn(struct sk_buff *skb, u8 outer)
{
	u8 inner;

	if (skb->protocol == htons(ETH_P_IP))
		inner = ip_hdr(skb)->tos;
	else if (skb->protocol == htons(ETH_P_IPV6))
		inner = ipv6_get_dsfield(ipv6_hdr(skb));
	else
		return true;
	return INET_ECN_decapsulate(skb, outer, inner) <= 1;
}

/* Makes of an opened text a packet. SNT_ROLE_ADMITTED, or why to drop it. */
static int check_packet(struct snt_tunnel *tunnel, struct sk_buff *skb, u8 ds)
{
	const struct snt_role_ops *ops = tunnel->device->role->ops;
	int len, reason;

	skb_reset_mac_header(skb);
	skb_reset_network_header(skb);
	reason = ops->judge_rx ? ops->judge_rx(tunnel, skb) : SNT_ROLE_ADMITTED;
	if (unlikely(reason != SNT_ROLE_ADMITTED))
		return reason;
	skb->protocol = snt_content_protocol(skb);
	if (unlikely(!skb->protocol))
		return SNAPTUN_DROP_REASON_RX_MALFORMED;
	if (unlikely(!snt_content_is_admitted(tunnel->device, skb->protocol)))
		return SNAPTUN_DROP_REASON_RX_PAYLOAD_REFUSED;
	len = inner_len(skb);
	if (unlikely(len < 0))
		return SNAPTUN_DROP_REASON_RX_MALFORMED;
	__skb_trim(skb, len);
	if (unlikely(!decapsulate_ecn(skb, ds)))
		return SNAPTUN_DROP_REASON_RX_ECN;
	return ops->admit_rx(tunnel, skb);
}

static u8 ds_of(const struct sk_buff *skb)
{
	if (ip_hdr(skb)->version == 4)
		return ip_hdr(skb)->tos;
	return ipv6_get_dsfield(ipv6_hdr(skb));
}

static void deliver_packet(struct snt_device *snt, struct sk_buff *skb)
{
	skb->dev = snt->dev;
	/* The tag vouches for every byte, so for all sums inside. */
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->csum_level = ~0;
	memset(skb->cb, 0, sizeof(skb->cb));
	napi_gro_receive(&snt->rx_napi, skb);
}

/* The role looks at them all at once: what goes on together stays together. */
static void deliver_rest(struct snt_tunnel *tunnel, struct sk_buff_head *list)
{
	struct sk_buff *skb;

	tunnel->device->role->ops->take_rx(tunnel, list);
	while ((skb = __skb_dequeue(list)))
		deliver_packet(tunnel->device, skb);
}

static void deliver_all(struct snt_batch *batch)
{
	struct snt_device *snt = batch->tunnel->device;
	bool takes = snt->role->ops->take_rx;
	u8 ds = ds_of(batch->aggregate);
	struct sk_buff_head admitted;
	struct sk_buff *skb;
	int reason;

	__skb_queue_head_init(&admitted);
	while ((skb = __skb_dequeue(&batch->out))) {
		if (!skb->len) {
			consume_skb(skb);
			continue;
		}
		reason = check_packet(batch->tunnel, skb, ds);
		if (unlikely(reason != SNT_ROLE_ADMITTED)) {
			snt_tunnel_drop_skb(batch->tunnel, reason, skb);
			continue;
		}
		dev_sw_netstats_rx_add(snt->dev, skb->len);
		if (takes)
			__skb_queue_tail(&admitted, skb);
		else
			deliver_packet(snt, skb);
	}
	if (takes)
		deliver_rest(batch->tunnel, &admitted);
}

/* Its registration ended, or it was taken away, while the batch was opened. */
static void drop_all(struct snt_batch *batch)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&batch->out)))
		snt_tunnel_drop_skb(batch->tunnel,
				    SNAPTUN_DROP_REASON_RX_IDENTITY_EXPIRED,
				    skb);
}

/**
 * snt_deliver_batch - check an opened batch and hand it to the stack
 * @batch: consumed
 *
 * Context: BH off, the device's NAPI, or nobody's while it is down: then all
 * is dropped.
 */
void snt_deliver_batch(struct snt_batch *batch)
{
	struct snt_device *snt = batch->tunnel->device;

	if (unlikely(!netif_running(snt->dev)))
		goto out;
	if (snt_tunnel_is_over(batch->tunnel))
		drop_all(batch);
	drop_replays(batch);
	if (!skb_queue_empty(&batch->out)) {
		note_life(batch);
		rcu_read_lock();
		deliver_all(batch);
		rcu_read_unlock();
	}
out:
	snt_batch_destroy(batch);
}
