// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cut: it makes what the stack would make, and of a packet whose headers,
 * lengths and offsets are anything it takes what is within, or refuses it.
 */
#include <kunit/test.h>

#include "data/cut.h"
#include "data/packet.h"
#include "cut_packet.h"

#include <linux/random.h>
#include <net/gso.h>

#define MAX_LEN		65475
#define CANARY		16
#define CANARY_BYTE	0xa5
#define NR_RANDOM	5000

static u16 header_len(struct sk_buff *skb)
{
	return skb_is_gso(skb) ? snt_packet_header_len(skb) : 0;
}

static int prepare(struct sk_buff *skb)
{
	const struct snt_packet_cb cb = {
		.mtu = 1420,
		.hdr_len = header_len(skb),
	};

	return snt_packet_prepare(skb, &cb, MAX_LEN);
}

/* What the stack makes of @skb, as one list; it leaves no sum to others. */
static struct sk_buff *by_the_stack(struct kunit *test, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_copy(skb, GFP_KERNEL), *segments = copy;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memset(copy->cb, 0, sizeof(copy->cb));
	skb_reset_mac_header(copy);
	if (!skb_is_gso(copy)) {
		KUNIT_ASSERT_EQ(test, 0, skb_checksum_help(copy));
		return copy;
	}
	segments = skb_gso_segment(copy, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(segments));
	consume_skb(copy);
	return segments;
}

static void expect_same(struct kunit *test, const struct shape *shape)
{
	struct sk_buff *skb = make(test, shape), *want, *next;
	u8 *seen = kunit_kzalloc(test, MAX_LEN, GFP_KERNEL);
	unsigned int nr = 0, len;

	KUNIT_ASSERT_NOT_NULL(test, seen);
	want = by_the_stack(test, skb);
	KUNIT_ASSERT_EQ(test, 0, prepare(skb));
	skb_list_walk_safe(want, want, next) {
		len = shape->gso_size ? snt_cut_segment(skb, nr, seen) :
					snt_cut_single(skb, seen);
		KUNIT_ASSERT_EQ(test, 0, skb_linearize(want));
		KUNIT_EXPECT_EQ(test, want->len, len);
		KUNIT_EXPECT_EQ_MSG(test, 0, memcmp(want->data, seen, want->len),
				    "message %u of %u bytes in %u, IPv%u %u",
				    nr, shape->size, shape->gso_size,
				    shape->version, shape->proto);
		consume_skb(want);
		nr++;
	}
	KUNIT_EXPECT_EQ(test, snt_packet_nr_messages(skb), nr);
	kunit_kfree(test, seen);
	consume_skb(skb);
}

static void cut_makes_what_the_stack_makes(struct kunit *test)
{
	static const u8 protos[] = { IPPROTO_UDP, IPPROTO_TCP };
	unsigned int i, round;

	for (i = 0; i < 4; i++) {
		for (round = 0; round < 50; round++) {
			struct shape shape = {
				.version = i % 2 ? 4 : 6,
				.proto = protos[i / 2],
				.size = 2 + get_random_u32() % 20000,
				.linear = get_random_u32() % 3000,
				.listed = round % 3 ? 0 :
					  get_random_u32() % 9000,
			};

			if (shape.proto == IPPROTO_TCP)
				shape.options = 4 * (get_random_u32() % 11);
			expect_same(test, &shape);
			shape.gso_size = 1 + shape.size / 400 +
					 get_random_u32() % (shape.size / 2);
			if (shape.gso_size < shape.size)
				expect_same(test, &shape);
		}
	}
}

/**
 * struct sum_case - a place for a sum in a packet of 100 bytes
 * @start: where it begins, from the packet's first byte
 * @offset: of the sum itself
 * @is_within: all of it is within the packet
 */
struct sum_case {
	int start;
	u16 offset;
	bool is_within;
};

static const struct sum_case sum_cases[] = {
	{ 0, 0, true },
	{ 0, 98, true },
	{ 98, 0, true },
	{ 20, 6, true },
	{ -1, 0, false },
	{ -12, 16, false },
	{ -HEADROOM, HEADROOM, false },
	{ 0, 99, false },
	{ 99, 0, false },
	{ 100, 0, false },
	{ 20, 79, false },
	{ 20, 65535, false },
	{ 65535 - HEADROOM, 65535, false },
};

static void sum_outside_the_packet_is_refused(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sum_cases); i++) {
		const struct sum_case *c = &sum_cases[i];
		struct sk_buff *skb = alloc_skb(HEADROOM + 100, GFP_KERNEL);
		u8 *dst = kunit_kzalloc(test, 100, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, skb);
		KUNIT_ASSERT_NOT_NULL(test, dst);
		skb_reserve(skb, HEADROOM);
		memset(skb_put(skb, 100), 0x45, 100);
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = HEADROOM + c->start;
		skb->csum_offset = c->offset;
		KUNIT_EXPECT_EQ_MSG(test, c->is_within ? 0 : -EINVAL,
				    prepare(skb), "sum from %d, at %u",
				    c->start, c->offset);
		if (c->is_within)
			KUNIT_EXPECT_EQ(test, 100, snt_cut_single(skb, dst));
		consume_skb(skb);
	}
}

static void too_many_segments_are_refused(struct kunit *test)
{
	struct shape shape = {
		.version = 4, .proto = IPPROTO_TCP,
		.size = SNT_PACKET_MESSAGES_MAX * 8, .gso_size = 8,
	};
	struct sk_buff *skb = make(test, &shape);

	KUNIT_EXPECT_EQ(test, 0, prepare(skb));
	KUNIT_EXPECT_EQ(test, SNT_PACKET_MESSAGES_MAX,
			snt_packet_nr_messages(skb));
	consume_skb(skb);
	shape.size++;
	skb = make(test, &shape);
	KUNIT_EXPECT_EQ(test, -E2BIG, prepare(skb));
	consume_skb(skb);
}

static void change_nothing(struct sk_buff *skb)
{
}

static void change_ihl(struct sk_buff *skb)
{
	ip_hdr(skb)->ihl = 4;
	skb->transport_header -= 4;
	skb->csum_start -= 4;
}

static void change_doff(struct sk_buff *skb)
{
	tcp_hdr(skb)->doff = 4;
}

static void change_doff_beyond(struct sk_buff *skb)
{
	tcp_hdr(skb)->doff = 15;
}

static void change_protocol(struct sk_buff *skb)
{
	ip_hdr(skb)->protocol = IPPROTO_UDP;
}

static void change_type(struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV6;
}

static void change_csum_start(struct sk_buff *skb)
{
	skb->csum_start++;
}

static void change_csum_offset(struct sk_buff *skb)
{
	skb->csum_offset = offsetof(struct udphdr, check);
}

static void change_transport(struct sk_buff *skb)
{
	skb->transport_header -= 40;
}

static void change_to_no_transport(struct sk_buff *skb)
{
	skb->transport_header = (typeof(skb->transport_header))~0U;
}

static void change_network(struct sk_buff *skb)
{
	skb->network_header -= 4;
}

static void change_summed(struct sk_buff *skb)
{
	skb->ip_summed = CHECKSUM_NONE;
}

static void change_to_frags(struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_size = GSO_BY_FRAGS;
}

static void change_len(struct sk_buff *skb)
{
	__skb_trim(skb, 40);
}

/**
 * struct change - how a GSO packet is made to disagree with itself
 * @name: what is changed
 * @apply: changes it
 * @can_cut: whether it can still be cut
 */
struct change {
	const char *name;
	void (*apply)(struct sk_buff *skb);
	bool can_cut;
};

static const struct change changes[] = {
	{ "nothing", change_nothing, true },
	{ "length of the IP header", change_ihl },
	{ "length of the TCP header", change_doff },
	{ "TCP header behind the end", change_doff_beyond },
	{ "protocol", change_protocol },
	{ "type", change_type },
	{ "where the sum begins", change_csum_start },
	{ "where the sum goes", change_csum_offset },
	{ "transport header in front", change_transport },
	{ "no transport header", change_to_no_transport },
	{ "network header in front", change_network },
	{ "sum is made", change_summed },
	{ "sizes by fragments", change_to_frags },
	{ "headers are all there is", change_len },
};

static void headers_that_disagree_are_not_cut(struct kunit *test)
{
	static const struct shape shape = {
		.version = 4, .proto = IPPROTO_TCP,
		.size = 30, .gso_size = 10, .linear = 30,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		struct sk_buff *skb = make(test, &shape);

		changes[i].apply(skb);
		KUNIT_EXPECT_EQ_MSG(test, changes[i].can_cut,
				    snt_packet_header_len(skb) > 0, "%s",
				    changes[i].name);
		KUNIT_EXPECT_EQ_MSG(test, changes[i].can_cut ? 0 : -EINVAL,
				    prepare(skb), "%s", changes[i].name);
		consume_skb(skb);
	}
}

/* One of a few values that bounds are made of, or any */
static u16 hostile(u16 around)
{
	switch (get_random_u32() % 8) {
	case 0:
		return get_random_u32();
	case 1:
		return around + get_random_u32() % 64 - 32;
	case 2:
		return get_random_u32() % 4 - 2;
	default:
		return around;
	}
}

static bool chance(unsigned int of)
{
	return !(get_random_u32() % of);
}

/* Some of what is said of a packet becomes anything; its memory stays true. */
static void spoil(struct sk_buff *skb)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);

	skb->transport_header = hostile(skb->transport_header);
	skb->csum_start = hostile(skb->csum_start);
	skb->csum_offset = hostile(skb->csum_offset);
	shinfo->gso_size = hostile(shinfo->gso_size);
	shinfo->gso_segs = hostile(shinfo->gso_segs);
	if (chance(8))
		skb->network_header = hostile(skb->network_header);
	if (chance(8))
		skb->ip_summed = get_random_u32() % 4;
	if (chance(8))
		shinfo->gso_type = get_random_u32() % (SKB_GSO_FRAGLIST << 1);
	if (chance(8))
		skb->data[get_random_u32() % skb_headlen(skb)] ^=
			get_random_u32();
	if (chance(8))
		skb_pull(skb, get_random_u32() % skb_headlen(skb));
	if (chance(8) && skb->len)
		pskb_trim(skb, get_random_u32() % skb->len);
}

/* Where padding ends is what routes and settings say: any, too. */
static int prepare_as_any(struct sk_buff *skb)
{
	const struct snt_packet_cb cb = {
		.mtu = hostile(1420),
		.encap = chance(2) ? SNT_ENCAP_GENEVE : SNT_ENCAP_NONE,
		.hdr_len = header_len(skb),
	};

	return snt_packet_prepare(skb, &cb, snt_packet_max_len(cb.encap));
}

/* Each message into memory of just its size, with a canary behind. */
static unsigned int cut_all(struct kunit *test, struct sk_buff *skb)
{
	const struct snt_packet_cb *cb = snt_packet_cb(skb);
	unsigned int room = cb->stride - SNT_DATA_OVERHEAD_LEN -
			    snt_encap_len(cb->encap);
	u8 *dst = kmalloc(room + CANARY, GFP_KERNEL);
	unsigned int nr = snt_packet_nr_messages(skb), i, len, payload = 0;

	KUNIT_ASSERT_NOT_NULL(test, dst);
	for (i = 0; i < nr; i++) {
		memset(dst + room, CANARY_BYTE, CANARY);
		len = cb->gso_size ? snt_cut_segment(skb, i, dst) :
				     snt_cut_single(skb, dst);
		KUNIT_EXPECT_LE(test, len, room);
		KUNIT_EXPECT_LE(test, snt_packet_padded_len(cb, len), room);
		KUNIT_EXPECT_NULL(test, memchr_inv(dst + room, CANARY_BYTE,
						   CANARY));
		payload += len - cb->hdr_len;
	}
	kfree(dst);
	KUNIT_EXPECT_LE(test, nr, SNT_PACKET_MESSAGES_MAX);
	KUNIT_EXPECT_EQ(test, skb->len - cb->hdr_len, payload);
	return nr;
}

static void any_geometry_stays_within(struct kunit *test)
{
	unsigned int i, nr_taken = 0, nr_messages = 0;

	for (i = 0; i < NR_RANDOM; i++) {
		struct shape shape = {
			.version = chance(2) ? 4 : 6,
			.proto = chance(2) ? IPPROTO_UDP : IPPROTO_TCP,
			.size = get_random_u32() % (chance(8) ? 40000 : 400),
			.linear = get_random_u32() % 400,
			.listed = chance(4) ? get_random_u32() % 20000 : 0,
		};
		struct sk_buff *skb;

		if (shape.proto == IPPROTO_TCP)
			shape.options = 4 * (get_random_u32() % 11);
		if (chance(2))
			shape.gso_size = 1 + get_random_u32() % 1400;
		skb = make(test, &shape);
		spoil(skb);
		if (!prepare_as_any(skb)) {
			nr_messages += cut_all(test, skb);
			nr_taken++;
		}
		consume_skb(skb);
	}
	/* Both ways are gone, or nothing was tested. */
	KUNIT_EXPECT_GT(test, nr_taken, NR_RANDOM / 20);
	KUNIT_EXPECT_LT(test, nr_taken, NR_RANDOM - NR_RANDOM / 20);
	KUNIT_EXPECT_GT(test, nr_messages, nr_taken);
}

static struct kunit_case cut_cases[] = {
	KUNIT_CASE(cut_makes_what_the_stack_makes),
	KUNIT_CASE(sum_outside_the_packet_is_refused),
	KUNIT_CASE(too_many_segments_are_refused),
	KUNIT_CASE(headers_that_disagree_are_not_cut),
	KUNIT_CASE(any_geometry_stays_within),
	{}
};

static struct kunit_suite cut_suite = {
	.name = "snaptun_cut",
	.test_cases = cut_cases,
};

kunit_test_suites(&cut_suite);
