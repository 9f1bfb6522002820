// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines, white space, quotes and comments.
 */
#include "conf_line.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

/**
 * snt_line_for_each - hand a file over line by line
 * @reader: takes the lines; its number starts here
 * @text: the characters
 * @len: how many
 *
 * Lines may hold secrets: each is wiped when it was read.
 *
 * Return: 0, what @reader returned, or -EILSEQ for a NUL byte.
 */
int snt_line_for_each(struct snt_line_reader *reader, const char *text,
		      size_t len)
{
	const char *end = text + len, *eol;
	char *line;
	int ret = 0;

	reader->line = 0;
	for (; text < end && !ret; text = eol + 1) {
		eol = memchr(text, '\n', end - text);
		if (!eol)
			eol = end;
		reader->line++;
		if (memchr(text, '\0', eol - text))
			return -EILSEQ;
		line = snt_mem_copy(text, eol - text);
		ret = reader->read(reader, line);
		explicit_bzero(line, eol - text);
		free(line);
	}
	return ret;
}

/**
 * snt_line_comment - where the comment of a line begins
 * @line: the line
 *
 * It runs from '#' to the end. Only a label can hold a '#', in quotes: in all
 * other values it begins a comment wherever it stands.
 *
 * Return: the '#', or the end of the line.
 */
char *snt_line_comment(char *line)
{
	char *text = line + strspn(line, " \t");
	char *quote = text + strcspn(text, "\"#");

	if (strncasecmp(text, "Label", 5) || *quote != '"')
		return text + strcspn(text, "#");
	for (quote++; *quote && *quote != '"'; quote++) {
		if (*quote == '\\' && quote[1])
			quote++;
	}
	return quote + strcspn(quote, "#");
}

/**
 * snt_line_trim - take away the white space at both ends
 * @text: cut at its end
 *
 * Return: the first character that is left.
 */
char *snt_line_trim(char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

/**
 * snt_line_strip - take away all white space
 * @text: changed
 */
void snt_line_strip(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (!isspace((unsigned char)*text))
			*to++ = *text;
	}
	*to = '\0';
}

/**
 * snt_line_unquote - what stands between double quotes
 * @text: begins with a quote; changed
 *
 * Return: 0, or -EINVAL when the closing quote is missing or not the end.
 */
int snt_line_unquote(char *text)
{
	char *to = text, *from = text + 1;

	while (*from && *from != '"') {
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from++;
	}
	if (*from != '"' || from[1])
		return -EINVAL;
	*to = '\0';
	return 0;
}
