// SPDX-License-Identifier: GPL-2.0-only
/* Pairs of ISD-AS in a table that grows up to its end. */
#include <kunit/test.h>

#include "core/ia_pairs.h"

#define HERE	0x0001ff0000000110ULL
#define THERE	0x0002ff0000000210ULL

/* As who counts packets does; one of 100 bytes */
static void count(struct kunit *test, struct snt_ia_pairs *table, u64 src_ia,
		  u64 dst_ia)
{
	struct snt_traffic *traffic = snt_ia_pairs_find(table, src_ia, dst_ia);
	u16 max = snt_ia_pairs_next_max(table);

	if (!traffic && max) {
		struct snt_ia_pair *room = kunit_kzalloc(test,
							 max * sizeof(*room),
							 GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, room);
		snt_ia_pairs_grow(table, room, max);
		traffic = snt_ia_pairs_find(table, src_ia, dst_ia);
		KUNIT_ASSERT_NOT_NULL(test, traffic);
	}
	if (!traffic)
		traffic = &table->other;
	traffic->packets++;
	traffic->bytes += 100;
}

static void both_ways_are_two_pairs(struct kunit *test)
{
	struct snt_ia_pairs table = {};
	unsigned int i;

	for (i = 0; i < 3; i++)
		count(test, &table, HERE, THERE);
	count(test, &table, THERE, HERE);
	KUNIT_EXPECT_EQ(test, 2, table.nr);
	KUNIT_EXPECT_EQ(test, HERE, table.pairs[0].src_ia);
	KUNIT_EXPECT_EQ(test, THERE, table.pairs[0].dst_ia);
	KUNIT_EXPECT_EQ(test, 3, table.pairs[0].traffic.packets);
	KUNIT_EXPECT_EQ(test, 300, table.pairs[0].traffic.bytes);
	KUNIT_EXPECT_EQ(test, THERE, table.pairs[1].src_ia);
	KUNIT_EXPECT_EQ(test, 1, table.pairs[1].traffic.packets);
}

static void a_pair_of_zeros_is_one(struct kunit *test)
{
	struct snt_ia_pairs table = {};

	KUNIT_EXPECT_NULL(test, snt_ia_pairs_find(&table, 0, 0));
	count(test, &table, 0, 0);
	KUNIT_EXPECT_EQ(test, 1, table.nr);
	KUNIT_EXPECT_EQ(test, 1, table.pairs[0].traffic.packets);
}

static void growing_keeps_what_was_counted(struct kunit *test)
{
	struct snt_ia_pairs table = {};
	u64 ia, round;

	for (round = 0; round < 3; round++) {
		for (ia = 0; ia < SNT_IA_PAIRS_MAX; ia++)
			count(test, &table, ia, THERE);
	}
	KUNIT_EXPECT_EQ(test, SNT_IA_PAIRS_MAX, table.nr);
	KUNIT_EXPECT_EQ(test, SNT_IA_PAIRS_MAX, table.max);
	for (ia = 0; ia < SNT_IA_PAIRS_MAX; ia++) {
		KUNIT_EXPECT_EQ(test, ia, table.pairs[ia].src_ia);
		KUNIT_EXPECT_EQ(test, 3, table.pairs[ia].traffic.packets);
	}
	KUNIT_EXPECT_EQ(test, 0, table.other.packets);
}

static void it_starts_small(struct kunit *test)
{
	struct snt_ia_pairs table = {};

	count(test, &table, HERE, THERE);
	KUNIT_EXPECT_EQ(test, SNT_IA_PAIRS_FIRST, table.max);
}

/* Whatever comes then, each packet is counted once. */
static void what_has_no_room_is_counted_together(struct kunit *test)
{
	u64 ia, sum = 0;
	struct snt_ia_pairs table = {};
	unsigned int i;

	for (ia = 0; ia < 1000; ia++)
		count(test, &table, ia, THERE);
	count(test, &table, 5, THERE);
	KUNIT_EXPECT_EQ(test, SNT_IA_PAIRS_MAX, table.nr);
	KUNIT_EXPECT_EQ(test, 2, table.pairs[5].traffic.packets);
	KUNIT_EXPECT_EQ(test, 1000 - SNT_IA_PAIRS_MAX, table.other.packets);
	for (i = 0; i < table.nr; i++)
		sum += table.pairs[i].traffic.bytes;
	KUNIT_EXPECT_EQ(test, 100100, sum + table.other.bytes);
}

static struct kunit_case ia_pairs_cases[] = {
	KUNIT_CASE(both_ways_are_two_pairs),
	KUNIT_CASE(a_pair_of_zeros_is_one),
	KUNIT_CASE(growing_keeps_what_was_counted),
	KUNIT_CASE(it_starts_small),
	KUNIT_CASE(what_has_no_room_is_counted_together),
	{}
};

static struct kunit_suite ia_pairs_suite = {
	.name = "snaptun_ia_pairs",
	.test_cases = ia_pairs_cases,
};

kunit_test_suites(&ia_pairs_suite);
