// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-ctl: finds the subcommand.
 */
#include "ctl.h"

#include <string.h>

static const struct ctl_command commands[] = {
	{ "show", "{ INTERFACE | all | interfaces } [FIELD | dump] [--json]",
	  "Shows the configuration and what the tunnels do", cmd_show },
	{ "showconf", "INTERFACE [--json]",
	  "Shows the configuration as a file for `setconf'", cmd_showconf },
	{ "set",
	  "INTERFACE [listen-port PORT] [fwmark MARK] [private-key FILE] [wire snap|wireguard] [payload ip|scion|any] [gso auto|on|off] [peer KEY [remove] [preshared-key FILE] [endpoint HOST:PORT] [persistent-keepalive SECONDS] [allowed-ips [+|-]IP1/LEN1[,[+|-]IP2/LEN2]...] [encap none|geneve vni VNI] [label TEXT]]...",
	  "Changes the configuration, adds or removes peers", cmd_set },
	{ "setconf", "INTERFACE FILE",
	  "Makes the configuration that of a file", cmd_setconf },
	{ "addconf", "INTERFACE FILE",
	  "Adds what a file says to the configuration", cmd_addconf },
	{ "syncconf", "INTERFACE FILE",
	  "As setconf, but leaves alone what the file does not name",
	  cmd_syncconf },
	{ "genkey", "", "Writes a new private key to standard output",
	  cmd_genkey },
	{ "genpsk", "", "Writes a new preshared key to standard output",
	  cmd_genpsk },
	{ "pubkey", "",
	  "Reads a private key from standard input and writes its public key",
	  cmd_pubkey },
	{ "up", "{ INTERFACE | FILE }",
	  "Makes an interface of a file, with addresses, routes and DNS",
	  cmd_up },
	{ "down", "{ INTERFACE | FILE }", "Undoes `up'", cmd_down },
	{ "save", "{ INTERFACE | FILE }",
	  "Writes the present configuration into the file of `up'", cmd_save },
	{ "strip", "{ INTERFACE | FILE }",
	  "Shows the file of `up' without what `setconf' does not know",
	  cmd_strip },
	{ "monitor", "[INTERFACE] [--json]",
	  "Shows changes and events as they happen", cmd_monitor },
	{ "stats", "[INTERFACE] [--all] [--json]",
	  "Shows how many packets were dropped, by reason", cmd_stats },
	{ "check", "[INTERFACE] [--json]",
	  "Finds out why a tunnel does not work", cmd_check },
	{ }
};

static const struct ctl_command *find_command(const char *name)
{
	const struct ctl_command *command;

	for (command = commands; command->name; command++) {
		if (!strcmp(command->name, name))
			return command;
	}
	return NULL;
}

static void print_overview(FILE *out)
{
	const struct ctl_command *command;

	fputs("Usage: " CTL_NAME " COMMAND [ARGUMENTS]\n\n", out);
	for (command = commands; command->name; command++)
		fprintf(out, "  %-9s %s\n", command->name, command->help);
	fputs("\nWithout COMMAND, `show' is run. `" CTL_NAME
	      " COMMAND --help' shows its arguments; more is in snaptun-ctl(8).\n",
	      out);
}

static void print_command(FILE *out, const struct ctl_command *command)
{
	fprintf(out, "Usage: " CTL_NAME " %s%s%s\n", command->name,
		*command->usage ? " " : "", command->usage);
}

/**
 * ctl_usage - say which arguments a subcommand wants
 * @command: its name
 *
 * Return: the exit status 1.
 */
int ctl_usage(const char *command)
{
	print_command(stderr, find_command(command));
	return 1;
}

static bool is_help(const char *arg)
{
	return !strcmp(arg, "--help") || !strcmp(arg, "-h") ||
	       !strcmp(arg, "help");
}

int main(int argc, char **argv)
{
	const struct ctl_command *command;

	if (argc < 2)
		return ctl_finish(cmd_show(argc, argv));
	if (is_help(argv[1])) {
		print_overview(stdout);
		return ctl_finish(0);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-v")) {
		puts(CTL_NAME " " SNAPTUN_VERSION);
		return ctl_finish(0);
	}
	command = find_command(argv[1]);
	if (!command) {
		ctl_fail("there is no command `%s'", argv[1]);
		print_overview(stderr);
		return 1;
	}
	if (argc > 2 && is_help(argv[2])) {
		print_command(stdout, command);
		printf("%s.\n", command->help);
		return ctl_finish(0);
	}
	return ctl_finish(command->run(argc - 1, argv + 1));
}
