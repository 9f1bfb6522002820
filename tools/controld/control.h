/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control plane: answers whoever has a token, and lets it in.
 */
#ifndef _SNT_CONTROL_H
#define _SNT_CONTROL_H

#include "clients.h"
#include "endhost.h"
#include "gateway.h"
#include "guide.h"
#include "keys.h"
#include "revocations.h"
#include "server_conf.h"
#include "stats.h"

struct snt_call;

/**
 * struct snt_control - what answers
 * @service: for those who connect
 * @is_silent: nothing is logged
 * @clients: who asks
 * @keys: of tokens
 * @revocations: who is not let in any more
 * @gateway: who is
 * @guide: knows what clients are told of that
 * @endhost: answers what else they ask
 * @waiting: requests whose token may have a key that is being fetched
 * @nr_waiting: how many
 * @stats: what happened
 */
struct snt_control {
	struct snt_service service;
	bool is_silent;
	struct snt_clients clients;
	struct snt_keys keys;
	struct snt_revocations revocations;
	struct snt_gateway *gateway;
	struct snt_guide guide;
	struct snt_endhost endhost;
	struct snt_call *waiting;
	size_t nr_waiting;
	struct snt_stats stats;
};

int snt_control_init(struct snt_control *control, struct snt_loop *loop,
		     const struct snt_server_conf *conf);
void snt_control_uninit(struct snt_control *control);
bool snt_control_is_healthy(struct snt_control *control);

#endif
