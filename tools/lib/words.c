// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of a line. One that is in double quotes may have blanks in it, and
 * quotes and backslashes behind a backslash.
 */
#include "words.h"

#include <errno.h>
#include <string.h>

/**
 * snt_words_write - write a word that may have blanks
 * @out: where to
 * @text: without control characters
 */
void snt_words_write(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
	putc('"', out);
}

/* Takes the quotes away; returns what is behind, or NULL without an end. */
static char *unquote(char *word)
{
	char *from = word + 1, *to = word;

	for (; *from && *from != '"'; from++) {
		if (*from == '\\' && from[1])
			from++;
		*to++ = *from;
	}
	if (!*from)
		return NULL;
	*to = '\0';
	return from + 1;
}

/**
 * snt_words_split - take a line apart
 * @line: changed
 * @words: these, and a NULL behind them
 * @max: for how many there is room, with the NULL
 *
 * Return: how many, or -EINVAL.
 */
int snt_words_split(char *line, char **words, size_t max)
{
	size_t nr = 0;

	line += strspn(line, " \t\r\n");
	while (*line) {
		if (nr + 1 >= max)
			return -EINVAL;
		words[nr++] = line;
		if (*line == '"')
			line = unquote(line);
		else
			line += strcspn(line, " \t\r\n");
		if (!line || (*line && !strchr(" \t\r\n", *line)))
			return -EINVAL;
		if (*line)
			*line++ = '\0';
		line += strspn(line, " \t\r\n");
	}
	words[nr] = NULL;
	return (int)nr;
}
