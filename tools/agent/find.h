/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a discovery service, or from endhost APIs, to control planes.
 */
#ifndef _SNT_FIND_H
#define _SNT_FIND_H

#include "agent_conf.h"
#include "control.h"
#include "token_source.h"

/* endhost APIs that are asked at a time: one of each group */
#define SNT_FIND_MAX	12

struct snt_finder;

/**
 * struct snt_question - an endhost API that is asked, or none
 * @finder: who asks
 * @client: waits for the answer
 * @api: which
 */
struct snt_question {
	struct snt_finder *finder;
	struct snt_control_client client;
	size_t api;
};

/**
 * struct snt_finder - looks for control planes
 * @conf: where to begin
 * @source: of the token
 * @discovery: the discovery service, when it is asked
 * @apis: endhost APIs that may know control planes, best first
 * @next_api: which of @apis is asked next
 * @questions: those that are asked
 * @timer: when the next is asked, too
 * @found: control planes that one has named
 * @found_by: which of @apis that was
 * @error: why there are none, one line
 * @done: called once for each start, with the answer that was good or that
 *	failed last; @found says whether it was good
 */
struct snt_finder {
	const struct snt_control_conf *conf;
	struct snt_token_source *source;
	struct snt_control_client discovery;
	struct snt_list apis;
	size_t next_api;
	struct snt_question questions[SNT_FIND_MAX];
	struct snt_timer timer;
	struct snt_list found;
	size_t found_by;
	char error[SNT_CONTROL_ERROR + SNT_URL_SIZE];
	void (*done)(struct snt_finder *finder, struct snt_control_answer *a);
};

void snt_finder_init(struct snt_finder *finder,
		     const struct snt_control_conf *conf,
		     struct snt_token_source *source,
		     void (*done)(struct snt_finder *finder,
				  struct snt_control_answer *a));
void snt_finder_start(struct snt_finder *finder);
void snt_finder_uninit(struct snt_finder *finder);

#endif
