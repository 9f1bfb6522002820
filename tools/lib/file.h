/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole files.
 */
#ifndef _SNT_FILE_H
#define _SNT_FILE_H

#include <stddef.h>

char *snt_file_read(int fd, size_t *len);

#endif
