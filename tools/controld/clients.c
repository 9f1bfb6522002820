// SPDX-License-Identifier: GPL-2.0-only
/*
 * A proxy says whom it asks for, behind what others say of that: of addresses in
 * a row, the last that is no proxy of ours is the client's, as all before it may
 * be invented.
 */
#include "clients.h"

#include <ctype.h>
#include <string.h>

#include "address.h"
#include "parse.h"

static bool is_in(const struct snt_prefix *prefix,
		  const union snt_sockaddr *addr)
{
	const uint8_t *bytes;
	size_t len = snt_address_host(addr, (const void **)&bytes);
	unsigned int whole = prefix->len / 8, left = prefix->len % 8;
	int family = len == sizeof(struct in_addr) ? AF_INET : AF_INET6;

	if (prefix->family != family ||
	    memcmp(bytes, prefix->addr, whole))
		return false;
	return !left || !((bytes[whole] ^ prefix->addr[whole]) >> (8 - left));
}

static bool is_proxy(const struct snt_clients *clients,
		     const union snt_sockaddr *addr)
{
	const struct snt_clients_conf *conf = clients->conf;
	size_t i;

	for (i = 0; i < conf->nr_proxies; i++) {
		if (is_in(&conf->proxies[i], addr))
			return true;
	}
	return false;
}

/**
 * snt_clients_init - nobody is connected
 * @clients: filled
 * @conf: what is said of them; stays
 */
void snt_clients_init(struct snt_clients *clients,
		      const struct snt_clients_conf *conf)
{
	clients->conf = conf;
	snt_crowd_init(&clients->crowd, conf->conns_max);
}

/**
 * snt_clients_uninit - nobody is connected any more
 * @clients: from snt_clients_init()
 */
void snt_clients_uninit(struct snt_clients *clients)
{
	snt_crowd_uninit(&clients->crowd);
}

/**
 * snt_clients_admit - somebody connects
 * @clients: those who are connected
 * @peer: who comes
 *
 * Return: whether it may; then snt_clients_leave() follows.
 */
bool snt_clients_admit(struct snt_clients *clients,
		       const union snt_sockaddr *peer)
{
	return is_proxy(clients, peer) ||
	       snt_crowd_join(&clients->crowd, peer);
}

/**
 * snt_clients_leave - a connection has ended
 * @clients: those who are connected
 * @peer: who leaves
 */
void snt_clients_leave(struct snt_clients *clients,
		       const union snt_sockaddr *peer)
{
	if (!is_proxy(clients, peer))
		snt_crowd_leave(&clients->crowd, peer);
}

/* With or without a port, and brackets. */
static int read_host(union snt_sockaddr *addr, const char *text, size_t len)
{
	char copy[64];

	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	if (!len || len >= sizeof(copy))
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return snt_parse_host(addr, copy) ? snt_address_parse(addr, copy) : 0;
}

/**
 * snt_clients_find - who asks
 * @clients: those who are connected
 * @client: filled
 * @peer: who is connected
 * @forwarded: for whom that says that it asks: addresses between commas, of the
 *	last one last
 */
void snt_clients_find(const struct snt_clients *clients,
		      union snt_sockaddr *client,
		      const union snt_sockaddr *peer, const char *forwarded)
{
	size_t len = strlen(forwarded), at;
	union snt_sockaddr addr;

	*client = *peer;
	while (len && is_proxy(clients, client)) {
		for (at = len; at && forwarded[at - 1] != ','; at--)
			;
		memset(&addr, 0, sizeof(addr));
		if (read_host(&addr, forwarded + at, len - at))
			return;
		*client = addr;
		len = at ? at - 1 : 0;
	}
}
