/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A request that a control plane answers.
 */
#ifndef _SNT_CALL_H
#define _SNT_CALL_H

#include "control.h"

/**
 * struct snt_call - a request that is being answered
 * @control: answers it
 * @exchange: the request
 * @client: who asks
 * @route: what it asks for
 * @began_us: when
 * @claims: of its token; without an id until they are known
 * @why: there is no answer but this reason
 * @next: another one that waits
 * @at: what points here, while it waits
 * @has_waited: it does not wait again
 * @passed: when it is passed on
 */
struct snt_call {
	struct snt_control *control;
	struct snt_exchange *exchange;
	union snt_sockaddr client;
	enum snt_route route;
	uint64_t began_us;
	struct snt_claims claims;
	const char *why;
	struct snt_call *next;
	struct snt_call **at;
	bool has_waited;
	struct snt_endhost_call passed;
};

struct snt_call *snt_call_create(struct snt_control *control,
				 struct snt_exchange *exchange);
void snt_call_refuse(struct snt_call *call, int status, const char *code,
		     const char *why);
void snt_call_finish(struct snt_call *call);

#endif
