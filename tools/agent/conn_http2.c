// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many calls at a time, by libnghttp2. The status of gRPC comes behind the
 * content, or, where there is none, with the head.
 */
#include <errno.h>
#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <string.h>

#include "conn.h"
#include "mem.h"

#define FIELDS_MAX	4
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
	nghttp2_session_set_stream_user_data(session, stream->id, stream);
	return 0;
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
	if (is(name, name_len, ":method"))
		stream->rpc.is_post = is(value, value_len, "POST");
	else if (is(name, name_len, ":path"))
		snt_rpc_set_path(&stream->rpc, (const char *)value, value_len);
	else if (is(name, name_len, "content-type"))
		snt_rpc_set_type(&stream->rpc, (const char *)value, value_len);
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
		snt_rpc_add_body(&stream->rpc, bytes, len);
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

static size_t put_status(nghttp2_nv *fields, const struct snt_rpc *rpc,
			 char *code, size_t code_size, char *why,
			 size_t why_size)
{
	snprintf(code, code_size, "%d", rpc->code);
	fields[0] = field("grpc-status", code);
	if (!*rpc->why)
		return 1;
	escape(why, why_size, rpc->why);
	fields[1] = field("grpc-message", why);
	return 2;
}

static void submit_trailer(nghttp2_session *session, struct snt_stream *stream)
{
	char code[12], why[3 * SNT_RPC_WHY_SIZE];
	nghttp2_nv fields[2];
	size_t nr = put_status(fields, &stream->rpc, code, sizeof(code), why,
			       sizeof(why));

	nghttp2_submit_trailer(session, stream->id, fields, nr);
}

static ssize_t read_content(nghttp2_session *session, int32_t id, uint8_t *to,
			    size_t max, uint32_t *flags,
			    nghttp2_data_source *source, void *user)
{
	struct snt_stream *stream = source->ptr;
	size_t len = snt_rpc_copy(&stream->rpc, stream->sent, to, max);

	(void)id;
	(void)user;
	stream->sent += len;
	if (stream->sent < snt_rpc_len(&stream->rpc))
		return len;
	*flags |= NGHTTP2_DATA_FLAG_EOF;
	if (stream->rpc.wrap == SNT_RPC_GRPC) {
		*flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
		submit_trailer(session, stream);
	}
	return len;
}

static void answer(struct snt_stream *stream)
{
	struct snt_rpc *rpc = &stream->rpc;
	const char *type = snt_rpc_type(rpc);
	nghttp2_data_provider content = {
		.source.ptr = stream,
		.read_callback = read_content,
	};
	char status[12], code[12], why[3 * SNT_RPC_WHY_SIZE];
	nghttp2_nv fields[FIELDS_MAX];
	size_t nr = 1;

	snprintf(status, sizeof(status), "%d", rpc->status);
	fields[0] = field(":status", status);
	if (type)
		fields[nr++] = field("content-type", type);
	if (rpc->wrap == SNT_RPC_GRPC && !rpc->blob)
		nr += put_status(fields + nr, rpc, code, sizeof(code), why,
				 sizeof(why));
	nghttp2_submit_response(stream->conn->state, stream->id, fields, nr,
				snt_rpc_len(rpc) ? &content : NULL);
}

const struct snt_protocol snt_conn_http2 = {
	.name = "HTTP/2",
	.init = init,
	.take = take,
	.fill = fill,
	.answer = answer,
	.uninit = uninit,
};
