// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of a session, one step before and at each of them.
 */
#include <kunit/test.h>

#include "core/session.h"

#define BIRTH_NS	(1000 * SNT_NSEC_PER_SEC)
#define AT(s)		(BIRTH_NS + (s) * SNT_NSEC_PER_SEC)
#define REJECT_AFTER	(0ULL - (1 << 13) - 1)

static const struct snt_session_state initiator = {
	.birth_ns = BIRTH_NS,
	.is_initiator = true,
};

static const struct snt_session_state responder = {
	.birth_ns = BIRTH_NS,
};

static void session_ends_after_180_seconds(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, snt_session_may_send(BIRTH_NS, AT(0), 0));
	KUNIT_EXPECT_TRUE(test, snt_session_may_send(BIRTH_NS, AT(180) - 1, 0));
	KUNIT_EXPECT_FALSE(test, snt_session_may_send(BIRTH_NS, AT(180), 0));
	KUNIT_EXPECT_TRUE(test,
			  snt_session_may_receive(BIRTH_NS, AT(180) - 1, 0));
	KUNIT_EXPECT_FALSE(test, snt_session_may_receive(BIRTH_NS, AT(180), 0));
}

static void session_ends_before_its_counter_does(struct kunit *test)
{
	u64 last = REJECT_AFTER - 1;

	KUNIT_EXPECT_TRUE(test, snt_session_may_send(BIRTH_NS, AT(1), last));
	KUNIT_EXPECT_FALSE(test,
			   snt_session_may_send(BIRTH_NS, AT(1), last + 1));
	KUNIT_EXPECT_FALSE(test, snt_session_may_send(BIRTH_NS, AT(1), U64_MAX));
	KUNIT_EXPECT_TRUE(test, snt_session_may_receive(BIRTH_NS, AT(1), last));
	KUNIT_EXPECT_FALSE(test,
			   snt_session_may_receive(BIRTH_NS, AT(1), last + 1));
}

static void clock_read_before_birth_does_no_harm(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, snt_session_may_send(BIRTH_NS, BIRTH_NS - 1, 0));
	KUNIT_EXPECT_TRUE(test,
			  snt_session_may_receive(BIRTH_NS, BIRTH_NS - 1, 0));
	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_send(&initiator,
								BIRTH_NS - 1,
								0));
	KUNIT_EXPECT_FALSE(test,
			   snt_session_must_rekey_on_receive(&initiator,
							     BIRTH_NS - 1));
}

static void initiator_rekeys_after_120_seconds_of_sending(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_send(&initiator,
								AT(120) - 1,
								0));
	KUNIT_EXPECT_TRUE(test, snt_session_must_rekey_on_send(&initiator,
							       AT(120), 0));
	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_send(&responder,
								AT(179), 0));
}

static void both_rekey_after_2_to_60_messages(struct kunit *test)
{
	u64 limit = 1ULL << 60;

	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_send(&initiator,
								AT(1),
								limit - 1));
	KUNIT_EXPECT_TRUE(test, snt_session_must_rekey_on_send(&initiator,
							       AT(1), limit));
	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_send(&responder,
								AT(1),
								limit - 1));
	KUNIT_EXPECT_TRUE(test, snt_session_must_rekey_on_send(&responder,
							       AT(1), limit));
}

static void listening_initiator_rekeys_after_165_seconds(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test,
			   snt_session_must_rekey_on_receive(&initiator,
							     AT(165) - 1));
	KUNIT_EXPECT_TRUE(test, snt_session_must_rekey_on_receive(&initiator,
								  AT(165)));
	KUNIT_EXPECT_FALSE(test, snt_session_must_rekey_on_receive(&responder,
								   AT(179)));
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(session_ends_after_180_seconds),
	KUNIT_CASE(session_ends_before_its_counter_does),
	KUNIT_CASE(clock_read_before_birth_does_no_harm),
	KUNIT_CASE(initiator_rekeys_after_120_seconds_of_sending),
	KUNIT_CASE(both_rekey_after_2_to_60_messages),
	KUNIT_CASE(listening_initiator_rekeys_after_165_seconds),
	{}
};

static struct kunit_suite session_suite = {
	.name = "snaptun_session",
	.test_cases = session_cases,
};

kunit_test_suites(&session_suite);
