// SPDX-License-Identifier: GPL-2.0-only
/* Quotas: how far used, and when that is news. */
#include <kunit/test.h>

#include "core/quota.h"

static void without_a_limit_nothing_is_used(struct kunit *test)
{
	struct snt_quota quota = {};
	enum snt_quota_stage stage;

	KUNIT_EXPECT_FALSE(test, snt_quota_charge(&quota, U64_MAX, &stage));
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_OPEN, stage);
	KUNIT_EXPECT_EQ(test, 0, quota.used);
}

static enum snt_quota_stage stage_after(unsigned int hundredths)
{
	if (hundredths >= 100)
		return SNT_QUOTA_USED_UP;
	return hundredths >= 80 ? SNT_QUOTA_NEAR : SNT_QUOTA_OPEN;
}

static void each_stage_is_news_once(struct kunit *test)
{
	struct snt_quota quota = { .limit = 1000 };
	enum snt_quota_stage stage;
	unsigned int i;

	for (i = 1; i <= 200; i++) {
		bool is_news = snt_quota_charge(&quota, 10, &stage);

		KUNIT_EXPECT_EQ(test, i == 80 || i == 100, is_news);
		KUNIT_EXPECT_EQ(test, stage_after(i), stage);
	}
	KUNIT_EXPECT_EQ(test, 2000, quota.used);
}

static void one_charge_may_use_all_of_it(struct kunit *test)
{
	struct snt_quota quota = { .limit = 1000 };
	enum snt_quota_stage stage;

	KUNIT_EXPECT_TRUE(test, snt_quota_charge(&quota, 5000, &stage));
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_USED_UP, stage);
}

static void a_higher_limit_opens_it_again(struct kunit *test)
{
	struct snt_quota quota = { .limit = 1000, .used = 1000 };
	enum snt_quota_stage stage;

	quota.limit = 2000;
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_OPEN, snt_quota_stage(&quota));
	KUNIT_EXPECT_TRUE(test, snt_quota_charge(&quota, 600, &stage));
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_NEAR, stage);
}

static void limits_at_both_ends(struct kunit *test)
{
	struct snt_quota least = { .limit = 1 };
	struct snt_quota most = { .limit = U64_MAX, .used = U64_MAX - 1 };
	enum snt_quota_stage stage;

	KUNIT_EXPECT_EQ(test, SNT_QUOTA_OPEN, snt_quota_stage(&least));
	KUNIT_EXPECT_TRUE(test, snt_quota_charge(&least, 1, &stage));
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_USED_UP, stage);
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_NEAR, snt_quota_stage(&most));
	KUNIT_EXPECT_TRUE(test, snt_quota_charge(&most, 100, &stage));
	KUNIT_EXPECT_EQ(test, SNT_QUOTA_USED_UP, stage);
	KUNIT_EXPECT_EQ(test, U64_MAX, most.used);
}

static struct kunit_case quota_cases[] = {
	KUNIT_CASE(without_a_limit_nothing_is_used),
	KUNIT_CASE(each_stage_is_news_once),
	KUNIT_CASE(one_charge_may_use_all_of_it),
	KUNIT_CASE(a_higher_limit_opens_it_again),
	KUNIT_CASE(limits_at_both_ends),
	{}
};

static struct kunit_suite quota_suite = {
	.name = "snaptun_quota",
	.test_cases = quota_cases,
};

kunit_test_suites(&quota_suite);
