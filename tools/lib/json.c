// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON as RFC 8259 has it. Bytes that are no UTF-8 become U+FFFD, so that the
 * output stays valid whatever a label holds.
 */
#include "json.h"

static void begin_value(struct snt_json *json, const char *name)
{
	if (!json->is_first && json->depth)
		putc(',', json->out);
	json->is_first = false;
	if (!json->compact && json->depth)
		fprintf(json->out, "\n%*s", (int)(2 * json->depth), "");
	if (name)
		fprintf(json->out, "\"%s\":%s", name, json->compact ? "" : " ");
}

/**
 * snt_json_begin - open an object or an array
 * @json: the document
 * @name: of the member, NULL in an array
 * @bracket: '{' or '['
 */
void snt_json_begin(struct snt_json *json, const char *name, char bracket)
{
	begin_value(json, name);
	putc(bracket, json->out);
	json->depth++;
	json->is_first = true;
}

/**
 * snt_json_end - close what snt_json_begin() opened
 * @json: the document; the line ends with its last bracket
 * @bracket: '}' or ']'
 */
void snt_json_end(struct snt_json *json, char bracket)
{
	json->depth--;
	if (!json->compact && !json->is_first)
		fprintf(json->out, "\n%*s", (int)(2 * json->depth), "");
	putc(bracket, json->out);
	json->is_first = false;
	if (!json->depth)
		putc('\n', json->out);
}

/* Length of the well-formed UTF-8 character at @s, 0 if there is none. */
static size_t utf8_len(const unsigned char *s)
{
	static const struct {
		unsigned char first, last, low, high, len;
	} forms[] = {
		{ 0x20, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t i, k;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (*s < forms[i].first || *s > forms[i].last)
			continue;
		if (forms[i].len > 1 &&
		    (s[1] < forms[i].low || s[1] > forms[i].high))
			return 0;
		for (k = 2; k < forms[i].len; k++) {
			if ((s[k] & 0xc0) != 0x80)
				return 0;
		}
		return forms[i].len;
	}
	return 0;
}

/**
 * snt_json_string - write a text
 * @json: the document
 * @name: of the member, NULL in an array
 * @text: any bytes
 */
void snt_json_string(struct snt_json *json, const char *name, const char *text)
{
	begin_value(json, name);
	putc('"', json->out);
	while (*text) {
		size_t len = utf8_len((const unsigned char *)text);

		if (*text == '"' || *text == '\\')
			fprintf(json->out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(json->out, "\\u%04x", *text);
		else if (len)
			fwrite(text, 1, len, json->out);
		else
			fputs("\\ufffd", json->out);
		text += len ? len : 1;
	}
	putc('"', json->out);
}

/**
 * snt_json_uint - write a number
 * @json: the document
 * @name: of the member, NULL in an array
 * @value: the number
 */
void snt_json_uint(struct snt_json *json, const char *name, uint64_t value)
{
	begin_value(json, name);
	fprintf(json->out, "%llu", (unsigned long long)value);
}

/**
 * snt_json_int - write a number that may be less than 0
 * @json: the document
 * @name: of the member, NULL in an array
 * @value: the number
 */
void snt_json_int(struct snt_json *json, const char *name, int64_t value)
{
	begin_value(json, name);
	fprintf(json->out, "%lld", (long long)value);
}

/**
 * snt_json_milli - write a number with three decimals
 * @json: the document
 * @name: of the member, NULL in an array
 * @value: thousandths
 */
void snt_json_milli(struct snt_json *json, const char *name, uint64_t value)
{
	begin_value(json, name);
	fprintf(json->out, "%llu.%03u", (unsigned long long)(value / 1000),
		(unsigned int)(value % 1000));
}

/**
 * snt_json_bool - write true or false
 * @json: the document
 * @name: of the member, NULL in an array
 * @value: which
 */
void snt_json_bool(struct snt_json *json, const char *name, bool value)
{
	begin_value(json, name);
	fputs(value ? "true" : "false", json->out);
}
