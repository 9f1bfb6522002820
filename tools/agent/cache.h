/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers that are kept for those who ask the same.
 */
#ifndef _SNT_CACHE_H
#define _SNT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNT_CACHE_ENTRIES	256
/* of all answers that are kept, and of all that there are at a time */
#define SNT_CACHE_BYTES		(16 << 20)
#define SNT_BLOBS_BYTES		(32 << 20)

/**
 * struct snt_blob - bytes that several have
 * @users: how many; the last one frees it
 * @total: bytes of all blobs of a cache
 * @len: bytes
 * @bytes: they do not change
 */
struct snt_blob {
	unsigned int users;
	size_t *total;
	size_t len;
	uint8_t bytes[];
};

/**
 * struct snt_cached - an answer that is kept
 * @next: asked for longer ago
 * @blob: the answer
 * @fresh_ms: it is good until then
 * @end_ms: and better than none until then
 * @key_len: bytes of the question
 * @key: the question
 */
struct snt_cached {
	struct snt_cached *next;
	struct snt_blob *blob;
	uint64_t fresh_ms;
	uint64_t end_ms;
	size_t key_len;
	uint8_t key[];
};

/**
 * struct snt_cache - answers
 * @entries: what was asked for last comes first
 * @nr: how many
 * @bytes: of the answers that are kept
 * @total: bytes of all blobs, also of those that are not kept
 */
struct snt_cache {
	struct snt_cached *entries;
	unsigned int nr;
	size_t bytes;
	size_t total;
};

struct snt_blob *snt_blob_create(struct snt_cache *cache, const void *bytes,
				 size_t len);
struct snt_blob *snt_blob_get(struct snt_blob *blob);
void snt_blob_put(struct snt_blob *blob);

const struct snt_cached *snt_cache_find(struct snt_cache *cache,
					const uint8_t *key, size_t key_len,
					uint64_t now_ms);
void snt_cache_add(struct snt_cache *cache, const uint8_t *key, size_t key_len,
		   struct snt_blob *blob, uint64_t fresh_ms, uint64_t end_ms);
void snt_cache_uninit(struct snt_cache *cache);

#endif
