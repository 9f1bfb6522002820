// SPDX-License-Identifier: GPL-2.0-only
/*
 * What it answers is passed back as it is, if it is an answer.
 */
#include "endhost.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "container.h"
#include "url.h"

#define CALLS_MAX	256
#define TIMEOUT_MS	10000
#define ANSWER_MAX	(1 << 20)

/**
 * snt_endhost_init - be ready to pass calls on
 * @endhost: filled; to be given to snt_endhost_uninit() also on failure
 * @loop: what it runs on
 * @conf: what is said of it; stays
 *
 * Return: 0 or -ENOMEM.
 */
int snt_endhost_init(struct snt_endhost *endhost, struct snt_loop *loop,
		     const struct snt_endhost_conf *conf)
{
	*endhost = (struct snt_endhost){ .conf = conf };
	return conf->url ? snt_http_init(&endhost->http, loop,
					 "snaptun-controld") : 0;
}

/**
 * snt_endhost_uninit - pass on no more
 * @endhost: from snt_endhost_init(); all calls are forgotten
 */
void snt_endhost_uninit(struct snt_endhost *endhost)
{
	if (endhost->conf->url)
		snt_http_uninit(&endhost->http);
}

/* Those that our clients know. */
static const char *type_of(const char *type)
{
	static const char * const known[] = {
		"application/proto", "application/json",
	};
	size_t i;

	for (i = 0; type && i < sizeof(known) / sizeof(*known); i++) {
		if (!strncmp(type, known[i], strlen(known[i])))
			return known[i];
	}
	return NULL;
}

static void end_call(struct snt_endhost_call *call)
{
	call->call = NULL;
	call->endhost->nr_calls--;
}

/* Others than clients' faults and answers are its own trouble. */
static void take_answer(struct snt_http_client *client,
			const struct snt_http_answer *answer)
{
	struct snt_endhost_call *call =
		snt_container_of(client, struct snt_endhost_call, client);
	struct snt_exchange *exchange = call->exchange;
	const char *why = answer->error;

	end_call(call);
	if (!why && answer->status != 200 && answer->status != 400 &&
	    answer->status != 404)
		why = "the endhost API is in trouble";
	if (why) {
		snt_answer_error(exchange, 503, "unavailable",
				 "the endhost API is not available");
	} else {
		snt_buffer_add(&exchange->head, answer->body, answer->len);
		exchange->answer_type = type_of(answer->type);
		snt_exchange_answer(exchange, answer->status);
	}
	call->done(call, why);
}

/**
 * snt_endhost_pass - pass a call on
 * @endhost: where to
 * @call: its exchange and @done are set; told later, never from within
 * @path: what is called
 * @token: of whoever calls
 *
 * Return: not when there are too many.
 */
bool snt_endhost_pass(struct snt_endhost *endhost,
		      struct snt_endhost_call *call, const char *path,
		      const char *token)
{
	const struct snt_endhost_conf *conf = endhost->conf;
	char *url = snt_url_join(conf->url, path + 1);
	const struct snt_http_request request = {
		.url = url,
		.token = token,
		.body = call->exchange->body.bytes,
		.len = call->exchange->body.len,
		.answer_max = ANSWER_MAX,
	};
	const struct snt_http_way way = {
		.ca_file = conf->ca_file,
		.timeout_ms = TIMEOUT_MS,
		.allows_plain = conf->allows_plain,
	};
	bool is_passed = endhost->nr_calls < CALLS_MAX;

	if (is_passed) {
		call->endhost = endhost;
		call->client.answered = take_answer;
		call->call = snt_http_post(&endhost->http, &way, &request,
					   &call->client);
		endhost->nr_calls++;
	}
	free(url);
	return is_passed;
}

/**
 * snt_endhost_forget - nobody wants the answer any more
 * @call: passed on or not
 */
void snt_endhost_forget(struct snt_endhost_call *call)
{
	if (!call->call)
		return;
	snt_http_cancel(call->call);
	end_call(call);
}
