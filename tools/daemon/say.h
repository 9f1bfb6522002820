/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the agent tells people, line by line.
 */
#ifndef _SNT_SAY_H
#define _SNT_SAY_H

void snt_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void snt_say_error(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
