// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two threads on one ring: one fills frames, one is the kernel, which frees
 * them at its own pace. Built with ThreadSanitizer, which complains where the
 * order of memory rests on luck.
 */
#include <kunit/test.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "other_side.h"
#include "ring.h"

#define FRAMES	200000

static struct other_side side;
static unsigned int nr_wrong;

/* Bytes that all follow from the number of the frame. */
static void fill(uint8_t *data, uint32_t number)
{
	uint32_t i;

	for (i = 0; i < 64; i++)
		data[i] = (uint8_t)(number * 31 + i);
}

static void *take_all(void *unused)
{
	uint8_t want[64];
	uint32_t number;

	for (number = 0; number < FRAMES; number++) {
		uint8_t *data;
		uint32_t len;

		while (!(data = other_next(&side, &len)))
			sched_yield();
		fill(want, number);
		nr_wrong += len != 64 || memcmp(data, want, 64);
		other_accept(&side, TP_STATUS_AVAILABLE);
	}
	return unused;
}

static void frames_cross_threads_whole(struct kunit *test)
{
	struct snt_ring ring;
	uint32_t number = 0;
	pthread_t thread;
	uint8_t *slot;

	snt_geometry_init(&side.geometry, 96, 64, 4096);
	side.memory = calloc(1, side.geometry.map_len);
	KUNIT_ASSERT_EQ(test, 0, snt_ring_init(&ring, side.memory,
					       &side.geometry, false));
	KUNIT_ASSERT_EQ(test, 0, pthread_create(&thread, NULL, take_all, NULL));
	while (number < FRAMES) {
		slot = snt_ring_take(&ring);
		if (!slot) {
			sched_yield();
			continue;
		}
		fill(slot, number++);
		snt_ring_commit(&ring, 64);
	}
	pthread_join(thread, NULL);
	KUNIT_EXPECT_EQ(test, nr_wrong, 0);
	KUNIT_EXPECT_TRUE(test, snt_ring_is_drained(&ring));
	snt_ring_uninit(&ring);
	free(side.memory);
}

static struct kunit_case threads_cases[] = {
	KUNIT_CASE(frames_cross_threads_whole),
	{}
};

static struct kunit_suite threads_suite = {
	.name = "inject_threads",
	.test_cases = threads_cases,
};

kunit_test_suite(threads_suite);
