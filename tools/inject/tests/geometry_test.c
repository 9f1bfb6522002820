// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shape of a ring is one that the kernel accepts, or an error.
 */
#include <errno.h>
#include <kunit/test.h>

#include "geometry.h"

/* What packet_set_ring() of the kernel checks, and that frames are apart. */
static void expect_sound(struct kunit *test, const struct snt_geometry *g,
			 uint32_t page_size)
{
	size_t end = 0;
	uint32_t i;

	KUNIT_EXPECT_EQ(test, g->block_size & (g->block_size - 1), 0);
	KUNIT_EXPECT_EQ(test, g->block_size % page_size, 0);
	KUNIT_EXPECT_EQ(test, g->block_size / g->frame_size,
			g->frames_per_block);
	KUNIT_EXPECT_EQ(test, (uint64_t)g->frames_per_block * g->block_nr,
			g->frame_nr);
	KUNIT_EXPECT_EQ(test, (uint64_t)g->block_size * g->block_nr,
			g->map_len);
	for (i = 0; i < g->frame_nr && i < 3 * g->frames_per_block; i++) {
		size_t offset = snt_geometry_offset(g, i);

		KUNIT_EXPECT_GE(test, offset, end);
		end = offset + g->frame_size;
		KUNIT_EXPECT_EQ(test, offset / g->block_size,
				(end - 1) / g->block_size);
	}
	end = snt_geometry_offset(g, g->frame_nr - 1) + g->frame_size;
	KUNIT_EXPECT_LE(test, end, g->map_len);
}

static void every_frame_size_makes_a_sound_ring(struct kunit *test)
{
	static const uint32_t pages[] = { 4096, 16384, 65536 };
	struct snt_geometry g;
	uint32_t size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		for (size = 96; size <= 66000; size += 16) {
			KUNIT_ASSERT_EQ(test, 0, snt_geometry_init(&g, size, 256,
								   pages[i]));
			KUNIT_EXPECT_GE(test, g.frame_nr, 256);
			KUNIT_EXPECT_EQ(test, g.frame_size, size);
			expect_sound(test, &g, pages[i]);
		}
	}
}

static void defaults_take_what_they_need(struct kunit *test)
{
	struct snt_geometry g;

	KUNIT_ASSERT_EQ(test, 0, snt_geometry_init(&g, 2048, 256, 4096));
	KUNIT_EXPECT_EQ(test, g.block_size, 4096);
	KUNIT_EXPECT_EQ(test, g.block_nr, 128);
	KUNIT_EXPECT_EQ(test, g.frame_nr, 256);
}

static void frames_fill_their_blocks(struct kunit *test)
{
	struct snt_geometry g;

	/* Two in a page would waste a fifth of it. */
	KUNIT_ASSERT_EQ(test, 0, snt_geometry_init(&g, 1600, 10, 4096));
	KUNIT_EXPECT_EQ(test, g.block_size, 8192);
	KUNIT_EXPECT_EQ(test, g.frames_per_block, 5);
	KUNIT_EXPECT_EQ(test, g.frame_nr, 10);
}

static void bad_frame_sizes_are_refused(struct kunit *test)
{
	static const uint32_t bad[] = { 0, 1, 16, 80, 95, 97, 100, 2047, 2049 };
	struct snt_geometry g;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, -EINVAL,
				snt_geometry_init(&g, bad[i], 256, 4096));
	KUNIT_EXPECT_EQ(test, 0, snt_geometry_init(&g, 96, 256, 4096));
}

static void no_frames_are_refused(struct kunit *test)
{
	struct snt_geometry g;

	KUNIT_EXPECT_EQ(test, -EDOM, snt_geometry_init(&g, 2048, 0, 4096));
}

static void overflows_are_refused(struct kunit *test)
{
	struct snt_geometry g;

	KUNIT_EXPECT_EQ(test, -EOVERFLOW,
			snt_geometry_init(&g, 2048, UINT32_MAX, 4096));
	KUNIT_EXPECT_EQ(test, -EOVERFLOW,
			snt_geometry_init(&g, 0xfffffff0, 1, 4096));
	KUNIT_EXPECT_EQ(test, -EOVERFLOW,
			snt_geometry_init(&g, 0x80000000, 2, 4096));
	KUNIT_EXPECT_EQ(test, 0, snt_geometry_init(&g, 0x10000, 0x7fff, 4096));
}

static struct kunit_case geometry_cases[] = {
	KUNIT_CASE(every_frame_size_makes_a_sound_ring),
	KUNIT_CASE(defaults_take_what_they_need),
	KUNIT_CASE(frames_fill_their_blocks),
	KUNIT_CASE(bad_frame_sizes_are_refused),
	KUNIT_CASE(no_frames_are_refused),
	KUNIT_CASE(overflows_are_refused),
	{}
};

static struct kunit_suite geometry_suite = {
	.name = "inject_geometry",
	.test_cases = geometry_cases,
};

kunit_test_suite(geometry_suite);
