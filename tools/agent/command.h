/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A command of the user's, which may write a secret.
 */
#ifndef _SNT_COMMAND_H
#define _SNT_COMMAND_H

#include <stddef.h>
#include <sys/types.h>

#include "loop.h"

/**
 * struct snt_command - a command that runs, or does not
 * @loop: what waits for it
 * @output: what it writes comes here
 * @process: says that it has ended
 * @timer: says that it takes too long
 * @pid: 0 when none runs
 * @text: what it wrote so far
 * @len: how many bytes; more than SNT_SECRET_MAX for too many
 * @done: called once, with what it wrote as a text without white space at the
 *	end, or with @why there is none
 */
struct snt_command {
	struct snt_loop *loop;
	struct snt_watch output;
	struct snt_watch process;
	struct snt_timer timer;
	pid_t pid;
	char *text;
	size_t len;
	void (*done)(struct snt_command *command, const char *text, size_t len,
		     const char *why);
};

int snt_command_run(struct snt_command *command, const char *line);
int snt_command_exec(struct snt_command *command, char * const argv[]);
void snt_command_stop(struct snt_command *command);

#endif
