// SPDX-License-Identifier: GPL-2.0-only
/*
 * The receive window: a table of steps at its edges, and a comparison with a
 * window that is written down as a list.
 */
#include <kunit/test.h>

#include "core/replay.h"

#define W		SNT_REPLAY_WINDOW_BITS
#define LAST		(SNT_REJECT_AFTER_MESSAGES - 1)
#define DUP		(-EALREADY)
#define OLD		(-ERANGE)
#define END		(-EOVERFLOW)

/**
 * struct step - one call
 * @counter: that is asked about
 * @want: the answer
 */
struct step {
	u64 counter;
	int want;
};

static u64 *new_words(struct kunit *test, unsigned int nr)
{
	u64 *words = kunit_kzalloc(test, nr * sizeof(*words), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, words);
	return words;
}

static struct snt_replay *new_replay(struct kunit *test)
{
	struct snt_replay *replay;

	replay = kunit_kzalloc(test, sizeof(*replay), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, replay);
	snt_replay_init(replay, new_words(test, SNT_REPLAY_WORDS),
			SNT_REPLAY_WORDS);
	return replay;
}

static void walk(struct kunit *test, const struct step *steps, size_t nr)
{
	struct snt_replay *replay = new_replay(test);
	size_t n;

	for (n = 0; n < nr; n++)
		KUNIT_EXPECT_EQ_MSG(test, steps[n].want,
				    snt_replay_check(replay, steps[n].counter),
				    "step %zu, counter %llu", n,
				    (unsigned long long)steps[n].counter);
}

#define WALK(test, ...)							\
	do {								\
		static const struct step steps[] = { __VA_ARGS__ };	\
									\
		walk(test, steps, ARRAY_SIZE(steps));			\
	} while (0)

static void duplicates_are_refused(struct kunit *test)
{
	WALK(test, { 0, 0 }, { 1, 0 }, { 1, DUP }, { 0, DUP }, { 9, 0 },
	     { 8, 0 }, { 7, 0 }, { 7, DUP }, { 8, DUP }, { 9, DUP }, { 6, 0 },
	     { 2, 0 }, { 2, DUP }, { 63, 0 }, { 64, 0 }, { 63, DUP },
	     { 64, DUP }, { 62, 0 }, { 65, 0 }, { 0, DUP });
}

static void all_8192_places_are_used(struct kunit *test)
{
	/* The newest is W: the window is 1 to W. */
	WALK(test, { W, 0 }, { 0, OLD }, { 1, 0 }, { 1, DUP }, { W - 1, 0 },
	     { 2, 0 }, { W, DUP });
	WALK(test, { W - 1, 0 }, { 0, 0 }, { 0, DUP }, { W, 0 }, { 0, OLD },
	     { 1, 0 }, { W + 1, 0 }, { 1, OLD }, { 2, 0 }, { 2, DUP });
}

static void jumps_forget_what_they_skip(struct kunit *test)
{
	/* The places of 1 to 5 are those of W + 1 to W + 5. */
	WALK(test, { 1, 0 }, { 2, 0 }, { 3, 0 }, { W + 3, 0 }, { W + 1, 0 },
	     { W + 2, 0 }, { 3, OLD }, { 4, 0 }, { W + 3, DUP });
	WALK(test, { 5, 0 }, { 5 + W, 0 }, { 5, OLD }, { 5 + W, DUP },
	     { 5 + 2 * W, 0 }, { 5 + W, OLD }, { 6 + W, 0 });
	WALK(test, { 5, 0 }, { 4 + W, 0 }, { 5, DUP }, { 6, 0 },
	     { 4 + W, DUP });
	WALK(test, { 5, 0 }, { 6 + W, 0 }, { 5, OLD }, { 6, OLD }, { 7, 0 });
	WALK(test, { 100, 0 }, { 100 + 10 * W, 0 }, { 100 + 9 * W, OLD },
	     { 101 + 9 * W, 0 }, { 100 + 9 * W + 64, 0 },
	     { 100 + 9 * W + 63, 0 }, { 100 + 9 * W + 64, DUP });
}

static void window_ends_where_sessions_do(struct kunit *test)
{
	WALK(test, { LAST, 0 }, { LAST, DUP }, { LAST + 1, END },
	     { U64_MAX, END }, { LAST - 1, 0 }, { LAST - W + 1, 0 },
	     { LAST - W, OLD }, { 0, OLD });
	WALK(test, { LAST + 1, END }, { U64_MAX, END }, { 0, 0 }, { 0, DUP },
	     { 1ULL << 63, 0 }, { 1ULL << 60, OLD }, { LAST, 0 });
}

static void counters_in_order_are_all_new(struct kunit *test)
{
	struct snt_replay *replay = new_replay(test);
	u64 counter;

	for (counter = 0; counter < 3 * W; counter++) {
		KUNIT_ASSERT_EQ(test, 0, snt_replay_check(replay, counter));
		KUNIT_ASSERT_EQ(test, DUP, snt_replay_check(replay, counter));
	}
}

static void counters_backwards_are_new_within_the_window(struct kunit *test)
{
	struct snt_replay *replay = new_replay(test);
	u64 counter;

	for (counter = 2 * W; counter > W; counter--)
		KUNIT_ASSERT_EQ(test, 0, snt_replay_check(replay, counter));
	KUNIT_EXPECT_EQ(test, OLD, snt_replay_check(replay, W));
	for (counter = W + 1; counter <= 2 * W; counter++)
		KUNIT_ASSERT_EQ(test, DUP, snt_replay_check(replay, counter));
}

#define SMALL_WORDS	4
#define SMALL_BITS	(SMALL_WORDS * 64)

/* Every third counter up to @last, at most @last itself, was seen. */
static struct snt_replay *shrunk(struct kunit *test, u64 last)
{
	struct snt_replay *replay = new_replay(test);
	u64 counter;

	for (counter = last % 3; counter <= last; counter += 3)
		KUNIT_ASSERT_EQ(test, 0, snt_replay_check(replay, counter));
	snt_replay_shrink(replay, new_words(test, SMALL_WORDS), SMALL_WORDS);
	return replay;
}

/* Nothing has fallen out of the small one, but it is full. */
static void a_larger_window_knows_what_was_seen(struct kunit *test)
{
	struct snt_replay *replay = new_replay(test);
	u64 counter;

	snt_replay_init(replay, new_words(test, SMALL_WORDS), SMALL_WORDS);
	for (counter = 0; counter < SMALL_BITS; counter += 3)
		KUNIT_ASSERT_EQ(test, 0, snt_replay_check(replay, counter));
	snt_replay_grow(replay, new_words(test, SNT_REPLAY_WORDS),
			SNT_REPLAY_WORDS);
	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, W - 1));
	for (counter = 0; counter < SMALL_BITS; counter++)
		KUNIT_EXPECT_EQ(test, counter % 3 ? 0 : DUP,
				snt_replay_check(replay, counter));
	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, W));
	KUNIT_EXPECT_EQ(test, OLD, snt_replay_check(replay, 0));
}

static void a_smaller_window_knows_what_was_seen(struct kunit *test)
{
	/* At, before and behind the edges of words and of both windows. */
	static const u64 lasts[] = { 0, 1, 62, 63, 64, 65, SMALL_BITS - 1,
				     SMALL_BITS, SMALL_BITS + 1, W - 1, W,
				     W + 1, 2 * W + 100 };
	u64 last, first, counter;
	struct snt_replay *replay;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(lasts); n++) {
		last = lasts[n];
		replay = shrunk(test, last);
		first = last < SMALL_BITS ? 0 : last - SMALL_BITS + 1;
		for (counter = first; counter <= last; counter++)
			KUNIT_EXPECT_EQ(test,
					counter % 3 == last % 3 ? DUP : 0,
					snt_replay_check(replay, counter));
		if (first)
			KUNIT_EXPECT_EQ(test, OLD,
					snt_replay_check(replay, first - 1));
	}
}

static void a_smaller_window_goes_on(struct kunit *test)
{
	struct snt_replay *replay = shrunk(test, 1000);

	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, 1000 + SMALL_BITS));
	KUNIT_EXPECT_EQ(test, OLD, snt_replay_check(replay, 1000));
	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, 1001));
	KUNIT_EXPECT_EQ(test, DUP, snt_replay_check(replay, 1001));
	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, 5000));
	KUNIT_EXPECT_EQ(test, 0, snt_replay_check(replay, 4999));
	KUNIT_EXPECT_EQ(test, DUP, snt_replay_check(replay, 5000));
}

#define MODEL_LEN	(8 * W)

/**
 * struct model - the window as a list of all counters ever seen
 * @next: one more than the greatest
 * @seen: each counter
 */
struct model {
	u64 next;
	u8 seen[MODEL_LEN];
};

static int model_check(struct model *model, u64 counter)
{
	if (counter + W < model->next)
		return OLD;
	if (model->seen[counter])
		return DUP;
	model->seen[counter] = 1;
	if (counter >= model->next)
		model->next = counter + 1;
	return 0;
}

/* Any sequence will do, the same one every time. */
static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void random_jumps_agree_with_a_list(struct kunit *test)
{
	struct model *model = kunit_kzalloc(test, sizeof(*model), GFP_KERNEL);
	struct snt_replay *replay = new_replay(test);
	u32 state = 1, n;

	KUNIT_ASSERT_NOT_NULL(test, model);
	for (n = 0; n < 200000; n++) {
		u64 counter = model->next + next_random(&state) % 64;
		u32 back = next_random(&state);

		/* Mostly near the newest, at times near the far edge. */
		back %= n % 5 ? 200 : W + 100;
		counter = counter > back ? counter - back : 0;
		if (counter >= MODEL_LEN)
			break;
		KUNIT_ASSERT_EQ(test, model_check(model, counter),
				snt_replay_check(replay, counter));
	}
	KUNIT_EXPECT_GT(test, n, 1000);
}

static struct kunit_case replay_cases[] = {
	KUNIT_CASE(duplicates_are_refused),
	KUNIT_CASE(all_8192_places_are_used),
	KUNIT_CASE(jumps_forget_what_they_skip),
	KUNIT_CASE(window_ends_where_sessions_do),
	KUNIT_CASE(counters_in_order_are_all_new),
	KUNIT_CASE(counters_backwards_are_new_within_the_window),
	KUNIT_CASE(a_larger_window_knows_what_was_seen),
	KUNIT_CASE(a_smaller_window_knows_what_was_seen),
	KUNIT_CASE(a_smaller_window_goes_on),
	KUNIT_CASE(random_jumps_agree_with_a_list),
	{}
};

static struct kunit_suite replay_suite = {
	.name = "snaptun_replay",
	.test_cases = replay_cases,
};

kunit_test_suites(&replay_suite);
