// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocation for short-lived programs.
 */
#include "mem.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * snt_mem_check - end the program without memory
 * @p: what an allocation returned
 *
 * Return: @p, never NULL.
 */
void *snt_mem_check(void *p)
{
	if (!p) {
		fprintf(stderr, "%s: out of memory\n",
			program_invocation_short_name);
		exit(1);
	}
	return p;
}

/**
 * snt_mem_alloc - zeroed memory
 * @size: bytes
 *
 * Return: the memory, never NULL. Freed with free().
 */
void *snt_mem_alloc(size_t size)
{
	return snt_mem_check(calloc(1, size));
}

/**
 * snt_mem_grow - room in an array that grows
 * @old: the array so far, or NULL
 * @max: elements that it has room for; updated
 * @need: elements that it must have room for
 * @size: bytes per element
 *
 * Doubles, so that a million single appends stay linear.
 *
 * Return: the array, which may have moved.
 */
void *snt_mem_grow(void *old, size_t *max, size_t need, size_t size)
{
	size_t want = *max ? *max : 4;

	if (need <= *max)
		return old;
	while (want < need)
		want *= 2;
	if (want > SIZE_MAX / size)
		snt_mem_check(NULL);
	old = snt_mem_check(realloc(old, want * size));
	*max = want;
	return old;
}

/**
 * snt_mem_copy - a string of its own
 * @text: first character
 * @len: how many
 *
 * Return: a copy with a NUL behind it. Freed with free().
 */
char *snt_mem_copy(const char *text, size_t len)
{
	char *copy = snt_mem_alloc(len + 1);

	memcpy(copy, text, len);
	return copy;
}
