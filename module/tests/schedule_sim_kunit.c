// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timers of two ends that talk over hours of simulated time, on a path that
 * loses everything when it is told to.
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

static void event(struct snt_schedule *s, enum snt_schedule_event ev,
		  u64 now_ns)
{
	snt_schedule_event(s, ev, now_ns, 0);
}

/**
 * struct end - one end of a simulated tunnel
 * @s: its timers
 * @session_ns: when the session was made, or NEVER
 * @nr_initiations: sent
 * @nr_keepalives: sent
 * @nr_given_up: handshakes
 * @last_sent_ns: when anything was sent
 * @longest_silence_ns: between two messages sent
 */
struct end {
	struct snt_schedule s;
	u64 session_ns;
	unsigned int nr_initiations;
	unsigned int nr_keepalives;
	unsigned int nr_given_up;
	u64 last_sent_ns;
	u64 longest_silence_ns;
};

/**
 * struct world - two ends and the path between them
 * @ends: both
 * @is_broken: the path loses everything
 */
struct world {
	struct end ends[2];
	bool is_broken;
};

static struct world *new_world(struct kunit *test, enum snt_wire_mode mode)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int n;

	KUNIT_ASSERT_NOT_NULL(test, w);
	for (n = 0; n < 2; n++) {
		begin(&w->ends[n].s, mode);
		w->ends[n].session_ns = NEVER;
	}
	return w;
}

static void note_sent(struct end *end, u64 now_ns)
{
	u64 silence_ns = now_ns - end->last_sent_ns;

	if (silence_ns > end->longest_silence_ns)
		end->longest_silence_ns = silence_ns;
	end->last_sent_ns = now_ns;
	event(&end->s, SNT_EVENT_AUTH_PACKET_SENT, now_ns);
}

/* A data message from @from, whose timers and whose peer's hear of it. */
static void send_message(struct world *w, struct end *from, u64 now_ns,
			 bool is_empty)
{
	struct end *to = from == &w->ends[0] ? &w->ends[1] : &w->ends[0];

	from->nr_keepalives += is_empty;
	note_sent(from, now_ns);
	event(&from->s, is_empty ? SNT_EVENT_KEEPALIVE_SENT :
				   SNT_EVENT_DATA_SENT, now_ns);
	if (w->is_broken)
		return;
	event(&to->s, SNT_EVENT_AUTH_PACKET_RECEIVED, now_ns);
	event(&to->s, is_empty ? SNT_EVENT_KEEPALIVE_RECEIVED :
				 SNT_EVENT_DATA_RECEIVED, now_ns);
}

/* A handshake that succeeds at once, if the path is good. */
static void initiate(struct world *w, struct end *from, u64 now_ns)
{
	int n;

	from->nr_initiations++;
	note_sent(from, now_ns);
	event(&from->s, SNT_EVENT_INITIATION_SENT, now_ns);
	if (w->is_broken)
		return;
	for (n = 0; n < 2; n++) {
		w->ends[n].session_ns = now_ns;
		event(&w->ends[n].s, SNT_EVENT_AUTH_PACKET_SENT, now_ns);
		event(&w->ends[n].s, SNT_EVENT_AUTH_PACKET_RECEIVED, now_ns);
		event(&w->ends[n].s, SNT_EVENT_SESSION_DERIVED, now_ns);
		event(&w->ends[n].s, SNT_EVENT_HANDSHAKE_COMPLETE, now_ns);
	}
	send_message(w, from, now_ns, true);
}

static void want_handshake(struct world *w, struct end *end, u64 now_ns)
{
	event(&end->s, SNT_EVENT_HANDSHAKE_WANTED, now_ns);
	initiate(w, end, now_ns);
}

static void act(struct world *w, struct end *end, u32 actions, u64 now_ns)
{
	if (actions & SNT_ACT_GIVE_UP)
		end->nr_given_up++;
	if (actions & SNT_ACT_WIPE)
		end->session_ns = NEVER;
	if (actions & SNT_ACT_INITIATE)
		want_handshake(w, end, now_ns);
	if (actions & SNT_ACT_RETRY)
		initiate(w, end, now_ns);
	if (!(actions & SNT_ACT_KEEPALIVE))
		return;
	if (end->session_ns == NEVER)
		want_handshake(w, end, now_ns);
	else
		send_message(w, end, now_ns, true);
}

/* Let both clocks ring until @end_ns. */
static void run(struct kunit *test, struct world *w, u64 end_ns)
{
	unsigned int n, nr_rings = 0;
	u64 next_ns;

	for (;;) {
		struct end *end = &w->ends[0];

		for (n = 1; n < 2; n++)
			if (snt_schedule_next(&w->ends[n].s) <
			    snt_schedule_next(&end->s))
				end = &w->ends[n];
		next_ns = snt_schedule_next(&end->s);
		if (next_ns > end_ns)
			return;
		/* A clock that rings without end would hang the kernel. */
		KUNIT_ASSERT_LT(test, nr_rings++, 1000000U);
		act(w, end, snt_schedule_expire(&end->s, next_ns, JITTER_NS),
		    next_ns);
	}
}

static void idle_wireguard_tunnel_falls_silent(struct kunit *test)
{
	struct world *w = new_world(test, SNT_MODE_WIREGUARD);

	initiate(w, &w->ends[0], 1 * S);
	send_message(w, &w->ends[0], 2 * S, false);
	run(test, w, 4 * 3600 * S);
	KUNIT_EXPECT_EQ(test, 1U, w->ends[0].nr_initiations);
	KUNIT_EXPECT_EQ(test, 0U, w->ends[1].nr_initiations);
	/* The confirmation, and the answer to the only data. */
	KUNIT_EXPECT_EQ(test, 1U, w->ends[0].nr_keepalives);
	KUNIT_EXPECT_EQ(test, 1U, w->ends[1].nr_keepalives);
	KUNIT_EXPECT_EQ(test, 12 * S, w->ends[1].last_sent_ns);
	KUNIT_EXPECT_EQ(test, NEVER, w->ends[0].session_ns);
	KUNIT_EXPECT_EQ(test, NEVER, w->ends[1].session_ns);
}

static void idle_snap_tunnel_answers_keepalives(struct kunit *test)
{
	struct world *w = new_world(test, SNT_MODE_SNAP);

	initiate(w, &w->ends[0], 1 * S);
	run(test, w, 301 * S);
	/* One empty message each 10 s, in turn, and no new handshake. */
	KUNIT_EXPECT_EQ(test, 1U, w->ends[0].nr_initiations);
	KUNIT_EXPECT_EQ(test, 0U, w->ends[1].nr_initiations);
	KUNIT_EXPECT_EQ(test, 16U, w->ends[0].nr_keepalives);
	KUNIT_EXPECT_EQ(test, 15U, w->ends[1].nr_keepalives);
}

static void broken_path_is_noticed_given_up_and_wiped(struct kunit *test)
{
	struct world *w = new_world(test, SNT_MODE_WIREGUARD);
	struct end *end = &w->ends[0];

	initiate(w, end, 1 * S);
	w->is_broken = true;
	send_message(w, end, 10 * S, false);
	run(test, w, 25 * S);
	KUNIT_EXPECT_EQ(test, 2U, end->nr_initiations);
	run(test, w, 25 * S + 96 * S);
	KUNIT_EXPECT_EQ(test, 1U, end->nr_given_up);
	/* The first one, and then one each 5 s until 90 s are over. */
	KUNIT_EXPECT_EQ(test, 1 + 18U, end->nr_initiations);
	run(test, w, 540 * S);
	KUNIT_EXPECT_NE(test, NEVER, end->session_ns);
	run(test, w, 24 * 3600 * S);
	KUNIT_EXPECT_EQ(test, NEVER, end->session_ns);
	KUNIT_EXPECT_EQ(test, 1 + 18U, end->nr_initiations);
	KUNIT_EXPECT_EQ(test, 0U, w->ends[1].nr_initiations);
}

static void path_that_heals_is_used_again(struct kunit *test)
{
	struct world *w = new_world(test, SNT_MODE_SNAP);

	initiate(w, &w->ends[0], 1 * S);
	run(test, w, 60 * S);
	w->is_broken = true;
	run(test, w, 90 * S);
	w->is_broken = false;
	run(test, w, 100 * S);
	KUNIT_EXPECT_GT(test, w->ends[0].nr_initiations +
			      w->ends[1].nr_initiations, 1U);
	KUNIT_EXPECT_GE(test, w->ends[0].session_ns, 90 * S);
	KUNIT_EXPECT_EQ(test, 0U, w->ends[0].nr_given_up);
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&w->ends[0].s));
	KUNIT_EXPECT_FALSE(test, snt_schedule_is_handshaking(&w->ends[1].s));
}

static void persistent_keepalive_lasts_for_hours(struct kunit *test)
{
	struct world *w = new_world(test, SNT_MODE_WIREGUARD);
	struct end *end = &w->ends[0];

	initiate(w, end, 0);
	snt_schedule_set_persistent(&end->s, 25, 0);
	run(test, w, 6 * 3600 * S);
	KUNIT_EXPECT_EQ(test, 25 * S, end->longest_silence_ns);
	KUNIT_EXPECT_GE(test, end->last_sent_ns, (6 * 3600 - 25) * S);
	/* One session after the other, each lost with its keys. */
	KUNIT_EXPECT_GE(test, end->nr_initiations, 6 * 3600 / (540 + 25U));
	KUNIT_EXPECT_EQ(test, 0U, w->ends[1].nr_initiations);
	KUNIT_EXPECT_EQ(test, 0U, w->ends[1].nr_keepalives);
}

static struct kunit_case schedule_sim_cases[] = {
	KUNIT_CASE(idle_wireguard_tunnel_falls_silent),
	KUNIT_CASE(idle_snap_tunnel_answers_keepalives),
	KUNIT_CASE(broken_path_is_noticed_given_up_and_wiped),
	KUNIT_CASE(path_that_heals_is_used_again),
	KUNIT_CASE(persistent_keepalive_lasts_for_hours),
	{}
};

static struct kunit_suite schedule_sim_suite = {
	.name = "snaptun_schedule_sim",
	.test_cases = schedule_sim_cases,
};

kunit_test_suites(&schedule_sim_suite);
