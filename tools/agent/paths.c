// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who asks the same at the same time gets the same answer. An answer is fresh
 * for minutes; when the endhost API cannot be asked then, it is still good as
 * long as its segments live.
 */
#include "paths.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "container.h"
#include "mem.h"

#define FRESH_MS	300000
/* There may be segments soon, where there are none. */
#define EMPTY_MS	10000
#define RATE		20
#define BURST		64
#define PAGES_MAX	64
#define KEY_SIZE	(SNT_ASK_SIZE + 1)

/**
 * struct snt_query - a question that is asked
 * @next: another one
 * @paths: whose it is
 * @client: waits for the answer of the endhost API
 * @kind: of the answer that is wanted
 * @ask: what is asked, the page that is asked for now
 * @key: what was asked at first
 * @key_len: bytes of it
 * @listing: what was answered so far
 * @nr_pages: how many that were
 * @clients: who wants to know
 */
struct snt_query {
	struct snt_query *next;
	struct snt_paths *paths;
	struct snt_control_client client;
	enum snt_answer_kind kind;
	struct snt_ask ask;
	uint8_t key[KEY_SIZE];
	size_t key_len;
	struct snt_listing listing;
	unsigned int nr_pages;
	struct snt_paths_client *clients;
};

static void unlink_query(struct snt_query *query)
{
	struct snt_query **at = &query->paths->queries;

	while (*at != query)
		at = &(*at)->next;
	*at = query->next;
	query->paths->nr_queries--;
}

static void free_query(struct snt_query *query)
{
	snt_control_cancel(&query->client);
	snt_listing_uninit(&query->listing);
	free(query);
}

/* Any of them may leave, or ask the same again, when another is told. */
static void finish(struct snt_query *query, enum snt_code code,
		   const char *why, struct snt_blob *blob)
{
	struct snt_paths_client *client;

	unlink_query(query);
	while ((client = query->clients)) {
		query->clients = client->next;
		client->query = NULL;
		client->done(client, code, why, blob);
	}
	free_query(query);
}

/* An old answer is better than none. */
static void fail(struct snt_query *query, enum snt_code code, const char *why)
{
	struct snt_paths *paths = query->paths;
	const struct snt_cached *old;
	struct snt_blob *blob;

	snprintf(paths->error, sizeof(paths->error), "%s", why);
	old = snt_cache_find(&paths->cache, query->key, query->key_len,
			     snt_loop_now());
	if (!old) {
		finish(query, code, why, NULL);
		return;
	}
	blob = snt_blob_get(old->blob);
	finish(query, SNT_CODE_OK, NULL, blob);
	snt_blob_put(blob);
}

/* By the clock of the endhost API, where it has one: ours may be wrong. */
static uint64_t life_of(const struct snt_listing *listing, int64_t date_s)
{
	int64_t now_s = date_s ? date_s : (int64_t)time(NULL);

	if (listing->end_s <= now_s)
		return 0;
	if (listing->end_s - now_s > UINT32_MAX)
		return (uint64_t)UINT32_MAX * 1000;
	return (uint64_t)(listing->end_s - now_s) * 1000;
}

static void keep(struct snt_query *query, struct snt_blob *blob,
		 int64_t date_s)
{
	uint64_t life = life_of(&query->listing, date_s), fresh = FRESH_MS;
	uint64_t now = snt_loop_now();

	if (!query->listing.nr)
		life = EMPTY_MS;
	if (fresh > life)
		fresh = life;
	if (life)
		snt_cache_add(&query->paths->cache, query->key, query->key_len,
			      blob, now + fresh, now + life);
}

static struct snt_blob *make_blob(struct snt_query *query,
				  const struct snt_control_answer *a)
{
	struct snt_cache *cache = &query->paths->cache;
	struct snt_buffer found = { 0 };
	struct snt_blob *blob;

	if (query->kind == SNT_ANSWER_LISTED)
		return snt_blob_create(cache, a->body, a->len);
	snt_listing_write_found(&found, &query->listing);
	blob = snt_blob_create(cache, found.bytes, found.len);
	snt_buffer_uninit(&found);
	return blob;
}

static void succeed(struct snt_query *query, const struct snt_control_answer *a)
{
	struct snt_blob *blob = make_blob(query, a);

	if (!blob) {
		fail(query, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many answers are on their way already");
		return;
	}
	*query->paths->error = '\0';
	keep(query, blob, a->date_s);
	finish(query, SNT_CODE_OK, NULL, blob);
	snt_blob_put(blob);
}

static void call(struct snt_query *query)
{
	struct snt_paths *paths = query->paths;
	struct snt_http_request request = { .answer_max = SNT_LISTING_MAX };
	struct snt_http_way way = { 0 };
	uint8_t bytes[SNT_ASK_SIZE];
	const char *why = paths->address(paths->owner, &request, &way);

	if (why) {
		fail(query, SNT_CODE_UNAVAILABLE, why);
		return;
	}
	request.body = bytes;
	request.len = snt_ask_write(bytes, &query->ask);
	snt_control_call(paths->http, &way, SNT_METHOD_SEGMENTS, &request,
			 &query->client);
}

static enum snt_code code_of(const struct snt_control_answer *a)
{
	switch (a->status) {
	case 400:
		return SNT_CODE_INVALID_ARGUMENT;
	case 429:
		return SNT_CODE_RESOURCE_EXHAUSTED;
	default:
		return SNT_CODE_UNAVAILABLE;
	}
}

static void take(struct snt_control_client *client,
		 struct snt_control_answer *a)
{
	struct snt_query *query =
		snt_container_of(client, struct snt_query, client);
	struct snt_listing *listing = &query->listing;

	if (a->outcome != SNT_OUTCOME_GOOD) {
		fail(query, code_of(a), a->error);
	} else if (snt_listing_read(listing, a->body, a->len)) {
		fail(query, SNT_CODE_INTERNAL,
		     "the answer of the endhost API is not a list of segments, or too long a one");
	} else if (query->kind == SNT_ANSWER_LISTED || !*listing->next_page) {
		succeed(query, a);
	} else if (++query->nr_pages == PAGES_MAX) {
		fail(query, SNT_CODE_INTERNAL,
		     "the endhost API sends page after page");
	} else {
		strcpy(query->ask.page, listing->next_page);
		call(query);
	}
}

static size_t write_key(uint8_t key[KEY_SIZE], enum snt_answer_kind kind,
			const struct snt_ask *ask)
{
	key[0] = kind;
	return 1 + snt_ask_write(key + 1, ask);
}

static struct snt_query *find_query(const struct snt_paths *paths,
				    const uint8_t *key, size_t key_len)
{
	struct snt_query *query = paths->queries;

	while (query && (query->key_len != key_len ||
			 memcmp(query->key, key, key_len)))
		query = query->next;
	return query;
}

static struct snt_query *add_query(struct snt_paths *paths,
				   enum snt_answer_kind kind,
				   const struct snt_ask *ask)
{
	struct snt_query *query = snt_mem_alloc(sizeof(*query));

	query->paths = paths;
	query->client.done = take;
	query->kind = kind;
	query->ask = *ask;
	query->key_len = write_key(query->key, kind, ask);
	snt_listing_init(&query->listing);
	query->listing.owner = paths->owner;
	query->listing.seen = paths->seen;
	query->next = paths->queries;
	paths->queries = query;
	paths->nr_queries++;
	return query;
}

static void join(struct snt_query *query, struct snt_paths_client *client)
{
	client->query = query;
	client->next = query->clients;
	query->clients = client;
}

/* Returns whether there is a fresh answer, or none is needed any more. */
static bool answer_from_cache(struct snt_paths *paths,
			      struct snt_paths_client *client,
			      const uint8_t *key, size_t key_len)
{
	uint64_t now = snt_loop_now();
	const struct snt_cached *old = snt_cache_find(&paths->cache, key,
						      key_len, now);
	struct snt_blob *blob;

	if (!old || old->fresh_ms <= now)
		return false;
	paths->hits++;
	blob = snt_blob_get(old->blob);
	client->done(client, SNT_CODE_OK, NULL, blob);
	snt_blob_put(blob);
	return true;
}

/**
 * snt_paths_ask - ask for segments
 * @paths: what is known of paths
 * @client: told what comes of it, maybe from within; waits for nothing else
 * @kind: of the answer
 * @ask: what is wanted
 */
void snt_paths_ask(struct snt_paths *paths, struct snt_paths_client *client,
		   enum snt_answer_kind kind, const struct snt_ask *ask)
{
	uint8_t key[KEY_SIZE];
	size_t key_len = write_key(key, kind, ask);
	struct snt_query *query;

	if (answer_from_cache(paths, client, key, key_len))
		return;
	query = find_query(paths, key, key_len);
	if (query) {
		join(query, client);
		return;
	}
	if (paths->nr_queries == SNT_PATHS_QUERIES) {
		client->done(client, SNT_CODE_RESOURCE_EXHAUSTED,
			     "too many requests at a time", NULL);
		return;
	}
	paths->misses++;
	query = add_query(paths, kind, ask);
	join(query, client);
	if (snt_quota_take(&paths->quota, snt_loop_now()))
		call(query);
	else
		fail(query, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many requests in a second");
}

/**
 * snt_paths_leave - do not want to know any more
 * @client: not told any more; may wait for nothing
 *
 * The answer is kept for whoever asks next.
 */
void snt_paths_leave(struct snt_paths_client *client)
{
	struct snt_paths_client **at;

	if (!client->query)
		return;
	at = &client->query->clients;
	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->query = NULL;
}

/**
 * snt_paths_init - nothing is known of paths
 * @paths: filled, but for its owner and callbacks
 * @http: for requests
 */
void snt_paths_init(struct snt_paths *paths, struct snt_http *http)
{
	*paths = (struct snt_paths){ .http = http };
	snt_quota_init(&paths->quota, RATE, BURST, snt_loop_now());
}

/**
 * snt_paths_uninit - forget it all
 * @paths: nobody wants to know any more, or has an answer
 */
void snt_paths_uninit(struct snt_paths *paths)
{
	struct snt_query *query;

	while ((query = paths->queries)) {
		unlink_query(query);
		free_query(query);
	}
	snt_cache_uninit(&paths->cache);
}
