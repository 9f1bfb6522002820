// SPDX-License-Identifier: GPL-2.0-only
/* Attempts and pauses of a client whose gateway does not answer. */
#include <kunit/test.h>

#include "core/recovery.h"

#define SECOND		SNT_NSEC_PER_SEC
#define ATTEMPT_NS	(90 * SECOND)
#define LIMIT_NS	(600 * SECOND)

static void one_attempt_at_a_time(struct kunit *test)
{
	struct snt_recovery r;

	snt_recovery_reset(&r);
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_CALM, r.phase);
	KUNIT_EXPECT_TRUE(test, snt_recovery_want(&r, SECOND));
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_TRYING, r.phase);
	KUNIT_EXPECT_FALSE(test, snt_recovery_want(&r, 2 * SECOND));
	snt_recovery_reset(&r);
	KUNIT_EXPECT_TRUE(test, snt_recovery_want(&r, 3 * SECOND));
}

/* A renewal is no reason to doubt a session; what was given up once is. */
static void session_is_in_doubt_without_an_answer(struct kunit *test)
{
	struct snt_recovery r;

	snt_recovery_reset(&r);
	snt_recovery_want(&r, SECOND);
	KUNIT_EXPECT_FALSE(test, r.is_doubtful);
	snt_recovery_give_up(&r, SECOND + ATTEMPT_NS, LIMIT_NS, 0);
	KUNIT_EXPECT_TRUE(test, r.is_doubtful);
	KUNIT_EXPECT_TRUE(test, snt_recovery_expire(&r, r.due_ns, LIMIT_NS));
	KUNIT_EXPECT_TRUE(test, r.is_doubtful);
	snt_recovery_reset(&r);
	KUNIT_EXPECT_FALSE(test, r.is_doubtful);
	snt_recovery_restart(&r, SECOND, SECOND);
	KUNIT_EXPECT_TRUE(test, r.is_doubtful);
	KUNIT_EXPECT_FALSE(test, snt_recovery_want(&r, 2 * SECOND));
	KUNIT_EXPECT_TRUE(test, r.is_doubtful);
}

/* 5 s, and a third more each time, up to 180 s; each a little longer than it
 * has to be.
 */
static void pauses_grow(struct kunit *test)
{
	static const u64 pauses_ms[] = {
		5000, 6500, 8450, 10985, 14280, 18564, 24134, 31374, 40786,
		53022, 68929, 89608, 116490, 151437, 180000, 180000,
	};
	u64 now_ns = SECOND, pause_ns;
	struct snt_recovery r;
	unsigned int i;

	snt_recovery_reset(&r);
	KUNIT_EXPECT_TRUE(test, snt_recovery_want(&r, now_ns));
	for (i = 0; i < ARRAY_SIZE(pauses_ms); i++) {
		now_ns += ATTEMPT_NS;
		snt_recovery_give_up(&r, now_ns, 0, 7);
		KUNIT_EXPECT_EQ(test, SNT_RECOVERY_WAITING, r.phase);
		pause_ns = r.due_ns - now_ns - 7;
		KUNIT_EXPECT_EQ(test, pauses_ms[i],
				pause_ns / SNT_NSEC_PER_MSEC);
		KUNIT_EXPECT_FALSE(test, snt_recovery_want(&r, now_ns));
		KUNIT_EXPECT_FALSE(test, snt_recovery_expire(&r, r.due_ns - 1,
							     0));
		now_ns = r.due_ns;
		KUNIT_EXPECT_TRUE(test, snt_recovery_expire(&r, now_ns, 0));
		KUNIT_EXPECT_EQ(test, SNT_RECOVERY_TRYING, r.phase);
	}
}

static u64 fail(struct kunit *test, struct snt_recovery *r, u64 now_ns)
{
	unsigned int i;

	for (i = 0; i < 100 && r->phase != SNT_RECOVERY_FAILED; i++) {
		now_ns += ATTEMPT_NS;
		snt_recovery_give_up(r, now_ns, LIMIT_NS, 0);
		if (r->phase != SNT_RECOVERY_WAITING)
			break;
		now_ns = r->due_ns;
		snt_recovery_expire(r, now_ns, LIMIT_NS);
	}
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_FAILED, r->phase);
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_NEVER, r->due_ns);
	return now_ns;
}

static void it_gives_up_after_the_limit(struct kunit *test)
{
	struct snt_recovery r;
	u64 now_ns;

	snt_recovery_reset(&r);
	snt_recovery_want(&r, SECOND);
	now_ns = fail(test, &r, SECOND);
	KUNIT_EXPECT_GE(test, now_ns, SECOND + LIMIT_NS);
	KUNIT_EXPECT_LT(test, now_ns, SECOND + LIMIT_NS + ATTEMPT_NS);
}

static void a_pause_does_not_outlast_the_limit(struct kunit *test)
{
	u64 limit_ns = ATTEMPT_NS + SECOND;
	struct snt_recovery r;

	snt_recovery_reset(&r);
	snt_recovery_want(&r, SECOND);
	snt_recovery_give_up(&r, SECOND + ATTEMPT_NS, limit_ns, 0);
	KUNIT_EXPECT_EQ(test, SECOND + limit_ns, r.due_ns);
	KUNIT_EXPECT_FALSE(test, snt_recovery_expire(&r, r.due_ns, limit_ns));
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_FAILED, r.phase);
}

static void who_wants_a_session_begins_anew(struct kunit *test)
{
	struct snt_recovery r;
	u64 now_ns;

	snt_recovery_reset(&r);
	snt_recovery_want(&r, SECOND);
	now_ns = fail(test, &r, SECOND);
	KUNIT_EXPECT_TRUE(test, snt_recovery_want(&r, now_ns));
	snt_recovery_give_up(&r, now_ns + ATTEMPT_NS, LIMIT_NS, 0);
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_WAITING, r.phase);
	KUNIT_EXPECT_EQ(test, now_ns + ATTEMPT_NS + 5 * SECOND, r.due_ns);
}

static void a_change_of_the_network_ends_a_pause(struct kunit *test)
{
	struct snt_recovery r;

	snt_recovery_reset(&r);
	snt_recovery_want(&r, SECOND);
	snt_recovery_give_up(&r, SECOND + ATTEMPT_NS, 0, 0);
	KUNIT_EXPECT_TRUE(test, snt_recovery_restart(&r, 2 * ATTEMPT_NS, 0));
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_TRYING, r.phase);
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_NEVER, r.due_ns);
	KUNIT_EXPECT_FALSE(test, snt_recovery_expire(&r, U64_MAX - 1, 0));
}

static void turn_that_is_to_come_is_waited_for(struct kunit *test)
{
	struct snt_recovery r;

	snt_recovery_reset(&r);
	KUNIT_EXPECT_FALSE(test, snt_recovery_restart(&r, SECOND, 3 * SECOND));
	KUNIT_EXPECT_FALSE(test, snt_recovery_want(&r, 2 * SECOND));
	KUNIT_EXPECT_FALSE(test, snt_recovery_expire(&r, 3 * SECOND - 1,
						     SECOND));
	KUNIT_EXPECT_TRUE(test, snt_recovery_expire(&r, 3 * SECOND, SECOND));
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_TRYING, r.phase);
	snt_recovery_give_up(&r, 3 * SECOND, LIMIT_NS, 0);
	KUNIT_EXPECT_EQ(test, 3 * SECOND + SNT_PAUSE_MIN_NS, r.due_ns);
}

static void what_was_not_tried_is_not_given_up(struct kunit *test)
{
	struct snt_recovery r;

	snt_recovery_reset(&r);
	snt_recovery_give_up(&r, SECOND, LIMIT_NS, 0);
	KUNIT_EXPECT_EQ(test, SNT_RECOVERY_CALM, r.phase);
}

static struct kunit_case recovery_cases[] = {
	KUNIT_CASE(one_attempt_at_a_time),
	KUNIT_CASE(session_is_in_doubt_without_an_answer),
	KUNIT_CASE(pauses_grow),
	KUNIT_CASE(it_gives_up_after_the_limit),
	KUNIT_CASE(a_pause_does_not_outlast_the_limit),
	KUNIT_CASE(who_wants_a_session_begins_anew),
	KUNIT_CASE(a_change_of_the_network_ends_a_pause),
	KUNIT_CASE(turn_that_is_to_come_is_waited_for),
	KUNIT_CASE(what_was_not_tried_is_not_given_up),
	{}
};

static struct kunit_suite recovery_suite = {
	.name = "snaptun_recovery",
	.test_cases = recovery_cases,
};

kunit_test_suites(&recovery_suite);
