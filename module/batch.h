/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The batch: 1 to 64 packets of one tunnel that travel together, and how a
 * packet of the stack, maybe of 64 KB, becomes messages of equal stride.
 */
#ifndef _SNT_BATCH_H
#define _SNT_BATCH_H

#include <linux/skbuff.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "gso.h"
#include "pcrypt.h"

struct snt_session;
struct snt_tunnel;

/* What the receiving stack joins at most, and so what pays (UDP_GRO_CNT_MAX) */
#define SNT_BATCH_MAX		64
/* Payload of one UDP packet over IPv4; over IPv6 it is 20 bytes more */
#define SNT_BATCH_MAX_BYTES	65507

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
 * @stride: bytes from one message to the next
 * @encap: what stands before each message, see core/geneve.h
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
	unsigned int stride;
	u32 encap;
	unsigned int cpu;
	u8 ds;
	u8 depth;
};

/**
 * struct snt_packet_cb - what a staged packet carries along
 * @mtu: padding must not make it longer than this
 * @stride: bytes of a message, of all but the last of a GSO packet
 * @first: segments of a GSO packet that an earlier batch took
 * @encap: what will stand before its messages
 * @ds: outer DS field
 * @depth: see struct snt_batch
 */
struct snt_packet_cb {
	unsigned int mtu;
	unsigned int stride;
	unsigned int first;
	u32 encap;
	u8 ds;
	u8 depth;
};

static inline struct snt_packet_cb *snt_packet_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct snt_packet_cb) > sizeof(skb->cb));
	return (struct snt_packet_cb *)skb->cb;
}

int snt_batch_start(void);
void snt_batch_stop(void);

struct snt_batch *snt_batch_create(struct snt_tunnel *tunnel,
				   struct snt_session *session);
void snt_batch_destroy(struct snt_batch *batch);

/* The longest packet that fits into one datagram behind @encap */
static inline unsigned int snt_batch_max_packet(u32 encap)
{
	return SNT_BATCH_MAX_BYTES - SNT_DATA_OVERHEAD_LEN -
	       snt_encap_len(encap);
}

bool snt_batch_can_cut(struct sk_buff *skb);
bool snt_batch_can_sum(const struct sk_buff *skb);
unsigned int snt_batch_nr_messages(struct sk_buff *skb);
void snt_batch_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb);
bool snt_batch_would_grow(struct sk_buff *first, struct sk_buff *skb,
			  unsigned int nr);
bool snt_batch_take(struct snt_batch *batch, struct sk_buff_head *list);
unsigned int snt_batch_cut(struct snt_batch *batch);

#endif /* _SNT_BATCH_H */
