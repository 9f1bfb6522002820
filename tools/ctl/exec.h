/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Other programs: each one is shown before it runs.
 */
#ifndef _EXEC_H
#define _EXEC_H

#include <stdbool.h>
#include <stdio.h>

/* Beside exit statuses, which are 0 to 255 */
#define EXEC_STOPPED	(-1)
#define EXEC_SIGNALLED	256

/* exec_run("ip", "link", "show") and the like, over the functions below. */
#define EXEC_WORDS(...)		((const char *const[]){ __VA_ARGS__, NULL })
#define exec_run(...)		exec_run_words(EXEC_WORDS(__VA_ARGS__))
#define exec_capture(...)	exec_capture_words(EXEC_WORDS(__VA_ARGS__))
#define exec_input(input, len, ...) \
	exec_input_words(input, len, EXEC_WORDS(__VA_ARGS__))

void exec_catch_signals(void);
bool exec_was_stopped(void);
int exec_run_words(const char *const *words);
int exec_input_words(const char *input, size_t len, const char *const *words);
char *exec_capture_words(const char *const *words);
int exec_hook(const char *command, const char *ifname);
bool exec_exists(const char *program);

#endif
