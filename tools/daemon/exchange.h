/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request and its answer, whatever HTTP they come and go by.
 */
#ifndef _SNT_EXCHANGE_H
#define _SNT_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "model.h"

/* characters that are kept, with the NUL */
#define SNT_EXCHANGE_PATH_SIZE	128
#define SNT_EXCHANGE_TYPE_SIZE	128
#define SNT_EXCHANGE_FORWARDED_SIZE	256
#define SNT_EXCHANGE_TRAILERS	2

struct snt_exchange;

/**
 * struct snt_service - what answers
 * @run: a request is whole; snt_exchange_answer() is called for it, now or later
 * @forget: nobody wants the answer to a request any more that was run
 * @body_max: bytes of a request that are kept
 * @nr_calls: how many requests there were
 * @nr_failed: how many of them had no answer but a reason
 */
struct snt_service {
	void (*run)(struct snt_exchange *exchange);
	void (*forget)(struct snt_exchange *exchange);
	size_t body_max;
	uint64_t nr_calls;
	uint64_t nr_failed;
};

/**
 * struct snt_trailer - what stands behind the content, or with the head when
 *	there is none
 * @name: its name
 * @value: its value
 */
struct snt_trailer {
	const char *name;
	const char *value;
};

/**
 * struct snt_exchange - one request and its answer
 * @service: what answers
 * @user: of the service
 * @peer: who is connected to us
 * @is_post: the method is POST
 * @is_get: the method is GET
 * @takes_trailers: the answer may have some
 * @is_run: the service has been told
 * @path: of the URL; too long a one is cut
 * @type: of the request; empty for none, and cut likewise
 * @authorization: as it was given, or NULL
 * @forwarded: for whom a proxy says that it asks; empty for nobody
 * @body: the request
 * @is_too_long: there was more of it
 * @status: of HTTP, when there is an answer
 * @allow: the method that is allowed instead, or NULL
 * @answer_type: of the answer; NULL for one without content
 * @head: first part of the content
 * @content: the rest, of the service; or NULL
 * @content_len: bytes of it
 * @trailers: of the service
 * @nr_trailers: how many
 * @answered: called once, maybe from within snt_exchange_run()
 */
struct snt_exchange {
	struct snt_service *service;
	void *user;
	const union snt_sockaddr *peer;
	bool is_post;
	bool is_get;
	bool takes_trailers;
	bool is_run;
	char path[SNT_EXCHANGE_PATH_SIZE];
	char type[SNT_EXCHANGE_TYPE_SIZE];
	char *authorization;
	char forwarded[SNT_EXCHANGE_FORWARDED_SIZE];
	struct snt_buffer body;
	bool is_too_long;
	int status;
	const char *allow;
	const char *answer_type;
	struct snt_buffer head;
	const uint8_t *content;
	size_t content_len;
	struct snt_trailer trailers[SNT_EXCHANGE_TRAILERS];
	unsigned int nr_trailers;
	void (*answered)(struct snt_exchange *exchange);
};

/* For whoever carries it. */
void snt_exchange_init(struct snt_exchange *exchange,
		       struct snt_service *service,
		       void (*answered)(struct snt_exchange *exchange));
void snt_exchange_uninit(struct snt_exchange *exchange);
void snt_exchange_set_path(struct snt_exchange *exchange, const char *path,
			   size_t len);
void snt_exchange_set_type(struct snt_exchange *exchange, const char *type,
			   size_t len);
void snt_exchange_set_authorization(struct snt_exchange *exchange,
				    const char *text, size_t len);
void snt_exchange_set_forwarded(struct snt_exchange *exchange,
				const char *text, size_t len);
void snt_exchange_add_body(struct snt_exchange *exchange, const void *bytes,
			   size_t len);
void snt_exchange_run(struct snt_exchange *exchange);
size_t snt_exchange_len(const struct snt_exchange *exchange);
size_t snt_exchange_copy(const struct snt_exchange *exchange, size_t from,
			 uint8_t *to, size_t max);

/* For the service. */
void snt_exchange_answer(struct snt_exchange *exchange, int status);

#endif
