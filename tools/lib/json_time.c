// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times in JSON. Apart, as few programs have the texts of them.
 */
#include "json.h"
#include "text.h"

/**
 * snt_json_time - write a wall-clock time
 * @json: the document
 * @name: of the member with the text; one more named NAME_s has the seconds
 *	since 1970
 * @ns: nanoseconds since 1970; 0 stands for never and writes nothing
 */
void snt_json_time(struct snt_json *json, const char *name, uint64_t ns)
{
	char text[SNT_TIME_TEXT], seconds_name[64];

	if (!ns)
		return;
	snt_json_string(json, name, snt_text_time(text, ns));
	snprintf(seconds_name, sizeof(seconds_name), "%s_s", name);
	snt_json_milli(json, seconds_name, ns / 1000000);
}
