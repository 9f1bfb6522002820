/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files.
 */
#ifndef _SNT_FILE_H
#define _SNT_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/**
 * struct snt_file_new - a file that is being written, which nobody sees yet
 * @path: where it is to be
 * @fresh: where it is
 * @out: what is written
 */
struct snt_file_new {
	const char *path;
	char fresh[PATH_MAX];
	FILE *out;
};

char *snt_file_read(int fd, size_t *len);
int snt_file_write(const char *path, const char *text, size_t len,
		   bool replace);

int snt_file_begin(struct snt_file_new *file, const char *path, mode_t mode);
int snt_file_end(struct snt_file_new *file, bool keep);

#endif
