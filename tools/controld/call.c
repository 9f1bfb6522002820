// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each is counted and logged.
 */
#include "call.h"

#include <time.h>

#include "answer.h"
#include "mem.h"
#include "say.h"
#include "text.h"

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

/**
 * snt_call_create - a request has come
 * @control: answers it
 * @exchange: the request
 *
 * Return: the call, to be given to free() when the request is forgotten.
 */
struct snt_call *snt_call_create(struct snt_control *control,
				 struct snt_exchange *exchange)
{
	struct snt_call *call = snt_mem_alloc(sizeof(*call));

	call->control = control;
	call->exchange = exchange;
	snt_clients_find(&control->clients, &call->client, exchange->peer,
			 exchange->forwarded);
	call->route = snt_route_find(exchange->path);
	call->began_us = now_us();
	exchange->user = call;
	return call;
}

/* What is in a token may be said, but not the token. */
static void say_what(const struct snt_call *call, uint64_t us)
{
	const struct snt_claims *claims = &call->claims;
	char host[SNT_HOST_TEXT];

	snt_say("%s %s %d %u.%03u ms%s%s%s%s%s%s",
		snt_text_host(host, &call->client),
		snt_routes[call->route].name, call->exchange->status,
		(unsigned int)(us / 1000), (unsigned int)(us % 1000),
		*claims->id ? " token " : "", claims->id,
		*claims->id ? " holder " : "", claims->pssid,
		call->why ? ": " : "", call->why ? call->why : "");
}

/**
 * snt_call_finish - it is answered
 * @call: the call
 */
void snt_call_finish(struct snt_call *call)
{
	struct snt_control *control = call->control;
	uint64_t us = now_us() - call->began_us;

	if (call->exchange->status != 200)
		control->service.nr_failed++;
	snt_stats_count(&control->stats, call->route, call->exchange->status,
			us);
	if (!control->is_silent && call->route != SNT_ROUTE_HEALTH)
		say_what(call, us);
}

/**
 * snt_call_refuse - answer with what is wrong
 * @call: the call
 * @status: of HTTP
 * @code: what it is
 * @why: one line without its end, which stays
 */
void snt_call_refuse(struct snt_call *call, int status, const char *code,
		     const char *why)
{
	call->why = why;
	snt_answer_error(call->exchange, status, code, "%s", why);
}
