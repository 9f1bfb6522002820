// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options. Their commands are letters of enum command_id.
 */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ends.h"

static int parse_range(uint64_t *number, const char *argument, uint64_t least,
		       uint64_t most)
{
	uint64_t value;

	if (ends_parse_number(&value, argument, NULL) || value < least ||
	    value > most)
		return -EINVAL;
	*number = value;
	return 0;
}

static int parse_u32(uint32_t *number, const char *argument, uint32_t least,
		     uint32_t most)
{
	uint64_t value;

	if (parse_range(&value, argument, least, most))
		return -EINVAL;
	*number = (uint32_t)value;
	return 0;
}

static int set_times(struct tool_options *options, const char *argument)
{
	return parse_range(&options->times, argument, 0, UINT64_MAX);
}

static int set_count(struct tool_options *options, const char *argument)
{
	return parse_range(&options->count, argument, 1, UINT64_MAX);
}

static int set_flows(struct tool_options *options, const char *argument)
{
	return parse_u32(&options->flows, argument, 1, 65536);
}

static int set_wait(struct tool_options *options, const char *argument)
{
	return parse_u32(&options->wait_s, argument, 0, 1000000);
}

static int set_idle(struct tool_options *options, const char *argument)
{
	double seconds;
	char *end;

	if (!isdigit((unsigned char)*argument) ||
	    argument[strspn(argument, "0123456789.")])
		return -EINVAL;
	seconds = strtod(argument, &end);
	if (*end || seconds < 0.001 || seconds > 1000000)
		return -EINVAL;
	options->idle_ns = (uint64_t)(seconds * NS_PER_S);
	return 0;
}

static int set_size(struct tool_options *options, const char *argument)
{
	return parse_u32(&options->spec.payload_len, argument, 0,
			 UINT32_MAX);
}

static int set_frame_size(struct tool_options *options, const char *argument)
{
	return parse_u32(&options->inject.frame_size, argument, 0,
			 UINT32_MAX);
}

static int set_frames(struct tool_options *options, const char *argument)
{
	return parse_u32(&options->inject.frame_nr, argument, 0,
			 UINT32_MAX);
}

/* Hexadecimal after 0x; 0 in front of other digits makes nothing octal. */
static int set_protocol(struct tool_options *options, const char *argument)
{
	bool is_hex = !strncmp(argument, "0x", 2);
	const char *digits = argument + 2 * is_hex;
	unsigned long value;
	char *end;

	value = strtoul(digits, &end, is_hex ? 16 : 10);
	if (!isxdigit((unsigned char)*digits) || *end || value > UINT16_MAX)
		return -EINVAL;
	options->inject.protocol = (uint16_t)value;
	return 0;
}

static int set_rate(struct tool_options *options, const char *argument)
{
	const char *unit;
	uint64_t rate;

	if (!strcmp(argument, "max")) {
		options->rate_kind = TOOL_RATE_MAX;
		return 0;
	}
	if (!strcmp(argument, "recorded") && options->file) {
		options->rate_kind = TOOL_RATE_RECORDED;
		return 0;
	}
	if (ends_parse_number(&rate, argument, &unit) || !rate)
		return -EINVAL;
	if (!strcmp(unit, "pps"))
		options->rate_kind = TOOL_RATE_FRAMES;
	else if (!strcmp(unit, "bps"))
		options->rate_kind = TOOL_RATE_BITS;
	else
		return -EINVAL;
	options->rate = rate;
	return 0;
}

static int set_copy(struct tool_options *options, const char *argument)
{
	static const char *const names[] = {
		[SNT_INJECT_COPY_AUTO] = "auto",
		[SNT_INJECT_COPY_NEVER] = "never",
		[SNT_INJECT_COPY_ALWAYS] = "always",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(argument, names[i])) {
			options->inject.copy = (enum snt_inject_copy)i;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_bypass(struct tool_options *options, const char *argument)
{
	(void)argument;
	options->inject.bypass_qdisc = true;
	return 0;
}

static int set_json(struct tool_options *options, const char *argument)
{
	(void)argument;
	options->json = true;
	return 0;
}

/* The port of echo requests is their identifier, and has a default. */
static int set_end(const struct tool_options *options,
		   struct snt_packet_end *end, const char *argument)
{
	return ends_parse(end, argument,
			  options->spec.kind != SNT_PACKET_UDP,
			  options->spec.kind != SNT_PACKET_SCION_ECHO);
}

static int set_from(struct tool_options *options, const char *argument)
{
	options->has_from = true;
	return set_end(options, &options->spec.from, argument);
}

static int set_to(struct tool_options *options, const char *argument)
{
	options->has_to = true;
	return set_end(options, &options->spec.to, argument);
}

/* Known before the others are read. */
static int set_echo(struct tool_options *options, const char *argument)
{
	(void)argument;
	options->spec.kind = SNT_PACKET_SCION_ECHO;
	return 0;
}

static int set_path(struct tool_options *options, const char *argument)
{
	return ends_parse_path(&options->spec, argument);
}

static int set_ether(struct tool_options *options, const char *argument)
{
	uint8_t *header = options->spec.link_header;
	size_t len = strcspn(argument, ",");

	options->has_ether = true;
	options->has_ether_source = argument[len];
	if (ends_parse_ether(header, argument, len))
		return -EINVAL;
	if (!argument[len])
		return 0;
	argument += len + 1;
	return ends_parse_ether(header + 6, argument, strlen(argument));
}

const struct option_entry option_entries[] = {
	{ "--echo", NULL, "s", "SCMP echo requests in place of UDP", set_echo },
	{ "--from", "END", "us", "Source: HOST:PORT, for scion ISD-AS,HOST:PORT; ports 0 to 65535",
	  set_from },
	{ "--to", "END", "us", "Destination, likewise", set_to },
	{ "--path", "PATH", "s",
	  "empty, scion (one segment of two hops), onehop, or TYPE:HEX",
	  set_path },
	{ "--size", "BYTES", "us", "Payload of each packet, from 32",
	  set_size },
	{ "--flows", "NUMBER", "us",
	  "Take turns with 1 to 65536 source ports, beginning with that of --from",
	  set_flows },
	{ "--ether", "DEST[,SOURCE]", "us",
	  "Ethernet addresses; to everybody, from the interface's own otherwise",
	  set_ether },
	{ "--count", "NUMBER", "usr",
	  "Packets to send or receive, from 1; without it, until SIGINT", set_count },
	{ "--times", "NUMBER", "fh", "How often to send all; 0: until SIGINT",
	  set_times },
	{ "--rate", "RATE", "fhus",
	  "max, NUMBERpps, NUMBERbps (with k, M or G), for files also recorded",
	  set_rate },
	{ "--wait", "SECONDS", "fhus",
	  "How long to wait at the end for what is pending", set_wait },
	{ "--idle", "SECONDS", "r", "End when nothing came for that long, from 0.001",
	  set_idle },
	{ "--frame-size", "BYTES", "fhus",
	  "Of a frame of the ring, with a header of 32", set_frame_size },
	{ "--frames", "NUMBER", "fhus", "In the ring", set_frames },
	{ "--protocol", "NUMBER", "fhus",
	  "What the kernel takes the packets for, 0 to 65535, such as 0x0800",
	  set_protocol },
	{ "--bypass-qdisc", NULL, "fhus",
	  "Past the queueing discipline, straight to the driver", set_bypass },
	{ "--copy", "auto|never|always", "fhus",
	  "Whether the kernel copies frames out of the ring", set_copy },
	{ "--json", NULL, "fhusr", "Totals as JSON", set_json },
	{ }
};

static const struct option_entry *find(const char *name, size_t len,
				       enum command_id command)
{
	const struct option_entry *entry;

	for (entry = option_entries; entry->name; entry++) {
		if (strlen(entry->name) == len &&
		    !strncmp(entry->name, name, len) &&
		    strchr(entry->commands, command))
			return entry;
	}
	return NULL;
}

static int parse_one(struct tool_options *options, char ***argv,
		     enum command_id command)
{
	const char *word = *(*argv)++;
	size_t len = strcspn(word, "=");
	const struct option_entry *entry = find(word, len, command);
	const char *argument = word[len] ? word + len + 1 : NULL;

	if (!entry)
		return tool_fail("there is no option `%s' here: see --help",
				 word);
	if (!entry->argument && argument)
		return tool_fail("%s takes no argument", entry->name);
	if (entry->argument && !argument) {
		argument = *(*argv);
		if (!argument)
			return tool_fail("%s needs %s", entry->name,
					 entry->argument);
		(*argv)++;
	}
	if (!entry->set(options, argument))
		return 0;
	return tool_fail("%s: `%s' is no %s: %s", entry->name, argument,
			 entry->argument, entry->help);
}

/**
 * options_parse - read what follows the interface
 * @options: with defaults; updated
 * @argv: the words, with NULL behind the last
 * @command: the command
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int options_parse(struct tool_options *options, char **argv,
		  enum command_id command)
{
	char **word;

	/* How ends are written depends on it. */
	for (word = argv; command == COMMAND_SCION && *word; word++) {
		if (!strcmp(*word, "--echo"))
			set_echo(options, NULL);
	}
	while (*argv) {
		int status = parse_one(options, &argv, command);

		if (status)
			return status;
	}
	return 0;
}
