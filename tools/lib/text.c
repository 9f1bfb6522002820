// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing values, and whole configurations, in the forms that parse.c and
 * conf.c read.
 */
#include "text.h"

#include <arpa/inet.h>
#include <linux/snaptun.h>
#include <string.h>
#include <time.h>

#include "key.h"
#include "names.h"

/**
 * snt_text_prefix - an allowed IP
 * @text: written here
 * @prefix: the allowed IP
 *
 * Return: @text.
 */
const char *snt_text_prefix(char text[SNT_ADDR_TEXT],
			    const struct snt_prefix *prefix)
{
	size_t len;

	if (!inet_ntop(prefix->family, prefix->addr, text, SNT_ADDR_TEXT))
		*text = '\0';
	len = strlen(text);
	snprintf(text + len, SNT_ADDR_TEXT - len, "/%u", prefix->len);
	return text;
}

/* "%eth0", or the number of a link that is not here. */
static void append_scope(char *text, uint32_t scope_id)
{
	size_t len = strlen(text);
	char name[IFNAMSIZ];

	if (!scope_id)
		return;
	if (if_indextoname(scope_id, name))
		snprintf(text + len, SNT_HOST_TEXT - len, "%%%s", name);
	else
		snprintf(text + len, SNT_HOST_TEXT - len, "%%%u", scope_id);
}

/**
 * snt_text_host - an address without its port
 * @text: written here
 * @addr: the address
 *
 * Return: @text; "(none)" for no address.
 */
const char *snt_text_host(char text[SNT_HOST_TEXT],
			  const union snt_sockaddr *addr)
{
	bool is_ipv6 = addr->sa.sa_family == AF_INET6;
	const void *bytes = is_ipv6 ? (const void *)&addr->in6.sin6_addr :
				      (const void *)&addr->in.sin_addr;

	if (addr->sa.sa_family != AF_INET && !is_ipv6)
		return strcpy(text, "(none)");
	inet_ntop(addr->sa.sa_family, bytes, text, SNT_HOST_TEXT);
	if (is_ipv6)
		append_scope(text, addr->in6.sin6_scope_id);
	return text;
}

/**
 * snt_text_sockaddr - an address with its port
 * @text: written here
 * @addr: the address
 *
 * Return: @text; "(none)" for no address.
 */
const char *snt_text_sockaddr(char text[SNT_ADDR_TEXT],
			      const union snt_sockaddr *addr)
{
	bool is_ipv6 = addr->sa.sa_family == AF_INET6;
	uint16_t port = is_ipv6 ? addr->in6.sin6_port : addr->in.sin_port;
	size_t len;

	if (addr->sa.sa_family != AF_INET && !is_ipv6)
		return strcpy(text, "(none)");
	if (is_ipv6)
		*text = '[';
	snt_text_host(text + is_ipv6, addr);
	len = strlen(text);
	snprintf(text + len, SNT_ADDR_TEXT - len, "%s:%u", is_ipv6 ? "]" : "",
		 ntohs(port));
	return text;
}

/**
 * snt_text_time - a wall-clock time
 * @text: written here, in UTC with milliseconds, as RFC 3339 has it
 * @ns: nanoseconds since 1970
 *
 * Return: @text.
 */
const char *snt_text_time(char text[SNT_TIME_TEXT], uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct tm tm;
	size_t len;

	if (!gmtime_r(&seconds, &tm))
		return strcpy(text, "(none)");
	len = strftime(text, SNT_TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, SNT_TIME_TEXT - len, ".%03uZ",
		 (unsigned int)(ns / 1000000 % 1000));
	return text;
}

static void write_key(FILE *out, const char *name,
		      const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, key);
	fprintf(out, "%s = %s\n", name, text);
	explicit_bzero(text, sizeof(text));
}

/**
 * snt_text_write_interface - write the [Interface] section
 * @out: where to
 * @dev: the device
 */
void snt_text_write_interface(FILE *out, const struct snt_dev *dev)
{
	fputs("[Interface]\n", out);
	if (dev->flags & SNT_DEV_HAS_LISTEN_PORT && dev->listen_port)
		fprintf(out, "ListenPort = %u\n", dev->listen_port);
	if (dev->flags & SNT_DEV_HAS_FWMARK && dev->fwmark)
		fprintf(out, "FwMark = 0x%x\n", dev->fwmark);
	if (dev->flags & SNT_DEV_HAS_PRIVATE_KEY)
		write_key(out, "PrivateKey", dev->private_key);
	if (dev->flags & SNT_DEV_HAS_WIRE)
		fprintf(out, "Wire = %s\n", SNT_NAME(wire, dev->wire));
	if (dev->flags & SNT_DEV_HAS_PAYLOAD)
		fprintf(out, "Payload = %s\n",
			SNT_NAME(payload, dev->payload));
	if (dev->flags & SNT_DEV_HAS_GSO && dev->gso != SNAPTUN_GSO_AUTO)
		fprintf(out, "Gso = %s\n", SNT_NAME(gso, dev->gso));
}

/* A list of changes says so at its entries, which is then read the same way. */
static void write_allowed_ips(FILE *out, const struct snt_peer *peer)
{
	bool is_change = !(peer->flags & SNT_PEER_REPLACE_ALLOWED_IPS);
	char text[SNT_ADDR_TEXT];
	size_t i;

	for (i = 0; i < peer->nr_prefixes; i++) {
		const struct snt_prefix *prefix = &peer->prefixes[i];
		const char *sign = prefix->remove ? "-" : "+";

		fprintf(out, "%s%s%s", i ? ", " : "AllowedIPs = ",
			is_change ? sign : "", snt_text_prefix(text, prefix));
	}
	if (peer->nr_prefixes)
		putc('\n', out);
}

static void write_endpoint(FILE *out, const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];

	if (!(peer->flags & SNT_PEER_HAS_ENDPOINT))
		return;
	if (!peer->endpoint_host)
		fprintf(out, "Endpoint = %s\n",
			snt_text_sockaddr(text, &peer->endpoint));
	else if (strchr(peer->endpoint_host, ':'))
		fprintf(out, "Endpoint = [%s]:%s\n", peer->endpoint_host,
			peer->endpoint_port);
	else
		fprintf(out, "Endpoint = %s:%s\n", peer->endpoint_host,
			peer->endpoint_port);
}

/* In quotes where a reader would cut it otherwise. */
static void write_label(FILE *out, const char *label)
{
	bool plain = !strchr(label, '#') && !strchr(" \"", label[0]) &&
		     label[strlen(label) - 1] != ' ';

	if (plain) {
		fprintf(out, "Label = %s\n", label);
		return;
	}
	fputs("Label = \"", out);
	for (; *label; label++)
		fprintf(out, "%s%c", strchr("\"\\", *label) ? "\\" : "",
			*label);
	fputs("\"\n", out);
}

static void write_peer(FILE *out, const struct snt_peer *peer)
{
	fputs("\n[Peer]\n", out);
	write_key(out, "PublicKey", peer->public_key);
	if (peer->flags & SNT_PEER_HAS_PSK)
		write_key(out, "PresharedKey", peer->preshared_key);
	write_allowed_ips(out, peer);
	write_endpoint(out, peer);
	if (peer->flags & SNT_PEER_HAS_KEEPALIVE && peer->keepalive_s)
		fprintf(out, "PersistentKeepalive = %u\n", peer->keepalive_s);
	if (peer->encap != SNAPTUN_ENCAP_NONE)
		fprintf(out, "Encap = %s\nVni = %u\n",
			SNT_NAME(encap, peer->encap), peer->vni);
	if (peer->flags & SNT_PEER_HAS_LABEL && *peer->label)
		write_label(out, peer->label);
}

/**
 * snt_text_write_peers - write the [Peer] sections, an empty line before each
 * @out: where to
 * @dev: the device
 */
void snt_text_write_peers(FILE *out, const struct snt_dev *dev)
{
	const struct snt_peer *peer;

	for (peer = dev->peers; peer; peer = peer->next)
		write_peer(out, peer);
}
