/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for the tools: every allocation succeeds or ends the program, so
 * callers carry no error path that nobody can test.
 */
#ifndef _SNT_MEM_H
#define _SNT_MEM_H

#include <stddef.h>

void *snt_mem_check(void *p);
void *snt_mem_alloc(size_t size);
void *snt_mem_grow(void *old, size_t *max, size_t need, size_t size);
char *snt_mem_copy(const char *text, size_t len);

#endif
