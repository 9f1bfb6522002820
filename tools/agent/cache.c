// SPDX-License-Identifier: GPL-2.0-only
/*
 * A short list, as a host asks for few destinations at a time. What nobody has
 * asked for longest makes room.
 */
#include "cache.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/**
 * snt_blob_create - bytes that several may have
 * @cache: counts them
 * @bytes: copied
 * @len: how many
 *
 * Return: a blob with one user, or NULL when there are too many bytes already.
 */
struct snt_blob *snt_blob_create(struct snt_cache *cache, const void *bytes,
				 size_t len)
{
	struct snt_blob *blob;

	if (len > SNT_BLOBS_BYTES || cache->total > SNT_BLOBS_BYTES - len)
		return NULL;
	blob = snt_mem_alloc(sizeof(*blob) + len);
	blob->users = 1;
	blob->total = &cache->total;
	blob->len = len;
	if (len)
		memcpy(blob->bytes, bytes, len);
	cache->total += len;
	return blob;
}

/**
 * snt_blob_get - have it as well
 * @blob: one that somebody has
 *
 * Return: @blob.
 */
struct snt_blob *snt_blob_get(struct snt_blob *blob)
{
	blob->users++;
	return blob;
}

/**
 * snt_blob_put - need it no longer
 * @blob: or NULL
 */
void snt_blob_put(struct snt_blob *blob)
{
	if (!blob || --blob->users)
		return;
	*blob->total -= blob->len;
	free(blob);
}

/* Returns the entry, which is in no list any more. */
static struct snt_cached *unlink_entry(struct snt_cache *cache,
				       struct snt_cached **at)
{
	struct snt_cached *entry = *at;

	*at = entry->next;
	cache->nr--;
	cache->bytes -= entry->blob->len;
	return entry;
}

static void remove_entry(struct snt_cache *cache, struct snt_cached **at)
{
	struct snt_cached *entry = unlink_entry(cache, at);

	snt_blob_put(entry->blob);
	free(entry);
}

static void insert_entry(struct snt_cache *cache, struct snt_cached *entry)
{
	entry->next = cache->entries;
	cache->entries = entry;
	cache->nr++;
	cache->bytes += entry->blob->len;
}

/* What has run out goes on the way. */
static struct snt_cached **look_up(struct snt_cache *cache, const uint8_t *key,
				   size_t key_len, uint64_t now_ms)
{
	struct snt_cached **at = &cache->entries;

	while (*at && ((*at)->end_ms <= now_ms || (*at)->key_len != key_len ||
		       memcmp((*at)->key, key, key_len))) {
		if ((*at)->end_ms <= now_ms)
			remove_entry(cache, at);
		else
			at = &(*at)->next;
	}
	return *at ? at : NULL;
}

/**
 * snt_cache_find - an answer that is kept
 * @cache: the cache
 * @key: the question
 * @key_len: bytes of it
 * @now_ms: the time
 *
 * Return: the answer, which may not be fresh, or NULL.
 */
const struct snt_cached *snt_cache_find(struct snt_cache *cache,
					const uint8_t *key, size_t key_len,
					uint64_t now_ms)
{
	struct snt_cached **at = look_up(cache, key, key_len, now_ms);

	if (!at)
		return NULL;
	insert_entry(cache, unlink_entry(cache, at));
	return cache->entries;
}

static void make_room(struct snt_cache *cache)
{
	struct snt_cached **at;

	while (cache->nr > SNT_CACHE_ENTRIES ||
	       cache->bytes > SNT_CACHE_BYTES) {
		at = &cache->entries;
		while ((*at)->next)
			at = &(*at)->next;
		remove_entry(cache, at);
	}
}

/**
 * snt_cache_add - keep an answer, instead of an older one
 * @cache: the cache
 * @key: the question
 * @key_len: bytes of it
 * @blob: the answer; the cache is one user more
 * @fresh_ms: how long it is good
 * @end_ms: how long it is better than none
 */
void snt_cache_add(struct snt_cache *cache, const uint8_t *key, size_t key_len,
		   struct snt_blob *blob, uint64_t fresh_ms, uint64_t end_ms)
{
	struct snt_cached **at = look_up(cache, key, key_len, 0);
	struct snt_cached *entry;

	if (at)
		remove_entry(cache, at);
	entry = snt_mem_alloc(sizeof(*entry) + key_len);
	entry->blob = snt_blob_get(blob);
	entry->fresh_ms = fresh_ms;
	entry->end_ms = end_ms;
	entry->key_len = key_len;
	memcpy(entry->key, key, key_len);
	insert_entry(cache, entry);
	make_room(cache);
}

/**
 * snt_cache_uninit - keep nothing any more
 * @cache: empty afterwards
 */
void snt_cache_uninit(struct snt_cache *cache)
{
	while (cache->entries)
		remove_entry(cache, &cache->entries);
}
