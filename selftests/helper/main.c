// SPDX-License-Identifier: GPL-2.0-only
/*
 * snt-helper: the small programs that the tests need and that no common
 * tool offers, in one static binary.  "snt-helper COMMAND name=value..."
 */
#include "helper.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name;
	int (*run)(void);
	const char *args;
} commands[] = {
	{ "udp-send", udp_send_main,
	  "to= port= [count=] [gap=US] [size=] [tos=] [gso=] [from-port=] [flow=] [before=]" },
	{ "udp-recv", udp_recv_main, "port= [count=] [idle=MS] [flows=]" },
	{ "tcp-send", tcp_send_main,
	  "to= port= [bytes=] [flows=] [file=] [how=write|sendfile|splice]" },
	{ "tcp-recv", tcp_recv_main, "port= [flows=] [file=] [how=read|splice]" },
	{ "capture", capture_main, "dev= port= [save=FILE]" },
	{ "replay", replay_main,
	  "dev= file= [times=] [type=] [order=forward|reverse] [mangle=BYTE] [from-port=]" },
	{ "replay-answered", replay_answered_main,
	  "dev= file= [type=] [answer=TYPE] [window=]" },
	{ "replay-joined", replay_joined_main,
	  "to= port= file= [type=] [mangle=BYTE] [overrun=1]" },
	{ "initiations", initiations_main,
	  "to= port= key= [count=] [gap=US] [mac1=good|bad] [from-port=]" },
	{ "junk", junk_main, "to= port= [count=]" },
	{ "malformed-datagrams", malformed_datagrams_main,
	  "to= port= from-port= file= [count=] [seed=]" },
	{ "malformed-packets", malformed_packets_main,
	  "dev= from= port= [size=] [count=] [seed=]" },
	{ "packet-send", packet_send_main,
	  "dev= hex= [proto=] [count=] [how=raw|cooked]" },
	{ "vnet-send", vnet_send_main,
	  "via=tap|packet dev= from= to= [proto= size= hex= doff= ethers= count= FIELD=]" },
	{ "facade-app", facade_app_main,
	  "at= facade= [sockets=] [kind=udp|echo] [size=] [count=] [gap=US] [gso=] [NAME=]" },
	{ "facade-stun", facade_stun_main,
	  "at= facade= [port=] [facade-port=] [spoil=1] [idle=MS]" },
	{ "control-load", control_load_main,
	  "to= [port=] tokens=FILE [rounds=] [idle=]" },
	{ "facade-load", facade_load_main,
	  "from= port= facade= [facade-port=] [size=] [burst=] [every=MS] [gso=]" },
	{ "xdp", xdp_main, "dev= [head=BYTES] [tail=BYTES] [to=DEV]" },
	{ "packet-recv", packet_recv_main, "dev= [proto=] [count=] [idle=MS]" },
	{ "udp-hoard", udp_hoard_main, "[sockets=]" },
	{ "udp-load", udp_load_main,
	  "sender=NETNS receiver=NETNS to= [port= flows= size= gso= gro= window= warm=MS ms=]" },
	{ "tcp-load", tcp_load_main,
	  "sender=NETNS receiver=NETNS to= [port=] [flows=] [warm=MS] [ms=]" },
	{ "packet-load", packet_load_main, "dev= from= to= [size=] [burst=] [gap=US]" },
	{ "real-time", real_time_main, "pid=|command=" },
	{ "packet-rate", packet_rate_main, "dev= [warm=MS] [ms=]" },
	{ "scion-turn", scion_turn_main, "dev=|port= [count=]" },
	{ "scion-load", scion_load_main,
	  "dev= from= port= [flows=] [stay=1] [size=] [burst=] [every=MS]" },
	{ "busy", busy_main, "[every=MS] [parts=] [rounds=]" },
	{ "storm", storm_main,
	  "netns=PREFIX keys=FILE [namespaces=] [devices=] [workers=] [operations=] [seed=]" },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static char **arguments;

void die(const char *format, ...)
{
	va_list args;

	fputs("snt-helper: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void die_errno(const char *what)
{
	die("%s: %s", what, strerror(errno));
}

/* One line, at once: the tests wait for lines in a file. */
void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

const char *arg_text(const char *name, const char *fallback)
{
	size_t len = strlen(name);
	char **arg;

	for (arg = arguments; *arg; arg++) {
		if (!strncmp(*arg, name, len) && (*arg)[len] == '=')
			return *arg + len + 1;
	}
	return fallback;
}

const char *arg_need(const char *name)
{
	const char *value = arg_text(name, NULL);

	if (!value)
		die("%s= is missing", name);
	return value;
}

long long arg_number(const char *name, long long fallback)
{
	const char *value = arg_text(name, NULL);
	long long number;
	char *end;

	if (!value)
		return fallback;
	number = strtoll(value, &end, 0);
	if (end == value || *end)
		die("%s=%s is not a number", name, value);
	return number;
}

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < NR_COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name)) {
			arguments = argv + 2;
			return commands[i].run();
		}
	}
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(stderr, "snt-helper %s %s\n", commands[i].name,
			commands[i].args);
	return 2;
}
