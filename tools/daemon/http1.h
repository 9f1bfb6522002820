/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The head of a request in HTTP/1.
 */
#ifndef _SNT_HTTP1_H
#define _SNT_HTTP1_H

#include <stdbool.h>
#include <stddef.h>

/* bytes of it */
#define SNT_HTTP1_MAX	12288

/**
 * struct snt_http1 - what is in it; texts are where they were read
 * @is_post: the method is POST
 * @is_get: the method is GET
 * @is_last: the connection is to be closed after the answer
 * @wants_go_ahead: the body comes when it is told to
 * @path: of the URL
 * @path_len: characters of it
 * @type: what is said of the content, or NULL
 * @type_len: characters of it
 * @authorization: who may ask, or NULL
 * @authorization_len: characters of it
 * @forwarded: for whom a proxy asks, or NULL
 * @forwarded_len: characters of it
 * @body_len: bytes of the body
 */
struct snt_http1 {
	bool is_post;
	bool is_get;
	bool is_last;
	bool wants_go_ahead;
	const char *path;
	size_t path_len;
	const char *type;
	size_t type_len;
	const char *authorization;
	size_t authorization_len;
	const char *forwarded;
	size_t forwarded_len;
	size_t body_len;
};

int snt_http1_parse(struct snt_http1 *head, const char *text, size_t len);

#endif
