// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-inject: puts frames on an interface, and counts what arrives.
 */
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "source.h"

#define WAIT_S		5
#define PAYLOAD_LEN	64

/**
 * struct command - one subcommand
 * @id: which one
 * @name: as typed
 * @arguments: before the options
 * @nr_arguments: how many
 * @help: a sentence without its end
 */
struct command {
	enum command_id id;
	const char *name;
	const char *arguments;
	int nr_arguments;
	const char *help;
};

static const struct command commands[] = {
	{ COMMAND_FILE, "file", "INTERFACE FILE", 2,
	  "Sends a pcap or pcapng file" },
	{ COMMAND_HEX, "hex", "INTERFACE", 1,
	  "Sends frames read as hexadecimal digits, one on each line" },
	{ COMMAND_UDP, "udp", "INTERFACE", 1, "Sends generated UDP packets" },
	{ COMMAND_SCION, "scion", "INTERFACE", 1,
	  "Sends generated SCION packets, without an underlay" },
	{ COMMAND_RECEIVE, "receive", "INTERFACE", 1,
	  "Counts generated packets, what is lost, and how long they took" },
	{ }
};

static const struct command *find_command(const char *name)
{
	const struct command *command;

	for (command = commands; command->name; command++) {
		if (!strcmp(command->name, name))
			return command;
	}
	return NULL;
}

static void print_overview(void)
{
	const struct command *command;

	fputs("Usage: " TOOL_NAME " COMMAND INTERFACE [ARGUMENTS] [OPTIONS]\n\n",
	      stdout);
	for (command = commands; command->name; command++)
		printf("  %-8s %s\n", command->name, command->help);
	fputs("\n`" TOOL_NAME " COMMAND --help' shows the options; more is in snaptun-inject(8).\n",
	      stdout);
}

static void print_command(const struct command *command)
{
	const struct option_entry *entry;

	printf("Usage: " TOOL_NAME " %s %s [OPTIONS]\n%s.\n\n",
	       command->name, command->arguments, command->help);
	for (entry = option_entries; entry->name; entry++) {
		if (!strchr(entry->commands, command->id))
			continue;
		printf("  %s%s%s\n        %s\n", entry->name,
		       entry->argument ? " " : "",
		       entry->argument ? entry->argument : "", entry->help);
	}
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

static bool asks_for_help(char **argv)
{
	for (; *argv; argv++) {
		if (is_help(*argv))
			return true;
	}
	return false;
}

static struct source *make_source(const struct tool_options *options,
				  enum command_id command)
{
	switch (command) {
	case COMMAND_FILE:
		return source_file(options);
	case COMMAND_HEX:
		return source_hex(options);
	default:
		return source_generated(options);
	}
}

static int run(const struct command *command, char **argv)
{
	struct tool_options options = {
		.inject = SNT_INJECT_OPTIONS(argv[0]),
		.file = command->id == COMMAND_FILE ? argv[1] : NULL,
		.rate_kind = command->id == COMMAND_FILE ? TOOL_RATE_RECORDED :
						     TOOL_RATE_MAX,
		.times = 1,
		.flows = 1,
		.wait_s = WAIT_S,
		.spec.payload_len = PAYLOAD_LEN,
		.spec.kind = command->id == COMMAND_SCION ? SNT_PACKET_SCION_UDP :
						     SNT_PACKET_UDP,
	};
	struct source *source;
	int status = options_parse(&options, argv + command->nr_arguments,
				   command->id);

	if (!status)
		status = tool_find_link(&options.link, argv[0]);
	if (status)
		return status;
	if (command->id == COMMAND_RECEIVE)
		return tool_receive(&options);
	source = make_source(&options, command->id);
	if (!source)
		return TOOL_FAILED;
	status = tool_send(&options, source);
	source->destroy(source);
	return status;
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2)
		return tool_fail("a command is needed: " TOOL_NAME
				 " --help shows them all");
	if (is_help(argv[1]) || !strcmp(argv[1], "help")) {
		print_overview();
		return tool_finish(TOOL_OK);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-v")) {
		puts(TOOL_NAME " " SNAPTUN_VERSION);
		return tool_finish(TOOL_OK);
	}
	command = find_command(argv[1]);
	if (!command)
		return tool_fail("there is no command `%s': " TOOL_NAME
				 " --help shows them all", argv[1]);
	if (asks_for_help(argv + 2)) {
		print_command(command);
		return tool_finish(TOOL_OK);
	}
	if (argc < 2 + command->nr_arguments || *argv[2] == '-')
		return tool_fail("%s %s is needed: see --help", command->name,
				 command->arguments);
	return tool_finish(run(command, argv + 2));
}
