// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of single values. They look nothing up: a host name stays a name
 * until resolve.c is asked.
 */
#include "parse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

/* "off" is 0; hexadecimal where a mark is meant; no sign, no space. */
static int parse_number(unsigned long *value, const char *text,
			unsigned long max)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *end;

	if (!isdigit((unsigned char)text[0]) ||
	    (hex && !isxdigit((unsigned char)text[2])))
		return -EINVAL;
	errno = 0;
	*value = strtoul(text, &end, hex ? 16 : 10);
	if (*end || errno)
		return -EINVAL;
	return *value > max ? -ERANGE : 0;
}

/**
 * snt_parse_port - a UDP port
 * @port: goes here
 * @text: 0 to 65535
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_port(uint16_t *port, const char *text)
{
	unsigned long value;
	int ret = parse_number(&value, text, UINT16_MAX);

	if (!ret)
		*port = (uint16_t)value;
	return ret;
}

/**
 * snt_parse_fwmark - a packet mark
 * @fwmark: goes here
 * @text: a number, 0x before a hexadecimal one, or "off"
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_fwmark(uint32_t *fwmark, const char *text)
{
	unsigned long value = 0;
	int ret = 0;

	if (strcasecmp(text, "off"))
		ret = parse_number(&value, text, UINT32_MAX);
	if (!ret)
		*fwmark = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_vni - virtual network identifier
 * @vni: goes here
 * @text: 0 to 16777215
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_vni(uint32_t *vni, const char *text)
{
	unsigned long value = 0;
	int ret = parse_number(&value, text, 0xffffff);

	if (!ret)
		*vni = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_keepalive - seconds between keepalives
 * @seconds: goes here
 * @text: 0 to 65535, or "off"
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_keepalive(uint16_t *seconds, const char *text)
{
	if (!strcasecmp(text, "off")) {
		*seconds = 0;
		return 0;
	}
	return snt_parse_port(seconds, text);
}

/**
 * snt_parse_label - free text
 * @label: goes here, the rest filled with NUL
 * @text: up to 64 bytes without control characters, as the kernel takes them
 *
 * Return: 0 or -EINVAL or -E2BIG.
 */
int snt_parse_label(char label[SNT_LABEL_LEN + 1], const char *text)
{
	const char *c;

	if (strlen(text) > SNT_LABEL_LEN)
		return -E2BIG;
	for (c = text; *c; c++) {
		if (iscntrl((unsigned char)*c))
			return -EINVAL;
	}
	strncpy(label, text, SNT_LABEL_LEN + 1);
	return 0;
}

/**
 * snt_prefix_mask - clear the bits behind the prefix
 * @prefix: changed in place
 */
void snt_prefix_mask(struct snt_prefix *prefix)
{
	size_t i, size = prefix->family == AF_INET ? 4 : 16;

	for (i = 0; i < size; i++) {
		if (8 * i >= prefix->len)
			prefix->addr[i] = 0;
		else if (8 * (i + 1) > prefix->len)
			prefix->addr[i] &= (uint8_t)(0xff00 >> prefix->len % 8);
	}
}

/**
 * snt_parse_prefix - an address with or without a prefix length
 * @prefix: goes here; all bits count when no length is given
 * @text: such as 192.0.2.0/24, 2001:db8::1, +10.0.0.0/8 or -10.1.0.0/16
 *
 * Return: 0, or -EINVAL.
 */
int snt_parse_prefix(struct snt_prefix *prefix, const char *text)
{
	char addr[INET6_ADDRSTRLEN];
	unsigned long len, max;
	const char *slash;
	size_t size;

	memset(prefix, 0, sizeof(*prefix));
	prefix->remove = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	slash = strchrnul(text, '/');
	size = slash - text;
	if (size >= sizeof(addr))
		return -EINVAL;
	memcpy(addr, text, size);
	addr[size] = '\0';

	prefix->family = strchr(addr, ':') ? AF_INET6 : AF_INET;
	max = prefix->family == AF_INET6 ? 128 : 32;
	if (inet_pton(prefix->family, addr, prefix->addr) != 1)
		return -EINVAL;
	len = max;
	if (*slash && parse_number(&len, slash + 1, max))
		return -EINVAL;
	prefix->len = (uint8_t)len;
	snt_prefix_mask(prefix);
	return 0;
}

/**
 * snt_parse_prefixes - a list of allowed IPs
 * @peer: they are appended here; a sign before any of them makes the list a
 *	change to what the peer has instead of all that it has
 * @text: separated by commas, or empty
 * @bad: the entry that was not understood, when there is one; freed by the
 *	caller
 *
 * Return: 0, or -EINVAL.
 */
int snt_parse_prefixes(struct snt_peer *peer, const char *text,
		       const char **bad)
{
	while (*text) {
		size_t len = strcspn(text, ",");
		char *entry = snt_mem_copy(text, len);

		if (snt_parse_prefix(snt_model_add_prefix(peer), entry)) {
			*bad = entry;
			return -EINVAL;
		}
		if (*entry == '+' || *entry == '-')
			peer->flags &= ~SNT_PEER_REPLACE_ALLOWED_IPS;
		free(entry);
		text += len;
		if (!*text)
			break;
		text++;
		if (!*text) {
			*bad = snt_mem_copy(",", 1);
			return -EINVAL;
		}
	}
	return 0;
}

static bool has_any(const char *text, size_t len, const char *set)
{
	return strcspn(text, set) < len;
}

/* Host and port of "[host]:port" or "host:port". */
static int split_endpoint(const char *text, const char **host, size_t *len,
			  const char **port)
{
	const char *colon = strrchr(text, ':');

	if (!colon || !colon[1] || colon == text)
		return -EINVAL;
	*port = colon + 1;
	if (text[0] != '[') {
		*host = text;
		*len = colon - text;
		return has_any(*host, *len, ":[]") ? -EINVAL : 0;
	}
	if (colon[-1] != ']' || colon - text < 3)
		return -EINVAL;
	*host = text + 1;
	*len = colon - text - 2;
	return has_any(*host, *len, "[]") ? -EINVAL : 0;
}

/**
 * snt_parse_endpoint - where a peer is
 * @peer: gets the host and the port as written, to be resolved later
 * @text: address:port, [address]:port or name:port
 *
 * Return: 0, or -EINVAL.
 */
int snt_parse_endpoint(struct snt_peer *peer, const char *text)
{
	const char *host, *port;
	size_t len;

	if (split_endpoint(text, &host, &len, &port))
		return -EINVAL;
	free(peer->endpoint_host);
	free(peer->endpoint_port);
	peer->endpoint_host = snt_mem_copy(host, len);
	peer->endpoint_port = snt_mem_copy(port, strlen(port));
	peer->flags |= SNT_PEER_HAS_ENDPOINT;
	return 0;
}
