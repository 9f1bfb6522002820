// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading JSON, not deeper than makes sense.
 */
#include "json_read.h"

#define DEPTH	8

/**
 * snt_json_read - read one JSON value
 * @text: its characters, no NUL needed
 * @len: how many, up to INT_MAX
 *
 * Return: the value, to be given to json_object_put(); NULL for anything else.
 */
struct json_object *snt_json_read(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
	struct json_object *json;

	if (!tokener)
		return NULL;
	json = json_tokener_parse_ex(tokener, text, len);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    json_tokener_get_parse_end(tokener) != len) {
		json_object_put(json);
		json = NULL;
	}
	json_tokener_free(tokener);
	return json;
}

/**
 * snt_json_text - a text in an object
 * @json: the object, or any other value
 * @name: of the text
 *
 * Return: the text, as long as @json is there; NULL when there is none.
 */
const char *snt_json_text(const struct json_object *json, const char *name)
{
	struct json_object *value;

	if (!json_object_is_type(json, json_type_object) ||
	    !json_object_object_get_ex(json, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}
