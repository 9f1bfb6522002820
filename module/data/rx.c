// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way in, up to the cipher: the device's NAPI takes what arrived, each
 * aggregate is sorted into handshake messages and runs of data messages for
 * one session, and a run is a batch: opened here or on another CPU (rx_open.c),
 * delivered in order by the NAPI (rx_order.c).
 */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/udp.h>
#include "core/geneve.h"
#include "core/limits.h"
#include "core/session.h"
#include "core/wire.h"
#include "handshake/handshake.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "joined.h"
#include "rx.h"
#include "rx_order.h"

/**
 * struct aggregate - datagrams as the socket gave them
 * @snt: the device
 * @skb: their payloads in a row
 * @joined: the piece of @skb at hand
 * @size: of each, the last may be shorter
 * @nr: how many
 * @number: of the tunnel whose socket they came to, 0: that of all
 * @encap: what stands before the message at hand, and those of its run
 */
struct aggregate {
	struct snt_device *snt;
	struct sk_buff *skb;
	struct snt_joined joined;
	unsigned int size;
	unsigned int nr;
	u32 number;
	u32 encap;
};

static unsigned int datagram_len(const struct sk_buff *skb, unsigned int size,
				 unsigned int i)
{
	return min(size, skb->len - i * size);
}

static void drop(const struct aggregate *agg, unsigned int nr,
		 enum snaptun_drop_reason reason)
{
	snt_stats_drop(&agg->snt->stats, reason, nr);
}

static struct snt_session *find_session(struct snt_device *snt, __le32 index)
{
	struct snt_index_node *node = snt_index_lookup(&snt->indices, index);
	struct snt_session *session;

	if (!node || node->kind != SNT_INDEX_SESSION)
		return NULL;
	session = container_of(node, struct snt_session, node);
	return kref_get_unless_zero(&session->refcount) ? session : NULL;
}

static bool may_receive(const struct snt_session *session, u64 counter)
{
	return READ_ONCE(session->may_receive) &&
	       snt_session_may_receive(session->birth_ns,
				       ktime_get_coarse_boottime_ns(),
				       counter);
}

/* The sockets of one path see to it themselves. */
static bool is_foreign(const struct aggregate *agg,
		       const struct snt_path *path)
{
	return path->is_pinned && !path->udp->only_path &&
	       !snt_path_leads_to(path, agg->skb);
}

/* Why messages for a tunnel are not even opened, or negative */
static int check_tunnel(const struct aggregate *agg,
			const struct snt_tunnel *tunnel)
{
	if (unlikely(snt_path_encap(&tunnel->path) != agg->encap))
		return SNAPTUN_DROP_REASON_RX_ENCAP_MISMATCH;
	if (unlikely(is_foreign(agg, &tunnel->path)))
		return SNAPTUN_DROP_REASON_RX_FOREIGN;
	if (snt_tunnel_is_over(tunnel))
		return SNAPTUN_DROP_REASON_RX_IDENTITY_EXPIRED;
	return -1;
}

/* @tunnel: of the session that they are for, or NULL: it is dead */
static void refuse_run(const struct aggregate *agg, struct snt_tunnel *tunnel,
		       unsigned int nr, enum snaptun_drop_reason reason)
{
	if (tunnel)
		snt_tunnel_drop(tunnel, reason, nr);
	else
		drop(agg, nr, reason);
}

/* Takes the session over. NULL if the messages were dropped. */
static struct snt_batch *create_batch(const struct aggregate *agg,
				      struct snt_session *session,
				      unsigned int nr)
{
	struct snt_tunnel *tunnel = snt_tunnel_get_unless_dead(session->tunnel);
	int reason = SNAPTUN_DROP_REASON_RX_UNKNOWN_INDEX;
	struct snt_batch *batch = NULL;

	if (likely(tunnel))
		reason = check_tunnel(agg, tunnel);
	if (likely(reason < 0)) {
		batch = snt_batch_create(tunnel, session);
		reason = SNAPTUN_DROP_REASON_RX_NO_MEMORY;
	}
	if (unlikely(!batch)) {
		snt_session_put(session);
		refuse_run(agg, tunnel, nr, reason);
	}
	snt_tunnel_put(tunnel);
	return batch;
}

static void open_run(const struct aggregate *agg, struct snt_session *session,
		     unsigned int first, unsigned int nr)
{
	struct snt_batch *batch = create_batch(agg, session, nr);
	struct snt_tunnel *tunnel;

	if (unlikely(!batch))
		return;
	tunnel = batch->tunnel;
	batch->aggregate = skb_get(agg->skb);
	batch->encap = agg->encap;
	batch->stride = agg->size;
	batch->first = first;
	batch->nr = nr;
	batch->in_bytes = agg->skb->truesize / agg->nr * nr;
	if (unlikely(snt_order_add(&tunnel->rx_order, &batch->job, nr,
				   snt_batch_bytes(batch)))) {
		snt_tunnel_drop(tunnel, SNAPTUN_DROP_REASON_RX_QUEUE_FULL, nr);
		snt_batch_destroy(batch);
		return;
	}
	snt_order_run(&batch->job);
	snt_order_drain(&tunnel->rx_order, UINT_MAX);
}

/* No session receives so many: whatever its age, may_receive() refuses it. */
static bool is_beyond(u64 counter)
{
	return counter >= SNT_REJECT_AFTER_MESSAGES;
}

/* Messages of a run begin alike: type, reserved bytes and index. */
#define RUN_HEAD_LEN	offsetof(struct snt_wire_data, counter)

static_assert(sizeof(u64) == RUN_HEAD_LEN);

/* Like skb_header_pointer() */
static const u8 *bytes_at(struct aggregate *agg, unsigned int off,
			  unsigned int len, u8 *buf)
{
	return snt_joined_bytes(&agg->joined, off, len) ?:
	       skb_header_pointer(agg->skb, off, len, buf);
}

/* Is message @i one more of the run that begins with @first: data for the same
 * session, after the same header? If not it begins the next one, so it is
 * judged there as if it came alone.
 */
static bool is_in_run(struct aggregate *agg, unsigned int i, u64 first,
		      bool beyond)
{
	unsigned int len = datagram_len(agg->skb, agg->size, i);
	unsigned int encap_len = snt_encap_len(agg->encap);
	u8 buf[SNT_GENEVE_LEN + SNT_DATA_HDR_LEN];
	const u8 *hdr;
	u64 counter;
	__le32 index;
	u32 encap;

	if (len < encap_len + SNT_DATA_OVERHEAD_LEN)
		return false;
	hdr = bytes_at(agg, i * agg->size, encap_len + SNT_DATA_HDR_LEN, buf);
	if (unlikely(!hdr))
		return false;
	if (encap_len &&
	    (snt_geneve_parse(hdr, &encap) || encap != agg->encap))
		return false;
	if (get_unaligned((const u64 *)(hdr + encap_len)) != first)
		return false;
	snt_wire_data_parse(hdr + encap_len, &index, &counter);
	return is_beyond(counter) == beyond;
}

/* Consecutive datagrams for one session; returns how many. */
static unsigned int receive_run(struct aggregate *agg, unsigned int first,
				const u8 *hdr)
{
	unsigned int max = min(agg->nr, first + SNT_BATCH_MAX), i = first + 1;
	struct snt_session *session;
	__le32 index;
	u64 counter;

	snt_wire_data_parse(hdr, &index, &counter);
	while (i < max && is_in_run(agg, i, get_unaligned((const u64 *)hdr),
				    is_beyond(counter)))
		i++;
	session = find_session(agg->snt, index);
	if (unlikely(!session)) {
		drop(agg, i - first, SNAPTUN_DROP_REASON_RX_UNKNOWN_INDEX);
	} else if (unlikely(!may_receive(session, counter))) {
		snt_session_put(session);
		drop(agg, i - first, SNAPTUN_DROP_REASON_RX_SESSION_EXPIRED);
	} else {
		open_run(agg, session, first, i - first);
	}
	return i - first;
}

static void receive_handshake(const struct aggregate *agg, unsigned int i,
			      unsigned int len)
{
	unsigned int off = i * agg->size + snt_encap_len(agg->encap);
	u8 msg[SNT_INITIATION_LEN];
	struct snt_endpoint from;

	if (WARN_ON_ONCE(len > sizeof(msg)))
		return;
	if (skb_copy_bits(agg->skb, off, msg, len) ||
	    snt_endpoint_from_skb(&from, agg->skb, agg->encap))
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
	else
		snt_handshake_receive(agg->snt, msg, len, &from, agg->number);
}

static void refuse(const struct aggregate *agg, const u8 *hdr, int err)
{
	switch (err) {
	case -ENODATA:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_SHORT);
		break;
	case -EMSGSIZE:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_WRONG_LENGTH);
		break;
	case -EPROTOTYPE:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_WRONG_MODE);
		snt_handshake_note_wrong_mode(agg->snt, hdr);
		break;
	default:
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_UNKNOWN_TYPE);
	}
}

/* The head of a message, or NULL when it was dropped. */
static const u8 *peek(struct aggregate *agg, unsigned int off,
		      unsigned int len, u8 buf[SNT_DATA_HDR_LEN])
{
	const u8 *hdr;

	if (unlikely(len < SNT_DATA_HDR_LEN)) {
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_SHORT);
		return NULL;
	}
	hdr = bytes_at(agg, off, SNT_DATA_HDR_LEN, buf);
	if (unlikely(!hdr))
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
	return hdr;
}

/* The same behind what stands before it; changes @len to the message's. */
static const u8 *find_message(struct aggregate *agg, unsigned int i,
			      unsigned int *len, u8 buf[SNT_DATA_HDR_LEN])
{
	unsigned int off = i * agg->size;
	const u8 *hdr = peek(agg, off, *len, buf);

	agg->encap = SNT_ENCAP_NONE;
	if (likely(!hdr || !snt_geneve_is_one(hdr)))
		return hdr;
	if (snt_geneve_parse(hdr, &agg->encap)) {
		drop(agg, 1, SNAPTUN_DROP_REASON_RX_ENCAP_INVALID);
		return NULL;
	}
	*len -= SNT_GENEVE_LEN;
	return peek(agg, off + SNT_GENEVE_LEN, *len, buf);
}

/* One datagram, or a run of them; returns how many. */
static unsigned int receive_next(struct aggregate *agg, unsigned int i)
{
	unsigned int len = datagram_len(agg->skb, agg->size, i);
	u8 buf[SNT_DATA_HDR_LEN];
	const u8 *hdr;
	int type;

	hdr = find_message(agg, i, &len, buf);
	if (unlikely(!hdr))
		return 1;
	type = snt_wire_classify(hdr, len, READ_ONCE(agg->snt->wire));
	if (likely(type == SNT_WIRE_DATA))
		return receive_run(agg, i, hdr);
	if (type < 0)
		refuse(agg, hdr, type);
	else
		receive_handshake(agg, i, len);
	return 1;
}

/*
 * An aggregate is what we asked the socket for, but what comes is believed
 * only as far as it can be checked: sizes, and a type that has datagrams.
 */
static bool measure(struct aggregate *agg)
{
	const struct skb_shared_info *shinfo = skb_shinfo(agg->skb);
	struct sk_buff *skb = agg->skb;

	agg->size = skb->len;
	agg->nr = 1;
	if (!skb_is_gso(skb))
		return true;
	if (!(shinfo->gso_type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST)))
		return false;
	agg->size = shinfo->gso_size;
	agg->nr = DIV_ROUND_UP(skb->len, agg->size);
	return agg->nr;
}

static unsigned int receive(struct snt_device *snt, struct sk_buff *skb,
			    const struct snt_tunnel *owner)
{
	struct aggregate agg = {
		.snt = snt,
		.skb = skb,
		.number = owner ? owner->number : 0,
	};
	unsigned int i = 0;

	if (unlikely(!measure(&agg))) {
		drop(&agg, 1, SNAPTUN_DROP_REASON_RX_GEOMETRY);
	} else if (unlikely(agg.size < SNT_DATA_OVERHEAD_LEN)) {
		/* There may be thousands: none is looked at. */
		drop(&agg, agg.nr, SNAPTUN_DROP_REASON_RX_SHORT);
	} else {
		snt_joined_begin(&agg.joined, skb);
		do
			i += receive_next(&agg, i);
		while (i < agg.nr);
	}
	consume_skb(skb);
	return max(i, 1U);
}

/* The tunnel that sockets go with, or NULL if they stay as the device does */
static struct snt_tunnel *owner_of(const struct snt_udp *udp)
{
	if (!udp->only_path)
		return NULL;
	return container_of(udp->only_path, struct snt_tunnel, path);
}

/**
 * snt_rx_socket_ready - a socket has received something
 * @udp: a pair of sockets of a device
 */
void snt_rx_socket_ready(struct snt_udp *udp)
{
	struct snt_device *snt = netdev_priv(udp->dev);
	struct snt_ready *ready = &udp->rx_ready;
	struct snt_tunnel *owner = owner_of(udp);

	if (owner ? snt_tunnel_line_up(owner, &snt->rx_sockets, ready) :
		    snt_ready_add(&snt->rx_sockets, ready))
		napi_schedule(&snt->rx_napi);
}

static unsigned int drain_socket(struct snt_device *snt, struct snt_udp *udp,
				 unsigned int budget)
{
	unsigned int nr = 0;
	struct sk_buff *skb;

	while (nr < budget) {
		skb = snt_udp_recv(udp);
		if (!skb)
			return nr;
		if (unlikely(udp->is_plain))
			nr += snt->role->ops->receive(snt->role, skb);
		else
			nr += receive(snt, skb, owner_of(udp));
	}
	/* Out of budget: the rest is for the next poll. */
	snt_rx_socket_ready(udp);
	return nr;
}

static unsigned int drain_sockets(struct snt_device *snt, unsigned int budget)
{
	struct llist_node *list = llist_del_all(&snt->rx_sockets);
	struct snt_udp *udp, *next;
	struct snt_tunnel *owner;
	unsigned int nr = 0;

	llist_for_each_entry_safe(udp, next, list, rx_ready.node) {
		owner = owner_of(udp);
		snt_ready_taken(&udp->rx_ready);
		nr += drain_socket(snt, udp, max(budget, nr) - nr);
		snt_tunnel_put(owner);
	}
	return nr;
}

/**
 * snt_rx_poll - receive and deliver
 * @napi: the device's
 * @budget: packets
 *
 * Return: @budget if there is more to do.
 */
int snt_rx_poll(struct napi_struct *napi, int budget)
{
	struct snt_device *snt = container_of(napi, struct snt_device,
					      rx_napi);
	unsigned int nr;

	if (!budget)
		return 0;
	rcu_read_lock();
	nr = snt_rx_order_drain(snt, budget);
	if (nr < budget)
		nr += drain_sockets(snt, budget - nr);
	rcu_read_unlock();
	if (nr >= budget)
		return budget;
	/* If something became ready since, NAPIF_STATE_MISSED is set. */
	napi_complete_done(napi, nr);
	return nr;
}

/**
 * snt_rx_purge - finish what was opened but not delivered, drop the rest
 * @snt: a device whose NAPI is off and whose sockets are closed
 *
 * Context: process, after snt_pcrypt_flush().
 */
void snt_rx_purge(struct snt_device *snt)
{
	struct llist_node *sockets = llist_del_all(&snt->rx_sockets);
	struct snt_udp *udp, *next;
	struct snt_tunnel *owner;
	struct sk_buff *skb;

	local_bh_disable();
	snt_rx_order_drain(snt, UINT_MAX);
	llist_for_each_entry_safe(udp, next, sockets, rx_ready.node) {
		owner = owner_of(udp);
		snt_ready_taken(&udp->rx_ready);
		while ((skb = snt_udp_recv(udp)))
			kfree_skb(skb);
		snt_tunnel_put(owner);
	}
	local_bh_enable();
}
