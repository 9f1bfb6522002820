/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of options, for the command line and for the help.
 */
#ifndef _OPTIONS_H
#define _OPTIONS_H

#include "tool.h"

/**
 * enum command_id - what is to be done
 * @COMMAND_FILE: send a file
 * @COMMAND_HEX: send what is read
 * @COMMAND_UDP: send generated UDP packets
 * @COMMAND_SCION: send generated SCION packets
 * @COMMAND_RECEIVE: count what arrives
 *
 * Letters, which the options list in a string.
 */
enum command_id {
	COMMAND_FILE = 'f',
	COMMAND_HEX = 'h',
	COMMAND_UDP = 'u',
	COMMAND_SCION = 's',
	COMMAND_RECEIVE = 'r',
};

/**
 * struct option_entry - one option
 * @name: with its dashes
 * @argument: what follows it, or NULL
 * @commands: enum command_id of those that it belongs to
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

int options_parse(struct tool_options *options, char **argv,
		  enum command_id command);

#endif /* _OPTIONS_H */
