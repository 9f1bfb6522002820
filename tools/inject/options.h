/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of options, for the command line and for the help.
 */
#ifndef _OPTIONS_H
#define _OPTIONS_H

#include "tool.h"

/**
 * struct option_entry - one option
 * @name: with its dashes
 * @argument: what follows it, or NULL
 * @commands: first letters of the commands that it belongs to
 * @help: a sentence without its end
 * @set: takes the argument; not 0 if it is not one
 */
struct option_entry {
	const char *name;
	const char *argument;
	const char *commands;
	const char *help;
	int (*set)(struct tool_options *options, const char *argument);
};

extern const struct option_entry option_entries[];

int options_parse(struct tool_options *options, char **argv, char command);

#endif /* _OPTIONS_H */
