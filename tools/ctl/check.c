// SPDX-License-Identifier: GPL-2.0-only
/*
 * Findings of "check", one after the other.
 */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "show.h"

/**
 * check_report - one finding
 * @check: the run
 * @result: how bad it is
 * @status: exit status for a fault
 * @topic: one word
 * @format: what was found, and what to do about it
 */
void check_report(struct check *check, enum check_result result,
		  enum check_status status, const char *topic,
		  const char *format, ...)
{
	static const char *const names[] = { "ok", "note", "fault" };
	static const enum show_colour colours[] = {
		SHOW_GREEN, SHOW_YELLOW, SHOW_RED,
	};
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (result == CHECK_FAULT && (!check->status || status < check->status))
		check->status = status;
	if (!check->json) {
		printf("%s%-5s%s  %-10s %s\n", show_colour(colours[result]),
		       names[result], show_colour(SHOW_PLAIN), topic, text);
		return;
	}
	snt_json_begin(&check->doc, NULL, '{');
	snt_json_string(&check->doc, "result", names[result]);
	snt_json_string(&check->doc, "topic", topic);
	snt_json_string(&check->doc, "text", text);
	snt_json_end(&check->doc, '}');
}
