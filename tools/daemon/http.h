/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests over HTTP, many at a time, on a loop.
 */
#ifndef _SNT_HTTP_H
#define _SNT_HTTP_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"

/* bytes of an answer, unless the request says more, and of its header */
#define SNT_HTTP_BODY_MAX	65536
#define SNT_HTTP_HEADER_MAX	16384

/**
 * struct snt_http_way - how a server is spoken to
 * @ca_file: certificates that it may have been signed with; NULL for those of
 *	the system
 * @source: own address, as text; NULL for any
 * @family: AF_INET, AF_INET6 or AF_UNSPEC
 * @timeout_ms: for the whole of a request
 * @allows_plain: also without TLS
 */
struct snt_http_way {
	const char *ca_file;
	const char *source;
	int family;
	uint32_t timeout_ms;
	bool allows_plain;
};

/**
 * struct snt_http_request - a POST of protobuf, or a GET
 * @url: where to; TLS, or to this machine, or the way has to allow it
 * @is_get: a GET, without a message
 * @token: bearer token, or NULL
 * @body: the message; wiped after use, as it may hold a key
 * @len: bytes of it
 * @answer_max: bytes of an answer that makes sense; 0 for SNT_HTTP_BODY_MAX
 */
struct snt_http_request {
	const char *url;
	bool is_get;
	const char *token;
	const uint8_t *body;
	size_t len;
	size_t answer_max;
};

/**
 * struct snt_http_answer - what came back
 * @error: what went wrong on the way, one line; NULL when there is an answer
 * @status: of HTTP
 * @retry_after_ms: how long it wants to be left alone; 0 for no wish
 * @date_s: time of day by its clock; 0 when it does not say
 * @type: of the content; or NULL
 * @location: where it sends us, which is not followed; or NULL
 * @body: the message, @len bytes and a NUL
 * @len: bytes
 * @local: own address, as text; NULL or empty without a connection
 * @remote: address of the other side, likewise
 */
struct snt_http_answer {
	const char *error;
	int status;
	uint32_t retry_after_ms;
	int64_t date_s;
	const char *type;
	const char *location;
	const uint8_t *body;
	size_t len;
	const char *local;
	const char *remote;
};

struct snt_http_call;

/**
 * struct snt_http - all requests
 * @loop: what they run on
 * @name: of the program, for servers
 * @multi: libcurl's side
 * @timer: when libcurl wants to be called
 */
struct snt_http {
	struct snt_loop *loop;
	const char *name;
	CURLM *multi;
	struct snt_timer timer;
};

/**
 * struct snt_http_client - who waits for an answer
 * @answered: called once, unless the call is cancelled; the answer is gone
 *	when it returns
 */
struct snt_http_client {
	void (*answered)(struct snt_http_client *client,
			 const struct snt_http_answer *answer);
};

int snt_http_init(struct snt_http *http, struct snt_loop *loop,
		  const char *name);
void snt_http_uninit(struct snt_http *http);
struct snt_http_call *snt_http_post(struct snt_http *http,
				    const struct snt_http_way *way,
				    const struct snt_http_request *request,
				    struct snt_http_client *client);
void snt_http_cancel(struct snt_http_call *call);

#endif
