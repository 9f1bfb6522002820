// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers requests in the order of the reference: the token first, then the
 * path, the method, the type of the content, and the content.
 */
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "answer.h"
#include "bearer.h"
#include "container.h"
#include "mem.h"
#include "say.h"
#include "snap.h"
#include "text.h"

#define PROTO	"application/proto"
/* Requests that wait for keys, all of them unknown people's. */
#define WAITING_MAX	1024

/**
 * struct snt_call - a request that is being answered
 * @control: answers it
 * @exchange: the request
 * @client: who asks
 * @route: what it asks for
 * @began_us: when
 * @claims: of its token; without an id until they are known
 * @why: there is no answer but this reason
 * @next: another one that waits
 * @at: what points here, while it waits
 * @has_waited: it does not wait again
 */
struct snt_call {
	struct snt_control *control;
	struct snt_exchange *exchange;
	union snt_sockaddr client;
	enum snt_route route;
	uint64_t began_us;
	struct snt_claims claims;
	const char *why;
	struct snt_call *next;
	struct snt_call **at;
	bool has_waited;
};

static uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
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

static void finish(struct snt_call *call)
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

static void refuse(struct snt_call *call, int status, const char *code,
		   const char *why)
{
	call->why = why;
	snt_answer_error(call->exchange, status, code, "%s", why);
}

static void refuse_argument(struct snt_call *call, const char *why)
{
	refuse(call, 400, "invalid_argument", why);
}

/* What a client cannot help: it is to come back later, or go elsewhere. */
static void be_in_trouble(struct snt_call *call)
{
	call->why = snt_gateway_error(call->control->gateway);
	snt_answer_error(call->exchange, 503, "unavailable",
			 "the data plane is not available");
}

static void show_data_plane(struct snt_call *call)
{
	struct snt_exchange *exchange = call->exchange;
	struct snt_direction direction;

	if (!snt_snap_is_nothing(exchange->body.bytes, exchange->body.len)) {
		refuse_argument(call, "failed to decode request message");
		return;
	}
	if (snt_guide_show(&call->control->guide, &call->client,
			   &direction)) {
		be_in_trouble(call);
		return;
	}
	snt_snap_write_data_plane(&exchange->head, direction.address,
				  direction.url, direction.key);
	snt_answer_message(exchange);
}

static void take_registration(struct snt_call *call,
			      const struct snt_identity *identity)
{
	switch (snt_gateway_register(call->control->gateway, identity)) {
	case 0:
		snt_snap_write_registered(&call->exchange->head);
		snt_answer_message(call->exchange);
		break;
	case -EKEYREJECTED:
	case -EINVAL:
		refuse_argument(call, call->claims.expires_s <= time(NULL) ?
				"expiration time is in the past" :
				"initiator identity is no key of a client");
		break;
	default:
		be_in_trouble(call);
	}
}

static void register_key(struct snt_call *call, const uint8_t key[SNT_KEY_LEN])
{
	const struct snt_claims *claims = &call->claims;
	struct snt_identity identity = {
		.expires_ms = SNT_IDENTITY_NEVER,
	};

	if (snt_revoked_has_key(&call->control->revocations.revoked, key)) {
		refuse(call, 403, "permission_denied", "identity is revoked");
		return;
	}
	memcpy(identity.public_key, key, SNT_KEY_LEN);
	if (claims->expires_s < SNT_IDENTITY_NEVER / 1000)
		identity.expires_ms = claims->expires_s * 1000;
	snt_claims_name(identity.token_id, sizeof(identity.token_id),
			claims->id);
	snt_claims_holder(identity.label, claims->pssid);
	take_registration(call, &identity);
}

static void take_register(struct snt_call *call)
{
	const struct snt_buffer *body = &call->exchange->body;
	enum snt_snap_register what;
	uint8_t key[SNT_KEY_LEN];

	what = snt_snap_read_register(key, body->bytes, body->len);
	if (what == SNT_SNAP_REGISTER_NO_MESSAGE)
		refuse_argument(call, "failed to decode request message");
	else if (call->claims.expires_s < time(NULL))
		refuse_argument(call, "expiration time is in the past");
	else if (what == SNT_SNAP_REGISTER_BAD_KEY)
		refuse_argument(call, "initiator identity is not 32 bytes");
	else if (what == SNT_SNAP_REGISTER_BAD_SHARE)
		refuse_argument(call, "psk share is not 32 bytes");
	else
		register_key(call, key);
}

/* Parameters of a type do not matter, nor the size of its letters. */
static bool is_proto(const char *type)
{
	size_t len = strcspn(type, ";");

	while (len && type[len - 1] == ' ')
		len--;
	return len == strlen(PROTO) && !strncasecmp(type, PROTO, len);
}

static void take_call(struct snt_call *call)
{
	struct snt_exchange *exchange = call->exchange;

	if (exchange->is_too_long) {
		call->why = "request is too long";
		snt_exchange_answer(exchange, 413);
	} else if (!*exchange->type) {
		refuse_argument(call, "invalid content type: Missing content type");
	} else if (!is_proto(exchange->type)) {
		call->why = "invalid content type";
		snt_answer_error(exchange, 400, "invalid_argument",
				 "invalid content type: Expected: " PROTO ", got: %s",
				 exchange->type);
	} else if (call->route == SNT_ROUTE_DATA_PLANE) {
		show_data_plane(call);
	} else {
		take_register(call);
	}
}

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
		take_call(call);
	}
	finish(call);
}

static void begin_to_wait(struct snt_call *call)
{
	struct snt_control *control = call->control;

	call->has_waited = true;
	if (control->nr_waiting == WAITING_MAX) {
		refuse(call, 503, "unavailable", "too many wait for keys");
		finish(call);
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
	finish(call);
}

static void run(struct snt_exchange *exchange)
{
	struct snt_call *call = snt_mem_alloc(sizeof(*call));

	call->control = snt_container_of(exchange->service, struct snt_control,
					 service);
	call->exchange = exchange;
	snt_clients_find(&call->control->clients, &call->client, exchange->peer,
			 exchange->forwarded);
	call->route = snt_route_find(exchange->path);
	call->began_us = now_us();
	/* others are told elsewhere */
	if (call->route == SNT_ROUTE_METRICS)
		call->route = SNT_ROUTE_NOWHERE;
	exchange->user = call;
	call->control->stats.started[call->route]++;
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
