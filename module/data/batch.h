/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The batch: 1 to 64 packets of one tunnel that travel together, on the way out
 * those of one flow.
 */
#ifndef _SNT_BATCH_H
#define _SNT_BATCH_H

#include <linux/skbuff.h>
#include "crypt/pcrypt.h"
#include "bundle.h"

struct snt_session;
struct snt_tunnel;
struct sock;

/* What the receiving stack joins at most, and so what pays (UDP_GRO_CNT_MAX) */
#define SNT_BATCH_MAX		64

/**
 * struct snt_batch - packets of one tunnel on their way through the driver
 * @job: for pcrypt
 * @tunnel: owns a reference
 * @session: owns a reference
 * @in: sending: one GSO packet, or a run of single ones; owned
 * @out: sending: UDP payloads, sealed; receiving: opened packets; owned
 * @aggregate: receiving: what the socket gave, only read; owns a reference
 * @counter: sending: number of the first message
 * @first: first segment of the GSO packet, first datagram of the aggregate
 * @nr: messages
 * @in_bytes: memory of what the messages are made of, or their share of it
 * @stride: bytes from one message to the next
 * @encap: what stands before each message, see core/geneve.h
 * @hash: sending: of the flow, for the queues below; 0 if there is none
 * @payer: sending: whom what leaves is charged to, see payer.c; or NULL
 * @cpu: sending: where the packets came from
 * @ds: outer DS field
 * @depth: how many tunnels of ours the packets went through already
 */
struct snt_batch {
	struct snt_job job;
	struct snt_tunnel *tunnel;
	struct snt_session *session;
	struct sk_buff_head in;
	struct sk_buff_head out;
	struct sk_buff *aggregate;
	u64 counter;
	unsigned int first;
	unsigned int nr;
	unsigned int in_bytes;
	unsigned int stride;
	u32 encap;
	u32 hash;
	struct sock *payer;
	unsigned int cpu;
	u8 ds;
	u8 depth;
};

int snt_batch_start(void);
void snt_batch_stop(void);

struct snt_batch *snt_batch_create(struct snt_tunnel *tunnel,
				   struct snt_session *session);
void snt_batch_destroy(struct snt_batch *batch);

/* Memory of a batch, and of what is being made of it */
static inline unsigned int snt_batch_bytes(const struct snt_batch *batch)
{
	return sizeof(*batch) + batch->in_bytes + batch->nr * batch->stride;
}

bool snt_batch_would_grow(struct sk_buff *first, struct sk_buff *skb,
			  unsigned int nr);
bool snt_batch_take(struct snt_batch *batch, struct sk_buff_head *list);
unsigned int snt_batch_cut(struct snt_batch *batch);

#endif /* _SNT_BATCH_H */
