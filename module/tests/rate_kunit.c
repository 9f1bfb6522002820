// SPDX-License-Identifier: GPL-2.0-only
/* Rates of bytes, on a clock of our own. */
#include <kunit/test.h>

#include "core/limits.h"
#include "core/rate.h"

#define START_NS	1000000000ULL
#define PACKET		1250U

static const u64 rates_bps[] = {
	SNT_RATE_MIN_BPS, 56000, 1000000, 10000000, 123456789, 10000000000,
	400000000000, SNT_RATE_MAX_BPS,
};

/* What passes when as much comes as can, from when all of it is there */
static u64 bits_in(u64 bps, u64 time_ns, u64 step_ns)
{
	struct snt_bucket bucket = {};
	struct snt_rate rate;
	u64 bits = 0, ns;

	snt_rate_set(&rate, bps);
	for (ns = 0; ns <= time_ns; ns += step_ns) {
		while (snt_rate_take(&rate, &bucket, PACKET, START_NS + ns))
			bits += 8 * PACKET;
	}
	return bits;
}

static u64 burst_bits(u64 bps)
{
	u64 bits = bps / 10;

	return bits > 8 * SNT_RATE_BURST_BYTES ? bits :
						 8 * SNT_RATE_BURST_BYTES;
}

/* To a thousandth, and one packet */
static void expect_about(struct kunit *test, u64 expected, u64 bits)
{
	KUNIT_EXPECT_GE(test, bits + expected / 1000 + 8 * PACKET, expected);
	KUNIT_EXPECT_LE(test, bits, expected + expected / 1000 + 8 * PACKET);
}

static void a_burst_passes_at_once(struct kunit *test)
{
	unsigned int i;

	/* The rest would be millions of packets. */
	for (i = 0; i < 6; i++)
		expect_about(test, burst_bits(rates_bps[i]),
			     bits_in(rates_bps[i], 0, 1));
}

/* Ten seconds for the slow ones, fewer packets of the fast ones */
static void in_the_long_run_the_rate_holds(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 5; i++) {
		u64 bps = rates_bps[i];
		u64 ns = 10 * SNT_NSEC_PER_SEC;

		expect_about(test, burst_bits(bps) + 10 * bps,
			     bits_in(bps, ns, ns / 1000));
	}
}

static void fast_rates_are_exact(struct kunit *test)
{
	struct snt_bucket bucket = {};
	struct snt_rate rate;
	unsigned int i, k;

	for (i = 5; i < ARRAY_SIZE(rates_bps); i++) {
		bucket.full_ns = START_NS;
		snt_rate_set(&rate, rates_bps[i]);
		for (k = 0; k < 1000; k++)
			KUNIT_EXPECT_TRUE(test, snt_rate_take(&rate, &bucket,
							      65536, START_NS));
		expect_about(test, 1000ULL * 65536 * 8,
			     div64_u64((bucket.full_ns - START_NS) *
				       (rates_bps[i] / 1000000), 1000));
	}
}

static void the_largest_packet_passes_at_any_rate(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rates_bps); i++) {
		struct snt_bucket bucket = {};
		struct snt_rate rate;

		snt_rate_set(&rate, rates_bps[i]);
		KUNIT_EXPECT_TRUE(test, snt_rate_take(&rate, &bucket,
						      SNT_RATE_BURST_BYTES,
						      START_NS));
	}
}

static void what_is_refused_takes_nothing(struct kunit *test)
{
	struct snt_bucket bucket = {};
	struct snt_rate rate;
	u64 full_ns;

	snt_rate_set(&rate, SNT_RATE_MIN_BPS);
	KUNIT_EXPECT_TRUE(test, snt_rate_take(&rate, &bucket,
					      SNT_RATE_BURST_BYTES, START_NS));
	full_ns = bucket.full_ns;
	KUNIT_EXPECT_FALSE(test, snt_rate_take(&rate, &bucket, 100, START_NS));
	KUNIT_EXPECT_EQ(test, full_ns, bucket.full_ns);
	/* A hundred bytes come back in a tenth of a second. */
	KUNIT_EXPECT_FALSE(test, snt_rate_take(&rate, &bucket, 100,
					       START_NS + 99000000));
	KUNIT_EXPECT_TRUE(test, snt_rate_take(&rate, &bucket, 100,
					      START_NS + 100000001));
}

static struct kunit_case rate_cases[] = {
	KUNIT_CASE(a_burst_passes_at_once),
	KUNIT_CASE(in_the_long_run_the_rate_holds),
	KUNIT_CASE(fast_rates_are_exact),
	KUNIT_CASE(the_largest_packet_passes_at_any_rate),
	KUNIT_CASE(what_is_refused_takes_nothing),
	{}
};

static struct kunit_suite rate_suite = {
	.name = "snaptun_rate",
	.test_cases = rate_cases,
};

kunit_test_suites(&rate_suite);
