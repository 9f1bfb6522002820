/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the checks of the library share: an injector on one interface, and a
 * socket that sees what comes out of another.
 */
#ifndef _SNT_INJECT_CHECK_H
#define _SNT_INJECT_CHECK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "snaptun-inject.h"

#define FRAME_MAX	65600

/* Ends the program; the script shows what it wrote. */
#define MUST(condition, ...)						\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: must be: %s: ",		\
				__FILE__, __LINE__, #condition);	\
			fprintf(stderr, "" __VA_ARGS__);		\
			fputc('\n', stderr);				\
			exit(1);					\
		}							\
	} while (0)

/* check.c */
struct snt_inject *check_open(const struct snt_inject_options *options);
void check_fill(uint8_t *frame, size_t len, uint32_t number);
void check_put(struct snt_inject *tx, size_t len, uint32_t number);
int check_listen(const char *interface);
ssize_t check_receive(int fd, uint8_t *frame, int timeout_ms);
void check_arrives(int fd, size_t len, uint32_t number);
void check_nothing_arrives(int fd);

/* events.c: of a pair of interfaces */
void check_event_fd(const char *out, const char *in);
void check_timestamps(const char *out, const char *in);
void check_super(const char *out, const char *in);

/* bench.c */
int bench_main(int argc, char **argv);

#endif /* _SNT_INJECT_CHECK_H */
