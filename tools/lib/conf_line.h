/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The characters of one line of a configuration file, whatever they mean. All
 * of it works in place.
 */
#ifndef _SNT_CONF_LINE_H
#define _SNT_CONF_LINE_H

#include <stddef.h>

/**
 * struct snt_line_reader - whoever takes a file line by line
 * @line: number of the line, from 1
 * @read: takes a line, which it may change; returns 0 to go on
 */
struct snt_line_reader {
	unsigned int line;
	int (*read)(struct snt_line_reader *reader, char *line);
};

int snt_line_for_each(struct snt_line_reader *reader, const char *text,
		      size_t len);
char *snt_line_comment(char *line);
char *snt_line_trim(char *text);
void snt_line_strip(char *text);
int snt_line_unquote(char *text);

#endif
