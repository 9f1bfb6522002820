// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-controld: finds the subcommand.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "libraries.h"
#include "secret.h"

/* The first one is run where none is named. */
static const struct command {
	const char *name;
	const char *help;
	int (*run)(const struct controld_options *options);
} commands[] = {
	{ "serve", "Answers who wants to be registered, until stopped", cmd_serve },
	{ "status", "Shows how the control plane that runs is", cmd_controld_status },
	{ "revoke", "Lets a `token ID', `holder UUID' or `key KEY' in no more", cmd_revoke },
	{ "keygen", "Makes the private key FILE, prints its public half (JWKS)", cmd_keygen },
	{ "jwks", "Prints the public half of the private key FILE (JWKS)", cmd_jwks },
	{ "token", "Prints a token that is signed with --key", cmd_token },
	{ "verify", "Says whether the token on stdin is good by the keys in FILE", cmd_verify },
	{ }
};

static void print_help(void)
{
	const struct command *command;

	fputs("Usage: snaptun-controld [OPTION]... [COMMAND [OPERAND]...]\n\n", stdout);
	for (command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->help);
	fputs("\n"
	      "  --config FILE        instead of " CONTROLD_CONF "\n"
	      "  --socket FILE        instead of " CONTROLD_SOCKET "\n"
	      "  --json               `status' prints JSON\n"
	      "  --key FILE           private key that `token' signs with\n"
	      "  --kid NAME           of the key, instead of its thumbprint\n"
	      "  --life S             the token is good for so many seconds, instead of 3600\n"
	      "  --pssid UUID         whose the token is, instead of a new one\n"
	      "  --id TEXT            of the token, instead of a new UUID\n"
	      "  --token-version N    0 or 1, instead of 0\n"
	      "  --version, --help\n\n"
	      "Without COMMAND, `serve' is run. More is in snaptun-controld(8) and snaptun-controld.conf(5).\n",
	      stdout);
}

static const struct command *find_command(const char *name)
{
	const struct command *command = commands;

	while (command->name && strcmp(command->name, name))
		command++;
	return command->name ? command : NULL;
}

static bool has_token_options(const struct controld_options *options)
{
	return options->key || options->life || options->pssid ||
	       options->id || options->version;
}

static int check_server_options(const struct controld_options *options,
				const struct command *command)
{
	bool is_serve = command->run == cmd_serve;
	bool is_status = command->run == cmd_controld_status;
	bool is_revoke = command->run == cmd_revoke;

	if (options->config && !is_serve)
		return controld_fail("--config is for `serve', not for `%s'",
				     command->name);
	if (options->socket && !is_serve && !is_status && !is_revoke)
		return controld_fail("--socket is for `serve', `status' and `revoke', not for `%s'",
				     command->name);
	if (options->json && !is_status)
		return controld_fail("--json is for `status', not for `%s'",
				     command->name);
	if (options->operand && (is_serve || is_status))
		return controld_fail("`%s' is too much", options->operand);
	if (options->operand2 && !is_revoke)
		return controld_fail("`%s' is too much", options->operand2);
	return 0;
}

static int run(const struct controld_options *options, const char *name)
{
	const struct command *command = find_command(name);

	if (!command)
		return controld_fail("there is no command `%s': snaptun-controld --help shows them all",
				     name);
	if (has_token_options(options) && command->run != cmd_token)
		return controld_fail("--key, --life, --pssid, --id and --token-version are for `token', not for `%s'",
				     name);
	if (options->kid && command->run != cmd_token &&
	    command->run != cmd_keygen && command->run != cmd_jwks)
		return controld_fail("--kid is not for `%s'", name);
	if (check_server_options(options, command))
		return 1;
	if (snt_secret_harden() || snt_libraries_init())
		return controld_fail("this system does not let it protect its secrets");
	return command->run(options);
}

/* Takes one option off the arguments. Returns 0 or the exit status. */
static int take_option(struct controld_options *options, char ***argv)
{
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{ "--config", &options->config },
		{ "--socket", &options->socket },
		{ "--key", &options->key },
		{ "--kid", &options->kid },
		{ "--life", &options->life },
		{ "--pssid", &options->pssid },
		{ "--id", &options->id },
		{ "--token-version", &options->version },
	};
	const char *option = *(*argv)++;
	size_t i;

	if (!strcmp(option, "--json")) {
		options->json = true;
		return 0;
	}
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].name, option))
			continue;
		if (!**argv)
			return controld_fail("%s is followed by a value",
					     option);
		*known[i].value = *(*argv)++;
		return 0;
	}
	return controld_fail("there is no option `%s'", option);
}

/* Options may stand on both sides of the command. */
int main(int argc, char **argv)
{
	struct controld_options options = { 0 };
	const char *name = NULL;

	(void)argc;
	argv++;
	while (*argv) {
		if (!strcmp(*argv, "--help") || !strcmp(*argv, "help")) {
			print_help();
			return 0;
		}
		if (!strcmp(*argv, "--version")) {
			puts("snaptun-controld " SNAPTUN_VERSION);
			return 0;
		}
		if (**argv == '-') {
			if (take_option(&options, &argv))
				return 1;
		} else if (!name) {
			name = *argv++;
		} else if (!options.operand) {
			options.operand = *argv++;
		} else if (!options.operand2) {
			options.operand2 = *argv++;
		} else {
			return controld_fail("`%s' is too much", *argv);
		}
	}
	return run(&options, name ? name : commands->name);
}
