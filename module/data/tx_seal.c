// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cut and sealed: the expensive step of a batch on its way out. It needs
 * nothing but the batch, so any CPU may do it.
 */
#include "tx_seal.h"
#include "core/session.h"
#include "core/wire.h"
#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "bundle.h"

static void seal(struct snt_batch *batch, struct sk_buff *skb)
{
	const struct snt_bundle_cb *cb = snt_bundle_cb(skb);
	unsigned int encap_len = snt_encap_len(batch->encap);
	struct snt_session *session = batch->session;
	u8 *msg = snt_bundle_base(skb) + encap_len;
	unsigned int left = skb->len;
	unsigned int i;

	for (i = 0; i < cb->nr; i++) {
		unsigned int len = min(left, cb->stride);

		snt_wire_data_build(msg, session->remote_index,
				    cb->counter + i);
		snt_cipher_seal(&session->send_cipher, msg + SNT_DATA_HDR_LEN,
				len - encap_len - SNT_DATA_OVERHEAD_LEN,
				cb->counter + i);
		msg += len;
		left -= len;
	}
}

/**
 * snt_tx_seal - make sealed messages of the packets of a batch
 * @batch: numbered; its messages are in @batch->out afterwards
 *
 * Context: BH off.
 */
void snt_tx_seal(struct snt_batch *batch)
{
	unsigned int lost = snt_batch_cut(batch);
	struct sk_buff *skb;

	if (unlikely(lost))
		snt_tunnel_drop(batch->tunnel,
				SNAPTUN_DROP_REASON_TX_NO_MEMORY, lost);
	skb_queue_walk(&batch->out, skb)
		seal(batch, skb);
}
