/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A key set that is fetched from a URL.
 */
#ifndef _SNT_KEY_FETCH_H
#define _SNT_KEY_FETCH_H

#include "http.h"
#include "key_set.h"

/**
 * struct snt_key_fetch - fetches a key set, now and then
 * @loop: what it runs on
 * @http: for requests
 * @way: how
 * @url: where; of whoever owns it
 * @interval_ms: how often, when nobody needs it sooner
 * @client: for the answer
 * @call: the request, if there is one
 * @timer: when the next one is due
 * @tried_ms: when the last one began; 0 for never
 * @good_ms: when the set was fetched; 0 for never
 * @error: what went wrong last; empty when nothing did
 * @set: what was fetched; @url has no other keys
 * @done: a request has ended, and brought news or not
 */
struct snt_key_fetch {
	struct snt_loop *loop;
	struct snt_http http;
	struct snt_http_way way;
	const char *url;
	uint64_t interval_ms;
	struct snt_http_client client;
	struct snt_http_call *call;
	struct snt_timer timer;
	uint64_t tried_ms;
	uint64_t good_ms;
	char error[200];
	struct snt_key_set set;
	void (*done)(struct snt_key_fetch *fetch);
};

int snt_key_fetch_init(struct snt_key_fetch *fetch, struct snt_loop *loop,
		       const char *url, const char *ca_file,
		       uint32_t interval_s,
		       void (*done)(struct snt_key_fetch *fetch));
void snt_key_fetch_uninit(struct snt_key_fetch *fetch);
bool snt_key_fetch_need(struct snt_key_fetch *fetch);

#endif
