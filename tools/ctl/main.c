// SPDX-License-Identifier: GPL-2.0-only
/*
 * snaptun-ctl: finds the subcommand.
 */
#include "ctl.h"

#include <string.h>

#include "show.h"

/* The first one is run where none is named. */
static const struct ctl_command commands[] = {
	{ "show", "{ INTERFACE | all | interfaces } [FIELD | dump] [--json]",
	  "Shows the configuration and what the tunnels do", cmd_show },
	{ "showconf", "INTERFACE [--json]",
	  "Shows the configuration as a file for `setconf'", cmd_showconf },
	{ "set",
	  "INTERFACE [listen-port PORT] [fwmark MARK] [private-key FILE] [wire snap|wireguard] [payload ip|scion|any] [gso auto|on|off] [address-policy auto|pinned|following] [give-up-after SECONDS] [carrier follow|always] [facade ADDRESS[:PORT]|off] [facade-senders local|any] [facade-translation on|off] [flow-limit NUMBER] [flow-idle SECONDS] [policy off|host|strict] [isd-as ISD-AS1[,ISD-AS2]...|off] [tunnel-idle SECONDS] [hairpin on|off] [keylog on|off] [role peer|client|gateway] [peer KEY [remove] [preshared-key FILE] [endpoint HOST:PORT] [persistent-keepalive SECONDS] [allowed-ips [+|-]IP1/LEN1[,[+|-]IP2/LEN2]...] [encap none|geneve vni VNI] [label TEXT]]... [gateway KEY [preshared-key FILE] [endpoint HOST:PORT] [persistent-keepalive SECONDS]]",
	  "Changes the configuration, adds or removes peers", cmd_set },
	{ "tunnel",
	  "{ add INTERFACE [port PORT|FIRST-LAST|any] [count NUMBER] | { del | restart | accept-address } INTERFACE { ID | all } | show INTERFACE [identity KEY] [state STATE] [idle SECONDS] } [--json]",
	  "Adds, removes, wakes or lists tunnels", cmd_tunnel },
	{ "flow", "show [INTERFACE] [--json]",
	  "Shows which tunnel the socket of an application has", cmd_flow },
	{ "identity",
	  "{ { add | prolong } INTERFACE KEY { expires TIME|never | for SECONDS } [token-id TEXT] [label TEXT] [tunnel-limit NUMBER] [preshared-key FILE] [quota BYTES|off] [quota-used BYTES] [rate BITS|off] | revoke INTERFACE KEY | show INTERFACE [KEY] [--json] | save INTERFACE [FILE] [--secrets] | restore INTERFACE [FILE] }",
	  "Registers, prolongs, revokes, lists or keeps who may use a gateway",
	  cmd_identity },
	{ "account", "show [INTERFACE [KEY]] [--json]",
	  "Shows what those who use a gateway have sent and received",
	  cmd_account },
	{ "underlay",
	  "{ set INTERFACE { [INTERFACE-ID=]ADDRESS:PORT... [port PORT] | off } | load INTERFACE FILE [port PORT] | show INTERFACE [--json] }",
	  "Says or shows which routers a gateway sends to", cmd_underlay },
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
	{ "reload", "{ INTERFACE | FILE }",
	  "Makes true what the file of `up' says differently now", cmd_reload },
	{ "resolve", "{ INTERFACE | FILE }",
	  "Looks up the endpoints again of peers that do not answer",
	  cmd_resolve },
	{ "down", "{ INTERFACE | FILE }", "Undoes `up'", cmd_down },
	{ "save", "{ INTERFACE | FILE }",
	  "Writes the present configuration into the file of `up'", cmd_save },
	{ "strip", "{ INTERFACE | FILE }",
	  "Shows the file of `up' without what `setconf' does not know",
	  cmd_strip },
	{ "import", "{ INTERFACE | FILE } [INTERFACE | FILE] [--replace]",
	  "Makes a file of wg-quick one for `up', and says what it changed",
	  cmd_import },
	{ "monitor", "[INTERFACE] [--json]",
	  "Shows changes and events as they happen", cmd_monitor },
	{ "keylog", "INTERFACE",
	  "Shows the keys of sessions as they begin, to read captures with",
	  cmd_keylog },
	{ "stats", "[INTERFACE] [--all] [--json]",
	  "Shows how many packets were dropped, by reason", cmd_stats },
	{ "metrics", "[--write FILE]",
	  "Writes what collectors ask for, as OpenMetrics", cmd_metrics },
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

static void print_overview(void)
{
	const struct ctl_command *command;

	fputs("Usage: " CTL_NAME " COMMAND [ARGUMENTS]\n\n", stdout);
	for (command = commands; command->name; command++)
		printf("  %-9s %s\n", command->name, command->help);
	fputs("\nWithout COMMAND, `show' is run. `" CTL_NAME
	      " COMMAND --help' shows its arguments; more is in snaptun-ctl(8).\n",
	      stdout);
}

static void print_command(FILE *out, const struct ctl_command *command)
{
	fprintf(out, "Usage: " CTL_NAME " %s%s%s\n", command->name,
		*command->usage ? " " : "", command->usage);
}

static bool is_option(const char *arg, const char *longer, const char *shorter)
{
	return !strcmp(arg, longer) || !strcmp(arg, shorter);
}

/* Wherever it stands, but not as a text that people choose freely. */
static bool asks_for_help(const struct ctl_command *command, char **args)
{
	char **arg;

	if (*args && !strcmp(*args, "help"))
		return true;
	for (arg = args; *arg; arg++) {
		bool is_label = command->run == cmd_set && arg > args &&
				!strcmp(arg[-1], "label");

		if (!is_label && is_option(*arg, "--help", "-h"))
			return true;
	}
	return false;
}

static bool has_option(const struct ctl_command *command, const char *option)
{
	char known[64];
	const char *at;
	int len;

	len = snprintf(known, sizeof(known), "[%s", option);
	at = len < (int)sizeof(known) ? strstr(command->usage, known) : NULL;
	/* Some have a value. */
	return at && (at[len] == ']' || at[len] == ' ');
}

/* The options of a command are those of its usage; "set" has words instead. */
static int refuse_options(const struct ctl_command *command, char **args)
{
	for (; *args; args++) {
		if (**args == '-' && !has_option(command, *args))
			return ctl_fail("%s: there is no option `%s'",
					command->name, *args);
		if (command->run == cmd_set)
			break;
	}
	return 0;
}

static int show_help(const struct ctl_command *command)
{
	print_command(stdout, command);
	printf("%s.\n", command->help);
	if (command->run == cmd_show)
		show_print_names();
	return 0;
}

static int run(const struct ctl_command *command, int argc, char **argv)
{
	int rc;

	if (asks_for_help(command, argv + 1))
		return show_help(command);
	if (refuse_options(command, argv + 1))
		return 1;
	rc = command->run(argc, argv);
	if (rc != CTL_USAGE)
		return rc;
	print_command(stderr, command);
	return 1;
}

int main(int argc, char **argv)
{
	const struct ctl_command *command;

	if (argc < 2 || !strcmp(argv[1], "--json")) {
		argv[0] = (char *)commands->name;
		return ctl_finish(run(commands, argc, argv));
	}
	if (is_option(argv[1], "--help", "-h") || !strcmp(argv[1], "help")) {
		print_overview();
		return ctl_finish(0);
	}
	if (is_option(argv[1], "--version", "-v")) {
		puts(CTL_NAME " " SNAPTUN_VERSION);
		return ctl_finish(0);
	}
	command = find_command(argv[1]);
	if (!command)
		return ctl_fail("there is no command `%s': " CTL_NAME
				" --help shows them all", argv[1]);
	return ctl_finish(run(command, argc - 1, argv + 1));
}
