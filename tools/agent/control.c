// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls to a control plane, and what their answers mean.
 */
#include "control.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "json_read.h"
#include "key.h"
#include "mem.h"
#include "secret.h"
#include "token.h"
#include "url.h"

static const char * const paths[] = {
	[SNT_METHOD_DATA_PLANE] =
		"anapaya.snap.v1.SnapControl/GetSnapDataPlaneAddress",
	[SNT_METHOD_REGISTER] =
		"anapaya.snap.v1.SnapControl/RegisterSnapTunIdentity",
	[SNT_METHOD_UNDERLAYS] =
		"scion.endhost.v1.UnderlayService/ListUnderlays",
	[SNT_METHOD_APIS] =
		"endhost.discovery.v1.EndhostApiDiscoveryService/GetEndhostApis",
	[SNT_METHOD_AUTHENTICATE] =
		"anapaya.aa.v1.AuthService/AuthenticateByKey",
	[SNT_METHOD_AS] =
		"scion.endhost.v1.UnderlayService/ListUnderlays",
	[SNT_METHOD_SEGMENTS] =
		"scion.endhost.v1.SegmentsService/ListSegments",
};

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_control_answer *answer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(answer->error, sizeof(answer->error), format, args);
	va_end(args);
	if (answer->outcome == SNT_OUTCOME_GOOD)
		answer->outcome = SNT_OUTCOME_BAD;
}

/* The first line of a text, without what could harm a terminal or a log. */
static void copy_line(char *to, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i < size - 1 && text[i] && text[i] != '\n'; i++)
		to[i] = isprint((unsigned char)text[i]) ? text[i] : '?';
	to[i] = '\0';
}

/* What it says itself: as JSON, or else as text. */
static void quote_reason(char reason[200], const struct snt_http_answer *http)
{
	struct json_object *json = snt_json_read((const char *)http->body,
						 http->len);
	const char *message = snt_json_text(json, "message");

	strcpy(reason, ": ");
	copy_line(reason + 2, 198, message ? message :
				   json ? "" : (const char *)http->body);
	if (!reason[2])
		*reason = '\0';
	json_object_put(json);
}

static const char *meaning_of(int status)
{
	switch (status) {
	case 400:
		return "it does not take the request";
	case 401:
		return "it refuses the token";
	case 403:
		return "it does not let the owner of the token in";
	case 404:
	case 405:
		return "there is no such service at this URL";
	case 429:
		return "too many have asked";
	default:
		return status >= 500 ? "it is in trouble" :
				       "it answers what nobody asked for";
	}
}

static void read_failure(struct snt_control_answer *answer,
			 const struct snt_http_answer *http)
{
	char reason[200];

	if (http->error) {
		fail(answer, "%s", http->error);
		return;
	}
	if (http->status == 401 || http->status == 403)
		answer->outcome = SNT_OUTCOME_REFUSED;
	if (http->location) {
		copy_line(reason, sizeof(reason), http->location);
		fail(answer, "it sends us to %s, and the token is not for everybody: if that is right, write it into the configuration",
		     reason);
		return;
	}
	quote_reason(reason, http);
	fail(answer, "%s (%d)%s", meaning_of(http->status), http->status,
	     reason);
}

static int read_share(struct snt_control_answer *answer,
		      const struct snt_http_answer *http)
{
	uint8_t share[SNT_KEY_LEN];
	int ret = snt_message_read_registered(share, http->body, http->len);

	if (!ret && !snt_key_is_zero(share))
		fail(answer, "it has a share of a preshared key for us, and nobody says what the shares of both make");
	explicit_bzero(share, sizeof(share));
	return ret;
}

static int read_token(struct snt_control_answer *answer,
		      const struct snt_http_answer *http)
{
	int ret = snt_message_read_authenticated(&answer->token,
						 &answer->discovery,
						 http->body, http->len);

	if (!ret && !snt_token_is_clean(answer->token, strlen(answer->token)))
		fail(answer, "what it sends is no token");
	return ret;
}

static int read_message(struct snt_control_answer *answer,
			enum snt_method method,
			const struct snt_http_answer *http)
{
	switch (method) {
	case SNT_METHOD_DATA_PLANE:
		return snt_message_read_data_plane(&answer->data_plane,
						   http->body, http->len);
	case SNT_METHOD_REGISTER:
		return read_share(answer, http);
	case SNT_METHOD_UNDERLAYS:
		return snt_message_read_underlays(&answer->urls, http->body,
						  http->len);
	case SNT_METHOD_APIS:
		return snt_message_read_apis(&answer->urls, http->body,
					     http->len);
	case SNT_METHOD_AUTHENTICATE:
		return read_token(answer, http);
	default:
		answer->body = http->body;
		answer->len = http->len;
		return 0;
	}
}

static void read_success(struct snt_control_answer *answer,
			 enum snt_method method,
			 const struct snt_http_answer *http)
{
	if (read_message(answer, method, http))
		fail(answer, "its answer is not a message that we know");
	else if (method == SNT_METHOD_DATA_PLANE && !*answer->data_plane.address)
		fail(answer, "it names no data plane");
	else if (method == SNT_METHOD_UNDERLAYS && !answer->urls.nr)
		fail(answer, "it knows no SNAP for us");
	else if (method == SNT_METHOD_APIS && !answer->urls.nr)
		fail(answer, "it knows no endhost API for us");
}

/**
 * snt_control_read - what an answer means
 * @answer: filled; to be given to snt_control_free()
 * @method: that was called
 * @http: the answer
 */
void snt_control_read(struct snt_control_answer *answer, enum snt_method method,
		      const struct snt_http_answer *http)
{
	memset(answer, 0, sizeof(*answer));
	answer->retry_after_ms = http->retry_after_ms;
	answer->date_s = http->date_s;
	answer->status = http->status;
	if (http->local)
		copy_line(answer->local, sizeof(answer->local), http->local);
	if (http->remote)
		copy_line(answer->remote, sizeof(answer->remote), http->remote);
	if (http->error || http->status != 200)
		read_failure(answer, http);
	else
		read_success(answer, method, http);
}

/**
 * snt_control_free - free what an answer holds
 * @answer: from snt_control_read()
 */
void snt_control_free(struct snt_control_answer *answer)
{
	snt_secret_free(answer->token);
	free(answer->discovery);
	snt_list_uninit(&answer->urls);
}

static void take_answer(struct snt_http_client *http,
			const struct snt_http_answer *http_answer)
{
	struct snt_control_client *client =
		snt_container_of(http, struct snt_control_client, http);
	struct snt_control_answer *answer = snt_mem_alloc(sizeof(*answer));

	client->call = NULL;
	snt_control_read(answer, client->method, http_answer);
	client->done(client, answer);
	snt_control_free(answer);
	free(answer);
}

/**
 * snt_control_call - call a method
 * @http: what the request runs on
 * @way: how
 * @method: which
 * @request: its URL is that of the service, and good by snt_url_complain()
 * @client: told what comes of it, never from within this function
 */
void snt_control_call(struct snt_http *http, const struct snt_http_way *way,
		      enum snt_method method,
		      const struct snt_http_request *request,
		      struct snt_control_client *client)
{
	struct snt_http_request full = *request;
	char *url = snt_url_join(request->url, paths[method]);

	full.url = url;
	client->method = method;
	client->http.answered = take_answer;
	client->call = snt_http_post(http, way, &full, &client->http);
	free(url);
}

/**
 * snt_control_cancel - do not wait for what a call brings
 * @client: not told any more; may wait for nothing
 */
void snt_control_cancel(struct snt_control_client *client)
{
	if (client->call)
		snt_http_cancel(client->call);
	client->call = NULL;
}
