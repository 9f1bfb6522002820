/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON that others wrote.
 */
#ifndef _SNT_JSON_READ_H
#define _SNT_JSON_READ_H

#include <json-c/json.h>
#include <stddef.h>

struct json_object *snt_json_read(const char *text, size_t len);
const char *snt_json_text(const struct json_object *json, const char *name);

#endif
