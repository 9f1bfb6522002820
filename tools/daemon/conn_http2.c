// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many calls at a time, by libnghttp2. Trailers come behind the content, or,
 * where there is none, with the head.
 */
#include <errno.h>
#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <string.h>

#include "conn.h"
#include "mem.h"

#define FIELDS_MAX	(3 + SNT_EXCHANGE_TRAILERS)
#define HEADER_MAX	16384

static bool is(const uint8_t *text, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(text, word, len);
}

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame,
			 void *user)
{
	struct snt_conn *conn = user;
	struct snt_stream *stream;

	if (frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	stream = snt_stream_open(conn, frame->hd.stream_id);
	if (!stream)
		return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
	stream->exchange.takes_trailers = true;
	nghttp2_session_set_stream_user_data(session, stream->id, stream);
	return 0;
}

static void take_field(struct snt_exchange *exchange, const uint8_t *name,
		       size_t name_len, const char *value, size_t len)
{
	if (is(name, name_len, ":method")) {
		exchange->is_post = is((const uint8_t *)value, len, "POST");
		exchange->is_get = is((const uint8_t *)value, len, "GET");
	} else if (is(name, name_len, ":path")) {
		snt_exchange_set_path(exchange, value, len);
	} else if (is(name, name_len, "content-type")) {
		snt_exchange_set_type(exchange, value, len);
	} else if (is(name, name_len, "authorization")) {
		snt_exchange_set_authorization(exchange, value, len);
	} else if (is(name, name_len, "x-forwarded-for")) {
		snt_exchange_set_forwarded(exchange, value, len);
	}
}

static int take_header(nghttp2_session *session, const nghttp2_frame *frame,
		       const uint8_t *name, size_t name_len,
		       const uint8_t *value, size_t value_len, uint8_t flags,
		       void *user)
{
	struct snt_stream *stream =
		nghttp2_session_get_stream_user_data(session,
						     frame->hd.stream_id);

	(void)flags;
	(void)user;
	if (!stream || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0;
	take_field(&stream->exchange, name, name_len, (const char *)value,
		   value_len);
	return 0;
}

static int take_data(nghttp2_session *session, uint8_t flags, int32_t id,
		     const uint8_t *bytes, size_t len, void *user)
{
	struct snt_stream *stream =
		nghttp2_session_get_stream_user_data(session, id);

	(void)flags;
	(void)user;
	if (stream)
		snt_exchange_add_body(&stream->exchange, bytes, len);
	return 0;
}

static int take_frame(nghttp2_session *session, const nghttp2_frame *frame,
		      void *user)
{
	struct snt_stream *stream =
		nghttp2_session_get_stream_user_data(session,
						     frame->hd.stream_id);

	(void)user;
	if (stream && (frame->hd.type == NGHTTP2_HEADERS ||
		       frame->hd.type == NGHTTP2_DATA) &&
	    frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
		snt_stream_run(stream);
	return 0;
}

static int close_stream(nghttp2_session *session, int32_t id, uint32_t error,
			void *user)
{
	struct snt_stream *stream =
		nghttp2_session_get_stream_user_data(session, id);

	(void)error;
	(void)user;
	if (stream)
		snt_stream_close(stream);
	return 0;
}

static void init(struct snt_conn *conn)
{
	const nghttp2_settings_entry settings[] = {
		{ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, SNT_CONN_STREAMS },
		{ NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HEADER_MAX },
	};
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *session = NULL;

	if (nghttp2_session_callbacks_new(&callbacks))
		snt_mem_check(NULL);
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks,
								begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, take_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks,
								  take_data);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks,
							     take_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks,
							       close_stream);
	if (nghttp2_session_server_new(&session, callbacks, conn) ||
	    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings,
				    sizeof(settings) / sizeof(*settings)))
		snt_mem_check(NULL);
	nghttp2_session_callbacks_del(callbacks);
	conn->state = session;
}

/* The streams are the connection's, which frees them. */
static void uninit(struct snt_conn *conn)
{
	nghttp2_session_del(conn->state);
}

static ssize_t take(struct snt_conn *conn, const uint8_t *bytes, size_t len)
{
	return nghttp2_session_mem_recv(conn->state, bytes, len);
}

static int fill(struct snt_conn *conn, struct snt_buffer *out)
{
	const uint8_t *bytes;
	ssize_t n = nghttp2_session_mem_send(conn->state, &bytes);

	if (n > 0)
		snt_buffer_add(out, bytes, n);
	if (n > 0 || nghttp2_session_want_read(conn->state) ||
	    nghttp2_session_want_write(conn->state))
		return n < 0 ? -1 : 0;
	return -1;
}

static nghttp2_nv field(const char *name, const char *value)
{
	return (nghttp2_nv){
		.name = (uint8_t *)name,
		.namelen = strlen(name),
		.value = (uint8_t *)value,
		.valuelen = strlen(value),
	};
}

static size_t put_trailers(nghttp2_nv *fields,
			   const struct snt_exchange *exchange)
{
	unsigned int i;

	for (i = 0; i < exchange->nr_trailers; i++)
		fields[i] = field(exchange->trailers[i].name,
				  exchange->trailers[i].value);
	return i;
}

static void submit_trailer(nghttp2_session *session, struct snt_stream *stream)
{
	nghttp2_nv fields[SNT_EXCHANGE_TRAILERS];
	size_t nr = put_trailers(fields, &stream->exchange);

	nghttp2_submit_trailer(session, stream->id, fields, nr);
}

static ssize_t read_content(nghttp2_session *session, int32_t id, uint8_t *to,
			    size_t max, uint32_t *flags,
			    nghttp2_data_source *source, void *user)
{
	struct snt_stream *stream = source->ptr;
	size_t len = snt_exchange_copy(&stream->exchange, stream->sent, to, max);

	(void)id;
	(void)user;
	stream->sent += len;
	if (stream->sent < snt_exchange_len(&stream->exchange))
		return len;
	*flags |= NGHTTP2_DATA_FLAG_EOF;
	if (stream->exchange.nr_trailers) {
		*flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
		submit_trailer(session, stream);
	}
	return len;
}

static void answer(struct snt_stream *stream)
{
	const struct snt_exchange *exchange = &stream->exchange;
	size_t len = snt_exchange_len(exchange), nr = 1;
	nghttp2_data_provider content = {
		.source.ptr = stream,
		.read_callback = read_content,
	};
	nghttp2_nv fields[FIELDS_MAX];
	char status[12];

	snprintf(status, sizeof(status), "%d", exchange->status);
	fields[0] = field(":status", status);
	if (exchange->answer_type)
		fields[nr++] = field("content-type", exchange->answer_type);
	if (exchange->allow)
		fields[nr++] = field("allow", exchange->allow);
	if (!len)
		nr += put_trailers(fields + nr, exchange);
	nghttp2_submit_response(stream->conn->state, stream->id, fields, nr,
				len ? &content : NULL);
}

const struct snt_protocol snt_conn_http2 = {
	.name = "HTTP/2",
	.init = init,
	.take = take,
	.fill = fill,
	.answer = answer,
	.uninit = uninit,
};
