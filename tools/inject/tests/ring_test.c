// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring against the kernel's side of it: nothing is lost, sent twice, or
 * sent in another order, whatever is discarded or rejected.
 */
#include <errno.h>
#include <kunit/test.h>
#include <stdlib.h>

#include "other_side.h"
#include "ring.h"

#define FRAME_SIZE	128
#define FRAME_NR	32

static struct other_side side;
static struct snt_ring ring;

static int start(struct kunit *test)
{
	(void)test;
	side.head = 0;
	snt_geometry_init(&side.geometry, FRAME_SIZE, FRAME_NR, 4096);
	side.memory = calloc(1, side.geometry.map_len);
	return snt_ring_init(&ring, side.memory, &side.geometry, false);
}

static void end(struct kunit *test)
{
	(void)test;
	snt_ring_uninit(&ring);
	free(side.memory);
}

static bool put(uint64_t value)
{
	void *slot = snt_ring_take(&ring);

	if (!slot)
		return false;
	memcpy(slot, &value, sizeof(value));
	return !snt_ring_commit(&ring, sizeof(value) + value % 50);
}

/* The value of the frame under the cursor, or -1. */
static int64_t peek(void)
{
	int64_t value;
	uint32_t len;
	uint8_t *data = other_next(&side, &len);

	if (!data)
		return -1;
	memcpy(&value, data, sizeof(value));
	return len == sizeof(value) + (uint64_t)value % 50 ? value : -2;
}

static int64_t get(void)
{
	int64_t value = peek();

	if (value >= 0)
		other_accept(&side, TP_STATUS_AVAILABLE);
	return value;
}

static void a_new_ring_is_free(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), 0);
	KUNIT_EXPECT_TRUE(test, snt_ring_is_drained(&ring));
	KUNIT_EXPECT_FALSE(test, snt_ring_is_full(&ring));
	KUNIT_EXPECT_EQ(test, ring.capacity, FRAME_SIZE - SNT_RING_HDR_LEN);
}

static void frames_arrive_in_order(struct kunit *test)
{
	int64_t i;

	for (i = 0; i < 5 * FRAME_NR; i++) {
		KUNIT_ASSERT_TRUE(test, put((uint64_t)i));
		KUNIT_ASSERT_EQ(test, get(), i);
	}
	KUNIT_EXPECT_EQ(test, get(), -1);
}

static void a_full_ring_says_so(struct kunit *test)
{
	uint64_t i;

	for (i = 0; i < FRAME_NR; i++)
		KUNIT_ASSERT_TRUE(test, put(i));
	KUNIT_EXPECT_TRUE(test, snt_ring_is_full(&ring));
	KUNIT_EXPECT_NULL(test, snt_ring_take(&ring));
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), FRAME_NR);
	KUNIT_EXPECT_EQ(test, get(), 0);
	KUNIT_EXPECT_FALSE(test, snt_ring_is_full(&ring));
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), FRAME_NR - 1);
}

/* A hole would hold up the kernel's cursor for ever. */
static void a_discarded_slot_leaves_no_hole(struct kunit *test)
{
	int64_t i;

	for (i = 0; i < 3 * FRAME_NR; i++) {
		void *slot = snt_ring_take(&ring);

		KUNIT_ASSERT_NOT_NULL(test, slot);
		memset(slot, 0xee, ring.capacity);
		snt_ring_cancel(&ring);
		KUNIT_EXPECT_PTR_EQ(test, snt_ring_take(&ring), slot);
		KUNIT_ASSERT_TRUE(test, put((uint64_t)i));
		KUNIT_ASSERT_EQ(test, get(), i);
	}
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), 0);
}

static void what_cannot_be_sent_is_refused(struct kunit *test)
{
	uint8_t *slot;

	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, 60), -EINVAL);
	slot = snt_ring_take(&ring);
	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, ring.capacity + 1),
			-EMSGSIZE);
	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, SIZE_MAX), -EMSGSIZE);
	KUNIT_EXPECT_PTR_EQ(test, snt_ring_take(&ring), slot);
	memset(slot, 1, ring.capacity);
	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, ring.capacity), 0);
	KUNIT_EXPECT_EQ(test, snt_ring_commit(&ring, 60), -EINVAL);
}

static void frames_may_come_back_in_any_order(struct kunit *test)
{
	uint64_t i;

	for (i = 0; i < FRAME_NR; i++) {
		KUNIT_ASSERT_TRUE(test, put(i));
		other_accept(&side, TP_STATUS_SENDING);
	}
	snt_ring_settle(&ring);
	KUNIT_EXPECT_EQ(test, ring.ready, 0);
	for (i = FRAME_NR - 1; i > 0; i--) {
		other_set(&side, (uint32_t)i, TP_STATUS_AVAILABLE);
		KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), i);
		KUNIT_EXPECT_TRUE(test, snt_ring_is_full(&ring));
	}
	other_set(&side, 0, TP_STATUS_AVAILABLE);
	KUNIT_EXPECT_TRUE(test, snt_ring_is_drained(&ring));
	KUNIT_EXPECT_TRUE(test, put(0));
}

static void what_was_not_taken_is_known(struct kunit *test)
{
	uint64_t i;

	for (i = 0; i < 10; i++)
		KUNIT_ASSERT_TRUE(test, put(i));
	for (i = 0; i < 4; i++)
		other_accept(&side, TP_STATUS_SENDING);
	snt_ring_settle(&ring);
	KUNIT_EXPECT_EQ(test, ring.ready, 6);
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), 10);
	KUNIT_EXPECT_FALSE(test, snt_ring_is_rejected(&ring));
}

static void a_rejected_frame_is_taken_out(struct kunit *test)
{
	uint64_t i;

	for (i = 0; i < 5; i++)
		KUNIT_ASSERT_TRUE(test, put(i));
	KUNIT_EXPECT_EQ(test, get(), 0);
	KUNIT_EXPECT_EQ(test, get(), 1);
	other_set(&side, side.head, TP_STATUS_WRONG_FORMAT);
	snt_ring_settle(&ring);
	KUNIT_ASSERT_TRUE(test, snt_ring_is_rejected(&ring));
	KUNIT_EXPECT_EQ(test, snt_ring_drop_rejected(&ring), 2);
	KUNIT_EXPECT_FALSE(test, snt_ring_is_rejected(&ring));
	KUNIT_EXPECT_EQ(test, snt_ring_pending(&ring), 2);
	KUNIT_ASSERT_TRUE(test, put(5));
	for (i = 3; i <= 5; i++)
		KUNIT_EXPECT_EQ(test, get(), i);
	KUNIT_EXPECT_TRUE(test, snt_ring_is_drained(&ring));
}

static void a_ring_of_rejected_frames_empties(struct kunit *test)
{
	uint64_t i;

	for (i = 0; i < FRAME_NR; i++)
		KUNIT_ASSERT_TRUE(test, put(i));
	for (i = 0; i < FRAME_NR; i++) {
		other_set(&side, side.head, TP_STATUS_WRONG_FORMAT);
		snt_ring_settle(&ring);
		KUNIT_ASSERT_TRUE(test, snt_ring_is_rejected(&ring));
		KUNIT_EXPECT_EQ(test, snt_ring_drop_rejected(&ring), i);
	}
	KUNIT_EXPECT_TRUE(test, snt_ring_is_drained(&ring));
	KUNIT_EXPECT_TRUE(test, put(77));
	KUNIT_EXPECT_EQ(test, get(), 77);
}

/* What a kernel may do at each step, chosen by a fixed sequence. */
static void rejections_keep_numbers_and_order(struct kunit *test)
{
	uint64_t sent = 0, seed = 1, step, last;
	int64_t next = 0;

	for (step = 0; step < 200000; step++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		switch (seed >> 61) {
		case 0:
			other_set(&side, side.head, peek() < 0 ?
				  other_status(&side, side.head) :
				  TP_STATUS_WRONG_FORMAT);
			snt_ring_settle(&ring);
			if (!snt_ring_is_rejected(&ring))
				break;
			last = snt_ring_drop_rejected(&ring);
			KUNIT_ASSERT_EQ(test, last, next);
			next++;
			break;
		case 1: case 2: case 3:
			if (peek() < 0)
				break;
			KUNIT_ASSERT_EQ(test, get(), next);
			next++;
			snt_ring_settle(&ring);
			break;
		default:
			sent += put(sent);
		}
		KUNIT_ASSERT_EQ(test, snt_ring_pending(&ring),
				sent - (uint64_t)next);
	}
	KUNIT_EXPECT_LT(test, 10000, next);
}

static void a_prefix_has_the_frame_copied_whole(struct kunit *test)
{
	uint16_t hdr_len;
	uint8_t *data;
	uint32_t len;

	snt_ring_uninit(&ring);
	KUNIT_ASSERT_EQ(test, 0, snt_ring_init(&ring, side.memory,
					       &side.geometry, true));
	KUNIT_EXPECT_EQ(test, ring.capacity, FRAME_SIZE - SNT_RING_HDR_LEN - 10);
	memset(snt_ring_take(&ring), 0x11, ring.capacity);
	KUNIT_ASSERT_EQ(test, 0, snt_ring_commit(&ring, 70));
	data = other_next(&side, &len);
	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, len, 80);
	memcpy(&hdr_len, data + 2, sizeof(hdr_len));
	KUNIT_EXPECT_EQ(test, hdr_len, 70);
	KUNIT_EXPECT_EQ(test, data[0], 0);
	KUNIT_EXPECT_EQ(test, data[10], 0x11);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(a_new_ring_is_free),
	KUNIT_CASE(frames_arrive_in_order),
	KUNIT_CASE(a_full_ring_says_so),
	KUNIT_CASE(a_discarded_slot_leaves_no_hole),
	KUNIT_CASE(what_cannot_be_sent_is_refused),
	KUNIT_CASE(frames_may_come_back_in_any_order),
	KUNIT_CASE(what_was_not_taken_is_known),
	KUNIT_CASE(a_rejected_frame_is_taken_out),
	KUNIT_CASE(a_ring_of_rejected_frames_empties),
	KUNIT_CASE(rejections_keep_numbers_and_order),
	KUNIT_CASE(a_prefix_has_the_frame_copied_whole),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "inject_ring",
	.init = start,
	.exit = end,
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
