// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsers of addresses and endpoints. They look nothing up: a host name stays a
 * name until resolve.c is asked.
 */
#include "parse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

/* Where applications look for a border router if nobody says otherwise */
#define FACADE_PORT	30042

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

/*
 * getaddrinfo() takes a port modulo 65536, and with a sign. A service has a
 * letter in its name.
 */
static bool is_port(const char *text)
{
	uint16_t value;
	const char *c;

	for (c = text; *c; c++) {
		if (isalpha((unsigned char)*c))
			return !isspace((unsigned char)*text);
	}
	return !snt_parse_port(&value, text) && value;
}

/*
 * getaddrinfo() takes 1.2.3 for 1.2.0.3 and 010.0.0.1 for 8.0.0.1. No host has
 * a name of digits and dots alone.
 */
static bool is_host(const char *text)
{
	struct in_addr addr;

	if (inet_pton(AF_INET, text, &addr) == 1)
		return true;
	return text[strspn(text, "0123456789.")] && !inet_aton(text, &addr);
}

/**
 * snt_parse_endpoint - where a peer is
 * @peer: gets the host and the port as written, to be resolved later
 * @text: address:port, [address]:port or name:port
 * @want: what it should have been, when it is something else
 *
 * Return: 0, or -EINVAL.
 */
int snt_parse_endpoint(struct snt_peer *peer, const char *text,
		       const char **want)
{
	const char *host, *port;
	size_t len;

	*want = "host:port or [IPv6-address]:port";
	if (split_endpoint(text, &host, &len, &port))
		return -EINVAL;
	free(peer->endpoint_host);
	free(peer->endpoint_port);
	peer->endpoint_host = snt_mem_copy(host, len);
	peer->endpoint_port = snt_mem_copy(port, strlen(port));
	peer->flags |= SNT_PEER_HAS_ENDPOINT;
	*want = "address:port: an IPv4 address has four numbers from 0 to 255";
	if (!is_host(peer->endpoint_host))
		return -EINVAL;
	*want = "host:port with a port from 1 to 65535";
	return is_port(peer->endpoint_port) ? 0 : -EINVAL;
}

/**
 * snt_parse_host - read an address without a port
 * @addr: its family and address are set, the rest is left alone
 * @text: the address
 *
 * Return: 0 or -EINVAL.
 */
int snt_parse_host(union snt_sockaddr *addr, const char *text)
{
	if (inet_pton(AF_INET, text, &addr->in.sin_addr) == 1)
		addr->sa.sa_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &addr->in6.sin6_addr) == 1)
		addr->sa.sa_family = AF_INET6;
	else
		return -EINVAL;
	return 0;
}

/* A port behind the address, in brackets if it is IPv6, is for the caller. */
static int split_facade(char *text, const char **host, const char **port)
{
	char *colon = strrchr(text, ':');
	size_t len = strlen(text);

	*host = text;
	*port = NULL;
	if (*text == '[') {
		*host = text + 1;
		if (text[len - 1] == ']') {
			text[len - 1] = '\0';
			return 0;
		}
		if (!colon || colon[-1] != ']')
			return -EINVAL;
		colon[-1] = '\0';
	} else if (!colon || strchr(text, ':') != colon) {
		return 0;
	}
	*colon = '\0';
	*port = colon + 1;
	return 0;
}

/* @number: if there is no port */
static int parse_with_port(union snt_sockaddr *addr, char *text,
			   uint16_t number)
{
	const char *host, *port;

	if (split_facade(text, &host, &port) || snt_parse_host(addr, host))
		return -EINVAL;
	if (*text == '[' && addr->sa.sa_family != AF_INET6)
		return -EINVAL;
	if ((port && snt_parse_port(&number, port)) || !number)
		return -EINVAL;
	/* the same place for both families */
	addr->in.sin_port = htons(number);
	return 0;
}

static int parse_copy(union snt_sockaddr *addr, const char *text,
		      uint16_t number)
{
	char copy[INET6_ADDRSTRLEN + sizeof("[]:65535")];
	union snt_sockaddr parsed = { 0 };

	if (!*text || strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	if (parse_with_port(&parsed, copy, number))
		return -EINVAL;
	*addr = parsed;
	return 0;
}

/**
 * snt_parse_facade - where applications find their next hop
 * @addr: goes here; no family for none, else the port is complete
 * @text: an IPv4 or IPv6 address, alone or with a port; or "off"
 *
 * Return: 0 or -EINVAL.
 */
int snt_parse_facade(union snt_sockaddr *addr, const char *text)
{
	if (strcasecmp(text, "off"))
		return parse_copy(addr, text, FACADE_PORT);
	memset(addr, 0, sizeof(*addr));
	return 0;
}

/**
 * snt_parse_socket - read an address with its port
 * @addr: goes here
 * @text: IPv4-address:port or [IPv6-address]:port
 *
 * Return: 0 or -EINVAL.
 */
int snt_parse_socket(union snt_sockaddr *addr, const char *text)
{
	return parse_copy(addr, text, 0);
}

/**
 * snt_parse_is_address - is it an address as it is meant to be written?
 * @text: IPv4 with all four numbers, or IPv6, maybe with a zone
 *
 * Return: whether it is.
 */
bool snt_parse_is_address(const char *text)
{
	char addr[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "%");
	struct in6_addr bin;

	if (len >= sizeof(addr))
		return false;
	memcpy(addr, text, len);
	addr[len] = '\0';
	return inet_pton(AF_INET6, addr, &bin) == 1 ||
	       (!text[len] && inet_pton(AF_INET, addr, &bin) == 1);
}
