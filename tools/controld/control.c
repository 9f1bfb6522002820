// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks at requests in the order of the reference: the token first, then the
 * path, the method, and what is asked for.
 */
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "answer.h"
#include "bearer.h"
#include "container.h"
#include "method.h"

/* Requests that wait for keys, all of them unknown people's. */
#define WAITING_MAX	1024

static void refuse_token(struct snt_call *call, const char *why)
{
	snt_answer_text(call->exchange, 401, NULL,
			"SNAP Token validation failed: %s", why);
}

static void answer_request(struct snt_call *call, const char *why)
{
	if (!why)
		why = snt_revocations_check(&call->control->revocations,
					    &call->claims);
	if (why) {
		call->why = why;
		refuse_token(call, why);
	} else if (call->route == SNT_ROUTE_NOWHERE) {
		snt_exchange_answer(call->exchange, 404);
	} else if (!call->exchange->is_post) {
		snt_answer_method(call->exchange, "POST");
	} else {
		snt_method_take(call);
	}
	if (!call->passed.call)
		snt_call_finish(call);
}

static void begin_to_wait(struct snt_call *call)
{
	struct snt_control *control = call->control;

	call->has_waited = true;
	if (control->nr_waiting == WAITING_MAX) {
		snt_call_refuse(call, 503, "unavailable", "too many wait for keys");
		snt_call_finish(call);
		return;
	}
	call->at = &control->waiting;
	call->next = control->waiting;
	if (call->next)
		call->next->at = &call->next;
	control->waiting = call;
	control->nr_waiting++;
}

static void wait_no_more(struct snt_call *call)
{
	*call->at = call->next;
	if (call->next)
		call->next->at = call->at;
	call->at = NULL;
	call->control->nr_waiting--;
}

static void take_request(struct snt_call *call)
{
	struct snt_control *control = call->control;
	char why[SNT_JWT_WHY_SIZE];
	int ret;

	ret = snt_bearer_check(&call->claims, &control->keys,
			       call->exchange->authorization, time(NULL), why);
	if (ret == -ENOKEY && !call->has_waited &&
	    snt_keys_need(&control->keys))
		begin_to_wait(call);
	else
		answer_request(call, ret ? why : NULL);
}

static void take_waiting(struct snt_keys *keys)
{
	struct snt_control *control =
		snt_container_of(keys, struct snt_control, keys);
	struct snt_call *call;

	while ((call = control->waiting)) {
		wait_no_more(call);
		take_request(call);
	}
}

static void say_health(struct snt_call *call)
{
	if (call->exchange->is_get)
		snt_answer_health(call->exchange,
				  snt_control_is_healthy(call->control));
	else
		snt_answer_method(call->exchange, "GET");
	snt_call_finish(call);
}

static bool is_offered(const struct snt_control *control, enum snt_route route)
{
	const struct snt_endhost_conf *endhost = control->endhost.conf;

	switch (route) {
	case SNT_ROUTE_UNDERLAYS:
		return endhost->url || endhost->nr_ases;
	case SNT_ROUTE_SEGMENTS:
		return endhost->url;
	case SNT_ROUTE_METRICS:
		return false;
	default:
		return true;
	}
}

static void run(struct snt_exchange *exchange)
{
	struct snt_control *control =
		snt_container_of(exchange->service, struct snt_control, service);
	struct snt_call *call = snt_call_create(control, exchange);

	if (!is_offered(control, call->route))
		call->route = SNT_ROUTE_NOWHERE;
	control->stats.started[call->route]++;
	if (call->route == SNT_ROUTE_HEALTH)
		say_health(call);
	else
		take_request(call);
}

static void forget(struct snt_exchange *exchange)
{
	struct snt_call *call = exchange->user;

	if (call->at)
		wait_no_more(call);
	snt_endhost_forget(&call->passed);
	free(call);
}

/**
 * snt_control_init - answer whoever asks
 * @control: filled; to be given to snt_control_uninit() also on failure
 * @loop: what it runs on
 * @conf: what is said of it; stays
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_control_init(struct snt_control *control, struct snt_loop *loop,
		     const struct snt_server_conf *conf)
{
	const struct snt_tokens_conf *tokens = &conf->tokens;
	int ret;

	*control = (struct snt_control){
		.service = {
			.run = run,
			.forget = forget,
			.body_max = SNT_SNAP_REQUEST_MAX,
		},
		.is_silent = conf->is_silent,
		.gateway = snt_gateway_create(conf->gateway.device,
					      conf->gateway.tunnel_limit),
	};
	snt_clients_init(&control->clients, &conf->clients);
	ret = snt_keys_init(&control->keys, loop, tokens, take_waiting);
	ret |= snt_endhost_init(&control->endhost, loop, &conf->endhost);
	ret |= snt_guide_init(&control->guide, loop, &conf->gateway,
			      control->gateway);
	ret |= snt_revocations_init(&control->revocations, loop,
				    tokens->revoked_file, control->gateway);
	return ret ? -EINVAL : 0;
}

/**
 * snt_control_uninit - answer nobody any more
 * @control: from snt_control_init(); nobody is connected
 */
void snt_control_uninit(struct snt_control *control)
{
	snt_revocations_uninit(&control->revocations);
	snt_guide_uninit(&control->guide);
	snt_endhost_uninit(&control->endhost);
	snt_keys_uninit(&control->keys);
	snt_clients_uninit(&control->clients);
	snt_gateway_destroy(control->gateway);
}

/**
 * snt_control_is_healthy - could it register somebody?
 * @control: answers
 *
 * Return: whether the gateway is there.
 */
bool snt_control_is_healthy(struct snt_control *control)
{
	uint8_t key[SNT_KEY_LEN];

	return !snt_gateway_read_key(control->gateway, key);
}
