/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the token of a [Control] section comes from, again and again.
 */
#ifndef _SNT_TOKEN_SOURCE_H
#define _SNT_TOKEN_SOURCE_H

#include "agent_conf.h"
#include "command.h"
#include "control.h"
#include "token.h"

/**
 * struct snt_token_source - a token, and how to get the next
 * @loop: what it runs on
 * @http: for requests
 * @conf: the section
 * @text: the token, or NULL
 * @serial: number of the token, from 1; 0 when there was none yet
 * @claims: what it says
 * @end_ms: when it ends, as far as we know
 * @is_forced: the next one counts even when it is this one
 * @failures: to get the next, in a row
 * @error: why there is no next one, one line; empty when there is
 * @discovery: URL of a discovery service that came with the token, or NULL
 * @folder: that of the file, when it is watched
 * @command: that writes the token
 * @client: for the service that makes the token
 * @timer: when to get the next
 * @owner: for whoever is told
 * @changed: told that there is another token, that its end is known better, or
 *	that there is none to be had
 */
struct snt_token_source {
	struct snt_loop *loop;
	struct snt_http *http;
	const struct snt_control_conf *conf;
	char *text;
	uint32_t serial;
	struct snt_token_claims claims;
	uint64_t end_ms;
	bool is_forced;
	unsigned int failures;
	char error[SNT_CONTROL_ERROR + 100];
	char *discovery;
	struct snt_watch folder;
	struct snt_command command;
	struct snt_control_client client;
	struct snt_timer timer;
	void *owner;
	void (*changed)(struct snt_token_source *source);
};

void snt_token_source_init(struct snt_token_source *source,
			   struct snt_loop *loop, struct snt_http *http,
			   const struct snt_control_conf *conf, void *owner,
			   void (*changed)(struct snt_token_source *source));
void snt_token_source_uninit(struct snt_token_source *source);
void snt_token_source_renew(struct snt_token_source *source);
void snt_token_source_date(struct snt_token_source *source, int64_t date_s);

#endif
