// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-agent: finds the subcommand.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "libraries.h"
#include "secret.h"

static const struct agent_command {
	const char *name;
	const char *help;
	int (*run)(const struct agent_options *options);
} commands[] = {
	{ "once", "Registers the keys of all devices and ends", cmd_once },
	{ }
};

static void print_help(void)
{
	const struct agent_command *command;

	fputs("Usage: snaptun-agent [--config FILE] COMMAND\n\n", stdout);
	for (command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->help);
	fputs("\nThe file is " AGENT_CONF " unless --config says otherwise. More is in snaptun-agent(8) and snaptun-agent.conf(5).\n",
	      stdout);
}

static const struct agent_command *find_command(const char *name)
{
	const struct agent_command *command = commands;

	while (command->name && strcmp(command->name, name))
		command++;
	return command->name ? command : NULL;
}

static int fail(const char *format, const char *what)
{
	fputs("snaptun-agent: ", stderr);
	fprintf(stderr, format, what);
	putc('\n', stderr);
	return 1;
}

static bool is_option(const char *arg, const char *longer, const char *shorter)
{
	return !strcmp(arg, longer) || !strcmp(arg, shorter);
}

static int run(const struct agent_options *options, char **argv)
{
	const struct agent_command *command;

	if (!*argv)
		return fail("%s", "which command? snaptun-agent --help shows them all");
	command = find_command(*argv);
	if (!command)
		return fail("there is no command `%s': snaptun-agent --help shows them all",
			    *argv);
	if (argv[1])
		return fail("`%s' is too much", argv[1]);
	if (snt_secret_harden() || snt_libraries_init())
		return fail("%s", "this system does not let the agent protect its secrets");
	return command->run(options);
}

int main(int argc, char **argv)
{
	struct agent_options options = { .conf = AGENT_CONF };

	(void)argc;
	for (argv++; *argv && **argv == '-'; argv++) {
		if (is_option(*argv, "--help", "-h")) {
			print_help();
			return 0;
		}
		if (is_option(*argv, "--version", "-v")) {
			puts("snaptun-agent " SNAPTUN_VERSION);
			return 0;
		}
		if (!is_option(*argv, "--config", "-c"))
			return fail("there is no option `%s'", *argv);
		if (!argv[1])
			return fail("%s", "--config is followed by a file");
		options.conf = *++argv;
	}
	return run(&options, argv);
}
