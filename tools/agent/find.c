// SPDX-License-Identifier: GPL-2.0-only
/*
 * A discovery service knows endhost APIs, and those know control planes. One
 * that does not answer delays nobody for long: half a second later the next is
 * asked as well, and the first good answer is taken.
 */
#include "find.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "container.h"
#include "url.h"

#define NEXT_MS	500

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_finder *finder, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finder->error, sizeof(finder->error), format, args);
	va_end(args);
}

/* URLs that others sent are looked at as closely as those of the user. */
static void call(struct snt_finder *finder, enum snt_method method,
		 const char *url, struct snt_control_client *client)
{
	struct snt_http_request request = {
		.url = url,
		.token = finder->source->text,
	};

	snt_control_call(finder->source->http, &finder->conf->way, method,
			 &request, client);
}

static void stop(struct snt_finder *finder)
{
	unsigned int i;

	snt_loop_unset(finder->source->loop, &finder->timer);
	snt_control_cancel(&finder->discovery);
	for (i = 0; i < SNT_FIND_MAX; i++)
		snt_control_cancel(&finder->questions[i].client);
}

static bool is_asking(const struct snt_finder *finder)
{
	unsigned int i;

	for (i = 0; i < SNT_FIND_MAX; i++) {
		if (finder->questions[i].client.call)
			return true;
	}
	return false;
}

static void ask_next_api(struct snt_finder *finder)
{
	struct snt_question *question = finder->questions;
	const struct snt_question *end = question + SNT_FIND_MAX;

	while (question < end && question->client.call)
		question++;
	if (question == end)
		return;
	question->api = finder->next_api++;
	call(finder, SNT_METHOD_UNDERLAYS, finder->apis.text[question->api],
	     &question->client);
	snt_loop_set(finder->source->loop, &finder->timer,
		     finder->next_api < finder->apis.nr ?
		     snt_loop_now() + NEXT_MS : UINT64_MAX);
}

static void ask_in_time(struct snt_timer *timer)
{
	ask_next_api(snt_container_of(timer, struct snt_finder, timer));
}

/* Only URLs that a token may be sent to. Returns why there is none of those. */
static const char *take_urls(const struct snt_finder *finder,
			     struct snt_list *to, const struct snt_list *from)
{
	const char *why = NULL, *complaint;
	size_t i;

	snt_list_uninit(to);
	for (i = 0; i < from->nr; i++) {
		complaint = snt_url_complain(from->text[i],
					     finder->conf->way.allows_plain);
		if (complaint)
			why = complaint;
		else
			snt_list_add(to, from->text[i], strlen(from->text[i]));
	}
	return to->nr ? NULL : why;
}

static void take_underlays(struct snt_control_client *client,
			   struct snt_control_answer *a)
{
	struct snt_question *question =
		snt_container_of(client, struct snt_question, client);
	struct snt_finder *finder = question->finder;
	const char *why = NULL;

	if (a->outcome == SNT_OUTCOME_GOOD) {
		why = take_urls(finder, &finder->found, &a->urls);
		if (!why) {
			finder->found_by = question->api;
			stop(finder);
			finder->done(finder, a);
			return;
		}
		a->outcome = SNT_OUTCOME_BAD;
	}
	fail(finder, "%s: %s", finder->apis.text[question->api],
	     why ? why : a->error);
	if (finder->next_api < finder->apis.nr)
		ask_next_api(finder);
	else if (!is_asking(finder))
		finder->done(finder, a);
}

static void take_apis(struct snt_control_client *client,
		      struct snt_control_answer *a)
{
	struct snt_finder *finder =
		snt_container_of(client, struct snt_finder, discovery);
	const char *why = NULL;

	if (a->outcome == SNT_OUTCOME_GOOD) {
		why = take_urls(finder, &finder->apis, &a->urls);
		if (!why) {
			ask_next_api(finder);
			return;
		}
		a->outcome = SNT_OUTCOME_BAD;
	}
	fail(finder, "%s: discovery: %s", finder->conf->name,
	     why ? why : a->error);
	finder->done(finder, a);
}

/**
 * snt_finder_init - a finder that looks for nothing yet
 * @finder: filled
 * @conf: where to begin; stays
 * @source: of the token; stays
 * @done: told what was found
 */
void snt_finder_init(struct snt_finder *finder,
		     const struct snt_control_conf *conf,
		     struct snt_token_source *source,
		     void (*done)(struct snt_finder *finder,
				  struct snt_control_answer *a))
{
	unsigned int i;

	*finder = (struct snt_finder){
		.conf = conf,
		.source = source,
		.discovery.done = take_apis,
		.timer.expired = ask_in_time,
		.done = done,
	};
	for (i = 0; i < SNT_FIND_MAX; i++) {
		finder->questions[i].finder = finder;
		finder->questions[i].client.done = take_underlays;
	}
}

static void copy_all(struct snt_list *to, const struct snt_list *from)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		snt_list_add(to, from->text[i], strlen(from->text[i]));
}

/* Nobody may say where to look: whoever made the token should have. */
static void ask_discovery(struct snt_finder *finder)
{
	const struct snt_control_conf *conf = finder->conf;
	struct snt_control_answer bad = { .outcome = SNT_OUTCOME_BAD };
	const char *url = conf->find == SNT_FIND_DISCOVERY ?
			  conf->urls.text[0] : finder->source->discovery;
	const char *why = url ? snt_url_complain(url, conf->way.allows_plain) :
		"it does not say where the control plane is: give `Url' or another";

	if (!why) {
		call(finder, SNT_METHOD_APIS, url, &finder->discovery);
		return;
	}
	fail(finder, "%s: %s", conf->authority, why);
	finder->done(finder, &bad);
}

/**
 * snt_finder_start - look for control planes, anew
 * @finder: looks for nothing; its done may be called from within
 */
void snt_finder_start(struct snt_finder *finder)
{
	snt_list_uninit(&finder->apis);
	snt_list_uninit(&finder->found);
	finder->next_api = 0;
	if (finder->conf->find == SNT_FIND_ENDHOST) {
		copy_all(&finder->apis, &finder->conf->urls);
		ask_next_api(finder);
	} else {
		ask_discovery(finder);
	}
}

/**
 * snt_finder_uninit - look for nothing any more
 * @finder: from snt_finder_init()
 */
void snt_finder_uninit(struct snt_finder *finder)
{
	stop(finder);
	snt_list_uninit(&finder->apis);
	snt_list_uninit(&finder->found);
}
