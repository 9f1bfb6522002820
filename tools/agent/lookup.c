// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names are looked up by getent(1): a resolver may take long, and the one of the
 * C library makes everybody wait.
 */
#include "lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "container.h"
#include "parse.h"

static bool is_known(const struct snt_lookup *lookup,
		     const union snt_sockaddr *addr)
{
	unsigned int i;

	for (i = 0; i < lookup->nr; i++) {
		if (!memcmp(&lookup->addrs[i], addr, sizeof(*addr)))
			return true;
	}
	return false;
}

static void add_address(struct snt_lookup *lookup, const char *host)
{
	union snt_sockaddr addr;

	memset(&addr, 0, sizeof(addr));
	if (snt_parse_host(&addr, host))
		return;
	addr.in.sin_port = lookup->port;
	if (lookup->nr < SNT_LOOKUP_MAX && !is_known(lookup, &addr))
		lookup->addrs[lookup->nr++] = addr;
}

/* Each line begins with an address, and there are three lines for each. */
static void take_lines(struct snt_command *command, const char *text,
		       size_t len, const char *why)
{
	struct snt_lookup *lookup =
		snt_container_of(command, struct snt_lookup, command);
	char host[INET6_ADDRSTRLEN];

	(void)len;
	while (!why && text) {
		if (sscanf(text, "%45s", host) == 1)
			add_address(lookup, host);
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	lookup->done(lookup, lookup->nr ? NULL : "its name has no address");
}

/* What may stand in a command, as it comes from the network. */
static bool is_name(const char *host)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";

	return *host != '-' && strlen(host) < 254 &&
	       !host[strspn(host, allowed)];
}

/**
 * snt_lookup_start - look up a name
 * @lookup: its done is set; it looks up nothing now
 * @loop: what it runs on
 * @text: host and port
 * @family: AF_INET, AF_INET6 or AF_UNSPEC
 *
 * Return: 0, and @lookup will be told; or why it cannot be looked up.
 */
int snt_lookup_start(struct snt_lookup *lookup, struct snt_loop *loop,
		     const char *text, int family)
{
	char *host, *port, line[300];
	int ret = snt_address_split(text, &host, &port);

	if (!ret && !is_name(host))
		ret = -EINVAL;
	if (!ret) {
		lookup->nr = 0;
		lookup->port = htons(strtoul(port, NULL, 10));
		lookup->command = (struct snt_command){
			.loop = loop,
			.done = take_lines,
		};
		snprintf(line, sizeof(line), "exec getent ahosts%s %s",
			 family == AF_INET ? "v4" :
			 family == AF_INET6 ? "v6" : "", host);
		ret = snt_command_run(&lookup->command, line);
	}
	free(host);
	free(port);
	return ret;
}

/**
 * snt_lookup_stop - look up no more
 * @lookup: may look up nothing
 */
void snt_lookup_stop(struct snt_lookup *lookup)
{
	snt_command_stop(&lookup->command);
}
