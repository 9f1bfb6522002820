/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A connection that requests come by.
 */
#ifndef _SNT_CONN_H
#define _SNT_CONN_H

#include "exchange.h"
#include "loop.h"
#include "text.h"

/* calls at a time on one connection */
#define SNT_CONN_STREAMS	16

struct snt_conn;

/**
 * struct snt_transport - how bytes come and go
 * @recv: as recv(2) does without waiting, but returns below 0 why not
 * @send: as send(2) likewise
 * @end: the connection ends; may be NULL
 */
struct snt_transport {
	ssize_t (*recv)(struct snt_conn *conn, void *bytes, size_t len);
	ssize_t (*send)(struct snt_conn *conn, const void *bytes, size_t len);
	void (*end)(struct snt_conn *conn);
};

/**
 * struct snt_stream - one call on a connection
 * @next: another one
 * @conn: the connection
 * @id: its number there
 * @exchange: request and answer
 * @deadline_ms: until when the peer is to do its part; UINT64_MAX when it has
 * @sent: bytes of the content that were handed out
 */
struct snt_stream {
	struct snt_stream *next;
	struct snt_conn *conn;
	int32_t id;
	struct snt_exchange exchange;
	uint64_t deadline_ms;
	size_t sent;
};

/**
 * struct snt_protocol - how calls are written on a connection
 * @name: for people
 * @init: begin; may be NULL
 * @take: read bytes that came; returns how many were of use, or below 0 when
 *	the connection is of no use any more
 * @fill: write what there is to be sent, a part at a time; returns below 0 when
 *	the connection is to be closed after what it wrote
 * @answer: a stream has its answer
 * @uninit: end; may be NULL
 */
struct snt_protocol {
	const char *name;
	void (*init)(struct snt_conn *conn);
	ssize_t (*take)(struct snt_conn *conn, const uint8_t *bytes,
			size_t len);
	int (*fill)(struct snt_conn *conn, struct snt_buffer *out);
	void (*answer)(struct snt_stream *stream);
	void (*uninit)(struct snt_conn *conn);
};

/**
 * struct snt_conn - one connection
 * @next: another one, of whoever creates it
 * @at: what points here, likewise
 * @loop: what it runs on
 * @watch: its socket
 * @timer: when its peer has been waited for too long
 * @service: what answers
 * @transport: how bytes come and go; of whoever creates it, unless it is TCP
 * @secret: of the transport
 * @http1: how it may speak; of whoever creates it
 * @http2: likewise
 * @protocol: how it speaks; NULL until that is known
 * @state: of the protocol
 * @streams: calls
 * @nr_streams: how many
 * @idle_ms: until when there has to be one
 * @in: what came and was of no use yet
 * @out: what is to be sent
 * @is_last: it is to be closed when @out is sent
 * @since_ms: when it began
 * @nr_calls: that were made by it
 * @peer: who calls
 * @peer_addr: the same
 * @owner: for @closed
 * @closed: told that it has ended; frees it
 */
struct snt_conn {
	struct snt_conn *next;
	struct snt_conn **at;
	struct snt_loop *loop;
	struct snt_watch watch;
	struct snt_timer timer;
	struct snt_service *service;
	const struct snt_transport *transport;
	void *secret;
	const struct snt_protocol *http1;
	const struct snt_protocol *http2;
	const struct snt_protocol *protocol;
	void *state;
	struct snt_stream *streams;
	unsigned int nr_streams;
	uint64_t idle_ms;
	struct snt_buffer in;
	struct snt_buffer out;
	bool is_last;
	uint64_t since_ms;
	uint64_t nr_calls;
	char peer[SNT_ADDR_TEXT];
	union snt_sockaddr peer_addr;
	void *owner;
	void (*closed)(struct snt_conn *conn);
};

struct snt_conn *snt_conn_create(struct snt_loop *loop, int fd,
				 struct snt_service *service, void *owner,
				 void (*closed)(struct snt_conn *conn));
void snt_conn_destroy(struct snt_conn *conn);

/* For protocols. */
struct snt_stream *snt_stream_open(struct snt_conn *conn, int32_t id);
void snt_stream_close(struct snt_stream *stream);
void snt_stream_run(struct snt_stream *stream);

extern const struct snt_protocol snt_conn_http1;
extern const struct snt_protocol snt_conn_http2;

#endif
