// SPDX-License-Identifier: GPL-2.0-only
/*
 * What daemons have in common: timers and base64.
 */
#include <kunit/test.h>

#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "container.h"
#include "loop.h"

#define NR_TIMERS	500

/**
 * struct alarm - a timer that is looked after
 * @timer: the timer
 * @loop: stopped by the last one
 * @order: counts those that came
 * @last_ms: time of the one before
 * @is_early: this one came before an earlier one
 */
struct alarm {
	struct snt_timer timer;
	struct snt_loop *loop;
	unsigned int *order;
	uint64_t *last_ms;
	bool is_early;
};

static void ring(struct snt_timer *timer)
{
	struct alarm *alarm = snt_container_of(timer, struct alarm, timer);

	alarm->is_early = timer->at_ms < *alarm->last_ms;
	*alarm->last_ms = timer->at_ms;
	if (!--*alarm->order)
		alarm->loop->is_stopped = true;
}

/* Set anew, taken away and set again, in a mixed order. */
static void timers_expire_in_their_order(struct kunit *test)
{
	static struct alarm alarms[NR_TIMERS];
	unsigned int left = NR_TIMERS - NR_TIMERS / 5, i;
	uint64_t last_ms = 0, now;
	struct snt_loop loop;

	KUNIT_ASSERT_EQ(test, snt_loop_init(&loop), 0);
	now = snt_loop_now();
	for (i = 0; i < NR_TIMERS; i++) {
		alarms[i] = (struct alarm){ { .expired = ring }, &loop, &left,
					    &last_ms, false };
		snt_loop_set(&loop, &alarms[i].timer, now + 9000);
	}
	for (i = 0; i < NR_TIMERS; i++)
		snt_loop_set(&loop, &alarms[i].timer,
			     now - 100 + i * 7919 % 150);
	for (i = 0; i < NR_TIMERS; i += 5)
		snt_loop_unset(&loop, &alarms[i].timer);
	KUNIT_EXPECT_EQ(test, snt_loop_run(&loop), 0);
	KUNIT_EXPECT_EQ(test, left, 0);
	for (i = 0; i < NR_TIMERS; i++)
		KUNIT_EXPECT_FALSE_MSG(test, alarms[i].is_early, "%u", i);
	KUNIT_EXPECT_EQ(test, loop.nr_timers, 0);
	snt_loop_uninit(&loop);
}

static void base64_is_read_and_written(struct kunit *test)
{
	static const char bytes[] = "\xfb\xff\x00\x10";
	char text[SNT_BASE64URL_SIZE(4)], *back;
	size_t len, at, out_len;

	for (len = 0; len <= 4; len++) {
		size_t n = snt_base64url_encode(text, bytes, len);

		KUNIT_EXPECT_EQ(test, n, strlen(text));
		KUNIT_EXPECT_EQ(test, snt_base64url_check(text, n, &at),
				SNT_BASE64URL_GOOD);
		back = snt_base64url_decode(text, n, &out_len);
		KUNIT_EXPECT_EQ(test, out_len, len);
		KUNIT_EXPECT_TRUE(test, !memcmp(back, bytes, len));
		free(back);
	}
	KUNIT_EXPECT_TRUE(test, !strcmp(text, "-_8AEA"));
}

static void base64_has_one_text_for_bytes(struct kunit *test)
{
	static const struct {
		const char *text;
		enum snt_base64url_fault fault;
		size_t at;
	} cases[] = {
		{ "-_8AEA", SNT_BASE64URL_GOOD, 0 },
		{ "-_8AEB", SNT_BASE64URL_LAST, 5 },
		{ "AAE", SNT_BASE64URL_GOOD, 0 },
		{ "AAF", SNT_BASE64URL_LAST, 2 },
		{ "A", SNT_BASE64URL_LENGTH, 0 },
		{ "AA=A", SNT_BASE64URL_SYMBOL, 2 },
		{ "+A", SNT_BASE64URL_SYMBOL, 0 },
	};
	enum snt_base64url_fault fault;
	size_t i, at;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		fault = snt_base64url_check(cases[i].text,
					    strlen(cases[i].text), &at);
		KUNIT_EXPECT_EQ(test, fault, cases[i].fault);
		if (cases[i].at)
			KUNIT_EXPECT_EQ(test, at, cases[i].at);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(timers_expire_in_their_order),
	KUNIT_CASE(base64_is_read_and_written),
	KUNIT_CASE(base64_has_one_text_for_bytes),
	{}
};

static struct kunit_suite suite = {
	.name = "snaptun_daemon",
	.test_cases = cases,
};

kunit_test_suite(suite);
