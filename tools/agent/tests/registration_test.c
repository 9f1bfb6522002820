// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registrations and the choice between control planes, over simulated time.
 */
#include <kunit/test.h>

#include "failover.h"
#include "registration.h"

#define HOUR_MS		3600000ull

/* A registration with one user and a token that lasts an hour, at time 0. */
static void begin(struct snt_registration *r, enum snt_registration_step first)
{
	snt_registration_init(r, first);
	snt_registration_token(r, 1, HOUR_MS, 0);
	snt_registration_use(r, 0);
}

/* Ask for what is due and answer it. */
static enum snt_registration_step step(struct snt_registration *r,
				       enum snt_outcome outcome, uint64_t now)
{
	enum snt_registration_step asked = snt_registration_poll(r, now);

	if (asked != SNT_STEP_NONE)
		snt_registration_answer(r, outcome, 0, 0, now);
	return asked;
}

static void be_registered(struct snt_registration *r, uint64_t now)
{
	while (step(r, SNT_OUTCOME_GOOD, now) != SNT_STEP_NONE)
		;
}

static void steps_are_in_order(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_FIND);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_GOOD, 0), SNT_STEP_FIND);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_GOOD, 1), SNT_STEP_DATA_PLANE);
	KUNIT_EXPECT_FALSE(test, snt_registration_is_valid(&r, 1));
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_GOOD, 2), SNT_STEP_REGISTER);
	KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, 2));
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_DONE);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_GOOD, 3), SNT_STEP_NONE);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), HOUR_MS);
}

static void nothing_is_asked_without_a_user_or_a_token(struct kunit *test)
{
	struct snt_registration r;

	snt_registration_init(&r, SNT_STEP_DATA_PLANE);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 0), SNT_STEP_NONE);
	snt_registration_use(&r, 0);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_NO_TOKEN);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 0), SNT_STEP_NONE);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), UINT64_MAX);
	snt_registration_token(&r, 1, HOUR_MS, 5);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 5), SNT_STEP_DATA_PLANE);
}

static void many_tunnels_register_once(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	snt_registration_use(&r, 0);
	be_registered(&r, 0);
	snt_registration_use(&r, 1);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 1), SNT_STEP_NONE);
	snt_registration_drop(&r);
	snt_registration_drop(&r);
	KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, 1));
	snt_registration_drop(&r);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_IDLE);
	KUNIT_EXPECT_FALSE(test, snt_registration_is_valid(&r, 1));
	snt_registration_token(&r, 2, HOUR_MS, 2);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 2), SNT_STEP_NONE);
}

static void delays_grow_and_attempts_end(struct kunit *test)
{
	static const uint64_t at[] = { 0, 1000, 2200, 3640, 5368 };
	struct snt_registration r;
	unsigned int i;

	begin(&r, SNT_STEP_DATA_PLANE);
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), at[i]);
		KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_BAD, at[i]),
				SNT_STEP_DATA_PLANE);
	}
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_FAILED);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_BAD, 100000), SNT_STEP_NONE);
	snt_registration_restart(&r, 100000);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), 100000);
	r.state = SNT_REGISTRATION_FAILED;
	snt_registration_use(&r, 100001);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_GOOD, 100001),
			SNT_STEP_DATA_PLANE);
}

static void good_first_step_hides_no_bad_last_one(struct kunit *test)
{
	struct snt_registration r;
	unsigned int nr = 0;
	uint64_t now = 0;

	begin(&r, SNT_STEP_DATA_PLANE);
	while (r.state == SNT_REGISTRATION_WAITING) {
		KUNIT_ASSERT_LT(test, nr++, 6);
		now = snt_registration_deadline(&r);
		step(&r, SNT_OUTCOME_GOOD, now);
		KUNIT_ASSERT_EQ(test, step(&r, SNT_OUTCOME_BAD, now),
				SNT_STEP_REGISTER);
	}
	KUNIT_EXPECT_EQ(test, nr, 5);
	KUNIT_EXPECT_EQ(test, now, 5368);
}

static void who_was_registered_is_patient(struct kunit *test)
{
	struct snt_registration r;
	unsigned int nr = 0;
	uint64_t last = 0;

	begin(&r, SNT_STEP_DATA_PLANE);
	be_registered(&r, 0);
	snt_registration_token(&r, 2, 2 * HOUR_MS, 0);
	while (r.state == SNT_REGISTRATION_WAITING) {
		last = snt_registration_deadline(&r);
		KUNIT_ASSERT_EQ(test, step(&r, SNT_OUTCOME_BAD, last),
				SNT_STEP_REGISTER);
		nr++;
	}
	KUNIT_EXPECT_EQ(test, nr, 10);
	KUNIT_EXPECT_LT(test, last, 9 * 20000);
	KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, last));
}

static void retry_after_is_respected(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	snt_registration_poll(&r, 0);
	snt_registration_answer(&r, SNT_OUTCOME_BAD, 30000, 0, 0);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), 30000);
	/* whatever happens meanwhile */
	snt_registration_restart(&r, 10);
	snt_registration_token(&r, 2, HOUR_MS, 20);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 29999), SNT_STEP_NONE);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 30000),
			SNT_STEP_DATA_PLANE);
	/* but for an hour at most */
	snt_registration_answer(&r, SNT_OUTCOME_BAD, UINT32_MAX, 0, 30000);
	snt_registration_token_end(&r, UINT64_MAX);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), 30000 + HOUR_MS);
}

static void refused_token_is_not_used_again(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	KUNIT_EXPECT_EQ(test, step(&r, SNT_OUTCOME_REFUSED, 0),
			SNT_STEP_DATA_PLANE);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_REFUSED);
	snt_registration_restart(&r, 1);
	snt_registration_token(&r, 1, HOUR_MS, 2);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 10000), SNT_STEP_NONE);
	/* not by the next tunnel either */
	snt_registration_drop(&r);
	snt_registration_use(&r, 10000);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_REFUSED);
	snt_registration_token(&r, 2, 2 * HOUR_MS, 10001);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 10001),
			SNT_STEP_DATA_PLANE);
}

static void token_that_comes_meanwhile_is_used(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	step(&r, SNT_OUTCOME_GOOD, 0);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 1), SNT_STEP_REGISTER);
	snt_registration_token(&r, 2, 2 * HOUR_MS, 2);
	/* the old one is refused, which says nothing of the new one */
	snt_registration_answer(&r, SNT_OUTCOME_REFUSED, 0, 0, 3);
	KUNIT_EXPECT_NE(test, snt_registration_poll(&r, 3), SNT_STEP_NONE);
	KUNIT_EXPECT_EQ(test, r.asked_with, 2);
}

static void token_that_ends_is_not_used(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	be_registered(&r, 0);
	KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, HOUR_MS - 1));
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, HOUR_MS), SNT_STEP_NONE);
	KUNIT_EXPECT_FALSE(test, snt_registration_is_valid(&r, HOUR_MS));
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_NO_TOKEN);
	/* also when it ends while a request is out */
	begin(&r, SNT_STEP_DATA_PLANE);
	snt_registration_poll(&r, 0);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, HOUR_MS), SNT_STEP_NONE);
	snt_registration_answer(&r, SNT_OUTCOME_BAD, 0, 0, HOUR_MS);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_NO_TOKEN);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 2 * HOUR_MS),
			SNT_STEP_NONE);
}

static void end_of_the_token_may_be_corrected(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	be_registered(&r, 0);
	snt_registration_token_end(&r, 5000);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), 5000);
	KUNIT_EXPECT_FALSE(test, snt_registration_is_valid(&r, 5000));
}

static void dropped_while_asking_is_idle_afterwards(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_DATA_PLANE);
	snt_registration_poll(&r, 0);
	snt_registration_drop(&r);
	snt_registration_answer(&r, SNT_OUTCOME_GOOD, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, r.state, SNT_REGISTRATION_IDLE);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 2), SNT_STEP_NONE);
	snt_registration_use(&r, 3);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 3), SNT_STEP_DATA_PLANE);
}

static void change_of_address_asks_all_again(struct kunit *test)
{
	struct snt_registration r;

	begin(&r, SNT_STEP_FIND);
	be_registered(&r, 0);
	snt_registration_restart(&r, 10);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 10), SNT_STEP_FIND);
	/* and once more when it changes while a later step is asked */
	snt_registration_answer(&r, SNT_OUTCOME_GOOD, 0, 0, 11);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 11), SNT_STEP_DATA_PLANE);
	snt_registration_restart(&r, 12);
	snt_registration_answer(&r, SNT_OUTCOME_GOOD, 0, 0, 13);
	KUNIT_EXPECT_EQ(test, snt_registration_poll(&r, 13), SNT_STEP_FIND);
	KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, 13));
}

static void a_day_of_renewals_asks_once_an_hour(struct kunit *test)
{
	unsigned int hour, nr = 0;
	struct snt_registration r;
	uint64_t now = 0;

	begin(&r, SNT_STEP_DATA_PLANE);
	be_registered(&r, 0);
	for (hour = 1; hour <= 24; hour++) {
		now = hour * (HOUR_MS - 60000);
		KUNIT_EXPECT_TRUE(test, snt_registration_is_valid(&r, now));
		snt_registration_token(&r, hour + 1, now + HOUR_MS, now);
		while (step(&r, SNT_OUTCOME_GOOD, now) != SNT_STEP_NONE)
			nr++;
	}
	KUNIT_EXPECT_EQ(test, nr, 24);
	KUNIT_EXPECT_EQ(test, snt_registration_deadline(&r), now + HOUR_MS);
}

static void next_choice_is_used_when_one_fails(struct kunit *test)
{
	struct snt_failover f;

	snt_failover_init(&f, 3);
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 1));
	snt_failover_failed(&f, 0, 0, 1000);
	KUNIT_EXPECT_EQ(test, f.current, 1);
	snt_failover_failed(&f, 1, 0, 2000);
	KUNIT_EXPECT_EQ(test, f.current, 2);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 31000);
}

static void first_choice_is_gone_back_to(struct kunit *test)
{
	struct snt_failover f;

	snt_failover_init(&f, 2);
	snt_failover_failed(&f, 0, 0, 0);
	snt_failover_well(&f, 1);
	snt_failover_poll(&f, 29999);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 0));
	snt_failover_poll(&f, 30000);
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 0));
	/* the tunnels stay where they are until it is well */
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 1));
	KUNIT_EXPECT_EQ(test, f.current, 1);
	snt_failover_failed(&f, 0, 0, 40000);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 100000);
	snt_failover_poll(&f, 100000);
	snt_failover_well(&f, 0);
	KUNIT_EXPECT_EQ(test, f.current, 0);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 1));
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), UINT64_MAX);
}

static void silent_data_plane_is_gone_back_to_late(struct kunit *test)
{
	struct snt_failover f;

	snt_failover_init(&f, 2);
	snt_failover_well(&f, 0);
	snt_failover_is_silent(&f, 0, 0);
	KUNIT_EXPECT_EQ(test, f.current, 1);
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 600000);
	snt_failover_poll(&f, 600000);
	snt_failover_well(&f, 0);
	KUNIT_EXPECT_EQ(test, f.current, 0);
	/* it registers us, but is as silent as before */
	snt_failover_is_silent(&f, 0, 700000);
	KUNIT_EXPECT_EQ(test, f.current, 1);
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 700000 + 1200000);
	/* until it is heard */
	snt_failover_poll(&f, 1900000);
	snt_failover_well(&f, 0);
	snt_failover_proven(&f, 0);
	snt_failover_is_silent(&f, 0, 2000000);
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 2000000 + 600000);
}

static void all_that_fail_are_left_alone_for_a_while(struct kunit *test)
{
	struct snt_failover f;

	snt_failover_init(&f, 2);
	snt_failover_failed(&f, 0, 0, 0);
	snt_failover_failed(&f, 1, 0, 1000);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 1));
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), 30000);
	snt_failover_poll(&f, 30000);
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 1));
	/* an event lets them be tried at once */
	snt_failover_failed(&f, 0, 0, 30000);
	snt_failover_failed(&f, 1, 0, 31000);
	snt_failover_restart(&f);
	snt_failover_poll(&f, 31001);
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 0));
}

static void who_gives_up_tries_nothing_again(struct kunit *test)
{
	struct snt_failover f;

	snt_failover_init(&f, 2);
	f.gives_up = true;
	snt_failover_failed(&f, 0, 0, 0);
	KUNIT_EXPECT_TRUE(test, snt_failover_wants(&f, 1));
	snt_failover_failed(&f, 1, 0, 1000);
	KUNIT_EXPECT_EQ(test, snt_failover_deadline(&f), UINT64_MAX);
	snt_failover_poll(&f, 1000000);
	KUNIT_EXPECT_TRUE(test, f.is_resting);
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 0));
	KUNIT_EXPECT_FALSE(test, snt_failover_wants(&f, 1));
}

static struct kunit_case registration_cases[] = {
	KUNIT_CASE(steps_are_in_order),
	KUNIT_CASE(nothing_is_asked_without_a_user_or_a_token),
	KUNIT_CASE(many_tunnels_register_once),
	KUNIT_CASE(delays_grow_and_attempts_end),
	KUNIT_CASE(good_first_step_hides_no_bad_last_one),
	KUNIT_CASE(who_was_registered_is_patient),
	KUNIT_CASE(retry_after_is_respected),
	KUNIT_CASE(refused_token_is_not_used_again),
	KUNIT_CASE(token_that_comes_meanwhile_is_used),
	KUNIT_CASE(token_that_ends_is_not_used),
	KUNIT_CASE(end_of_the_token_may_be_corrected),
	KUNIT_CASE(dropped_while_asking_is_idle_afterwards),
	KUNIT_CASE(change_of_address_asks_all_again),
	KUNIT_CASE(a_day_of_renewals_asks_once_an_hour),
	{}
};

static struct kunit_suite registration_suite = {
	.name = "registration",
	.test_cases = registration_cases,
};

static struct kunit_case failover_cases[] = {
	KUNIT_CASE(next_choice_is_used_when_one_fails),
	KUNIT_CASE(first_choice_is_gone_back_to),
	KUNIT_CASE(silent_data_plane_is_gone_back_to_late),
	KUNIT_CASE(all_that_fail_are_left_alone_for_a_while),
	KUNIT_CASE(who_gives_up_tries_nothing_again),
	{}
};

static struct kunit_suite failover_suite = {
	.name = "failover",
	.test_cases = failover_cases,
};

kunit_test_suites(&registration_suite, &failover_suite);
