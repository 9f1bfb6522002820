// SPDX-License-Identifier: GPL-2.0-only
/*
 * As much of HTTP/1 as clients of an endhost API speak: a body has a length
 * that is said before. What could be read in two ways is refused.
 */
#include "http1.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Whoever says more has something else in mind. */
#define BODY_MAX	(1 << 20)

/**
 * struct line - a line of the head
 * @text: its characters, no white space at its end
 * @len: how many
 */
struct line {
	const char *text;
	size_t len;
};

/* Returns the characters up to its end and that; 0 when it has no end. */
static size_t take_line(struct line *line, const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);

	if (!end)
		return 0;
	line->text = text;
	line->len = end - text;
	while (line->len && isspace((unsigned char)text[line->len - 1]))
		line->len--;
	return end - text + 1;
}

static bool is(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && !strncasecmp(text, word, len);
}

/* METHOD PATH VERSION; returns 0 or a status. */
static int read_request(struct snt_http1 *head, const struct line *line)
{
	const char *space = memchr(line->text, ' ', line->len);
	size_t method_len = space ? space - line->text : 0, left;
	const char *end;

	if (!space)
		return 400;
	left = line->len - method_len - 1;
	head->path = space + 1;
	end = memchr(head->path, ' ', left);
	if (!end)
		return 400;
	head->path_len = end - head->path;
	left -= head->path_len + 1;
	if (!is(end + 1, left, "HTTP/1.1") && !is(end + 1, left, "HTTP/1.0"))
		return 505;
	head->is_post = method_len == 4 && !memcmp(line->text, "POST", 4);
	head->is_get = method_len == 3 && !memcmp(line->text, "GET", 3);
	head->is_last = is(end + 1, left, "HTTP/1.0");
	return 0;
}

static int read_length(struct snt_http1 *head, const char *text, size_t len,
		       bool *has_length)
{
	size_t number = 0, i;

	if (!len || *has_length)
		return 400;
	for (i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]))
			return 400;
		number = number * 10 + (text[i] - '0');
		if (number > BODY_MAX)
			return 413;
	}
	*has_length = true;
	head->body_len = number;
	return 0;
}

/* Returns 0 or a status: what is said twice could be read in two ways. */
static int keep(const char **to, size_t *to_len, const char *value, size_t len)
{
	if (*to)
		return 400;
	*to = value;
	*to_len = len;
	return 0;
}

/* NAME: VALUE; returns 0 or a status. */
static int read_field(struct snt_http1 *head, const struct line *line,
		      bool *has_length)
{
	const char *colon = memchr(line->text, ':', line->len);
	const char *value = colon ? colon + 1 : NULL, *name = line->text;
	const char *end = line->text + line->len;
	size_t name_len = colon ? colon - name : 0;

	if (!name_len || isspace((unsigned char)*name) ||
	    isspace((unsigned char)colon[-1]))
		return 400;
	while (value < end && isspace((unsigned char)*value))
		value++;
	if (is(name, name_len, "Content-Length"))
		return read_length(head, value, end - value, has_length);
	if (is(name, name_len, "Transfer-Encoding"))
		return 411;
	if (is(name, name_len, "Authorization"))
		return keep(&head->authorization, &head->authorization_len,
			    value, end - value);
	if (is(name, name_len, "X-Forwarded-For"))
		return keep(&head->forwarded, &head->forwarded_len, value,
			    end - value);
	if (is(name, name_len, "Content-Type")) {
		head->type = value;
		head->type_len = end - value;
	} else if (is(name, name_len, "Connection")) {
		head->is_last |= is(value, end - value, "close");
	} else if (is(name, name_len, "Expect")) {
		head->wants_go_ahead = is(value, end - value, "100-continue");
	}
	return 0;
}

/**
 * snt_http1_parse - read the head of a request
 * @head: filled
 * @text: what has come so far
 * @len: characters of it
 *
 * Return: how many characters are the head; 0 when it is not whole yet; what is
 * wrong with it as a status of HTTP, below 0.
 */
int snt_http1_parse(struct snt_http1 *head, const char *text, size_t len)
{
	size_t at = 0, line_len;
	bool has_length = false;
	struct line line;
	int status = 0;

	memset(head, 0, sizeof(*head));
	while ((line_len = take_line(&line, text + at, len - at))) {
		if (memchr(line.text, '\0', line.len))
			return -400;
		if (!at)
			status = read_request(head, &line);
		else if (line.len)
			status = read_field(head, &line, &has_length);
		at += line_len;
		if (status)
			return -status;
		if (at > SNT_HTTP1_MAX)
			break;
		if (!line.len)
			return at;
	}
	return len > SNT_HTTP1_MAX ? -431 : 0;
}
