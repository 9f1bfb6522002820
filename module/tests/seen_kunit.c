// SPDX-License-Identifier: GPL-2.0-only
/* Initiations of one sender, each accepted once, in whatever order. */
#include <kunit/test.h>

#include "core/seen.h"

#define ROOM	4

/**
 * struct memory - what a sender's initiations are remembered in
 * @seen: the memory
 * @names: its room
 */
struct memory {
	struct snt_seen seen;
	struct snt_seen_name names[ROOM];
};

static void begin(struct memory *memory)
{
	snt_seen_init(&memory->seen, memory->names, ROOM);
}

/* Timestamps are rounded to multiples of four of @value. */
static void name_it(struct snt_seen_name *name, u32 value)
{
	u8 ephemeral[SNT_KEY_LEN] = { [0] = value % 4 };
	u8 time[SNT_TIMESTAMP_LEN] = { [0] = 0x40 };

	time[10] = (u8)(value / 4 >> 8);
	time[11] = (u8)(value / 4);
	snt_seen_name(name, time, ephemeral);
}

/* As who takes an initiation does */
static bool take(struct snt_seen *seen, u32 value)
{
	struct snt_seen_name name;

	name_it(&name, value);
	if (!snt_seen_is_new(seen, &name))
		return false;
	snt_seen_add(seen, &name);
	return true;
}

static void each_is_taken_once(struct kunit *test)
{
	struct memory memory;
	u32 i;

	begin(&memory);
	for (i = 1; i < 100; i++) {
		KUNIT_EXPECT_TRUE(test, take(&memory.seen, i));
		KUNIT_EXPECT_FALSE(test, take(&memory.seen, i));
	}
}

static void those_that_were_overtaken_are_taken(struct kunit *test)
{
	static const u32 order[] = { 13, 11, 14, 12 };
	struct memory memory;
	u32 i;

	begin(&memory);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_TRUE(test, take(&memory.seen, order[i]));
	for (i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_FALSE(test, take(&memory.seen, order[i]));
}

static void what_is_older_than_all_that_is_kept_was_seen(struct kunit *test)
{
	struct memory memory;
	u32 i;

	begin(&memory);
	for (i = 10; i < 10 + ROOM; i++)
		KUNIT_EXPECT_TRUE(test, take(&memory.seen, i * 2));
	KUNIT_EXPECT_FALSE(test, take(&memory.seen, 19));
	KUNIT_EXPECT_TRUE(test, take(&memory.seen, 21));
	/* 20 made room for 21 and counts as seen all the same. */
	KUNIT_EXPECT_FALSE(test, take(&memory.seen, 20));
	KUNIT_EXPECT_FALSE(test, take(&memory.seen, 21));
}

static void more_room_keeps_what_was_seen(struct kunit *test)
{
	struct snt_seen_name more[2 * ROOM];
	struct memory memory;
	u32 i;

	begin(&memory);
	for (i = 0; i < ROOM; i++)
		take(&memory.seen, 10 + 2 * i);
	snt_seen_grow(&memory.seen, more, 2 * ROOM);
	memset(memory.names, 0xff, sizeof(memory.names));
	for (i = 0; i < ROOM; i++) {
		KUNIT_EXPECT_FALSE(test, take(&memory.seen, 10 + 2 * i));
		KUNIT_EXPECT_TRUE(test, take(&memory.seen, 11 + 2 * i));
	}
}

/* Against a model that keeps all: nothing is taken twice, and what is refused
 * was taken or is not newer than the oldest that is kept.
 */
static void agrees_with_a_model(struct kunit *test)
{
	u32 random = 1, value, floor, i, j, nr;
	u8 taken[512] = {};
	struct memory memory;

	begin(&memory);
	for (i = 0; i < 20000; i++) {
		random = random * 1664525 + 1013904223;
		value = 1 + i / 64 + (random >> 28);
		for (j = sizeof(taken), nr = 0; j && nr < ROOM; j--)
			nr += taken[j - 1];
		floor = nr == ROOM ? j : 0;
		KUNIT_ASSERT_LT(test, (size_t)value, sizeof(taken));
		KUNIT_EXPECT_EQ(test, !taken[value] && value > floor,
				take(&memory.seen, value));
		if (value > floor)
			taken[value] = 1;
	}
}

static struct kunit_case seen_cases[] = {
	KUNIT_CASE(each_is_taken_once),
	KUNIT_CASE(those_that_were_overtaken_are_taken),
	KUNIT_CASE(what_is_older_than_all_that_is_kept_was_seen),
	KUNIT_CASE(more_room_keeps_what_was_seen),
	KUNIT_CASE(agrees_with_a_model),
	{}
};

static struct kunit_suite seen_suite = {
	.name = "snaptun_seen",
	.test_cases = seen_cases,
};

kunit_test_suites(&seen_suite);
