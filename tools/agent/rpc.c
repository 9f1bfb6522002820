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

#define GRPC_HEAD_LEN	5

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

/**
 * snt_rpc_init - a call that is being read
 * @rpc: filled
 * @service: will answer
 * @answered: told of the answer
 */
void snt_rpc_init(struct snt_rpc *rpc, struct snt_rpc_service *service,
		  void (*answered)(struct snt_rpc *rpc))
{
	*rpc = (struct snt_rpc){ .service = service, .answered = answered };
}

/**
 * snt_rpc_uninit - nobody wants the answer any more
 * @rpc: answered or not
 */
void snt_rpc_uninit(struct snt_rpc *rpc)
{
	snt_paths_leave(&rpc->paths);
	snt_buffer_uninit(&rpc->body);
	snt_blob_put(rpc->blob);
	rpc->blob = NULL;
}

/**
 * snt_rpc_set_path - what is called
 * @rpc: the call
 * @path: of the URL
 * @len: characters of it
 */
void snt_rpc_set_path(struct snt_rpc *rpc, const char *path, size_t len)
{
	snprintf(rpc->path, sizeof(rpc->path), "%.*s",
		 (int)(len < sizeof(rpc->path) ? len : sizeof(rpc->path)),
		 path);
}

/* Behind it may be the name of an encoding, or parameters. */
static bool begins(const char *text, size_t len, const char *with)
{
	size_t with_len = strlen(with);

	return len >= with_len && !strncasecmp(text, with, with_len) &&
	       (len == with_len || strchr(";+ ", text[with_len]));
}

/**
 * snt_rpc_set_type - how it is wrapped
 * @rpc: the call
 * @type: what is said of its content
 * @len: characters of it
 */
void snt_rpc_set_type(struct snt_rpc *rpc, const char *type, size_t len)
{
	static const char grpc[] = "application/grpc";

	if (begins(type, len, "application/grpc+proto") ||
	    (begins(type, len, grpc) &&
	     (len == strlen(grpc) || type[strlen(grpc)] != '+')))
		rpc->wrap = SNT_RPC_GRPC;
	else if (begins(type, len, "application/proto"))
		rpc->wrap = SNT_RPC_CONNECT;
}

/**
 * snt_rpc_add_body - more of its message
 * @rpc: the call
 * @bytes: copied, but for those that are too many
 * @len: how many
 */
void snt_rpc_add_body(struct snt_rpc *rpc, const void *bytes, size_t len)
{
	rpc->is_too_long |= rpc->body.len + len > SNT_RPC_BODY_MAX;
	if (!rpc->is_too_long)
		snt_buffer_add(&rpc->body, bytes, len);
}

/* As JSON, which Connect wants its reasons in. */
static void write_reason(struct snt_rpc *rpc, const char *name)
{
	FILE *out = fmemopen(rpc->head, sizeof(rpc->head), "w");
	struct snt_json json = { .out = out, .compact = true };

	snt_mem_check(out);
	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "code", name);
	snt_json_string(&json, "message", rpc->why);
	snt_json_end(&json, '}');
	fclose(out);
	rpc->head_len = strnlen(rpc->head, sizeof(rpc->head));
}

static void write_grpc_head(struct snt_rpc *rpc)
{
	uint32_t len = htobe32(rpc->blob->len);

	rpc->head[0] = 0;
	memcpy(rpc->head + 1, &len, sizeof(len));
	rpc->head_len = GRPC_HEAD_LEN;
}

static void answer(struct snt_rpc *rpc, enum snt_code code, const char *why,
		   struct snt_blob *blob)
{
	unsigned int i = 0;

	while (connect_codes[i].code != code)
		i++;
	rpc->code = code;
	rpc->status = rpc->wrap == SNT_RPC_GRPC ? 200 : connect_codes[i].status;
	snprintf(rpc->why, sizeof(rpc->why), "%s", why ? why : "");
	if (blob)
		rpc->blob = snt_blob_get(blob);
	if (rpc->wrap == SNT_RPC_GRPC && blob)
		write_grpc_head(rpc);
	else if (rpc->wrap == SNT_RPC_CONNECT && !blob)
		write_reason(rpc, connect_codes[i].name);
	rpc->service->nr_failed += !blob;
	rpc->answered(rpc);
}

static void fail(struct snt_rpc *rpc, enum snt_code code, const char *why)
{
	answer(rpc, code, why, NULL);
}

static void take_segments(struct snt_paths_client *client, enum snt_code code,
			  const char *why, struct snt_blob *blob)
{
	answer(snt_container_of(client, struct snt_rpc, paths), code, why,
	       blob);
}

static void find_segments(struct snt_rpc *rpc, const uint8_t *bytes, size_t len)
{
	const struct snt_links *links = rpc->service->links;
	uint16_t isd;
	struct snt_ask ask;

	if (snt_ask_read_find(&ask, bytes, len)) {
		fail(rpc, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for segments");
		return;
	}
	if (!links->isd_as || links->is_unsure) {
		fail(rpc, SNT_CODE_UNAVAILABLE,
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
		fail(rpc, SNT_CODE_INVALID_ARGUMENT,
		     "these segments are on no path from here");
		return;
	}
	ask.source = links->isd_as;
	snt_paths_ask(rpc->service->paths, &rpc->paths, SNT_ANSWER_FOUND, &ask);
}

static void list_segments(struct snt_rpc *rpc, const uint8_t *bytes, size_t len)
{
	struct snt_ask ask;

	if (snt_ask_read(&ask, bytes, len))
		fail(rpc, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for segments");
	else
		snt_paths_ask(rpc->service->paths, &rpc->paths,
			      SNT_ANSWER_LISTED, &ask);
}

static void list_underlays(struct snt_rpc *rpc, const uint8_t *bytes,
			   size_t len)
{
	const struct snt_rpc_service *service = rpc->service;
	uint8_t message[2048];
	struct snt_blob *blob;
	uint64_t isd_as;

	if (snt_links_read_ask(&isd_as, bytes, len)) {
		fail(rpc, SNT_CODE_INVALID_ARGUMENT,
		     "this is no request for underlays");
		return;
	}
	if (!service->links->nr) {
		fail(rpc, SNT_CODE_UNAVAILABLE,
		     "it is not known yet which links leave our AS");
		return;
	}
	len = snt_links_write_underlays(message, sizeof(message),
					service->links, service->router,
					isd_as);
	blob = snt_blob_create(&service->paths->cache, message, len);
	if (blob)
		answer(rpc, SNT_CODE_OK, NULL, blob);
	else
		fail(rpc, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many answers are on their way already");
	snt_blob_put(blob);
}

static const struct method {
	const char *path;
	void (*run)(struct snt_rpc *rpc, const uint8_t *bytes, size_t len);
} methods[] = {
	{ "/proto.control_plane.v1.SegmentLookupService/Segments",
	  find_segments },
	{ "/scion.endhost.v1.SegmentsService/ListSegments", list_segments },
	{ "/scion.endhost.v1.UnderlayService/ListUnderlays", list_underlays },
	{ }
};

/* Returns whether the message is whole, and not compressed. */
static bool unwrap(const struct snt_rpc *rpc, const uint8_t **bytes,
		   size_t *len)
{
	uint32_t said;

	*bytes = rpc->body.bytes;
	*len = rpc->body.len;
	if (rpc->wrap != SNT_RPC_GRPC)
		return true;
	if (*len < GRPC_HEAD_LEN || **bytes)
		return false;
	memcpy(&said, *bytes + 1, sizeof(said));
	*bytes += GRPC_HEAD_LEN;
	*len -= GRPC_HEAD_LEN;
	return be32toh(said) == *len;
}

static void call(struct snt_rpc *rpc)
{
	const struct method *method = methods;
	const uint8_t *bytes;
	size_t len;

	while (method->path && strcmp(method->path, rpc->path))
		method++;
	if (!method->path)
		fail(rpc, SNT_CODE_UNIMPLEMENTED, "there is no such method here");
	else if (rpc->is_too_long)
		fail(rpc, SNT_CODE_RESOURCE_EXHAUSTED,
		     "the request is longer than any that makes sense");
	else if (!snt_quota_take(&rpc->service->quota, snt_loop_now()))
		fail(rpc, SNT_CODE_RESOURCE_EXHAUSTED,
		     "too many calls in a second");
	else if (!unwrap(rpc, &bytes, &len))
		fail(rpc, SNT_CODE_INVALID_ARGUMENT,
		     "the message is not whole, or it is compressed");
	else
		method->run(rpc, bytes, len);
}

/**
 * snt_rpc_run - answer a call
 * @rpc: all of which has been read
 */
void snt_rpc_run(struct snt_rpc *rpc)
{
	rpc->paths.done = take_segments;
	rpc->service->nr_calls++;
	if (rpc->is_post && rpc->wrap != SNT_RPC_UNKNOWN) {
		call(rpc);
		return;
	}
	rpc->service->nr_failed++;
	rpc->code = SNT_CODE_UNIMPLEMENTED;
	rpc->status = rpc->is_post ? 415 : 405;
	rpc->answered(rpc);
}

/**
 * snt_rpc_type - what is to be said of the content
 * @rpc: answered
 *
 * Return: the type; NULL when there is no content.
 */
const char *snt_rpc_type(const struct snt_rpc *rpc)
{
	if (rpc->wrap == SNT_RPC_GRPC)
		return "application/grpc";
	if (rpc->blob)
		return "application/proto";
	return rpc->head_len ? "application/json" : NULL;
}

/**
 * snt_rpc_len - how long the content is
 * @rpc: answered
 *
 * Return: bytes.
 */
size_t snt_rpc_len(const struct snt_rpc *rpc)
{
	return rpc->head_len + (rpc->blob ? rpc->blob->len : 0);
}

/**
 * snt_rpc_copy - some of the content
 * @rpc: answered
 * @from: after so many bytes
 * @to: copied here
 * @max: the most that there is room for
 *
 * Return: how many bytes; 0 at the end.
 */
size_t snt_rpc_copy(const struct snt_rpc *rpc, size_t from, uint8_t *to,
		    size_t max)
{
	const void *bytes = rpc->head + from;
	size_t len;

	if (from < rpc->head_len) {
		len = rpc->head_len - from;
	} else if (rpc->blob) {
		bytes = rpc->blob->bytes + (from - rpc->head_len);
		len = rpc->blob->len - (from - rpc->head_len);
	} else {
		return 0;
	}
	if (len > max)
		len = max;
	memcpy(to, bytes, len);
	return len;
}
