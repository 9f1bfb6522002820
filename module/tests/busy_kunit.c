// SPDX-License-Identifier: GPL-2.0-only
/* How busy a CPU is: by what it did, and by what it was given to do. */
#include <kunit/test.h>

#include "crypt/busy.h"

#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>

/* Longer than what one look is good for */
#define LOOK_MS		5
#define HALF_NS		2000000		/* of the time between two looks */

static unsigned int share_of_this(void)
{
	return snt_busy_share(smp_processor_id(), ktime_get_ns());
}

/* All of the time between two looks. */
static void spin(void)
{
	mdelay(LOOK_MS);
	share_of_this();
	mdelay(LOOK_MS);
}

static void who_never_stops_has_no_time(struct kunit *test)
{
	local_bh_disable();
	spin();
	KUNIT_EXPECT_GE(test, share_of_this(), SNT_BUSY_ALL * 7 / 8);
	KUNIT_EXPECT_LE(test, share_of_this(), SNT_BUSY_ALL);
	local_bh_enable();
}

static void work_to_come_counts_until_the_next_look(struct kunit *test)
{
	unsigned int before, after;
	u64 now_ns;

	local_bh_disable();
	spin();
	now_ns = ktime_get_ns();
	before = snt_busy_share(smp_processor_id(), now_ns);
	snt_busy_expect(smp_processor_id(), HALF_NS);
	after = snt_busy_share(smp_processor_id(), now_ns);
	KUNIT_EXPECT_EQ(test, after - before, SNT_BUSY_ALL / 2);
	spin();
	KUNIT_EXPECT_LE(test, share_of_this(), SNT_BUSY_ALL);
	local_bh_enable();
}

static struct kunit_case busy_cases[] = {
	KUNIT_CASE(who_never_stops_has_no_time),
	KUNIT_CASE(work_to_come_counts_until_the_next_look),
	{}
};

static struct kunit_suite busy_suite = {
	.name = "snaptun_busy",
	.test_cases = busy_cases,
};

kunit_test_suites(&busy_suite);
