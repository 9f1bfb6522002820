// SPDX-License-Identifier: GPL-2.0-only
/*
 * What depends on the terminal and the environment: colours, hidden keys, the
 * time. The variables are those of wg(8).
 */
#include "show.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Found out once: a long listing asks for every word. */
static bool uses_colour(void)
{
	static int answer = -1;
	const char *mode;

	if (answer >= 0)
		return answer;
	mode = getenv("WG_COLOR_MODE");
	if (mode && !strcmp(mode, "always"))
		answer = 1;
	else if (mode && !strcmp(mode, "never"))
		answer = 0;
	else
		answer = isatty(STDOUT_FILENO);
	return answer;
}

/**
 * show_colour - the sequence that changes the colour
 * @colour: which; SHOW_PLAIN ends all others
 *
 * Return: the sequence, or nothing where there are no colours.
 */
const char *show_colour(enum show_colour colour)
{
	static const char *const sequences[] = {
		[SHOW_PLAIN] = "\x1b[0m",
		[SHOW_BOLD] = "\x1b[1m",
		[SHOW_GREEN] = "\x1b[32m",
		[SHOW_YELLOW] = "\x1b[33m",
		[SHOW_CYAN] = "\x1b[36m",
		[SHOW_RED] = "\x1b[31m",
	};

	return uses_colour() ? sequences[colour] : "";
}

/**
 * show_hides_keys - are secrets shown as "(hidden)"?
 *
 * Return: true unless WG_HIDE_KEYS is "never".
 */
bool show_hides_keys(void)
{
	const char *mode = getenv("WG_HIDE_KEYS");

	return !mode || strcmp(mode, "never");
}

/**
 * show_now_ns - the wall clock
 *
 * Return: nanoseconds since 1970.
 */
uint64_t show_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
