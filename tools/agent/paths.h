/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asks an endhost API for path segments, for all who want to know.
 */
#ifndef _SNT_PATHS_H
#define _SNT_PATHS_H

#include "quota.h"
#include "cache.h"
#include "control.h"
#include "listing.h"

#define SNT_PATHS_QUERIES	32

/* What came of a request, numbered as gRPC does. */
enum snt_code {
	SNT_CODE_OK = 0,
	SNT_CODE_INVALID_ARGUMENT = 3,
	SNT_CODE_RESOURCE_EXHAUSTED = 8,
	SNT_CODE_UNIMPLEMENTED = 12,
	SNT_CODE_INTERNAL = 13,
	SNT_CODE_UNAVAILABLE = 14,
};

/* In which words the answer is wanted. */
enum snt_answer_kind {
	SNT_ANSWER_LISTED,	/* ListedSegments, as the endhost API sent it */
	SNT_ANSWER_FOUND,	/* FoundSegments, of all pages */
};

struct snt_query;

/**
 * struct snt_paths_client - who wants to know
 * @next: another who wants to know the same
 * @query: that is asked, NULL when none is
 * @done: called once for each snt_paths_ask(), unless snt_paths_leave() comes
 *	before; maybe from within. The answer, when the code says that there is
 *	one, and the reason otherwise are gone when it returns
 */
struct snt_paths_client {
	struct snt_paths_client *next;
	struct snt_query *query;
	void (*done)(struct snt_paths_client *client, enum snt_code code,
		     const char *why, struct snt_blob *blob);
};

/**
 * struct snt_paths - all that is known of paths
 * @http: for requests
 * @cache: answers
 * @quota: how many requests may be made
 * @queries: that are asked now
 * @nr_queries: how many
 * @hits: answers that were kept
 * @misses: answers that had to be asked for
 * @error: why the last request failed, one line; empty when it did not
 * @owner: for the callbacks
 * @address: fills in where a request goes, how, and the token; returns a reason
 *	when there is nobody to be asked
 * @seen: told of each segment that is listed
 */
struct snt_paths {
	struct snt_http *http;
	struct snt_cache cache;
	struct snt_quota quota;
	struct snt_query *queries;
	unsigned int nr_queries;
	uint64_t hits;
	uint64_t misses;
	char error[SNT_CONTROL_ERROR];
	void *owner;
	const char *(*address)(void *owner, struct snt_http_request *request,
			       struct snt_http_way *way);
	void (*seen)(void *owner, enum snt_segment_type type,
		     const struct snt_segment *segment);
};

void snt_paths_init(struct snt_paths *paths, struct snt_http *http);
void snt_paths_uninit(struct snt_paths *paths);
void snt_paths_ask(struct snt_paths *paths, struct snt_paths_client *client,
		   enum snt_answer_kind kind, const struct snt_ask *ask);
void snt_paths_leave(struct snt_paths_client *client);

#endif
