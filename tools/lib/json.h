/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A JSON writer that places the commas.
 */
#ifndef _SNT_JSON_H
#define _SNT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct snt_json - one document being written
 * @out: where to
 * @compact: on one line
 * @depth: open objects and arrays
 * @is_first: nothing was written yet at this depth
 */
struct snt_json {
	FILE *out;
	bool compact;
	unsigned int depth;
	bool is_first;
};

/* @name is NULL for an element of an array. */
void snt_json_begin(struct snt_json *json, const char *name, char bracket);
void snt_json_end(struct snt_json *json, char bracket);
void snt_json_string(struct snt_json *json, const char *name, const char *text);
void snt_json_uint(struct snt_json *json, const char *name, uint64_t value);
void snt_json_int(struct snt_json *json, const char *name, int64_t value);
void snt_json_milli(struct snt_json *json, const char *name, uint64_t value);
void snt_json_bool(struct snt_json *json, const char *name, bool value);
void snt_json_time(struct snt_json *json, const char *name, uint64_t ns);

#endif
