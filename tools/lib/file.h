/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files.
 */
#ifndef _SNT_FILE_H
#define _SNT_FILE_H

#include <stdbool.h>
#include <stddef.h>

char *snt_file_read(int fd, size_t *len);
int snt_file_write(const char *path, const char *text, size_t len,
		   bool replace);

#endif
