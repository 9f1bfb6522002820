// SPDX-License-Identifier: GPL-2.0-only
/*
 * One call after the other. What comes behind a request waits until that has
 * its answer.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn.h"
#include "http1.h"
#include "mem.h"

#define PIECE		16384
#define WAITING_MAX	65536

/**
 * struct state - of a connection
 * @left: bytes of the body that have not come yet
 * @is_last: the connection is to be closed after the answer
 * @is_answered: the head of the answer has been written
 */
struct state {
	size_t left;
	bool is_last;
	bool is_answered;
};

static void init(struct snt_conn *conn)
{
	conn->state = snt_mem_alloc(sizeof(struct state));
}

static void uninit(struct snt_conn *conn)
{
	free(conn->state);
}

static void put(struct snt_buffer *out, const char *text)
{
	snt_buffer_add(out, text, strlen(text));
}

static const char *name_of(int status)
{
	static const struct {
		int status;
		const char *name;
	} names[] = {
		{ 200, "OK" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 413, "Payload Too Large" },
		{ 429, "Too Many Requests" },
		{ 503, "Service Unavailable" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (names[i].status == status)
			return names[i].name;
	}
	return "Refused";
}

static void put_head(struct snt_buffer *out, int status,
		     const struct snt_exchange *exchange, bool is_last)
{
	const char *type = exchange ? exchange->answer_type : NULL;
	size_t len = exchange ? snt_exchange_len(exchange) : 0;
	char text[200];

	snprintf(text, sizeof(text), "HTTP/1.1 %d %s\r\nContent-Length: %zu\r\n",
		 status, name_of(status), len);
	put(out, text);
	if (type) {
		snprintf(text, sizeof(text), "Content-Type: %s\r\n", type);
		put(out, text);
	}
	if (exchange && exchange->allow) {
		snprintf(text, sizeof(text), "Allow: %s\r\n",
			 exchange->allow);
		put(out, text);
	}
	put(out, is_last ? "Connection: close\r\n\r\n" : "\r\n");
}

/* What cannot be read is told, and then nothing more can be. */
static ssize_t refuse(struct snt_conn *conn, int status)
{
	conn->service->nr_calls++;
	conn->service->nr_failed++;
	put_head(&conn->out, status, NULL, true);
	conn->is_last = true;
	conn->in.len = 0;
	return 0;
}

static void take_request(struct snt_exchange *exchange,
			 const struct snt_http1 *head)
{
	exchange->is_post = head->is_post;
	exchange->is_get = head->is_get;
	snt_exchange_set_path(exchange, head->path, head->path_len);
	if (head->type)
		snt_exchange_set_type(exchange, head->type, head->type_len);
	if (head->authorization)
		snt_exchange_set_authorization(exchange, head->authorization,
					       head->authorization_len);
	if (head->forwarded)
		snt_exchange_set_forwarded(exchange, head->forwarded,
					   head->forwarded_len);
}

static ssize_t take_head(struct snt_conn *conn, const char *text, size_t len)
{
	struct state *state = conn->state;
	struct snt_stream *stream;
	struct snt_http1 head;
	int ret = snt_http1_parse(&head, text, len);

	if (ret < 0)
		return refuse(conn, -ret);
	if (!ret)
		return 0;
	stream = snt_stream_open(conn, 0);
	take_request(&stream->exchange, &head);
	state->left = head.body_len;
	state->is_last = head.is_last;
	if (head.wants_go_ahead && head.body_len)
		put(&conn->out, "HTTP/1.1 100 Continue\r\n\r\n");
	if (!state->left)
		snt_stream_run(stream);
	return ret;
}

static ssize_t take(struct snt_conn *conn, const uint8_t *bytes, size_t len)
{
	struct snt_stream *stream = conn->streams;
	struct state *state = conn->state;

	if (conn->is_last)
		return 0;
	if (!stream)
		return take_head(conn, (const char *)bytes, len);
	/* what comes before the answer, up to more than anybody has to say */
	if (!state->left)
		return len > WAITING_MAX ? -EMSGSIZE : 0;
	if (len > state->left)
		len = state->left;
	snt_exchange_add_body(&stream->exchange, bytes, len);
	state->left -= len;
	if (!state->left)
		snt_stream_run(stream);
	return len;
}

static void answer(struct snt_stream *stream)
{
	struct state *state = stream->conn->state;
	const struct snt_exchange *exchange = &stream->exchange;

	state->is_answered = true;
	put_head(&stream->conn->out, exchange->status, exchange,
		 state->is_last);
}

static int take_next(struct snt_conn *conn)
{
	ssize_t n = 1;

	while (n > 0 && conn->in.len && !conn->out.len) {
		n = take(conn, conn->in.bytes, conn->in.len);
		if (n > 0)
			snt_buffer_take(&conn->in, n);
	}
	return n < 0;
}

static int fill(struct snt_conn *conn, struct snt_buffer *out)
{
	struct snt_stream *stream = conn->streams;
	struct state *state = conn->state;
	uint8_t bytes[PIECE];
	size_t len;

	if (!state->is_answered)
		return 0;
	len = snt_exchange_copy(&stream->exchange, stream->sent, bytes,
				sizeof(bytes));
	stream->sent += len;
	snt_buffer_add(out, bytes, len);
	if (len)
		return 0;
	state->is_answered = false;
	snt_stream_close(stream);
	return state->is_last ? -1 : take_next(conn);
}

const struct snt_protocol snt_conn_http1 = {
	.name = "HTTP/1",
	.init = init,
	.take = take,
	.fill = fill,
	.answer = answer,
	.uninit = uninit,
};
