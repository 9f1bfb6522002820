// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last step out: a sealed payload goes to the socket. Many messages go as
 * one UDP GSO packet where that works. Where it is refused they go one by one,
 * those that were refused as well, and after a while it is tried again.
 */
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include "base/trace.h"
#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "bundle.h"
#include "tx_send.h"

/* A trial costs one batch that is sent a second time. */
#define GSO_RETRY	(10 * HZ)

static enum snaptun_drop_reason send_drop_reason(int err)
{
	switch (err) {
	case -EDESTADDRREQ:
		return SNAPTUN_DROP_REASON_TX_NO_ENDPOINT;
	case -ELOOP:
		return SNAPTUN_DROP_REASON_TX_LOOP;
	case -ENOMEM:
		return SNAPTUN_DROP_REASON_TX_NO_MEMORY;
	case -ENOBUFS:
		return SNAPTUN_DROP_REASON_TX_QUEUE_FULL;
	case -ENONET:
	case -ENOTCONN:
		return SNAPTUN_DROP_REASON_TX_DEVICE;
	default:
		return SNAPTUN_DROP_REASON_TX_NO_ROUTE;
	}
}

static enum snaptun_peer_error send_peer_error(int err)
{
	switch (err) {
	case -EDESTADDRREQ:
		return SNAPTUN_PEER_ERROR_NO_ENDPOINT;
	case -ENOMEM:
	case -ENOBUFS:
	case -ENONET:
	case -ENOTCONN:
		return SNAPTUN_PEER_ERROR_SEND_FAILED;
	default:
		return SNAPTUN_PEER_ERROR_NO_ROUTE;
	}
}

static bool may_use_gso(const struct snt_tunnel *tunnel)
{
	return snt_device_may_use_gso(tunnel->device,
		tunnel->gso_refusals.is_refused &&
		time_before(jiffies, tunnel->gso_refusals.retry_at));
}

static bool is_refusal(int err)
{
	return err == -EIO || err == -EINVAL || err == -EMSGSIZE ||
	       err == -EOPNOTSUPP;
}

static void note_refusal(struct snt_tunnel *tunnel)
{
	bool is_news = !tunnel->gso_refusals.is_refused;

	tunnel->gso_refusals.is_refused = true;
	tunnel->gso_refusals.retry_at = jiffies + GSO_RETRY;
	WRITE_ONCE(tunnel->gso_refusals.nr, tunnel->gso_refusals.nr + 1);
	if (is_news)
		snt_tunnel_event(tunnel, SNAPTUN_PEER_EVENT_GSO_REFUSED);
}

/* Sends @skb with @nr messages, and consumes it. */
static int send(struct snt_batch *batch, struct sk_buff *skb, unsigned int nr)
{
	struct snt_tunnel *tunnel = batch->tunnel;
	unsigned int len = skb->len;
	int err;

	if (batch->payer)
		skb_set_owner_w(skb, batch->payer);
	if (batch->hash)
		__skb_set_sw_hash(skb, batch->hash, true);
	err = snt_udp_send(&tunnel->path, skb, batch->ds);
	if (likely(!err)) {
		atomic64_add(len, &tunnel->tx_bytes);
		atomic64_add(nr, &tunnel->tx_packets);
		trace_snaptun_batch_send(tunnel->device->dev, tunnel->number,
					 nr, len);
	}
	return err;
}

static void fail(struct snt_tunnel *tunnel, int err, unsigned int nr)
{
	snt_tunnel_drop(tunnel, send_drop_reason(err), nr);
	snt_tunnel_fail(tunnel, send_peer_error(err));
}

static unsigned int send_one_by_one(struct snt_batch *batch,
				    const struct snt_bundle_text *text)
{
	unsigned int i, sent = 0;

	for (i = 0; i < text->nr; i++) {
		struct sk_buff *skb = snt_bundle_split(text, i);
		int err = skb ? send(batch, skb, 1) : -ENOMEM;

		if (likely(!err))
			sent++;
		else
			fail(batch->tunnel, err, 1);
	}
	return sent;
}

/* If @skb is refused, @text has what was in it. Consumes @skb. */
static unsigned int send_as_one(struct snt_batch *batch, struct sk_buff *skb,
				const struct snt_bundle_text *text)
{
	int err = send(batch, skb, text->nr);

	if (likely(!err)) {
		batch->tunnel->gso_refusals.is_refused = false;
		return text->nr;
	}
	if (is_refusal(err)) {
		note_refusal(batch->tunnel);
		return send_one_by_one(batch, text);
	}
	fail(batch->tunnel, err, text->nr);
	return 0;
}

/* Returns how many were sent. Consumes @skb. */
static unsigned int send_many(struct snt_batch *batch, struct sk_buff *skb)
{
	struct snt_bundle_text text;
	unsigned int sent;

	snt_bundle_hold(&text, skb);
	if (likely(may_use_gso(batch->tunnel))) {
		sent = send_as_one(batch, skb, &text);
	} else {
		sent = send_one_by_one(batch, &text);
		consume_skb(skb);
	}
	snt_bundle_release(&text);
	return sent;
}

static unsigned int send_single(struct snt_batch *batch, struct sk_buff *skb)
{
	int err = send(batch, skb, 1);

	if (likely(!err))
		return 1;
	fail(batch->tunnel, err, 1);
	return 0;
}

/**
 * snt_tx_send - send a sealed payload
 * @batch: what it belongs to
 * @skb: from snt_batch_cut(), sealed; consumed
 *
 * Context: BH off; in order for a tunnel, never for two at a time.
 * Return: how many messages with data were sent.
 */
unsigned int snt_tx_send(struct snt_batch *batch, struct sk_buff *skb)
{
	const struct snt_bundle_cb cb = *snt_bundle_cb(skb);
	unsigned int sent, data;

	sent = cb.nr > 1 ? send_many(batch, skb) : send_single(batch, skb);
	/* Only the last message of several may be empty. */
	data = min(sent, cb.nr_data);
	if (likely(data))
		dev_sw_netstats_tx_add(batch->tunnel->device->dev, data,
				       sent == cb.nr ? cb.bytes :
				       cb.bytes / cb.nr_data * data);
	return data;
}
