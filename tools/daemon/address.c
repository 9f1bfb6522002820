// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nobody is asked for a name.
 */
#include "address.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

/**
 * snt_address_split - take a host and a port apart
 * @text: HOST:PORT or [ADDRESS]:PORT
 * @host: to be freed with free(), also on failure
 * @port: likewise
 *
 * Return: 0 or -EINVAL.
 */
int snt_address_split(const char *text, char **host, char **port)
{
	struct snt_peer peer = { 0 };
	const char *want;
	int ret = snt_parse_endpoint(&peer, text, &want);

	*host = peer.endpoint_host;
	*port = peer.endpoint_port;
	return ret;
}

static int parse_number(union snt_sockaddr *addr, const char *host,
			const char *port)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_DGRAM,
	};
	struct addrinfo *found;

	memset(addr, 0, sizeof(*addr));
	if (getaddrinfo(host, port, &hints, &found))
		return -ENOENT;
	memcpy(addr, found->ai_addr, found->ai_addrlen < sizeof(*addr) ?
	       found->ai_addrlen : sizeof(*addr));
	freeaddrinfo(found);
	return addr->in.sin_port ? 0 : -EINVAL;
}

/**
 * snt_address_parse - read an address and a port
 * @addr: filled
 * @text: both
 *
 * Return: 0, -ENOENT for the name of a host instead of an address, or -EINVAL.
 */
int snt_address_parse(union snt_sockaddr *addr, const char *text)
{
	char *host, *port;
	int ret = snt_address_split(text, &host, &port);

	if (!ret)
		ret = parse_number(addr, host, port);
	free(host);
	free(port);
	return ret;
}

/**
 * snt_address_is_of_a_host - could this be the address of one host?
 * @addr: of either family
 *
 * Return: not for one that stands for all, or for a group.
 */
bool snt_address_is_of_a_host(const union snt_sockaddr *addr)
{
	const struct in6_addr *in6 = &addr->in6.sin6_addr;
	uint32_t in = ntohl(addr->in.sin_addr.s_addr);

	if (addr->sa.sa_family == AF_INET6)
		return !IN6_IS_ADDR_UNSPECIFIED(in6) &&
		       !IN6_IS_ADDR_MULTICAST(in6) &&
		       !IN6_IS_ADDR_V4MAPPED(in6);
	return in >> 24 && !IN_MULTICAST(in) && !IN_BADCLASS(in);
}

/**
 * snt_address_is_loopback - can only this machine reach it?
 * @addr: of either family
 *
 * Return: whether no other can.
 */
bool snt_address_is_loopback(const union snt_sockaddr *addr)
{
	if (addr->sa.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&addr->in6.sin6_addr);
	return ntohl(addr->in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

/**
 * snt_address_host - the bytes of an address, whatever socket it came by
 * @addr: of either family
 * @bytes: set
 *
 * Return: how many: 4 also for one of IPv4 that is written as one of IPv6.
 */
size_t snt_address_host(const union snt_sockaddr *addr, const void **bytes)
{
	const struct in6_addr *in6 = &addr->in6.sin6_addr;

	*bytes = &addr->in.sin_addr;
	if (addr->sa.sa_family == AF_INET)
		return sizeof(addr->in.sin_addr);
	*bytes = in6;
	if (!IN6_IS_ADDR_V4MAPPED(in6))
		return sizeof(*in6);
	*bytes = &in6->s6_addr[12];
	return sizeof(struct in_addr);
}
