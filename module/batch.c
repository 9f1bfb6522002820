// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches: their memory, which packets form one, and the cut. The cut is the
 * one place where packets of the stack are copied into a buffer of our own:
 * headers are made for each segment, the payload is copied and summed in one
 * go. What the stack gave is only read.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>
#include "core/geneve.h"
#include "core/wire.h"
#include "batch.h"
#include "gso.h"
#include "keyring.h"
#include "tunnel.h"

/* What cut_segment() can do; all else goes through skb_gso_segment(). */
#define GSO_L4		(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4)
#define GSO_CUTTABLE	(GSO_L4 | SKB_GSO_DODGY | SKB_GSO_TCP_ECN | \
			 SKB_GSO_TCP_FIXEDID)

/* Byte 13 of the TCP header */
#define TCP_FLAGS_OFFSET	13
#define TCP_FIN_PSH		0x09
#define TCP_CWR			0x80

static struct kmem_cache *batch_cache;

/**
 * snt_batch_create - an empty batch
 * @tunnel: a reference is taken
 * @session: the caller's reference is taken over
 *
 * Return: the batch, or NULL: the caller keeps its reference of @session.
 */
struct snt_batch *snt_batch_create(struct snt_tunnel *tunnel,
				   struct snt_session *session)
{
	struct snt_batch *batch = kmem_cache_zalloc(batch_cache, GFP_ATOMIC);

	if (unlikely(!batch))
		return NULL;
	batch->tunnel = snt_tunnel_get(tunnel);
	batch->session = session;
	__skb_queue_head_init(&batch->in);
	__skb_queue_head_init(&batch->out);
	return batch;
}

/**
 * snt_batch_destroy - free a batch and all that it owns
 * @batch: the batch
 */
void snt_batch_destroy(struct snt_batch *batch)
{
	struct snt_tunnel *tunnel = batch->tunnel;

	__skb_queue_purge(&batch->in);
	__skb_queue_purge(&batch->out);
	consume_skb(batch->aggregate);
	snt_session_put(batch->session);
	kmem_cache_free(batch_cache, batch);
	/* Last: the tunnel's hold on the device pins the module. */
	snt_tunnel_put(tunnel);
}

static bool is_gso_udp(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4;
}

static unsigned int gso_header_len(const struct sk_buff *skb)
{
	return skb_transport_offset(skb) +
	       (is_gso_udp(skb) ? sizeof(struct udphdr) : tcp_hdrlen(skb));
}

/* Do the addresses and the transport protocol stand where we will read them? */
static bool has_plain_ip_header(const struct sk_buff *skb, u8 proto)
{
	unsigned int transport = skb_transport_offset(skb);
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const struct iphdr *iph = ip_hdr(skb);

	if (iph->version == 4)
		return iph->ihl * 4 == transport && iph->protocol == proto &&
		       !(skb_shinfo(skb)->gso_type & SKB_GSO_TCPV6);
	return iph->version == 6 && ip6h->nexthdr == proto &&
	       transport == sizeof(*ip6h) &&
	       !(skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4);
}

/**
 * snt_batch_can_cut - can snt_batch_cut() segment this GSO packet?
 * @skb: a GSO packet that begins with its IP header; borrowed, its headers
 *	are made linear
 *
 * Return: true if so; else skb_gso_segment() has to.
 */
bool snt_batch_can_cut(struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int transport;
	size_t l4_len;
	u8 proto;

	if (shinfo->gso_type & ~GSO_CUTTABLE || !(shinfo->gso_type & GSO_L4) ||
	    skb->encapsulation || skb->ip_summed != CHECKSUM_PARTIAL ||
	    !skb_transport_header_was_set(skb) || skb_network_offset(skb))
		return false;
	transport = skb_transport_offset(skb);
	l4_len = is_gso_udp(skb) ? sizeof(struct udphdr) :
				   sizeof(struct tcphdr);
	proto = is_gso_udp(skb) ? IPPROTO_UDP : IPPROTO_TCP;
	if (!pskb_may_pull(skb, transport + l4_len) ||
	    !has_plain_ip_header(skb, proto))
		return false;
	if (proto == IPPROTO_TCP && tcp_hdrlen(skb) < sizeof(struct tcphdr))
		return false;
	return pskb_may_pull(skb, gso_header_len(skb)) &&
	       skb->len > gso_header_len(skb) && skb_shinfo(skb)->gso_size;
}

/**
 * snt_batch_can_sum - is the sum that is left to us one within the packet?
 * @skb: a packet of the stack that begins with its network header; borrowed
 *
 * Where it begins and where it is put is what a guest or a packet socket said,
 * and headers may have gone from before it since: it may begin in front of the
 * packet.
 *
 * Return: true if so, or if there is nothing to sum.
 */
bool snt_batch_can_sum(const struct sk_buff *skb)
{
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	start = skb_checksum_start_offset(skb);
	return start >= 0 &&
	       start + skb->csum_offset + sizeof(__sum16) <= skb->len;
}

/**
 * snt_batch_nr_messages - how many messages a staged packet becomes
 * @skb: a single packet, or one that snt_batch_can_cut(); borrowed
 *
 * Return: their number, at least 1.
 */
unsigned int snt_batch_nr_messages(struct sk_buff *skb)
{
	if (!skb_is_gso(skb))
		return 1;
	return DIV_ROUND_UP(skb->len - gso_header_len(skb),
			    skb_shinfo(skb)->gso_size);
}

/**
 * snt_batch_prepare - note with a packet what its batch needs to know
 * @skb: a single packet, or one that snt_batch_can_cut(); borrowed
 * @cb: what it carries along, but for the stride
 */
void snt_batch_prepare(struct sk_buff *skb, const struct snt_packet_cb *cb)
{
	unsigned int len = skb->len;

	if (skb_is_gso(skb))
		len = gso_header_len(skb) + skb_shinfo(skb)->gso_size;
	*snt_packet_cb(skb) = *cb;
	snt_packet_cb(skb)->stride = snt_encap_len(cb->encap) +
				     SNT_DATA_OVERHEAD_LEN +
				     snt_wire_padded_len(len, cb->mtu);
}

static unsigned int max_messages(unsigned int stride)
{
	return clamp((SNT_GSO_BLOCK_LEN - SNT_GSO_FRONT) / stride, 1U,
		     (unsigned int)SNT_BATCH_MAX);
}

static bool take_gso(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);
	struct snt_packet_cb *cb = snt_packet_cb(skb);
	unsigned int left = snt_batch_nr_messages(skb) - cb->first;

	batch->stride = cb->stride;
	batch->first = cb->first;
	batch->nr = min(left, max_messages(batch->stride));
	if (batch->nr < left) {
		cb->first += batch->nr;
		skb = skb_clone(skb, GFP_ATOMIC);
		if (unlikely(!skb))
			return false;
	} else {
		__skb_unlink(skb, list);
	}
	__skb_queue_tail(&batch->in, skb);
	return true;
}

static bool fits_run(const struct snt_batch *batch, struct sk_buff *skb)
{
	const struct snt_packet_cb *cb = snt_packet_cb(skb);

	return !skb_is_gso(skb) && cb->ds == batch->ds &&
	       cb->depth == batch->depth && cb->encap == batch->encap &&
	       cb->stride <= batch->stride &&
	       batch->nr < max_messages(batch->stride);
}

/* Equal sizes follow each other; a smaller one can only be the last. */
static void take_run(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);
	unsigned int stride = snt_packet_cb(skb)->stride;

	batch->stride = stride;
	do {
		__skb_unlink(skb, list);
		__skb_queue_tail(&batch->in, skb);
		batch->nr++;
		if (stride < batch->stride)
			break;
		skb = skb_peek(list);
		if (!skb)
			break;
		stride = snt_packet_cb(skb)->stride;
	} while (fits_run(batch, skb));
}

/**
 * snt_batch_would_grow - would a batch be bigger with a packet, and not full?
 * @first: the first packet of @nr that were staged, or NULL
 * @skb: a single packet that could be staged behind them
 * @nr: how many messages are staged
 *
 * Return: true if waiting for one more packet may pay.
 */
bool snt_batch_would_grow(struct sk_buff *first, struct sk_buff *skb,
			  unsigned int nr)
{
	unsigned int stride = snt_packet_cb(skb)->stride;

	if (nr + 1 >= max_messages(stride))
		return false;
	return !first || (!skb_is_gso(first) &&
			  snt_packet_cb(first)->stride == stride);
}

/**
 * snt_batch_take - fill a batch from the head of a list
 * @batch: empty
 * @list: staged packets, not empty
 *
 * Return: false without memory; the list's head is then still there.
 */
bool snt_batch_take(struct snt_batch *batch, struct sk_buff_head *list)
{
	struct sk_buff *skb = skb_peek(list);
	const struct snt_packet_cb *cb = snt_packet_cb(skb);

	batch->encap = cb->encap;
	batch->ds = cb->ds;
	batch->depth = cb->depth;
	if (skb_is_gso(skb))
		return take_gso(batch, list);
	take_run(batch, list);
	return true;
}

static __sum16 l4_check(const u8 *ip, unsigned int l4_len, u8 proto,
			__wsum csum)
{
	if (ip[0] >> 4 == 4)
		return csum_tcpudp_magic(get_unaligned((__be32 *)(ip + 12)),
					 get_unaligned((__be32 *)(ip + 16)),
					 l4_len, proto, csum);
	return csum_ipv6_magic((const struct in6_addr *)(ip + 8),
			       (const struct in6_addr *)(ip + 24),
			       l4_len, proto, csum);
}

static void fix_ip(u8 *ip, unsigned int len, unsigned int id_step)
{
	unsigned int ihl = (ip[0] & 0xf) * 4;
	u16 id;

	if (ip[0] >> 4 == 6) {
		put_unaligned_be16(len - sizeof(struct ipv6hdr), ip + 4);
		return;
	}
	id = get_unaligned_be16(ip + offsetof(struct iphdr, id));
	put_unaligned_be16(len, ip + offsetof(struct iphdr, tot_len));
	put_unaligned_be16(id + id_step, ip + offsetof(struct iphdr, id));
	put_unaligned(0, (u16 *)(ip + offsetof(struct iphdr, check)));
	put_unaligned(csum_fold(csum_partial(ip, ihl, 0)),
		      (__sum16 *)(ip + offsetof(struct iphdr, check)));
}

/* @csum is the payload's; @seq_step what earlier segments carried. */
static void fix_tcp(u8 *ip, u8 *th, unsigned int th_len, unsigned int len,
		    __wsum csum, u32 seq_step, bool is_last)
{
	u8 *seq = th + offsetof(struct tcphdr, seq);
	__sum16 *check = (__sum16 *)(th + offsetof(struct tcphdr, check));

	put_unaligned_be32(get_unaligned_be32(seq) + seq_step, seq);
	if (!is_last)
		th[TCP_FLAGS_OFFSET] &= ~TCP_FIN_PSH;
	if (seq_step)
		th[TCP_FLAGS_OFFSET] &= ~TCP_CWR;
	put_unaligned((__force __sum16)0, check);
	csum = csum_partial(th, th_len, csum);
	put_unaligned(l4_check(ip, th_len + len, IPPROTO_TCP, csum), check);
}

static void fix_udp(u8 *ip, u8 *uh, unsigned int len, __wsum csum)
{
	__sum16 *check = (__sum16 *)(uh + offsetof(struct udphdr, check));
	unsigned int l4_len = sizeof(struct udphdr) + len;

	put_unaligned_be16(l4_len, uh + offsetof(struct udphdr, len));
	put_unaligned((__force __sum16)0, check);
	csum = csum_partial(uh, sizeof(struct udphdr), csum);
	put_unaligned(l4_check(ip, l4_len, IPPROTO_UDP, csum) ?:
		      CSUM_MANGLED_0, check);
}

static unsigned int cut_segment(struct sk_buff *skb, unsigned int nr, u8 *dst)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int hdr_len = gso_header_len(skb);
	unsigned int before = nr * shinfo->gso_size;
	unsigned int offset = hdr_len + before;
	unsigned int len = min_t(unsigned int, shinfo->gso_size,
				 skb->len - offset);
	bool keeps_id = shinfo->gso_type & SKB_GSO_TCP_FIXEDID;
	u8 *l4 = dst + skb_transport_offset(skb);
	__wsum csum;

	memcpy(dst, skb->data, hdr_len);
	csum = skb_copy_and_csum_bits(skb, offset, dst + hdr_len, len);
	fix_ip(dst, hdr_len + len, keeps_id ? 0 : nr);
	if (is_gso_udp(skb))
		fix_udp(dst, l4, len, csum);
	else
		fix_tcp(dst, l4, tcp_hdrlen(skb), len, csum, before,
			offset + len == skb->len);
	return hdr_len + len;
}

/* A checksum that the stack left to the device is made while copying. */
static unsigned int cut_single(struct sk_buff *skb, u8 *dst)
{
	unsigned int start;
	__wsum csum;

	if (skb->ip_summed != CHECKSUM_PARTIAL ||
	    WARN_ON_ONCE(!snt_batch_can_sum(skb))) {
		skb_copy_bits(skb, 0, dst, skb->len);
		return skb->len;
	}
	start = skb_checksum_start_offset(skb);
	skb_copy_bits(skb, 0, dst, start);
	csum = skb_copy_and_csum_bits(skb, start, dst + start,
				      skb->len - start);
	put_unaligned(csum_fold(csum) ?: CSUM_MANGLED_0,
		      (__sum16 *)(dst + start + skb->csum_offset));
	return skb->len;
}

/* A packet that was cut stays until its batch has left: so long its sender's
 * socket has to know of it.
 */
static void next_single(struct snt_batch *batch)
{
	__skb_queue_tail(&batch->in, __skb_dequeue(&batch->in));
}

/* Message @nr of the batch goes to @dst: what stands before it, and the text
 * with room for header and tag.
 */
static unsigned int cut_message(struct snt_batch *batch, unsigned int nr,
				u8 *dst, struct snt_payload_cb *cb)
{
	struct sk_buff *skb = skb_peek(&batch->in);
	unsigned int encap_len = snt_encap_len(batch->encap);
	unsigned int mtu = snt_packet_cb(skb)->mtu;
	unsigned int len, padded;

	if (encap_len)
		snt_geneve_build(dst, batch->encap);
	dst += encap_len + SNT_DATA_HDR_LEN;
	if (skb_is_gso(skb)) {
		len = cut_segment(skb, batch->first + nr, dst);
	} else {
		len = cut_single(skb, dst);
		next_single(batch);
	}
	padded = snt_wire_padded_len(len, mtu);
	memset(dst + len, 0, padded - len);
	cb->bytes += len;
	cb->nr_data += !!len;
	return encap_len + SNT_DATA_OVERHEAD_LEN + padded;
}

static void cut_into(struct snt_batch *batch, struct sk_buff *out,
		     unsigned int done, unsigned int nr)
{
	struct snt_payload_cb *cb = snt_payload_cb(out);
	u8 *base = snt_gso_base(out);
	unsigned int i, len = 0;

	*cb = (struct snt_payload_cb){
		.counter = batch->counter + done,
		.nr = nr,
		.stride = batch->stride,
	};
	for (i = 0; i < nr; i++)
		len = cut_message(batch, done + i, base + i * batch->stride,
				  cb);
	snt_gso_finish(out, (nr - 1) * batch->stride + len);
	__skb_queue_tail(&batch->out, out);
}

/**
 * snt_batch_cut - copy the packets into buffers of equal strides
 * @batch: filled by snt_batch_take(), numbered
 *
 * Without memory for all messages in one buffer it takes smaller ones.
 *
 * Return: messages that were lost because not even one fitted.
 */
unsigned int snt_batch_cut(struct snt_batch *batch)
{
	unsigned int done = 0, lost = 0, limit = batch->nr;

	while (done < batch->nr) {
		unsigned int nr = min(limit, batch->nr - done);
		struct sk_buff *out = snt_gso_alloc(nr, batch->stride);

		if (likely(out)) {
			cut_into(batch, out, done, nr);
		} else if (nr > 1) {
			limit = nr / 2;
			continue;
		} else {
			if (!skb_is_gso(skb_peek(&batch->in)))
				next_single(batch);
			lost++;
		}
		done += nr;
	}
	return lost;
}

/**
 * snt_batch_start - set up the memory of batches
 *
 * Return: 0 or -ENOMEM.
 */
int snt_batch_start(void)
{
	batch_cache = KMEM_CACHE(snt_batch, 0);
	return batch_cache ? 0 : -ENOMEM;
}

/**
 * snt_batch_stop - undo snt_batch_start(); no batch is left
 */
void snt_batch_stop(void)
{
	kmem_cache_destroy(batch_cache);
	snt_gso_stop();
}
