// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests over HTTP by libcurl. Each has a connection of its own: they are
 * rare, and one that outlived a change of address would only be in the way.
 */
#include "http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "container.h"
#include "mem.h"
#include "secret.h"
#include "url.h"

/**
 * struct snt_http_call - one request
 * @http: what it runs on
 * @client: who waits for it
 * @easy: libcurl's side
 * @headers: lines of its header
 * @sent: copy of the message
 * @body: the answer so far
 * @len: bytes of it
 * @max: bytes of one that makes sense
 * @header_len: bytes of the answer's header so far
 * @error: what libcurl says
 */
struct snt_http_call {
	struct snt_http *http;
	struct snt_http_client *client;
	CURL *easy;
	struct curl_slist *headers;
	uint8_t *sent;
	uint8_t *body;
	size_t len;
	size_t max;
	size_t header_len;
	char error[CURL_ERROR_SIZE];
};

/**
 * struct http_socket - a socket of libcurl's
 * @watch: on the loop
 * @http: whose it is
 */
struct http_socket {
	struct snt_watch watch;
	struct snt_http *http;
};

static void free_call(struct snt_http_call *call)
{
	curl_multi_remove_handle(call->http->multi, call->easy);
	curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers);
	snt_secret_free(call->sent);
	snt_secret_free(call->body);
	free(call);
}

static void read_answer(struct snt_http_call *call,
			struct snt_http_answer *answer)
{
	struct curl_header *date;
	curl_off_t seconds = 0;
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &seconds);
	curl_easy_getinfo(call->easy, CURLINFO_REDIRECT_URL, &answer->location);
	curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &answer->type);
	if (!curl_easy_header(call->easy, "Date", 0, CURLH_HEADER, -1, &date))
		answer->date_s = curl_getdate(date->value, NULL);
	if (answer->date_s < 0)
		answer->date_s = 0;
	if (seconds > 0)
		answer->retry_after_ms = seconds < 3600 ? seconds * 1000 :
							  3600000;
	answer->status = status;
	answer->body = call->body;
	answer->len = call->len;
}

static void finish(struct snt_http_call *call, CURLcode code)
{
	struct snt_http_answer answer = { 0 };
	struct snt_http_client *client = call->client;

	curl_easy_getinfo(call->easy, CURLINFO_LOCAL_IP, &answer.local);
	curl_easy_getinfo(call->easy, CURLINFO_PRIMARY_IP, &answer.remote);
	if (code == CURLE_OK)
		read_answer(call, &answer);
	else if (call->len > call->max || code == CURLE_FILESIZE_EXCEEDED)
		answer.error = "the answer is longer than any that makes sense";
	else if (call->header_len > SNT_HTTP_HEADER_MAX)
		answer.error = "the header of the answer is longer than any that makes sense";
	else
		answer.error = *call->error ? call->error :
					      curl_easy_strerror(code);
	client->answered(client, &answer);
	free_call(call);
}

/* What a client does about an answer may begin and cancel other calls. */
static void finish_calls(struct snt_http *http)
{
	struct snt_http_call *call;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		finish(call, message->data.result);
	}
}

static void act(struct snt_http *http, curl_socket_t fd, int events)
{
	int running;

	curl_multi_socket_action(http->multi, fd, events, &running);
	finish_calls(http);
}

static void act_on_socket(struct snt_watch *watch, uint32_t events)
{
	struct http_socket *socket = (struct http_socket *)watch;
	int mask = 0;

	if (events & EPOLLIN)
		mask |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		mask |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		mask |= CURL_CSELECT_ERR;
	act(socket->http, watch->fd, mask);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
			void *known)
{
	struct http_socket *socket = known;
	struct snt_http *http = arg;
	uint32_t events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (socket)
			snt_loop_unwatch(http->loop, &socket->watch);
		free(socket);
		return 0;
	}
	if (!socket) {
		socket = snt_mem_alloc(sizeof(*socket));
		socket->watch = (struct snt_watch){ fd, act_on_socket };
		socket->http = http;
		curl_multi_assign(http->multi, fd, socket);
	}
	if (what & CURL_POLL_IN)
		events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		events |= EPOLLOUT;
	return snt_loop_watch(http->loop, &socket->watch, events) ? -1 : 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *arg)
{
	struct snt_http *http = arg;

	(void)multi;
	snt_loop_set(http->loop, &http->timer, timeout_ms < 0 ? UINT64_MAX :
		     snt_loop_now() + timeout_ms);
	return 0;
}

static void act_on_time(struct snt_timer *timer)
{
	act(snt_container_of(timer, struct snt_http, timer), CURL_SOCKET_TIMEOUT,
	    0);
}

/**
 * snt_http_init - be ready for requests
 * @http: filled
 * @loop: what they run on
 * @name: of the program, for servers; stays
 *
 * Return: 0 or -ENOMEM.
 */
int snt_http_init(struct snt_http *http, struct snt_loop *loop,
		  const char *name)
{
	memset(http, 0, sizeof(*http));
	http->loop = loop;
	http->name = name;
	http->timer.expired = act_on_time;
	http->multi = curl_multi_init();
	if (!http->multi)
		return -ENOMEM;
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	return 0;
}

/**
 * snt_http_uninit - no more requests
 * @http: all its calls are answered or cancelled
 */
void snt_http_uninit(struct snt_http *http)
{
	curl_multi_cleanup(http->multi);
	snt_loop_unset(http->loop, &http->timer);
}

static size_t take_body(char *bytes, size_t size, size_t nr, void *arg)
{
	struct snt_http_call *call = arg;
	size_t len = size * nr;

	if (call->len + len <= call->max)
		memcpy(call->body + call->len, bytes, len);
	call->len += len;
	return call->len <= call->max ? len : 0;
}

static size_t take_header(char *bytes, size_t size, size_t nr, void *arg)
{
	struct snt_http_call *call = arg;

	(void)bytes;
	call->header_len += size * nr;
	return call->header_len <= SNT_HTTP_HEADER_MAX ? size * nr : 0;
}

static void set_way(CURL *easy, const struct snt_http_way *way)
{
	char source[80];

	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)way->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_IPRESOLVE,
			 way->family == AF_INET ? CURL_IPRESOLVE_V4 :
			 way->family == AF_INET6 ? CURL_IPRESOLVE_V6 :
						   CURL_IPRESOLVE_WHATEVER);
	if (way->source) {
		snprintf(source, sizeof(source), "host!%s", way->source);
		curl_easy_setopt(easy, CURLOPT_INTERFACE, source);
	}
	if (way->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, way->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
}

/*
 * No redirects, as the token is for nobody else; no proxy, as the data plane is
 * chosen by the address that the request comes from; names looked up anew.
 */
static void set_manners(struct snt_http_call *call)
{
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)call->max);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
}

static void set_message(struct snt_http_call *call,
			const struct snt_http_request *request)
{
	static const char * const lines[] = {
		"Content-Type: application/proto",
		"Connect-Protocol-Version: 1",
		"Expect:",
	};
	CURL *easy = call->easy;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		call->headers = curl_slist_append(call->headers, lines[i]);
	call->sent = snt_mem_alloc(request->len + 1);
	if (request->len)
		memcpy(call->sent, request->body, request->len);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->sent);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->len);
}

static void set_request(struct snt_http_call *call,
			const struct snt_http_request *request)
{
	CURL *easy = call->easy;
	char name[64];

	snprintf(name, sizeof(name), "%s/" SNAPTUN_VERSION, call->http->name);
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, name);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
	if (!request->is_get)
		set_message(call, request);
	if (request->token) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, request->token);
	}
}

/**
 * snt_http_post - make a request
 * @http: what it runs on
 * @way: how; not needed any more when this returns
 * @request: what; likewise
 * @client: told what comes of it, never from within this function
 *
 * Return: the call, until @client is told.
 */
struct snt_http_call *snt_http_post(struct snt_http *http,
				    const struct snt_http_way *way,
				    const struct snt_http_request *request,
				    struct snt_http_client *client)
{
	struct snt_http_call *call = snt_mem_alloc(sizeof(*call));
	CURL *easy = snt_mem_check(curl_easy_init());

	call->http = http;
	call->client = client;
	call->easy = easy;
	call->max = request->answer_max ? request->answer_max :
					  SNT_HTTP_BODY_MAX;
	call->body = snt_mem_alloc(call->max + 1);
	set_way(easy, way);
	set_manners(call);
	set_request(call, request);
	/* whoever asks has looked, but a token is worth a second look */
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
			 snt_url_complain(request->url, way->allows_plain) ?
			 "https" : "http,https");
	curl_multi_add_handle(http->multi, easy);
	return call;
}

/**
 * snt_http_cancel - do not wait for an answer
 * @call: its client is not told any more
 */
void snt_http_cancel(struct snt_http_call *call)
{
	free_call(call);
}
