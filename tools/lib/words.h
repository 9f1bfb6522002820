/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of words, of which some may have blanks in them.
 */
#ifndef _SNT_WORDS_H
#define _SNT_WORDS_H

#include <stddef.h>
#include <stdio.h>

int snt_words_split(char *line, char **words, size_t max);
void snt_words_write(FILE *out, const char *text);

#endif
