// SPDX-License-Identifier: GPL-2.0-only
/*
 * One request at a time, and none within some seconds after the last, whatever
 * names of keys are asked for. What comes is all there is: keys that it lacks
 * are forgotten. When none comes, the keys before are good for a day.
 */
#include "key_fetch.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "container.h"
#include "say.h"

#define TIMEOUT_MS	10000
#define AGAIN_MS	10000
#define LIFE_MS		86400000

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_key_fetch *fetch, const char *format, ...)
{
	char text[sizeof(fetch->error)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(text, fetch->error))
		snt_say_error("%s: %s", fetch->url, text);
	strcpy(fetch->error, text);
	if (fetch->set.nr && snt_loop_now() - fetch->good_ms > LIFE_MS) {
		snt_say_error("%s: its keys are good no longer", fetch->url);
		snt_key_set_uninit(&fetch->set);
	}
}

static void take_set(struct snt_key_fetch *fetch,
		     const struct snt_http_answer *answer)
{
	struct snt_key_set set;
	const char *why;

	if (snt_key_set_read(&set, (const char *)answer->body, answer->len,
			     &why)) {
		snt_key_set_uninit(&set);
		fail(fetch, "%s", why);
		return;
	}
	if (!fetch->good_ms || *fetch->error || set.nr != fetch->set.nr)
		snt_say("%s: %zu keys", fetch->url, set.nr);
	snt_key_set_uninit(&fetch->set);
	fetch->set = set;
	fetch->good_ms = snt_loop_now();
	*fetch->error = '\0';
}

/* A failure is no reason to wait as long as otherwise. */
static void take_answer(struct snt_http_client *client,
			const struct snt_http_answer *answer)
{
	struct snt_key_fetch *fetch =
		snt_container_of(client, struct snt_key_fetch, client);
	uint64_t wait_ms = fetch->interval_ms;

	fetch->call = NULL;
	if (answer->error)
		fail(fetch, "%s", answer->error);
	else if (answer->status != 200)
		fail(fetch, "it answers with status %d", answer->status);
	else
		take_set(fetch, answer);
	if (*fetch->error && wait_ms > AGAIN_MS)
		wait_ms = AGAIN_MS;
	snt_loop_set(fetch->loop, &fetch->timer, snt_loop_now() + wait_ms);
	fetch->done(fetch);
}

static void ask(struct snt_key_fetch *fetch)
{
	const struct snt_http_request request = {
		.url = fetch->url,
		.is_get = true,
		.answer_max = SNT_KEY_SET_TEXT_MAX,
	};

	fetch->tried_ms = snt_loop_now();
	fetch->client.answered = take_answer;
	fetch->call = snt_http_post(&fetch->http, &fetch->way, &request,
				    &fetch->client);
}

static void ask_in_time(struct snt_timer *timer)
{
	struct snt_key_fetch *fetch =
		snt_container_of(timer, struct snt_key_fetch, timer);

	if (!fetch->call)
		ask(fetch);
}

/**
 * snt_key_fetch_init - fetch a key set from now on
 * @fetch: filled
 * @loop: what it runs on
 * @url: where; stays
 * @ca_file: certificates that its server may have been signed with, which
 *	stays; or NULL for those of the system
 * @interval_s: how often
 * @done: called when a request has ended
 *
 * Return: 0 or -ENOMEM.
 */
int snt_key_fetch_init(struct snt_key_fetch *fetch, struct snt_loop *loop,
		       const char *url, const char *ca_file,
		       uint32_t interval_s,
		       void (*done)(struct snt_key_fetch *fetch))
{
	int ret;

	*fetch = (struct snt_key_fetch){
		.loop = loop,
		.way = { .ca_file = ca_file, .timeout_ms = TIMEOUT_MS },
		.url = url,
		.interval_ms = interval_s * 1000ull,
		.timer.expired = ask_in_time,
		.done = done,
	};
	ret = snt_http_init(&fetch->http, loop, "snaptun-controld");
	if (!ret)
		ask(fetch);
	return ret;
}

/**
 * snt_key_fetch_uninit - fetch no more
 * @fetch: from snt_key_fetch_init()
 */
void snt_key_fetch_uninit(struct snt_key_fetch *fetch)
{
	if (!fetch->url)
		return;
	if (fetch->call)
		snt_http_cancel(fetch->call);
	snt_loop_unset(fetch->loop, &fetch->timer);
	snt_http_uninit(&fetch->http);
	snt_key_set_uninit(&fetch->set);
}

/**
 * snt_key_fetch_need - somebody names a key that is not there
 * @fetch: where it might be
 *
 * Return: whether it is worth waiting for the end of a request.
 */
bool snt_key_fetch_need(struct snt_key_fetch *fetch)
{
	if (!fetch->url)
		return false;
	if (!fetch->call && snt_loop_now() - fetch->tried_ms >= AGAIN_MS)
		ask(fetch);
	return fetch->call;
}
