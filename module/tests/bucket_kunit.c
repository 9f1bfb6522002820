// SPDX-License-Identifier: GPL-2.0-only
/* Allowances on a clock of our own. */
#include <kunit/test.h>

#include "core/bucket.h"

#define START_NS	1000000000ULL

static const struct snt_bucket_rate rate = { .cost_ns = 100, .burst = 3 };

static void the_whole_allowance_may_be_taken_at_once(struct kunit *test)
{
	struct snt_bucket bucket = {};
	unsigned int i;

	for (i = 0; i < rate.burst; i++)
		KUNIT_EXPECT_TRUE(test, snt_bucket_take(&bucket, &rate,
							START_NS));
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_FALSE(test, snt_bucket_take(&bucket, &rate,
							 START_NS));
	KUNIT_EXPECT_EQ(test, START_NS + 300, bucket.full_ns);
}

static void it_comes_back_one_by_one(struct kunit *test)
{
	struct snt_bucket bucket = { .full_ns = START_NS + 300 };

	KUNIT_EXPECT_FALSE(test, snt_bucket_take(&bucket, &rate,
						 START_NS + 99));
	KUNIT_EXPECT_TRUE(test, snt_bucket_take(&bucket, &rate,
						START_NS + 100));
	KUNIT_EXPECT_FALSE(test, snt_bucket_take(&bucket, &rate,
						 START_NS + 199));
	KUNIT_EXPECT_TRUE(test, snt_bucket_take(&bucket, &rate,
						START_NS + 200));
}

static void there_is_never_more_than_all_of_it(struct kunit *test)
{
	struct snt_bucket bucket = { .full_ns = START_NS };
	u64 later_ns = START_NS * 3600;
	unsigned int i;

	for (i = 0; i < rate.burst; i++)
		KUNIT_EXPECT_TRUE(test, snt_bucket_take(&bucket, &rate,
							later_ns));
	KUNIT_EXPECT_FALSE(test, snt_bucket_take(&bucket, &rate, later_ns));
}

/* As many as the rate says, however often it is tried. */
static void in_the_long_run_the_rate_holds(struct kunit *test)
{
	struct snt_bucket bucket = {};
	unsigned int taken = 0;
	u64 ns;

	for (ns = 0; ns < 1000 * rate.cost_ns; ns += 7)
		taken += snt_bucket_take(&bucket, &rate, START_NS + ns);
	KUNIT_EXPECT_EQ(test, 1000 + rate.burst - 1, taken);
}

static struct kunit_case bucket_cases[] = {
	KUNIT_CASE(the_whole_allowance_may_be_taken_at_once),
	KUNIT_CASE(it_comes_back_one_by_one),
	KUNIT_CASE(there_is_never_more_than_all_of_it),
	KUNIT_CASE(in_the_long_run_the_rate_holds),
	{}
};

static struct kunit_suite bucket_suite = {
	.name = "snaptun_bucket",
	.test_cases = bucket_cases,
};

kunit_test_suites(&bucket_suite);
