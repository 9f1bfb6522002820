// SPDX-License-Identifier: GPL-2.0-only
/*
 * How commands say that something is wrong.
 */
#include <stdarg.h>
#include <stdio.h>

#include "commands.h"

/**
 * controld_fail - say what is wrong
 * @format: one line without its end
 *
 * Return: the exit status.
 */
int controld_fail(const char *format, ...)
{
	va_list args;

	fputs("snaptun-controld: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	return 1;
}
