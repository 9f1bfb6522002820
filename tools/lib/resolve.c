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

static int look_up(const struct snt_peer *peer, struct addrinfo **found)
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
		fprintf(stderr, "%s:%s: %s%s\n", peer->endpoint_host,
			peer->endpoint_port,
			err == EAI_SYSTEM ? strerror(errno) : gai_strerror(err),
			is_permanent(err) || !retries ? "" : ", trying again");
		if (is_permanent(err) || !retries)
			return -EHOSTUNREACH;
		pause_ms(delay_ms);
		delay_ms += delay_ms / 5;
		if (delay_ms > LONGEST_DELAY_MS)
			delay_ms = LONGEST_DELAY_MS;
	}
}

/**
 * snt_resolve_peer - find the address of a peer's endpoint
 * @peer: its endpoint_host and endpoint_port are read, and endpoint is set;
 *	nothing happens when there is no host
 *
 * Says on standard error why a name cannot be resolved.
 *
 * Return: 0 or -EHOSTUNREACH.
 */
int snt_resolve_peer(struct snt_peer *peer)
{
	struct addrinfo *found;

	if (!peer->endpoint_host)
		return 0;
	if (look_up(peer, &found))
		return -EHOSTUNREACH;
	memset(&peer->endpoint, 0, sizeof(peer->endpoint));
	if (found->ai_addrlen <= sizeof(peer->endpoint))
		memcpy(&peer->endpoint, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return 0;
}

/**
 * snt_resolve_dev - find the addresses of all endpoints
 * @dev: the device
 * @failed: the peer whose endpoint has no address, when there is one
 *
 * Return: 0 or -EHOSTUNREACH.
 */
int snt_resolve_dev(struct snt_dev *dev, struct snt_peer **failed)
{
	struct snt_peer *peer;

	for (peer = dev->peers; peer; peer = peer->next) {
		if (snt_resolve_peer(peer)) {
			*failed = peer;
			return -EHOSTUNREACH;
		}
	}
	return 0;
}
