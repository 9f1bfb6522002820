// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is answered when the endhost API cannot be asked.
 */
#include <kunit/test.h>

#include "paths.h"

/**
 * struct caller - who wants to know
 * @client: waits
 * @nr: how often it was told
 * @code: what it was told
 * @why: likewise
 * @blob: likewise; only to be compared
 */
struct caller {
	struct snt_paths_client client;
	unsigned int nr;
	enum snt_code code;
	char why[100];
	const struct snt_blob *blob;
};

static void take(struct snt_paths_client *client, enum snt_code code,
		 const char *why, struct snt_blob *blob)
{
	struct caller *caller = (struct caller *)client;

	caller->nr++;
	caller->code = code;
	caller->blob = blob;
	snprintf(caller->why, sizeof(caller->why), "%s", why ? why : "");
}

static const char *know_nobody(void *owner, struct snt_http_request *request,
			       struct snt_http_way *way)
{
	(void)owner;
	(void)request;
	(void)way;
	return "there is nobody";
}

static const struct snt_ask question = { .source = 1, .destination = 2 };

static void init(struct snt_paths *paths)
{
	snt_paths_init(paths, NULL);
	paths->address = know_nobody;
}

static struct caller ask(struct snt_paths *paths)
{
	struct caller caller = { .client.done = take };

	snt_paths_ask(paths, &caller.client, SNT_ANSWER_FOUND, &question);
	return caller;
}

/* Returns the answer, for comparison. */
static const struct snt_blob *keep(struct snt_paths *paths, uint64_t fresh_ms,
				   uint64_t end_ms)
{
	struct snt_blob *blob = snt_blob_create(&paths->cache, "answer", 6);
	uint8_t key[SNT_ASK_SIZE + 1] = { SNT_ANSWER_FOUND };
	size_t len = 1 + snt_ask_write(key + 1, &question);

	snt_cache_add(&paths->cache, key, len, blob, fresh_ms, end_ms);
	snt_blob_put(blob);
	return blob;
}

static void reason_is_told(struct kunit *test)
{
	struct snt_paths paths;
	struct caller caller;

	init(&paths);
	caller = ask(&paths);
	KUNIT_EXPECT_EQ(test, caller.nr, 1);
	KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_UNAVAILABLE);
	KUNIT_EXPECT_TRUE(test, !strcmp(caller.why, "there is nobody"));
	KUNIT_EXPECT_NULL(test, caller.blob);
	KUNIT_EXPECT_EQ(test, paths.nr_queries, 0);
	KUNIT_EXPECT_TRUE(test, !strcmp(paths.error, "there is nobody"));
	snt_paths_uninit(&paths);
}

static void old_answer_is_better_than_none(struct kunit *test)
{
	uint64_t now = snt_loop_now();
	const struct snt_blob *blob;
	struct snt_paths paths;
	struct caller caller;

	init(&paths);
	blob = keep(&paths, now - 1, now + 1000000);
	caller = ask(&paths);
	KUNIT_EXPECT_EQ(test, caller.nr, 1);
	KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_OK);
	KUNIT_EXPECT_PTR_EQ(test, caller.blob, blob);
	KUNIT_EXPECT_EQ(test, paths.misses, 1);
	KUNIT_EXPECT_EQ(test, paths.hits, 0);
	/* one whose segments have run out is not */
	keep(&paths, now - 1, now);
	caller = ask(&paths);
	KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_UNAVAILABLE);
	/* and for a fresh one nobody is asked */
	keep(&paths, now + 1000000, now + 1000000);
	caller = ask(&paths);
	KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_OK);
	KUNIT_EXPECT_EQ(test, paths.hits, 1);
	snt_paths_uninit(&paths);
	KUNIT_EXPECT_EQ(test, paths.cache.total, 0);
}

static void endhost_api_is_not_asked_without_end(struct kunit *test)
{
	struct snt_paths paths;
	struct caller caller;
	unsigned int i;

	init(&paths);
	/* more than come meanwhile, however slow this machine is */
	snt_quota_init(&paths.quota, 0, 64, snt_loop_now());
	for (i = 0; i < 64; i++) {
		caller = ask(&paths);
		KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_UNAVAILABLE);
	}
	caller = ask(&paths);
	KUNIT_EXPECT_EQ(test, caller.code, SNT_CODE_RESOURCE_EXHAUSTED);
	snt_paths_uninit(&paths);
}

static struct kunit_case paths_cases[] = {
	KUNIT_CASE(reason_is_told),
	KUNIT_CASE(old_answer_is_better_than_none),
	KUNIT_CASE(endhost_api_is_not_asked_without_end),
	{}
};

static struct kunit_suite paths_suite = {
	.name = "paths",
	.test_cases = paths_cases,
};

kunit_test_suite(paths_suite);
