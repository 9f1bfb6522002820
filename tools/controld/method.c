// SPDX-License-Identifier: GPL-2.0-only
/*
 * First the type of the content is looked at, then the content, as the reference
 * does.
 */
#include "method.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "answer.h"
#include "bearer.h"
#include "container.h"
#include "snap.h"

#define PROTO	"application/proto"

static void refuse_argument(struct snt_call *call, const char *why)
{
	snt_call_refuse(call, 400, "invalid_argument", why);
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
		snt_call_refuse(call, 403, "permission_denied", "identity is revoked");
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

static void take_passed(struct snt_endhost_call *passed, const char *why)
{
	struct snt_call *call =
		snt_container_of(passed, struct snt_call, passed);

	/* it does not stay */
	call->why = why ? "the endhost API is not available" : NULL;
	snt_call_finish(call);
}

static void pass_on(struct snt_call *call)
{
	struct snt_exchange *exchange = call->exchange;

	call->passed.exchange = exchange;
	call->passed.done = take_passed;
	if (!snt_endhost_pass(&call->control->endhost, &call->passed,
			      snt_routes[call->route].path,
			      snt_bearer_token(exchange->authorization)))
		snt_call_refuse(call, 503, "unavailable", "too many ask");
}

static bool is_ours(const struct snt_endhost_conf *conf, uint64_t isd_as)
{
	size_t i = 0;

	while (i < conf->nr_ases && conf->ases[i] != isd_as)
		i++;
	return !isd_as || i < conf->nr_ases;
}

/* As we know what it would be. */
static void list_underlays(struct snt_call *call)
{
	const struct snt_endhost_conf *conf = call->control->endhost.conf;
	struct snt_exchange *exchange = call->exchange;
	const char *url;
	uint64_t isd_as;

	if (snt_snap_read_underlays(&isd_as, exchange->body.bytes,
				    exchange->body.len)) {
		refuse_argument(call, "failed to decode request message");
		return;
	}
	url = snt_guide_url(&call->control->guide, &call->client);
	snt_snap_write_underlays(&exchange->head,
				 is_ours(conf, isd_as) ? url : NULL,
				 conf->ases, conf->nr_ases);
	snt_answer_message(exchange);
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

static void take_content(struct snt_call *call)
{
	switch (call->route) {
	case SNT_ROUTE_DATA_PLANE:
		show_data_plane(call);
		break;
	case SNT_ROUTE_REGISTER:
		take_register(call);
		break;
	case SNT_ROUTE_UNDERLAYS:
		if (call->control->endhost.conf->nr_ases)
			list_underlays(call);
		else
			pass_on(call);
		break;
	default:
		pass_on(call);
	}
}

/**
 * snt_method_take - do what is asked for
 * @call: its token is good, and it is a POST
 */
void snt_method_take(struct snt_call *call)
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
	} else {
		take_content(call);
	}
}
