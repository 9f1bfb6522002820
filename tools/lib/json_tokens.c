// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON as RFC 8259 has it. Strings are given in UTF-8, as far as they fit.
 */
#include "json_tokens.h"

#include <string.h>

#define DEPTH_MAX	64

/* What may come next */
enum {
	VALUE,
	FIRST_IN_OBJECT,
	FIRST_IN_ARRAY,
	NAME,
	COMMA_OR_END,
};

/**
 * snt_json_tokens_begin - begin to read a document
 * @reader: to be set up
 * @text: the document; stays as long as it is read
 * @len: how many characters
 */
void snt_json_tokens_begin(struct snt_json_reader *reader, const char *text,
			   size_t len)
{
	memset(reader, 0, sizeof(*reader));
	reader->at = text;
	reader->end = text + len;
	reader->line = 1;
	reader->expects = VALUE;
}

/* The next character that is no space, which stays; 0: there is none */
static char peek(struct snt_json_reader *reader)
{
	for (; reader->at < reader->end; reader->at++) {
		char c = *reader->at;

		if (c == '\n')
			reader->line++;
		else if (c != ' ' && c != '\t' && c != '\r')
			return c;
	}
	return '\0';
}

static bool is_in_object(const struct snt_json_reader *reader)
{
	return reader->depth && (reader->objects & 1);
}

static enum snt_json_token begin(struct snt_json_reader *reader, bool is_object)
{
	if (reader->depth == DEPTH_MAX)
		return SNT_JSON_ERROR;
	reader->at++;
	reader->depth++;
	reader->objects = reader->objects << 1 | is_object;
	reader->expects = is_object ? FIRST_IN_OBJECT : FIRST_IN_ARRAY;
	return is_object ? SNT_JSON_BEGIN_OBJECT : SNT_JSON_BEGIN_ARRAY;
}

static enum snt_json_token end(struct snt_json_reader *reader)
{
	bool is_object = reader->objects & 1;

	if (*reader->at++ != (is_object ? '}' : ']'))
		return SNT_JSON_ERROR;
	reader->depth--;
	reader->objects >>= 1;
	reader->expects = COMMA_OR_END;
	return is_object ? SNT_JSON_END_OBJECT : SNT_JSON_END_ARRAY;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four digits; or -1 */
static long take_code(struct snt_json_reader *reader)
{
	long code = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		if (reader->at == reader->end)
			return -1;
		digit = hex_digit(*reader->at++);
		if (digit < 0)
			return -1;
		code = code << 4 | digit;
	}
	return code;
}

/* The second half of a pair follows the first. */
static long take_point(struct snt_json_reader *reader)
{
	long high = take_code(reader), low;

	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || reader->end - reader->at < 6 ||
	    reader->at[0] != '\\' || reader->at[1] != 'u')
		return -1;
	reader->at += 2;
	low = take_code(reader);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static size_t put_utf8(char out[4], unsigned long point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* Behind the backslash. Returns how many bytes, 0: no such escape. */
static size_t take_escape(struct snt_json_reader *reader, char out[4])
{
	static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	const char *c;
	long point;

	if (reader->at == reader->end)
		return 0;
	if (*reader->at == 'u') {
		reader->at++;
		point = take_point(reader);
		/* A text ends with a NUL. */
		return point <= 0 ? 0 : put_utf8(out, (unsigned long)point);
	}
	for (c = escapes; *c; c += 2) {
		if (*c == *reader->at) {
			reader->at++;
			out[0] = c[1];
			return 1;
		}
	}
	return 0;
}

/* From the opening quote to the closing one */
static bool take_string(struct snt_json_reader *reader)
{
	size_t used = 0, len;
	char bytes[4];

	for (reader->at++; reader->at < reader->end; ) {
		char c = *reader->at++;

		if (c == '"') {
			reader->text[used] = '\0';
			return true;
		}
		if ((unsigned char)c < 0x20)
			return false;
		bytes[0] = c;
		len = c == '\\' ? take_escape(reader, bytes) : 1;
		if (!len)
			return false;
		if (used + len >= sizeof(reader->text))
			continue;
		memcpy(reader->text + used, bytes, len);
		used += len;
	}
	return false;
}

static bool is_number(const char *text)
{
	text += *text == '-';
	if (!strspn(text, "0123456789") || (text[0] == '0' && text[1] >= '0' &&
					    text[1] <= '9'))
		return false;
	text += strspn(text, "0123456789");
	if (*text == '.') {
		text++;
		if (!strspn(text, "0123456789"))
			return false;
		text += strspn(text, "0123456789");
	}
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		if (!strspn(text, "0123456789"))
			return false;
		text += strspn(text, "0123456789");
	}
	return !*text;
}

static enum snt_json_token take_other(struct snt_json_reader *reader)
{
	size_t used = 0;

	for (; reader->at < reader->end; reader->at++) {
		char c = *reader->at;

		if (!c || !strchr("+-.0123456789aeflnrstuE", c))
			break;
		if (used + 1 == sizeof(reader->text))
			return SNT_JSON_ERROR;
		reader->text[used++] = c;
	}
	reader->text[used] = '\0';
	if (!is_number(reader->text) && strcmp(reader->text, "true") &&
	    strcmp(reader->text, "false") && strcmp(reader->text, "null"))
		return SNT_JSON_ERROR;
	return SNT_JSON_OTHER;
}

static enum snt_json_token take_value(struct snt_json_reader *reader, char c)
{
	if (c == '{' || c == '[')
		return begin(reader, c == '{');
	reader->expects = COMMA_OR_END;
	if (c != '"')
		return take_other(reader);
	return take_string(reader) ? SNT_JSON_STRING : SNT_JSON_ERROR;
}

static enum snt_json_token take_name(struct snt_json_reader *reader, char c)
{
	if (c != '"' || !take_string(reader) || peek(reader) != ':')
		return SNT_JSON_ERROR;
	reader->at++;
	reader->expects = VALUE;
	return SNT_JSON_NAME;
}

static enum snt_json_token take(struct snt_json_reader *reader, char c)
{
	switch (reader->expects) {
	case FIRST_IN_OBJECT:
		return c == '}' ? end(reader) : take_name(reader, c);
	case FIRST_IN_ARRAY:
		return c == ']' ? end(reader) : take_value(reader, c);
	case NAME:
		return take_name(reader, c);
	default:
		return take_value(reader, c);
	}
}

/**
 * snt_json_next - the next token
 * @reader: the document
 *
 * Return: what it is; its text, if it has one, is in the reader. What follows an
 * error is one.
 */
enum snt_json_token snt_json_next(struct snt_json_reader *reader)
{
	enum snt_json_token token = SNT_JSON_ERROR;
	char c = peek(reader);

	if (reader->expects == COMMA_OR_END) {
		if (!reader->depth)
			return reader->at == reader->end ? SNT_JSON_END :
							   SNT_JSON_ERROR;
		if (c == '}' || c == ']') {
			token = end(reader);
			goto out;
		}
		if (c != ',')
			goto out;
		reader->at++;
		reader->expects = is_in_object(reader) ? NAME : VALUE;
		c = peek(reader);
	}
	token = take(reader, c);
out:
	/* Nothing is left to be read behind an error. */
	if (token == SNT_JSON_ERROR)
		reader->end = reader->at;
	return token;
}

/**
 * snt_json_skip - pass over what a token begins
 * @reader: the document
 * @token: the last one: a name, whose value is passed over, or a value
 *
 * Return: false if it is no JSON.
 */
bool snt_json_skip(struct snt_json_reader *reader, enum snt_json_token token)
{
	unsigned int depth;

	if (token == SNT_JSON_NAME)
		token = snt_json_next(reader);
	if (token == SNT_JSON_STRING || token == SNT_JSON_OTHER)
		return true;
	if (token != SNT_JSON_BEGIN_OBJECT && token != SNT_JSON_BEGIN_ARRAY)
		return false;
	depth = reader->depth - 1;
	while (reader->depth > depth) {
		if (snt_json_next(reader) == SNT_JSON_ERROR)
			return false;
	}
	return true;
}
