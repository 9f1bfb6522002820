/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A JSON reader that keeps nothing: it gives one token after the other, and
 * whoever reads says what is passed over.
 */
#ifndef _SNT_JSON_TOKENS_H
#define _SNT_JSON_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters of a string or number that are kept; longer ones are cut */
#define SNT_JSON_TEXT	256

/**
 * enum snt_json_token - what comes next
 * @SNT_JSON_ERROR: no JSON, or deeper than 64 objects and arrays
 * @SNT_JSON_END: nothing more
 * @SNT_JSON_BEGIN_OBJECT: "{"
 * @SNT_JSON_END_OBJECT: "}"
 * @SNT_JSON_BEGIN_ARRAY: "["
 * @SNT_JSON_END_ARRAY: "]"
 * @SNT_JSON_NAME: of a member; its value is the next token
 * @SNT_JSON_STRING: a string
 * @SNT_JSON_OTHER: a number, true, false or null
 */
enum snt_json_token {
	SNT_JSON_ERROR,
	SNT_JSON_END,
	SNT_JSON_BEGIN_OBJECT,
	SNT_JSON_END_OBJECT,
	SNT_JSON_BEGIN_ARRAY,
	SNT_JSON_END_ARRAY,
	SNT_JSON_NAME,
	SNT_JSON_STRING,
	SNT_JSON_OTHER,
};

/**
 * struct snt_json_reader - how far a document is read
 * @at: what is still to be read
 * @end: where it ends
 * @line: of the last token, from 1
 * @depth: objects and arrays that are open
 * @objects: a bit for each of them, the innermost first: it is an object
 * @expects: what may come, for json_tokens.c
 * @text: of the last name, string, or other value
 */
struct snt_json_reader {
	const char *at;
	const char *end;
	unsigned int line;
	unsigned int depth;
	uint64_t objects;
	int expects;
	char text[SNT_JSON_TEXT];
};

void snt_json_tokens_begin(struct snt_json_reader *reader, const char *text,
			   size_t len);
enum snt_json_token snt_json_next(struct snt_json_reader *reader);
bool snt_json_skip(struct snt_json_reader *reader, enum snt_json_token token);

#endif
