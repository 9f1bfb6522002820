// SPDX-License-Identifier: GPL-2.0-only
/*
 * A peer that does not do its part in time is cut off: who does not send the
 * rest of a request, does not read an answer, or has nothing to say. While
 * there is something to be sent, nothing is read, so no peer fills our memory.
 */
#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "container.h"
#include "mem.h"

/* How long a peer may take for a whole request, and for an answer. */
#define READ_MS		5000
#define WRITE_MS	10000
#define IDLE_MS		60000
#define PIECE		16384

static const char preface[] = "PRI";

static void set_timer(struct snt_conn *conn)
{
	const struct snt_stream *stream = conn->streams;
	uint64_t at_ms = stream ? UINT64_MAX : conn->idle_ms;

	for (; stream; stream = stream->next) {
		if (stream->deadline_ms < at_ms)
			at_ms = stream->deadline_ms;
	}
	if (!conn->timer.is_set || conn->timer.at_ms != at_ms)
		snt_loop_set(conn->loop, &conn->timer, at_ms);
}

/* At once, or the kernel would go on to offer what nobody reads. */
static void cut_off(struct snt_timer *timer)
{
	struct snt_conn *conn =
		snt_container_of(timer, struct snt_conn, timer);
	const struct linger at_once = { .l_onoff = 1 };

	setsockopt(conn->watch.fd, SOL_SOCKET, SO_LINGER, &at_once,
		   sizeof(at_once));
	conn->closed(conn);
}

static ssize_t plain_recv(struct snt_conn *conn, void *bytes, size_t len)
{
	ssize_t n = recv(conn->watch.fd, bytes, len, MSG_DONTWAIT);

	return n < 0 ? -errno : n;
}

static ssize_t plain_send(struct snt_conn *conn, const void *bytes, size_t len)
{
	ssize_t n = send(conn->watch.fd, bytes, len,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	return n < 0 ? -errno : n;
}

static const struct snt_transport plain = { plain_recv, plain_send, NULL };

/* Returns whether it goes on. */
static bool send_out(struct snt_conn *conn)
{
	ssize_t n;

	while (conn->out.len) {
		n = conn->transport->send(conn, conn->out.bytes,
					  conn->out.len);
		if (n == -EINTR)
			continue;
		if (n < 0)
			return n == -EAGAIN;
		snt_buffer_take(&conn->out, n);
	}
	return !conn->is_last;
}

/* As much as the socket takes. Returns whether it goes on. */
static bool write_all(struct snt_conn *conn)
{
	do {
		if (!send_out(conn))
			return false;
		if (!conn->out.len && conn->protocol->fill(conn, &conn->out))
			conn->is_last = true;
	} while (conn->out.len && send_out(conn) && !conn->out.len);
	return conn->out.len || !conn->is_last;
}

/* What a client of HTTP/2 says first is no method of HTTP/1. */
static bool choose_protocol(struct snt_conn *conn)
{
	size_t len = strlen(preface);

	if (conn->in.len < len && !memcmp(conn->in.bytes, preface, conn->in.len))
		return false;
	conn->protocol = conn->in.len >= len &&
			 !memcmp(conn->in.bytes, preface, len) ? conn->http2 :
								 conn->http1;
	if (conn->protocol->init)
		conn->protocol->init(conn);
	return true;
}

/* Returns whether it goes on. */
static bool take_in(struct snt_conn *conn)
{
	ssize_t n = 1;

	if (!conn->protocol && !choose_protocol(conn))
		return true;
	while (n > 0 && conn->in.len) {
		n = conn->protocol->take(conn, conn->in.bytes, conn->in.len);
		if (n > 0)
			snt_buffer_take(&conn->in, n);
	}
	return n >= 0;
}

/* Returns whether it goes on. */
static bool read_some(struct snt_conn *conn)
{
	uint8_t bytes[PIECE];
	ssize_t n = conn->transport->recv(conn, bytes, sizeof(bytes));

	if (n == -EAGAIN || n == -EINTR)
		return true;
	if (n <= 0)
		return false;
	snt_buffer_add(&conn->in, bytes, n);
	return take_in(conn);
}

static void work(struct snt_watch *watch, uint32_t events)
{
	struct snt_conn *conn =
		snt_container_of(watch, struct snt_conn, watch);
	bool goes_on = true;

	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !conn->out.len)
		goes_on = read_some(conn);
	if (goes_on && conn->protocol)
		goes_on = write_all(conn);
	if (!goes_on) {
		conn->closed(conn);
		return;
	}
	set_timer(conn);
	snt_loop_watch(conn->loop, &conn->watch,
		       conn->out.len ? EPOLLOUT : EPOLLIN);
}

/**
 * snt_conn_create - begin with a connection
 * @loop: what it runs on
 * @fd: its socket, which does not wait; taken over
 * @service: what answers
 * @owner: for @closed
 * @closed: told once that it has ended, never from within
 *
 * Return: the connection, without its protocols.
 */
struct snt_conn *snt_conn_create(struct snt_loop *loop, int fd,
				 struct snt_service *service, void *owner,
				 void (*closed)(struct snt_conn *conn))
{
	struct snt_conn *conn = snt_mem_alloc(sizeof(*conn));

	conn->loop = loop;
	conn->watch = (struct snt_watch){ fd, work };
	conn->timer.expired = cut_off;
	conn->service = service;
	conn->transport = &plain;
	conn->since_ms = snt_loop_now();
	/* who comes has something to ask */
	conn->idle_ms = conn->since_ms + READ_MS;
	conn->owner = owner;
	conn->closed = closed;
	set_timer(conn);
	snt_loop_watch(loop, &conn->watch, EPOLLIN);
	return conn;
}

/**
 * snt_conn_destroy - end a connection
 * @conn: freed
 */
void snt_conn_destroy(struct snt_conn *conn)
{
	if (conn->protocol && conn->protocol->uninit)
		conn->protocol->uninit(conn);
	while (conn->streams)
		snt_stream_close(conn->streams);
	if (conn->transport->end)
		conn->transport->end(conn);
	snt_loop_unset(conn->loop, &conn->timer);
	snt_loop_unwatch(conn->loop, &conn->watch);
	close(conn->watch.fd);
	snt_buffer_uninit(&conn->in);
	snt_buffer_uninit(&conn->out);
	free(conn);
}

/* What there is to be sent, is in time: not from within whoever answers. */
static void take_answer(struct snt_exchange *exchange)
{
	struct snt_stream *stream =
		snt_container_of(exchange, struct snt_stream, exchange);
	struct snt_conn *conn = stream->conn;

	stream->deadline_ms = snt_loop_now() + WRITE_MS;
	conn->protocol->answer(stream);
	set_timer(conn);
	snt_loop_watch(conn->loop, &conn->watch, EPOLLIN | EPOLLOUT);
}

/**
 * snt_stream_open - a call begins
 * @conn: the connection
 * @id: its number there
 *
 * Return: the call, or NULL when there are too many.
 */
struct snt_stream *snt_stream_open(struct snt_conn *conn, int32_t id)
{
	struct snt_stream *stream;

	if (conn->nr_streams == SNT_CONN_STREAMS)
		return NULL;
	stream = snt_mem_alloc(sizeof(*stream));
	stream->conn = conn;
	stream->id = id;
	stream->deadline_ms = snt_loop_now() + READ_MS;
	snt_exchange_init(&stream->exchange, conn->service, take_answer);
	stream->exchange.peer = &conn->peer_addr;
	stream->next = conn->streams;
	conn->streams = stream;
	conn->nr_streams++;
	return stream;
}

/**
 * snt_stream_close - a call is over
 * @stream: answered or not; freed
 */
void snt_stream_close(struct snt_stream *stream)
{
	struct snt_conn *conn = stream->conn;
	struct snt_stream **at = &conn->streams;

	while (*at != stream)
		at = &(*at)->next;
	*at = stream->next;
	conn->nr_streams--;
	conn->idle_ms = snt_loop_now() + IDLE_MS;
	snt_exchange_uninit(&stream->exchange);
	free(stream);
}

/**
 * snt_stream_run - the request is whole
 * @stream: will be answered
 */
void snt_stream_run(struct snt_stream *stream)
{
	/* now it is others who take their time */
	stream->deadline_ms = UINT64_MAX;
	stream->conn->nr_calls++;
	snt_exchange_run(&stream->exchange);
}
