/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeping secrets out of files, other programs and memory that is given back.
 */
#ifndef _SNT_SECRET_H
#define _SNT_SECRET_H

#include <stddef.h>

/* bytes that are read of a file, and of what a command writes */
#define SNT_SECRET_MAX	16384

int snt_secret_harden(void);
void *snt_secret_resize(void *old, size_t size);
void snt_secret_free(void *secret);
int snt_secret_read(char **text, size_t *len, const char *path);
void snt_secret_trim(char *text, size_t *len);

#endif
