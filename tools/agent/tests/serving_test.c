// SPDX-License-Identifier: GPL-2.0-only
/*
 * What applications are answered with: numbers of ASes, answers that are kept,
 * and how many may be asked for.
 */
#include <kunit/test.h>

#include <stdio.h>
#include <stdlib.h>

#include "quota.h"
#include "cache.h"
#include "isd_as.h"
#include "mem.h"

static void as_is_read_and_written(struct kunit *test)
{
	static const char * const good[] = {
		"1-ff00:0:110", "64-2:0:9", "1-4294967295", "65535-1",
		"1-ffff:ffff:ffff", "1-1:0:0",
	};
	static const char * const bad[] = {
		"", "1", "1-", "0-1", "1-0", "1-0:0:0", "65536-1", "-1-1",
		"1--1", "1-4294967296", "1-1:1", "1-1:1:1:1", "1-10000:0:0",
		"1- 1", " 1-1", "1-ff00:0:110x", "1-0x1:0:0", "a-1",
	};
	char text[SNT_ISD_AS_TEXT];
	uint64_t isd_as;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_EXPECT_EQ_MSG(test, snt_isd_as_parse(&isd_as, good[i]), 0,
				    "%s", good[i]);
		KUNIT_EXPECT_TRUE(test, !strcmp(snt_isd_as_text(text, isd_as),
						good[i]));
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_TRUE_MSG(test, snt_isd_as_parse(&isd_as, bad[i]),
				      "%s", bad[i]);
}

static void keep(struct snt_cache *cache, const char *key, size_t len,
		 uint64_t end_ms)
{
	uint8_t *bytes = snt_mem_alloc(len + 1);
	struct snt_blob *blob = snt_blob_create(cache, bytes, len);

	snt_cache_add(cache, (const uint8_t *)key, strlen(key), blob,
		      end_ms / 2, end_ms);
	snt_blob_put(blob);
	free(bytes);
}

static const struct snt_cached *find(struct snt_cache *cache, const char *key,
				     uint64_t now_ms)
{
	return snt_cache_find(cache, (const uint8_t *)key, strlen(key), now_ms);
}

static void answers_are_kept_until_their_end(struct kunit *test)
{
	struct snt_cache cache = { 0 };

	keep(&cache, "a", 10, 1000);
	KUNIT_EXPECT_NOT_NULL(test, find(&cache, "a", 999));
	KUNIT_EXPECT_NULL(test, find(&cache, "b", 999));
	KUNIT_EXPECT_NULL(test, find(&cache, "a", 1000));
	KUNIT_EXPECT_EQ(test, cache.total, 0);
	KUNIT_EXPECT_EQ(test, cache.nr, 0);
	/* a newer one takes the place of an older one */
	keep(&cache, "a", 10, 1000);
	keep(&cache, "a", 20, 2000);
	KUNIT_EXPECT_EQ(test, cache.total, 20);
	KUNIT_EXPECT_EQ(test, find(&cache, "a", 1500)->blob->len, 20);
	snt_cache_uninit(&cache);
	KUNIT_EXPECT_EQ(test, cache.total, 0);
}

static void cache_is_bounded(struct kunit *test)
{
	struct snt_cache cache = { 0 };
	struct snt_blob *blob;
	char key[16];
	int i;

	for (i = 0; i < SNT_CACHE_ENTRIES + 10; i++) {
		snprintf(key, sizeof(key), "%d", i);
		keep(&cache, key, 1, 1000);
		/* what is asked for stays */
		KUNIT_EXPECT_NOT_NULL(test, find(&cache, "0", 1));
	}
	KUNIT_EXPECT_EQ(test, cache.nr, SNT_CACHE_ENTRIES);
	KUNIT_EXPECT_NULL(test, find(&cache, "1", 1));
	for (i = 0; i < 20; i++) {
		snprintf(key, sizeof(key), "big %d", i);
		keep(&cache, key, 1 << 20, 1000);
	}
	KUNIT_EXPECT_LE(test, cache.bytes, SNT_CACHE_BYTES);
	KUNIT_EXPECT_EQ(test, cache.total, cache.bytes);
	blob = snt_blob_create(&cache, key, 0);
	cache.total = SNT_BLOBS_BYTES - 1;
	KUNIT_EXPECT_NULL(test, snt_blob_create(&cache, key, 2));
	cache.total = cache.bytes;
	snt_blob_put(blob);
	snt_cache_uninit(&cache);
}

static unsigned int take_all(struct snt_quota *quota, uint64_t now_ms)
{
	unsigned int nr = 0;

	while (snt_quota_take(quota, now_ms))
		nr++;
	return nr;
}

static void bucket_fills_by_the_second(struct kunit *test)
{
	struct snt_quota quota;

	snt_quota_init(&quota, 20, 64, 5000);
	KUNIT_EXPECT_EQ(test, take_all(&quota, 5000), 64);
	KUNIT_EXPECT_EQ(test, take_all(&quota, 5049), 0);
	KUNIT_EXPECT_EQ(test, take_all(&quota, 5050), 1);
	KUNIT_EXPECT_EQ(test, take_all(&quota, 6050), 20);
	KUNIT_EXPECT_EQ(test, take_all(&quota, UINT64_MAX / 2), 64);
}

static struct kunit_case serving_cases[] = {
	KUNIT_CASE(as_is_read_and_written),
	KUNIT_CASE(answers_are_kept_until_their_end),
	KUNIT_CASE(cache_is_bounded),
	KUNIT_CASE(bucket_fills_by_the_second),
	{}
};

static struct kunit_suite serving_suite = {
	.name = "serving",
	.test_cases = serving_cases,
};

kunit_test_suite(serving_suite);
