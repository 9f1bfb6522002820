// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a URL has to be before a token is sent there.
 */
#include "url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

static bool is_printable(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

static char *part_of(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	return curl_url_get(url, part, &text, 0) ? NULL : text;
}

/* What is sent to this machine passes no network. */
static bool is_here(const char *host)
{
	struct in_addr in;

	if (!strcasecmp(host, "localhost") || !strcmp(host, "[::1]"))
		return true;
	return inet_pton(AF_INET, host, &in) == 1 &&
	       ntohl(in.s_addr) >> 24 == IN_LOOPBACKNET;
}

static const char *complain_of_parts(CURLU *url, bool allows_plain)
{
	char *scheme = part_of(url, CURLUPART_SCHEME);
	char *host = part_of(url, CURLUPART_HOST);
	char *user = part_of(url, CURLUPART_USER);
	char *query = part_of(url, CURLUPART_QUERY);
	const char *why = NULL;

	if (!scheme || !host || (strcasecmp(scheme, "https") &&
				 strcasecmp(scheme, "http")))
		why = "it does not begin with https://";
	else if (user)
		why = "there must be no user in it";
	else if (query)
		why = "there must be no `?' in it";
	else if (strcasecmp(scheme, "https") && !allows_plain && !is_here(host))
		why = "everybody on the way could read the token: use https, or AllowHttp";
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(query);
	return why;
}

/**
 * snt_url_complain - why a URL is not one of a control plane
 * @url: as somebody wrote it, or sent it
 * @allows_plain: also without TLS to other machines
 *
 * Return: a reason, or NULL when it is good.
 */
const char *snt_url_complain(const char *url, bool allows_plain)
{
	const char *why = "it is no URL";
	CURLU *parts = curl_url();

	if (parts && is_printable(url) &&
	    !curl_url_set(parts, CURLUPART_URL, url, 0))
		why = complain_of_parts(parts, allows_plain);
	curl_url_cleanup(parts);
	return why;
}

/**
 * snt_url_join - the URL of a method
 * @base: URL of the service, with or without a slash at the end
 * @path: of the method, without one at the beginning
 *
 * Return: the URL, to be freed with free().
 */
char *snt_url_join(const char *base, const char *path)
{
	size_t len = strlen(base);
	char *url;

	while (len && base[len - 1] == '/')
		len--;
	url = snt_mem_alloc(len + strlen(path) + 2);
	memcpy(url, base, len);
	sprintf(url + len, "/%s", path);
	return url;
}

/**
 * snt_url_complete - a URL of what may be one, or a host and a port only
 * @text: what a control plane sent
 * @base: its own URL, whose scheme is taken
 *
 * Return: the URL, to be freed with free().
 */
char *snt_url_complete(const char *text, const char *base)
{
	const char *end = strstr(base, "://");
	size_t len = end ? end - base + 3 : 0;
	char *url;

	if (strstr(text, "://"))
		len = 0;
	url = snt_mem_alloc(len + strlen(text) + 1);
	memcpy(url, base, len);
	strcpy(url + len, text);
	return url;
}
