// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing values in the forms that parse.c reads.
 */
#include "text.h"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>

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

/**
 * snt_text_write_prefixes - a list of allowed IPs
 * @out: where to
 * @peer: whose
 * @separator: between two; "(none)" stands for no list
 */
void snt_text_write_prefixes(FILE *out, const struct snt_peer *peer,
			     const char *separator)
{
	char text[SNT_ADDR_TEXT];
	size_t i;

	if (!peer->nr_prefixes)
		fputs("(none)", out);
	for (i = 0; i < peer->nr_prefixes; i++)
		fprintf(out, "%s%s", i ? separator : "",
			snt_text_prefix(text, &peer->prefixes[i]));
}
