// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timers, each one by itself.
 */
#include <kunit/test.h>

#include "core/schedule.h"

#define S		SNT_NSEC_PER_SEC
#define JITTER_NS	((u32)(333 * SNT_NSEC_PER_MSEC))
#define NEVER		SNT_SCHEDULE_NEVER

static void begin(struct snt_schedule *s, enum snt_wire_mode mode)
{
	snt_schedule_init(s, mode);
	snt_schedule_event(s, SNT_EVENT_START, 0, 0);
}

static u64 event(struct snt_schedule *s, enum snt_schedule_event ev, u64 now_ns)
{
	return snt_schedule_event(s, ev, now_ns, 0);
}

/* Expect @actions at @at_ns, and nothing a moment before. */
static void expect_at(struct kunit *test, struct snt_schedule *s, u64 at_ns,
		      u32 actions)
{
	KUNIT_EXPECT_EQ(test, at_ns, snt_schedule_next(s));
	KUNIT_EXPECT_EQ(test, 0U, snt_schedule_expire(s, at_ns - 1, 0));
	KUNIT_EXPECT_EQ(test, actions, snt_schedule_expire(s, at_ns, 0));
}

static void idle_tunnel_has_no_deadline(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	KUNIT_EXPECT_EQ(test, 0U, snt_schedule_expire(&s, U64_MAX - 1, 0));
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&s));
}

static void initiation_is_repeated_after_5_seconds(struct kunit *test)
{
	struct snt_schedule s;
	u64 set_ns;

	begin(&s, SNT_MODE_SNAP);
	set_ns = snt_schedule_event(&s, SNT_EVENT_INITIATION_SENT, 100 * S,
				    JITTER_NS);
	KUNIT_EXPECT_EQ(test, 105 * S + JITTER_NS, set_ns);
	KUNIT_EXPECT_TRUE(test, snt_schedule_is_handshaking(&s));
	expect_at(test, &s, 105 * S + JITTER_NS,
		  SNT_ACT_CLEAR_SOURCE | SNT_ACT_RETRY);
	KUNIT_EXPECT_EQ(test, 1U, s.attempts);
	event(&s, SNT_EVENT_INITIATION_SENT, 106 * S);
	KUNIT_EXPECT_EQ(test, 111 * S, snt_schedule_next(&s));
}

static void completed_handshake_is_not_repeated(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	snt_schedule_expire(&s, 5 * S, 0);
	event(&s, SNT_EVENT_HANDSHAKE_COMPLETE, 6 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	KUNIT_EXPECT_EQ(test, 0U, s.attempts);
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&s));
}

/* Run until GIVE_UP; returns its time (NEVER: none), and counts retries. */
static u64 run_until_give_up(struct snt_schedule *s, u32 jitter_ns,
			     unsigned int *nr_retries)
{
	unsigned int n;
	u64 now_ns;
	u32 actions;

	*nr_retries = 0;
	for (n = 0; n < 100; n++) {
		now_ns = snt_schedule_next(s);
		actions = snt_schedule_expire(s, now_ns, jitter_ns);
		if (actions & SNT_ACT_GIVE_UP)
			return now_ns;
		if (actions & SNT_ACT_RETRY) {
			++*nr_retries;
			snt_schedule_event(s, SNT_EVENT_INITIATION_SENT, now_ns,
					   jitter_ns);
		}
	}
	return NEVER;
}

static void expect_90_seconds(struct kunit *test, enum snt_wire_mode mode,
			      unsigned int expected_retries)
{
	unsigned int nr_retries;
	struct snt_schedule s;
	u64 end_ns;

	begin(&s, mode);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	KUNIT_EXPECT_EQ(test, 90 * S, run_until_give_up(&s, 0, &nr_retries));
	KUNIT_EXPECT_EQ(test, expected_retries, nr_retries);
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&s));
	KUNIT_EXPECT_EQ(test, 0U, s.attempts);
	/* Only what is left of the exchange is still to be wiped. */
	expect_at(test, &s, (90 + 540) * S, SNT_ACT_WIPE);

	begin(&s, mode);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	end_ns = run_until_give_up(&s, JITTER_NS, &nr_retries);
	KUNIT_EXPECT_GE(test, end_ns, 90 * S);
	KUNIT_EXPECT_LT(test, end_ns, 96 * S);
}

static void handshake_is_given_up_after_90_seconds(struct kunit *test)
{
	expect_90_seconds(test, SNT_MODE_WIREGUARD, 17);
	expect_90_seconds(test, SNT_MODE_SNAP, 14);
}

/* So an answer that takes up to 10 seconds ends a handshake, too. */
static void fourth_initiation_has_10_seconds(struct kunit *test)
{
	static const u64 sent_s[] = { 0, 5, 10, 15, 25, 30, 35, 40, 50 };
	struct snt_schedule s;
	unsigned int i;

	begin(&s, SNT_MODE_SNAP);
	for (i = 0; i < ARRAY_SIZE(sent_s) - 1; i++) {
		event(&s, SNT_EVENT_INITIATION_SENT, sent_s[i] * S);
		expect_at(test, &s, sent_s[i + 1] * S,
			  SNT_ACT_CLEAR_SOURCE | SNT_ACT_RETRY);
	}
	event(&s, SNT_EVENT_HANDSHAKE_WANTED, 50 * S);
	event(&s, SNT_EVENT_INITIATION_SENT, 50 * S);
	KUNIT_EXPECT_EQ(test, 55 * S, snt_schedule_next(&s));
}

static void giving_up_leaves_only_the_wiping(struct kunit *test)
{
	unsigned int nr_retries;
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_SESSION_DERIVED, 0);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	event(&s, SNT_EVENT_DATA_RECEIVED, 85 * S);
	event(&s, SNT_EVENT_DATA_RECEIVED, 86 * S);
	KUNIT_EXPECT_EQ(test, 90 * S, run_until_give_up(&s, 0, &nr_retries));
	expect_at(test, &s, 540 * S, SNT_ACT_WIPE);
}

static void wanting_a_handshake_again_prolongs_it(struct kunit *test)
{
	unsigned int nr_retries;
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_HANDSHAKE_WANTED, 0);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	event(&s, SNT_EVENT_HANDSHAKE_WANTED, 60 * S);
	KUNIT_EXPECT_EQ(test, 150 * S, run_until_give_up(&s, 0, &nr_retries));
}

static void initiation_that_is_never_reported_is_still_retried(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_INITIATION_SENT, 0);
	expect_at(test, &s, 5 * S, SNT_ACT_CLEAR_SOURCE | SNT_ACT_RETRY);
	expect_at(test, &s, 10 * S, SNT_ACT_CLEAR_SOURCE | SNT_ACT_RETRY);
}

static void received_data_is_answered_within_10_seconds(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	KUNIT_EXPECT_EQ(test, 11 * S,
			event(&s, SNT_EVENT_DATA_RECEIVED, 1 * S));
	expect_at(test, &s, 11 * S, SNT_ACT_KEEPALIVE);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void more_data_brings_one_more_keepalive(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	event(&s, SNT_EVENT_DATA_RECEIVED, 1 * S);
	KUNIT_EXPECT_EQ(test, NEVER, event(&s, SNT_EVENT_DATA_RECEIVED, 2 * S));
	event(&s, SNT_EVENT_DATA_RECEIVED, 3 * S);
	expect_at(test, &s, 11 * S, SNT_ACT_KEEPALIVE);
	expect_at(test, &s, 21 * S, SNT_ACT_KEEPALIVE);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void keepalive_leaves_the_next_one_in_snap_mode_only(struct kunit *test)
{
	static const enum snt_wire_mode modes[] = {
		SNT_MODE_SNAP, SNT_MODE_WIREGUARD,
	};
	struct snt_schedule s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		begin(&s, modes[i]);
		event(&s, SNT_EVENT_DATA_RECEIVED, 1 * S);
		event(&s, SNT_EVENT_DATA_RECEIVED, 9 * S);
		expect_at(test, &s, 11 * S, SNT_ACT_KEEPALIVE);
		event(&s, SNT_EVENT_AUTH_PACKET_SENT, 11 * S);
		KUNIT_EXPECT_EQ(test, modes[i] == SNT_MODE_SNAP ? 21 * S : NEVER,
				snt_schedule_next(&s));
		/* what is sent by itself is an answer as ever */
		event(&s, SNT_EVENT_AUTH_PACKET_SENT, 12 * S);
		KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	}
}

static void own_message_is_answer_enough(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	event(&s, SNT_EVENT_DATA_RECEIVED, 1 * S);
	event(&s, SNT_EVENT_DATA_RECEIVED, 2 * S);
	event(&s, SNT_EVENT_AUTH_PACKET_SENT, 3 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	event(&s, SNT_EVENT_DATA_RECEIVED, 4 * S);
	expect_at(test, &s, 14 * S, SNT_ACT_KEEPALIVE);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void silence_for_15_seconds_brings_a_handshake(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	KUNIT_EXPECT_EQ(test, 16 * S + JITTER_NS,
			snt_schedule_event(&s, SNT_EVENT_DATA_SENT, 1 * S,
					   JITTER_NS));
	/* Sending on does not put it off. */
	KUNIT_EXPECT_EQ(test, NEVER, event(&s, SNT_EVENT_DATA_SENT, 9 * S));
	expect_at(test, &s, 16 * S + JITTER_NS,
		  SNT_ACT_CLEAR_SOURCE | SNT_ACT_INITIATE);
	event(&s, SNT_EVENT_DATA_SENT, 20 * S);
	event(&s, SNT_EVENT_AUTH_PACKET_RECEIVED, 21 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void empty_messages_are_data_in_snap_mode_only(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	event(&s, SNT_EVENT_KEEPALIVE_SENT, 1 * S);
	event(&s, SNT_EVENT_KEEPALIVE_RECEIVED, 1 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));

	snt_schedule_set_mode(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_KEEPALIVE_RECEIVED, 2 * S);
	KUNIT_EXPECT_EQ(test, 12 * S, s.deadline_ns[SNT_TIMER_KEEPALIVE]);
	event(&s, SNT_EVENT_KEEPALIVE_SENT, 3 * S);
	KUNIT_EXPECT_EQ(test, 18 * S, s.deadline_ns[SNT_TIMER_NEW_HANDSHAKE]);
}

static void answer_empty_with_empty(struct snt_schedule *s, u64 now_ns)
{
	event(s, SNT_EVENT_AUTH_PACKET_RECEIVED, now_ns);
	event(s, SNT_EVENT_KEEPALIVE_RECEIVED, now_ns);
	event(s, SNT_EVENT_AUTH_PACKET_SENT, now_ns + S);
	event(s, SNT_EVENT_KEEPALIVE_SENT, now_ns + S);
}

/* As long as it is not seen to answer one, which it may do later. */
static void end_that_answers_no_empty_messages_is_asked_once(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_KEEPALIVE_SENT, 1 * S);
	expect_at(test, &s, 16 * S, SNT_ACT_CLEAR_SOURCE | SNT_ACT_INITIATE);
	event(&s, SNT_EVENT_KEEPALIVE_SENT, 20 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));

	/* An empty message is an answer to data, too. */
	event(&s, SNT_EVENT_DATA_SENT, 30 * S);
	answer_empty_with_empty(&s, 40 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));

	answer_empty_with_empty(&s, 50 * S);
	expect_at(test, &s, 66 * S, SNT_ACT_CLEAR_SOURCE | SNT_ACT_INITIATE);
}

static void keys_are_wiped_540_seconds_after_the_last_session(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_SESSION_DERIVED, 10 * S);
	event(&s, SNT_EVENT_SESSION_DERIVED, 100 * S);
	expect_at(test, &s, 640 * S, SNT_ACT_WIPE);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void persistent_keepalive_keeps_its_interval(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_WIREGUARD);
	KUNIT_EXPECT_EQ(test, 7 * S, snt_schedule_set_persistent(&s, 25, 7 * S));
	expect_at(test, &s, 7 * S, SNT_ACT_KEEPALIVE);
	/* It goes on even if the message could not be sent. */
	expect_at(test, &s, 32 * S, SNT_ACT_KEEPALIVE);
	event(&s, SNT_EVENT_AUTH_PACKET_SENT, 33 * S);
	KUNIT_EXPECT_EQ(test, 58 * S, snt_schedule_next(&s));
	event(&s, SNT_EVENT_AUTH_PACKET_RECEIVED, 40 * S);
	KUNIT_EXPECT_EQ(test, 65 * S, snt_schedule_next(&s));
	KUNIT_EXPECT_EQ(test, 60 * S, snt_schedule_set_persistent(&s, 10,
								  50 * S));
	snt_schedule_set_persistent(&s, 0, 51 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static void persistent_keepalive_begins_with_the_device(struct kunit *test)
{
	struct snt_schedule s;

	snt_schedule_init(&s, SNT_MODE_SNAP);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_set_persistent(&s, 25, 1 * S));
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	KUNIT_EXPECT_EQ(test, 9 * S, event(&s, SNT_EVENT_START, 9 * S));
	expect_at(test, &s, 9 * S, SNT_ACT_KEEPALIVE);
}

static void stopped_tunnel_does_nothing(struct kunit *test)
{
	static const enum snt_schedule_event events[] = {
		SNT_EVENT_DATA_SENT, SNT_EVENT_DATA_RECEIVED,
		SNT_EVENT_KEEPALIVE_SENT, SNT_EVENT_KEEPALIVE_RECEIVED,
		SNT_EVENT_AUTH_PACKET_SENT, SNT_EVENT_AUTH_PACKET_RECEIVED,
		SNT_EVENT_HANDSHAKE_WANTED, SNT_EVENT_INITIATION_SENT,
		SNT_EVENT_HANDSHAKE_COMPLETE, SNT_EVENT_SESSION_DERIVED,
	};
	struct snt_schedule s;
	size_t n;

	begin(&s, SNT_MODE_SNAP);
	snt_schedule_set_persistent(&s, 25, 0);
	for (n = 0; n < ARRAY_SIZE(events); n++)
		event(&s, events[n], n * S);
	KUNIT_EXPECT_NE(test, NEVER, snt_schedule_next(&s));
	event(&s, SNT_EVENT_STOP, 20 * S);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	for (n = 0; n < ARRAY_SIZE(events); n++)
		KUNIT_EXPECT_EQ(test, NEVER, event(&s, events[n], 21 * S));
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&s));
}

static void all_that_is_due_comes_at_once(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_SESSION_DERIVED, 0);
	event(&s, SNT_EVENT_DATA_SENT, 0);
	event(&s, SNT_EVENT_DATA_RECEIVED, 0);
	event(&s, SNT_EVENT_INITIATION_SENT, 500 * S);
	/* As after a suspend. */
	KUNIT_EXPECT_EQ(test,
			SNT_ACT_CLEAR_SOURCE | SNT_ACT_KEEPALIVE |
			SNT_ACT_INITIATE | SNT_ACT_RETRY | SNT_ACT_WIPE,
			snt_schedule_expire(&s, 550 * S, 0));
}

static void keys_are_wiped_earlier_from_the_next_session_on(struct kunit *test)
{
	struct snt_schedule s;

	begin(&s, SNT_MODE_SNAP);
	event(&s, SNT_EVENT_SESSION_DERIVED, 10 * S);
	snt_schedule_set_wipe(&s, 200);
	KUNIT_EXPECT_EQ(test, 550 * S, snt_schedule_next(&s));
	event(&s, SNT_EVENT_SESSION_DERIVED, 100 * S);
	expect_at(test, &s, 300 * S, SNT_ACT_WIPE);
	KUNIT_EXPECT_EQ(test, NEVER, snt_schedule_next(&s));
}

static struct kunit_case schedule_cases[] = {
	KUNIT_CASE(idle_tunnel_has_no_deadline),
	KUNIT_CASE(initiation_is_repeated_after_5_seconds),
	KUNIT_CASE(completed_handshake_is_not_repeated),
	KUNIT_CASE(handshake_is_given_up_after_90_seconds),
	KUNIT_CASE(fourth_initiation_has_10_seconds),
	KUNIT_CASE(giving_up_leaves_only_the_wiping),
	KUNIT_CASE(wanting_a_handshake_again_prolongs_it),
	KUNIT_CASE(initiation_that_is_never_reported_is_still_retried),
	KUNIT_CASE(received_data_is_answered_within_10_seconds),
	KUNIT_CASE(more_data_brings_one_more_keepalive),
	KUNIT_CASE(keepalive_leaves_the_next_one_in_snap_mode_only),
	KUNIT_CASE(own_message_is_answer_enough),
	KUNIT_CASE(silence_for_15_seconds_brings_a_handshake),
	KUNIT_CASE(empty_messages_are_data_in_snap_mode_only),
	KUNIT_CASE(end_that_answers_no_empty_messages_is_asked_once),
	KUNIT_CASE(keys_are_wiped_540_seconds_after_the_last_session),
	KUNIT_CASE(keys_are_wiped_earlier_from_the_next_session_on),
	KUNIT_CASE(persistent_keepalive_keeps_its_interval),
	KUNIT_CASE(persistent_keepalive_begins_with_the_device),
	KUNIT_CASE(stopped_tunnel_does_nothing),
	KUNIT_CASE(all_that_is_due_comes_at_once),
	{}
};

static struct kunit_suite schedule_suite = {
	.name = "snaptun_schedule",
	.test_cases = schedule_cases,
};

kunit_test_suites(&schedule_suite);
