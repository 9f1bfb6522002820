/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An endhost API that calls are passed on to.
 */
#ifndef _SNT_ENDHOST_H
#define _SNT_ENDHOST_H

#include "exchange.h"
#include "http.h"
#include "server_conf.h"

/**
 * struct snt_endhost - where calls are passed on to
 * @conf: what is said of it
 * @http: for requests
 * @nr_calls: requests that have no answer yet
 */
struct snt_endhost {
	const struct snt_endhost_conf *conf;
	struct snt_http http;
	unsigned int nr_calls;
};

/**
 * struct snt_endhost_call - a call that was passed on, or not
 * @endhost: where to; NULL when it was not
 * @exchange: the call
 * @client: for the answer
 * @call: the request, while it has no answer
 * @done: the call has its answer, or none with a reason
 */
struct snt_endhost_call {
	struct snt_endhost *endhost;
	struct snt_exchange *exchange;
	struct snt_http_client client;
	struct snt_http_call *call;
	void (*done)(struct snt_endhost_call *call, const char *why);
};

int snt_endhost_init(struct snt_endhost *endhost, struct snt_loop *loop,
		     const struct snt_endhost_conf *conf);
void snt_endhost_uninit(struct snt_endhost *endhost);
bool snt_endhost_pass(struct snt_endhost *endhost,
		      struct snt_endhost_call *call, const char *path,
		      const char *token);
void snt_endhost_forget(struct snt_endhost_call *call);

#endif
