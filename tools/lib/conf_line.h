/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The characters of one line of a configuration file, whatever they mean. All
 * of it works in place.
 */
#ifndef _SNT_CONF_LINE_H
#define _SNT_CONF_LINE_H

char *snt_line_comment(char *line);
char *snt_line_trim(char *text);
void snt_line_strip(char *text);
int snt_line_unquote(char *text);

#endif
