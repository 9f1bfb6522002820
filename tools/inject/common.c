// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors, clocks and signals.
 */
#include "tool.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void say(const char *format, va_list args)
{
	fflush(stdout);
	/* Over a progress line, which may be longer. */
	fprintf(stderr, "%s" TOOL_NAME ": ", tool_has_terminal() ? "\r\033[K" : "");
	vfprintf(stderr, format, args);
	putc('\n', stderr);
}

/**
 * tool_fail - say what is wrong
 * @format: one line without its end
 *
 * Return: the exit status for errors.
 */
int tool_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return TOOL_FAILED;
}

/**
 * tool_warn - say what somebody should know
 * @format: one line without its end
 */
void tool_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

/**
 * tool_s - the ending of a noun behind a number
 * @number: the number
 *
 * Return: "s" for more than one, and for none.
 */
const char *tool_s(uint64_t number)
{
	return number == 1 ? "" : "s";
}

/**
 * tool_finish - see that all output has arrived
 * @status: exit status so far
 *
 * Return: @status, or that for errors.
 */
int tool_finish(int status)
{
	if (fflush(stdout) || ferror(stdout))
		return tool_fail("standard output: %s", strerror(errno));
	return status;
}

/**
 * tool_find_link - find the interface
 * @link: what is known of it
 * @name: its name
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int tool_find_link(struct snt_link *link, const char *name)
{
	int ret = snt_link_get(link, name);

	if (ret == -ENODEV || ret == -EINVAL)
		return tool_fail("there is no interface %s: \"ip link\" lists them",
				 name);
	if (ret)
		return tool_fail("interface %s: %s", name, strerror(-ret));
	if (!link->is_up)
		return tool_fail("interface %s is down: \"ip link set %s up\" first",
				 name, name);
	return 0;
}

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/**
 * tool_now_ns - a clock that nobody sets
 *
 * Return: nanoseconds.
 */
uint64_t tool_now_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/**
 * tool_wall_ns - the clock that two machines may agree upon
 *
 * Return: nanoseconds since 1970.
 */
uint64_t tool_wall_ns(void)
{
	return read_clock(CLOCK_REALTIME);
}

static void stop_cb(int signal)
{
	(void)signal;
	stopped = 1;
}

/**
 * tool_catch_signals - end in order when told
 *
 * A second signal ends the program at once.
 */
void tool_catch_signals(void)
{
	struct sigaction action = {
		.sa_handler = stop_cb,
		.sa_flags = SA_RESETHAND,
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/**
 * tool_is_stopped - did a signal say to end?
 *
 * Return: whether it did.
 */
bool tool_is_stopped(void)
{
	return stopped;
}

/**
 * tool_has_terminal - is somebody watching?
 *
 * Return: whether progress shall be shown.
 */
bool tool_has_terminal(void)
{
	static int answer = -1;

	if (answer < 0)
		answer = isatty(STDERR_FILENO);
	return answer;
}
