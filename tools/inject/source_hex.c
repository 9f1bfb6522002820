// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames as hexadecimal digits on standard input, one on each line. All is read
 * and checked before the first one is sent.
 */
#include "source.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/**
 * struct line - one frame
 * @data: its bytes
 * @len: how many
 * @number: of the line
 */
struct line {
	uint8_t *data;
	size_t len;
	size_t number;
};

/**
 * struct hex - all frames
 * @source: what others see
 * @lines: the frames
 * @nr: how many
 * @max: how many @lines has room for
 * @next: the next one
 * @times_left: how often to begin anew
 * @is_endless: for ever
 * @name: of the next one
 */
struct hex {
	struct source source;
	struct line *lines;
	size_t nr;
	size_t max;
	size_t next;
	uint64_t times_left;
	bool is_endless;
	char name[40];
};

static int digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return tolower((unsigned char)c) - 'a' + 10;
}

/**
 * source_parse_hex - read bytes
 * @bytes: room for one for every two characters of @text
 * @text: digits; spaces, colons and dashes between bytes count as nothing, and
 *	so does all behind a #
 *
 * Return: how many bytes; -1: something else, or half a byte.
 */
long source_parse_hex(uint8_t *bytes, const char *text)
{
	long nr = 0;

	for (; *text && *text != '#'; text++) {
		if (isspace((unsigned char)*text) || strchr(":-", *text))
			continue;
		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]))
			return -1;
		bytes[nr++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
		text++;
	}
	return nr;
}

static int add_line(struct hex *hex, const char *text, size_t len,
		    size_t number)
{
	uint8_t *data = snt_mem_alloc(len / 2 + 1);
	long nr = strlen(text) == len ? source_parse_hex(data, text) : -1;

	if (nr <= 0)
		free(data);
	if (nr < 0)
		return tool_fail("standard input, line %zu: pairs of hexadecimal digits are needed",
				 number);
	if (!nr)
		return 0;
	hex->lines = snt_mem_grow(hex->lines, &hex->max, hex->nr + 1,
				  sizeof(*hex->lines));
	hex->lines[hex->nr++] = (struct line) { data, (size_t)nr, number };
	return 0;
}

static int read_lines(struct hex *hex)
{
	size_t size = 0, number = 0;
	char *text = NULL;
	int status = 0;
	ssize_t len;

	while (!status && (len = getline(&text, &size, stdin)) >= 0)
		status = add_line(hex, text, (size_t)len, ++number);
	free(text);
	if (!status && ferror(stdin))
		return tool_fail("standard input cannot be read");
	if (!status && !hex->nr)
		return tool_fail("standard input has no frame: write its bytes as hexadecimal digits, a frame on each line");
	return status;
}

static int peek(struct source *source, struct source_frame *frame)
{
	struct hex *hex = (struct hex *)source;

	if (hex->next == hex->nr) {
		if (!hex->is_endless && !--hex->times_left)
			return 0;
		hex->next = 0;
	}
	snprintf(hex->name, sizeof(hex->name), "line %zu",
		 hex->lines[hex->next].number);
	*frame = (struct source_frame) {
		.len = hex->lines[hex->next].len,
		.name = hex->name,
	};
	return 1;
}

static void take(struct source *source, uint8_t *to)
{
	struct hex *hex = (struct hex *)source;
	struct line *line = &hex->lines[hex->next++];

	if (to)
		memcpy(to, line->data, line->len);
}

static void destroy(struct source *source)
{
	struct hex *hex = (struct hex *)source;

	while (hex->nr)
		free(hex->lines[--hex->nr].data);
	free(hex->lines);
	free(hex);
}

/**
 * source_hex - read frames from standard input
 * @options: how often to send them
 *
 * Return: the source, or NULL after saying what is wrong.
 */
struct source *source_hex(const struct tool_options *options)
{
	struct hex *hex = snt_mem_alloc(sizeof(*hex));

	hex->source = (struct source) { peek, take, destroy };
	hex->times_left = options->times;
	hex->is_endless = !options->times;
	if (!read_lines(hex))
		return &hex->source;
	destroy(&hex->source);
	return NULL;
}
