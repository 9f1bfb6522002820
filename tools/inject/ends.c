// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of single values. They change nothing when they fail.
 */
#include "ends.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "core/scion.h"
#include "source.h"

#define PATH_ONE_HOP		2
#define INFO_LEN		8
#define HOP_LEN			12
#define ISD_AS_TEXT		32
#define HOST_TEXT		64

static uint64_t factor_of(char letter)
{
	switch (letter) {
	case 'k':
		return 1000;
	case 'M':
		return 1000000;
	case 'G':
		return 1000000000;
	default:
		return 1;
	}
}

/**
 * ends_parse_number - a number, and maybe a factor of k, M or G
 * @number: goes here
 * @text: digits
 * @rest: what follows; NULL: nothing may
 *
 * Return: 0 or -EINVAL.
 */
int ends_parse_number(uint64_t *number, const char *text, const char **rest)
{
	unsigned long long value;
	uint64_t factor;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	factor = factor_of(*end);
	end += factor > 1;
	if (errno || value > UINT64_MAX / factor || (!rest && *end))
		return -EINVAL;
	*number = value * factor;
	if (rest)
		*rest = end;
	return 0;
}

static int parse_port(uint16_t *port, const char *text)
{
	uint64_t value;

	if (ends_parse_number(&value, text, NULL) || value > UINT16_MAX)
		return -EINVAL;
	*port = (uint16_t)value;
	return 0;
}

/* Three groups of hexadecimal digits, or a decimal number of 32 bits. */
static int parse_as(uint64_t *as, const char *text)
{
	unsigned int group[3];
	int used = 0;

	if (strchr(text, ':')) {
		if (sscanf(text, "%4x:%4x:%4x%n", &group[0], &group[1],
			   &group[2], &used) != 3 || text[used])
			return -EINVAL;
		*as = (uint64_t)group[0] << 32 | group[1] << 16 | group[2];
		return 0;
	}
	if (ends_parse_number(as, text, NULL) || *as > UINT32_MAX)
		return -EINVAL;
	return 0;
}

/* "1-ff00:0:110" */
static int parse_isd_as(uint64_t *isd_as, const char *text)
{
	const char *rest;
	uint64_t isd, as;

	if (ends_parse_number(&isd, text, &rest) || isd > UINT16_MAX ||
	    *rest != '-' || strspn(text, "0123456789abcdefABCDEF:-") !=
			    strlen(text) || parse_as(&as, rest + 1))
		return -EINVAL;
	*isd_as = isd << 48 | as;
	return 0;
}

static int parse_host(struct snt_packet_end *end, const char *text)
{
	end->host_len = strchr(text, ':') ? 16 : 4;
	return inet_pton(end->host_len == 4 ? AF_INET : AF_INET6, text,
			 end->host) == 1 ? 0 : -EINVAL;
}

/* Cuts what stands before @len characters into a text of its own. */
static int cut(char *to, size_t room, const char *text, size_t len)
{
	if (len >= room)
		return -EINVAL;
	memcpy(to, text, len);
	to[len] = '\0';
	return 0;
}

/* "192.0.2.1:7", "[2001:db8::1]:7", and without a port if none is needed. */
static int parse_host_port(struct snt_packet_end *end, const char *text,
			   bool needs_port)
{
	const char *close = *text == '[' ? strchr(text, ']') : NULL;
	const char *port = close ? close + 1 : strrchr(text, ':');
	const char *first = close ? text + 1 : text;
	char host[HOST_TEXT];

	/* More than one colon: an IPv6 address without brackets, no port. */
	if (!close && port && port != strchr(text, ':'))
		port = NULL;
	if (!port)
		port = text + strlen(text);
	if (cut(host, sizeof(host), first,
		(size_t)((close ? close : port) - first)) ||
	    parse_host(end, host))
		return -EINVAL;
	if (!*port)
		return needs_port ? -EINVAL : 0;
	return *port == ':' ? parse_port(&end->port, port + 1) : -EINVAL;
}

/**
 * ends_parse - one end
 * @end: goes here
 * @text: HOST:PORT, after ISD-AS, and a comma if @has_isd_as; the brackets of
 *	an IPv6 address may be around both
 * @has_isd_as: this is for SCION
 * @needs_port: there must be a port
 *
 * Return: 0 or -EINVAL.
 */
int ends_parse(struct snt_packet_end *end, const char *text, bool has_isd_as,
	       bool needs_port)
{
	struct snt_packet_end parsed = { 0 };
	const char *comma = strchr(text, ',');
	char isd_as[ISD_AS_TEXT], rest[HOST_TEXT + 16];
	bool opens = has_isd_as && *text == '[';
	size_t len;

	if (has_isd_as) {
		if (!comma)
			return -EINVAL;
		text += opens;
		if (cut(isd_as, sizeof(isd_as), text, (size_t)(comma - text)) ||
		    parse_isd_as(&parsed.isd_as, isd_as))
			return -EINVAL;
		text = comma + 1;
	}
	len = strlen(text);
	rest[0] = '[';
	if (cut(rest + opens, sizeof(rest) - opens, text, len) ||
	    parse_host_port(&parsed, rest, needs_port))
		return -EINVAL;
	*end = parsed;
	return 0;
}

/* One segment of two hops; nobody can check their codes without the keys. */
static void set_scion_path(struct snt_packet_spec *spec)
{
	memset(spec->path, 0, sizeof(spec->path));
	snt_put32(spec->path, 2 << 12);
	spec->path_type = SNT_SCION_PATH_SCION;
	spec->path_len = 4 + INFO_LEN + 2 * HOP_LEN;
}

/**
 * ends_parse_path - a path type
 * @spec: goes here
 * @text: "empty", "scion", "onehop", or TYPE:HEX
 *
 * Return: 0 or -EINVAL.
 */
int ends_parse_path(struct snt_packet_spec *spec, const char *text)
{
	const char *rest;
	uint64_t type;
	long len;

	if (!strcmp(text, "empty")) {
		spec->path_type = SNT_SCION_PATH_EMPTY;
		spec->path_len = 0;
	} else if (!strcmp(text, "scion")) {
		set_scion_path(spec);
	} else if (!strcmp(text, "onehop")) {
		memset(spec->path, 0, sizeof(spec->path));
		spec->path_type = PATH_ONE_HOP;
		spec->path_len = INFO_LEN + 2 * HOP_LEN;
	} else {
		if (ends_parse_number(&type, text, &rest) || type > UINT8_MAX ||
		    *rest != ':' || strlen(rest + 1) > 2 * sizeof(spec->path))
			return -EINVAL;
		len = source_parse_hex(spec->path, rest + 1);
		if (len < 0 || len % 4)
			return -EINVAL;
		spec->path_type = (uint8_t)type;
		spec->path_len = (uint32_t)len;
	}
	return 0;
}

/**
 * ends_parse_ether - an Ethernet address
 * @address: six bytes
 * @text: with colons
 * @len: characters of it
 *
 * Return: 0 or -EINVAL.
 */
int ends_parse_ether(uint8_t *address, const char *text, size_t len)
{
	uint8_t bytes[HOST_TEXT / 2];
	char alone[HOST_TEXT];

	if (cut(alone, sizeof(alone), text, len) ||
	    source_parse_hex(bytes, alone) != 6)
		return -EINVAL;
	memcpy(address, bytes, 6);
	return 0;
}
