// SPDX-License-Identifier: GPL-2.0-only
/*
 * Name resolution of endpoints. At boot the resolver is often not there yet,
 * so failures that may pass are tried again, more and more slowly.
 */
#include "resolve.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_DELAY_MS		1000
#define LONGEST_DELAY_MS	20000
#define DEFAULT_RETRIES		15

/* WG_ENDPOINT_RESOLUTION_RETRIES: a number, or "infinity". */
static unsigned long read_retries(void)
{
	const char *text = getenv("WG_ENDPOINT_RESOLUTION_RETRIES");
	unsigned long retries;
	char *end;

	if (!text)
		return DEFAULT_RETRIES;
	if (!strcmp(text, "infinity"))
		return -1UL;
	retries = strtoul(text, &end, 10);
	return *text && !*end ? retries : DEFAULT_RETRIES;
}

/* The name does not exist, or is no name: asking again does not help. */
static bool is_permanent(int err)
{
	return err == EAI_NONAME || err == EAI_FAIL || err == EAI_SERVICE ||
	       err == EAI_NODATA;
}

static void pause_ms(unsigned int ms)
{
	struct timespec left = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000L,
	};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

static int look_up(const struct snt_peer *peer, struct addrinfo **found,
		   char error[SNT_RESOLVE_ERROR])
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_DGRAM,
		.ai_protocol = IPPROTO_UDP,
	};
	unsigned long retries = read_retries();
	unsigned int delay_ms = FIRST_DELAY_MS;
	int err;

	for (;; retries--) {
		err = getaddrinfo(peer->endpoint_host, peer->endpoint_port,
				  &hints, found);
		if (!err)
			return 0;
		snprintf(error, SNT_RESOLVE_ERROR, "%s:%s: %s",
			 peer->endpoint_host, peer->endpoint_port,
			 err == EAI_SYSTEM ? strerror(errno) :
					     gai_strerror(err));
		if (is_permanent(err) || !retries)
			return -EHOSTUNREACH;
		fprintf(stderr, "%s, trying again in %.1f s\n", error,
			delay_ms / 1000.0);
		pause_ms(delay_ms);
		delay_ms += delay_ms / 5;
		if (delay_ms > LONGEST_DELAY_MS)
			delay_ms = LONGEST_DELAY_MS;
	}
}

/* An IPv4 address in the form of IPv6 is one of IPv4 to the kernel. */
static void unmap_ipv4(union snt_sockaddr *addr)
{
	struct in6_addr mapped = addr->in6.sin6_addr;
	in_port_t port = addr->in6.sin6_port;

	if (addr->sa.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&mapped))
		return;
	memset(addr, 0, sizeof(*addr));
	addr->in.sin_family = AF_INET;
	addr->in.sin_port = port;
	memcpy(&addr->in.sin_addr, mapped.s6_addr + 12, 4);
}

static void take(union snt_sockaddr *addr, const struct addrinfo *entry)
{
	memset(addr, 0, sizeof(*addr));
	if (entry->ai_addrlen <= sizeof(*addr))
		memcpy(addr, entry->ai_addr, entry->ai_addrlen);
	unmap_ipv4(addr);
}

/**
 * snt_resolve_peer - find the address of a peer's endpoint
 * @peer: its endpoint_host and endpoint_port are read, and endpoint is set;
 *	nothing happens when there is no host
 * @error: why there is none, one line without its end
 *
 * Says on standard error that it tries again, as that takes long.
 *
 * Return: 0 or -EHOSTUNREACH.
 */
int snt_resolve_peer(struct snt_peer *peer, char error[SNT_RESOLVE_ERROR])
{
	struct addrinfo *found;

	if (!peer->endpoint_host)
		return 0;
	if (look_up(peer, &found, error))
		return -EHOSTUNREACH;
	take(&peer->endpoint, found);
	freeaddrinfo(found);
	return 0;
}

/* The first one, unless @now is among them; then that, or the one after it. */
static const struct addrinfo *choose(const struct addrinfo *found,
				     const union snt_sockaddr *now, bool tried)
{
	const struct addrinfo *entry;
	union snt_sockaddr addr;

	for (entry = found; entry; entry = entry->ai_next) {
		take(&addr, entry);
		if (!snt_model_is_same_address(&addr, now))
			continue;
		if (!tried)
			return entry;
		return entry->ai_next ? entry->ai_next : found;
	}
	return found;
}

/**
 * snt_resolve_again - find the address of a peer's endpoint anew
 * @peer: as for snt_resolve_peer(); it has a host
 * @now: where it is taken to be
 * @tried: nobody answers there, so that another address is better
 * @error: why there is none, one line without its end
 *
 * Return: 0 or -EHOSTUNREACH.
 */
int snt_resolve_again(struct snt_peer *peer, const union snt_sockaddr *now,
		      bool tried, char error[SNT_RESOLVE_ERROR])
{
	struct addrinfo *found;

	if (look_up(peer, &found, error))
		return -EHOSTUNREACH;
	take(&peer->endpoint, choose(found, now, tried));
	freeaddrinfo(found);
	return 0;
}
