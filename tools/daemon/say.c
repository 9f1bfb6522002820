// SPDX-License-Identifier: GPL-2.0-only
/*
 * Progress on standard output, trouble on standard error. The journal takes a
 * number in front for how urgent a line is.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(FILE *out, const char *priority, const char *format,
		va_list args)
{
	if (getenv("JOURNAL_STREAM"))
		fputs(priority, out);
	vfprintf(out, format, args);
	putc('\n', out);
	fflush(out);
}

/**
 * snt_say - tell what goes on
 * @format: one line without its end
 */
void snt_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(stdout, "<6>", format, args);
	va_end(args);
}

/**
 * snt_say_error - tell what is wrong
 * @format: one line without its end
 */
void snt_say_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(stderr, "<4>", format, args);
	va_end(args);
}
