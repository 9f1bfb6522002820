// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-agent: finds the subcommand.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "libraries.h"
#include "secret.h"

/* The first one is run where none is named. */
static const struct agent_command {
	const char *name;
	const char *help;
	int (*run)(const struct agent_options *options);
} commands[] = {
	{ "run", "Keeps all devices registered and connected, until stopped", cmd_run },
	{ "once", "Registers the keys of all devices and ends", cmd_once },
	{ "status", "Shows how the agent that runs is", cmd_status },
	{ "wait", "Waits until DEVICE, or each device, is connected", cmd_wait },
	{ }
};

static void print_help(void)
{
	const struct agent_command *command;

	fputs("Usage: snaptun-agent [OPTION]... [COMMAND [DEVICE]]\n\n", stdout);
	for (command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->help);
	fputs("\n"
	      "  --config FILE  instead of " AGENT_CONF "\n"
	      "  --socket FILE  instead of " AGENT_SOCKET "\n"
	      "  --json         `status' prints JSON\n"
	      "  --timeout S    `wait' gives up after so many seconds\n"
	      "  --version, --help\n\n"
	      "Without COMMAND, `run' is run. More is in snaptun-agent(8) and snaptun-agent.conf(5).\n",
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

static int run(const struct agent_options *options, const char *name)
{
	const struct agent_command *command = find_command(name);

	if (!command)
		return fail("there is no command `%s': snaptun-agent --help shows them all",
			    name);
	if (options->json && command->run != cmd_status)
		return fail("--json is for `status', not for `%s'", name);
	if ((options->device || options->timeout_s) &&
	    command->run != cmd_wait)
		return fail("a device and --timeout are for `wait', not for `%s'",
			    name);
	if (snt_secret_harden() || snt_libraries_init())
		return fail("%s", "this system does not let the agent protect its secrets");
	return command->run(options);
}

static int set_timeout(struct agent_options *options, const char *text)
{
	char *end;
	unsigned long seconds = text ? strtoul(text, &end, 10) : 0;

	if (!seconds || *end || seconds > 1000000)
		return fail("%s", "--timeout is followed by a number of seconds");
	options->timeout_s = seconds;
	return 0;
}

/* Takes one option off the arguments. Returns 0 or the exit status. */
static int take_option(struct agent_options *options, char ***argv)
{
	const char *option = *(*argv)++, **file;

	if (!strcmp(option, "--json")) {
		options->json = true;
		return 0;
	}
	if (is_option(option, "--timeout", "-t"))
		return set_timeout(options, **argv ? *(*argv)++ : NULL);
	if (is_option(option, "--config", "-c"))
		file = &options->conf;
	else if (is_option(option, "--socket", "-s"))
		file = &options->socket;
	else
		return fail("there is no option `%s'", option);
	if (!**argv)
		return fail("%s is followed by a file", option);
	*file = *(*argv)++;
	return 0;
}

/* Options may stand on both sides of the command. */
int main(int argc, char **argv)
{
	struct agent_options options = {
		.conf = AGENT_CONF,
		.socket = AGENT_SOCKET,
	};
	const char *name = NULL;

	(void)argc;
	argv++;
	while (*argv) {
		if (is_option(*argv, "--help", "-h") || !strcmp(*argv, "help")) {
			print_help();
			return 0;
		}
		if (is_option(*argv, "--version", "-v")) {
			puts("snaptun-agent " SNAPTUN_VERSION);
			return 0;
		}
		if (**argv == '-') {
			if (take_option(&options, &argv))
				return 1;
		} else if (!name) {
			name = *argv++;
		} else if (!options.device) {
			options.device = *argv++;
		} else {
			return fail("`%s' is too much", *argv);
		}
	}
	return run(&options, name ? name : commands->name);
}
