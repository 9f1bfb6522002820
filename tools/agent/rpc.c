// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three methods, each wrapped as gRPC or as Connect wraps it. What is wrong
 * with a call is said as its wrapping says it.
 */
#include "rpc.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "container.h"
#include "isd_as.h"
#include "json.h"
#include "mem.h"

/* bytes of a request, with what gRPC puts before it */
#define BODY_MAX	4096
#define WHY_SIZE	600
#define GRPC_HEAD_LEN	5

/* How a message is wrapped. */
enum wrap {
	WRAP_UNKNOWN,
	WRAP_GRPC,
	WRAP_CONNECT,
};

/**
 * struct call - one call
 * @exchange: what it came by
 * @service: what answers
 * @wrap: of the request, and of the answer
 * @paths: waits for segments
 * @blob: the answer, or NULL
 * @code: of gRPC, as text
 * @why: in words, as gRPC has them
 */
struct call {
	struct snt_exchange *exchange;
	struct snt_rpc_service *service;
	enum wrap wrap;
	struct snt_paths_client paths;
	struct snt_blob *blob;
	char code[12];
	char why[3 * WHY_SIZE];
};

static const struct {
	enum snt_code code;
	const char *name;
	int status;
} connect_codes[] = {
	{ SNT_CODE_OK, "", 200 },
	{ SNT_CODE_INVALID_ARGUMENT, "invalid_argument", 400 },
	{ SNT_CODE_RESOURCE_EXHAUSTED, "resource_exhausted", 429 },
	{ SNT_CODE_UNIMPLEMENTED, "unimplemented", 404 },
	{ SNT_CODE_INTERNAL, "internal", 500 },
	{ SNT_CODE_UNAVAILABLE, "unavailable", 503 },
};

/* Behind it may be the name of an encoding, or parameters. */
static bool begins(const char *text, size_t len, const char *with)
{
	size_t with_len = strlen(with);

	return len >= with_len && !strncasecmp(text, with, with_len) &&
	       (len == with_len || strchr(";+ ", text[with_len]));
}

static enum wrap wrap_of(const struct snt_exchange *exchange)
{
	static const char grpc[] = "application/grpc";
	const char *type = exchange->type;
	size_t len = strlen(type);

	if (begins(type, len, "application/grpc+proto") ||
	    (begins(type, len, grpc) &&
	     (len == strlen(grpc) || type[strlen(grpc)] != '+')))
		/* its status comes behind the content */
		return exchange->takes_trailers ? WRAP_GRPC : WRAP_UNKNOWN;
	return begins(type, len, "application/proto") ? WRAP_CONNECT :
							WRAP_UNKNOWN;
}

/* As JSON, which Connect wants its reasons in. */
static void write_reason(struct call *call, const char *name, const char *why)
{
	char text[WHY_SIZE + 100];
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct snt_json json = { .out = out, .compact = true };

	snt_mem_check(out);
	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "code", name);
	snt_json_string(&json, "message", why);
	snt_json_end(&json, '}');
	fclose(out);
	snt_buffer_add(&call->exchange->head, text,
		       strnlen(text, sizeof(text)));
	call->exchange->answer_type = "application/json";
}

/* As a header has to be: what is neither plain nor printable is escaped. */
static void escape(char *to, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text && len + 4 <= size; text++) {
		if (*text >= ' ' && *text <= '~' && *text != '%')
			to[len++] = *text;
		else
			len += snprintf(to + len, size - len, "%%%02X",
					(unsigned char)*text);
	}
	to[len] = '\0';
}

static void write_grpc(struct call *call, enum snt_code code, const char *why)
{
	struct snt_exchange *exchange = call->exchange;
	uint32_t len;

	exchange->answer_type = "application/grpc";
	if (call->blob) {
		len = htobe32(call->blob->len);
		snt_buffer_add(&exchange->head, "", 1);
		snt_buffer_add(&exchange->head, &len, sizeof(len));
	}
	snprintf(call->code, sizeof(call->code), "%d", code);
	exchange->trailers[0] = (struct snt_trailer){ "grpc-status",
						      call->code };
	exchange->nr_trailers = 1;
	if (!*why)
		return;
	escape(call->why, sizeof(call->why), why);
	exchange->trailers[1] = (struct snt_trailer){ "grpc-message",
						      call->why };
	exchange->nr_trailers = 2;
}

static void answer(struct call *call, enum snt_code code, const char *reason,
		   struct snt_blob *blob)
{
	struct snt_exchange *exchange = call->exchange;
	char why[WHY_SIZE];
	unsigned int i = 0;

	while (connect_codes[i].code != code)
		i++;
	snprintf(why, sizeof(why), "%s", reason ? reason : "");
	if (blob) {
		call->blob = snt_blob_get(blob);
		exchange->content = blob->bytes;
		exchange->content_len = blob->len;
		exchange->answer_type = "application/proto";
	}
	if (call->wrap == WRAP_GRPC)
		write_grpc(call, code, why);
	else if (!blob)
		write_reason(call, connect_codes[i].name, why);
	exchange->service->nr_failed += !blob;
	snt_exchange_answer(exchange, call->wrap == WRAP_GRPC ? 200 :
			    connect_codes[i].status);
}

static void fail(struct call *call, enum snt_code code, const char *why)
{
	answer(call, code, why, NULL);
}

static void take_segments(struct snt_paths_client *client, enum snt_code code,
			  const char *why, struct snt_blob *blob)
{
	answer(snt_container_of(client, struct call, paths), code, why,
	       blob);
}

static void find_segments(struct call *call, const uint8_t *bytes, size_t len)
{
	const struct snt_links *links = call->service->links;
	uint16_t isd;
	struct snt_ask ask;

	if (snt_ask_read_find(&ask, bytes, len)) {
		fail(call, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for segments");
		return;
	}
	if (!links->isd_as || links->is_unsure) {
		fail(call, SNT_CODE_UNAVAILABLE,
		     "it is not known yet in which AS we are");
		return;
	}
	/*
	 * A daemon asks for a path piece by piece, and an endhost API knows whole
	 * ones, which leave from here: all their pieces are the answer.
	 */
	isd = snt_isd_of(ask.source);
	if (ask.source != links->isd_as && isd != snt_isd_of(links->isd_as) &&
	    isd != snt_isd_of(ask.destination)) {
		fail(call, SNT_CODE_INVALID_ARGUMENT,
		     "these segments are on no path from here");
		return;
	}
	ask.source = links->isd_as;
	snt_paths_ask(call->service->paths, &call->paths, SNT_ANSWER_FOUND, &ask);
}

static void list_segments(struct call *call, const uint8_t *bytes, size_t len)
{
	struct snt_ask ask;

	if (snt_ask_read(&ask, bytes, len))
		fail(call, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for segments");
	else
		snt_paths_ask(call->service->paths, &call->paths,
			      SNT_ANSWER_LISTED, &ask);
}

static void list_underlays(struct call *call, const uint8_t *bytes,
			   size_t len)
{
	const struct snt_rpc_service *service = call->service;
	uint8_t message[2048];
	struct snt_blob *blob;
	uint64_t isd_as;

	if (snt_links_read_ask(&isd_as, bytes, len)) {
		fail(call, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for underlays");
		return;
	}
	if (!service->links->nr) {
		fail(call, SNT_CODE_UNAVAILABLE,
		     "it is not known yet which links leave our AS");
		return;
	}
	len = snt_links_write_underlays(message, sizeof(message),
					service->links, service->router,
					isd_as);
	blob = snt_blob_create(&service->paths->cache, message, len);
	if (blob)
		answer(call, SNT_CODE_OK, NULL, blob);
	else
		fail(call, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many answers are on their way already");
	snt_blob_put(blob);
}

static const struct method {
	const char *path;
	void (*run)(struct call *call, const uint8_t *bytes, size_t len);
} methods[] = {
	{ "/proto.control_plane.v1.SegmentLookupService/Segments",
	  find_segments },
	{ "/scion.endhost.v1.SegmentsService/ListSegments", list_segments },
	{ "/scion.endhost.v1.UnderlayService/ListUnderlays", list_underlays },
	{ }
};

/* Returns whether the message is whole, and not compressed. */
static bool unwrap(const struct call *call, const uint8_t **bytes,
		   size_t *len)
{
	uint32_t said;

	*bytes = call->exchange->body.bytes;
	*len = call->exchange->body.len;
	if (call->wrap != WRAP_GRPC)
		return true;
	if (*len < GRPC_HEAD_LEN || **bytes)
		return false;
	memcpy(&said, *bytes + 1, sizeof(said));
	*bytes += GRPC_HEAD_LEN;
	*len -= GRPC_HEAD_LEN;
	return be32toh(said) == *len;
}

static void run_call(struct call *call)
{
	const struct method *method = methods;
	const uint8_t *bytes;
	size_t len;

	while (method->path && strcmp(method->path, call->exchange->path))
		method++;
	if (!method->path)
		fail(call, SNT_CODE_UNIMPLEMENTED, "there is no such method here");
	else if (call->exchange->is_too_long)
		fail(call, SNT_CODE_RESOURCE_EXHAUSTED,
		     "the request is longer than any that makes sense");
	else if (!snt_quota_take(&call->service->quota, snt_loop_now()))
		fail(call, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many calls in a second");
	else if (!unwrap(call, &bytes, &len))
		fail(call, SNT_CODE_INVALID_ARGUMENT,
		     "the message is not whole, or it is compressed");
	else
		method->run(call, bytes, len);
}

static void forget(struct snt_exchange *exchange)
{
	struct call *call = exchange->user;

	if (!call)
		return;
	snt_paths_leave(&call->paths);
	snt_blob_put(call->blob);
	free(call);
}

static void run(struct snt_exchange *exchange)
{
	struct snt_rpc_service *service =
		snt_container_of(exchange->service, struct snt_rpc_service,
				 service);
	enum wrap wrap = wrap_of(exchange);
	struct call *call;

	if (!exchange->is_post || wrap == WRAP_UNKNOWN) {
		service->service.nr_failed++;
		exchange->allow = exchange->is_post ? NULL : "POST";
		snt_exchange_answer(exchange, exchange->is_post ? 415 : 405);
		return;
	}
	call = snt_mem_alloc(sizeof(*call));
	call->exchange = exchange;
	call->service = service;
	call->wrap = wrap;
	call->paths.done = take_segments;
	exchange->user = call;
	run_call(call);
}

/**
 * snt_rpc_init - be ready for calls
 * @service: filled, but for its router and its quota
 * @paths: what is known of paths; stays
 * @links: of our AS; stay
 */
void snt_rpc_init(struct snt_rpc_service *service, struct snt_paths *paths,
		  const struct snt_links *links)
{
	*service = (struct snt_rpc_service){
		.service = {
			.run = run,
			.forget = forget,
			.body_max = BODY_MAX,
		},
		.paths = paths,
		.links = links,
	};
}
