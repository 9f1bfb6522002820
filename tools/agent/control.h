/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls that a control plane and the services around it take.
 */
#ifndef _SNT_CONTROL_H
#define _SNT_CONTROL_H

#include <netinet/in.h>

#include "http.h"
#include "message.h"
#include "registration.h"

#define SNT_CONTROL_ERROR	400

enum snt_method {
	SNT_METHOD_DATA_PLANE,		/* GetSnapDataPlaneAddress */
	SNT_METHOD_REGISTER,		/* RegisterSnapTunIdentity */
	SNT_METHOD_UNDERLAYS,		/* ListUnderlays */
	SNT_METHOD_APIS,		/* GetEndhostApis */
	SNT_METHOD_AUTHENTICATE,	/* AuthenticateByKey */
	SNT_METHOD_AS,			/* ListUnderlays, for what else is in it */
	SNT_METHOD_SEGMENTS,		/* ListSegments */
};

/**
 * struct snt_control_answer - what a call has brought
 * @outcome: whether it has
 * @error: if not, what is wrong and what to do, one line
 * @retry_after_ms: how long the other side wants to be left alone; 0 for no wish
 * @date_s: time of day by its clock; 0 when it does not say
 * @local: own address, as text; empty without a connection
 * @remote: address of the other side, likewise
 * @data_plane: of SNT_METHOD_DATA_PLANE
 * @urls: of SNT_METHOD_UNDERLAYS and SNT_METHOD_APIS; never empty
 * @token: of SNT_METHOD_AUTHENTICATE; may be taken
 * @discovery: likewise, or NULL
 * @status: of HTTP, 0 without an answer
 * @body: of SNT_METHOD_AS and SNT_METHOD_SEGMENTS, which nobody has looked at
 * @len: bytes of it
 */
struct snt_control_answer {
	enum snt_outcome outcome;
	char error[SNT_CONTROL_ERROR];
	uint32_t retry_after_ms;
	int64_t date_s;
	char local[INET6_ADDRSTRLEN];
	char remote[INET6_ADDRSTRLEN];
	struct snt_data_plane data_plane;
	struct snt_list urls;
	char *token;
	char *discovery;
	int status;
	const uint8_t *body;
	size_t len;
};

/**
 * struct snt_control_client - who waits for what a call brings
 * @http: for the request
 * @method: that was called
 * @call: the request, NULL when none is out
 * @done: called once for each call that was made; the answer is gone when it
 *	returns
 */
struct snt_control_client {
	struct snt_http_client http;
	enum snt_method method;
	struct snt_http_call *call;
	void (*done)(struct snt_control_client *client,
		     struct snt_control_answer *answer);
};

void snt_control_call(struct snt_http *http, const struct snt_http_way *way,
		      enum snt_method method,
		      const struct snt_http_request *request,
		      struct snt_control_client *client);
void snt_control_cancel(struct snt_control_client *client);
void snt_control_read(struct snt_control_answer *answer, enum snt_method method,
		      const struct snt_http_answer *http);
void snt_control_free(struct snt_control_answer *answer);

#endif
