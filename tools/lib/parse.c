// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of single values and of lists of prefixes.
 */
#include "parse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

/* As the kernel has them */
#define IDLE_LEAST_S	200
#define IDLE_MOST_S	540

/* No sign, no space, nothing before or behind the digits. */
static int parse_digits(unsigned long *value, const char *text,
			const char *digits, unsigned long max)
{
	if (!*text || text[strspn(text, digits)])
		return -EINVAL;
	errno = 0;
	*value = strtoul(text, NULL, digits[10] ? 16 : 10);
	return errno || *value > max ? -ERANGE : 0;
}

static int parse_number(unsigned long *value, const char *text,
			unsigned long max)
{
	return parse_digits(value, text, "0123456789", max);
}

/* For what is more a pattern than an amount: 0x before a hexadecimal number */
static int parse_hex_too(unsigned long *value, const char *text,
			 unsigned long max)
{
	if (strncasecmp(text, "0x", 2))
		return parse_number(value, text, max);
	return parse_digits(value, text + 2, "0123456789abcdefABCDEF", max);
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
		ret = parse_hex_too(&value, text, UINT32_MAX);
	if (!ret)
		*fwmark = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_vni - virtual network identifier
 * @vni: goes here
 * @text: 0 to 16777215, 0x before a hexadecimal one
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_vni(uint32_t *vni, const char *text)
{
	unsigned long value = 0;
	int ret = parse_hex_too(&value, text, 0xffffff);

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
 * snt_parse_patience - how long to try
 * @seconds: goes here, 0 for ever
 * @text: 0 to 4294967295, or "never" for never giving up
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_patience(uint32_t *seconds, const char *text)
{
	unsigned long value = 0;
	int ret = 0;

	if (strcasecmp(text, "never"))
		ret = parse_number(&value, text, UINT32_MAX);
	if (!ret)
		*seconds = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_ports - the local port of a client's tunnel, or a choice of them
 * @first: goes here, 0 for any
 * @last: goes here, 0 unless it is a range
 * @text: "any", a port or first-last
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_ports(uint16_t *first, uint16_t *last, const char *text)
{
	size_t len = strcspn(text, "-");
	unsigned long low = 0, high = 0;
	char number[8];

	if (strcasecmp(text, "any")) {
		if (len >= sizeof(number))
			return -EINVAL;
		memcpy(number, text, len);
		number[len] = '\0';
		if (parse_number(&low, number, UINT16_MAX) || !low)
			return -EINVAL;
		if (text[len] &&
		    (parse_number(&high, text + len + 1, UINT16_MAX) ||
		     high < low))
			return -EINVAL;
	}
	*first = (uint16_t)low;
	*last = (uint16_t)high;
	return 0;
}

/**
 * snt_parse_amount - how many tunnels
 * @amount: goes here
 * @text: 1 to 1024, the most that a client has
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_amount(uint32_t *amount, const char *text)
{
	unsigned long value;
	int ret = parse_number(&value, text, SNT_MOST_TUNNELS);

	if (!ret && !value)
		ret = -ERANGE;
	if (!ret)
		*amount = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_limit - how many tunnels may be made
 * @limit: goes here
 * @text: 0 to 1024, the most that a client has
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_limit(uint32_t *limit, const char *text)
{
	unsigned long value;
	int ret = parse_number(&value, text, SNT_MOST_TUNNELS);

	if (!ret)
		*limit = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_idle - when a gateway's tunnel goes
 * @seconds: goes here
 * @text: 200 to 540
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_idle(uint32_t *seconds, const char *text)
{
	unsigned long value;
	int ret = parse_number(&value, text, IDLE_MOST_S);

	if (!ret && value < IDLE_LEAST_S)
		ret = -ERANGE;
	if (!ret)
		*seconds = (uint32_t)value;
	return ret;
}

/**
 * snt_parse_id - the number that names a tunnel
 * @id: goes here
 * @text: 1 to 4294967295
 *
 * Return: 0 or -EINVAL or -ERANGE.
 */
int snt_parse_id(uint32_t *id, const char *text)
{
	unsigned long value;
	int ret = parse_number(&value, text, UINT32_MAX);

	if (!ret && !value)
		ret = -ERANGE;
	if (!ret)
		*id = (uint32_t)value;
	return ret;
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

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One entry of a list, without the blanks around it. */
static char *copy_entry(const char *text, size_t len)
{
	while (len && is_blank(*text)) {
		text++;
		len--;
	}
	while (len && is_blank(text[len - 1]))
		len--;
	return snt_mem_copy(text, len);
}

static bool has_host_bits(const struct snt_prefix *prefix, const char *text)
{
	struct snt_prefix all;
	char addr[INET6_ADDRSTRLEN + 1];

	snprintf(addr, sizeof(addr), "%.*s", (int)strcspn(text, "/"), text);
	return !snt_parse_prefix(&all, addr) &&
	       memcmp(all.addr, prefix->addr, sizeof(all.addr));
}

/**
 * snt_parse_prefixes - a list of allowed IPs
 * @peer: they are appended here; a sign before any of them makes the list a
 *	change to what the peer has instead of all that it has
 * @text: separated by commas, with blanks around them or not; or empty, or
 *	blank
 * @rough: gets the entries with bits behind their length, as written
 * @bad: the entry that was not understood, when there is one; freed by the
 *	caller
 *
 * Return: 0, or -EINVAL.
 */
int snt_parse_prefixes(struct snt_peer *peer, const char *text,
		       struct snt_list *rough, const char **bad)
{
	if (!text[strspn(text, " \t")])
		return 0;
	while (*text) {
		size_t len = strcspn(text, ",");
		char *entry = copy_entry(text, len);
		struct snt_prefix *prefix = snt_model_add_prefix(peer);

		if (snt_parse_prefix(prefix, entry)) {
			*bad = entry;
			return -EINVAL;
		}
		if (*entry == '+' || *entry == '-')
			peer->flags &= ~SNT_PEER_REPLACE_ALLOWED_IPS;
		if (has_host_bits(prefix, entry))
			snt_list_add(rough, entry, strlen(entry));
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
