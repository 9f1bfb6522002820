/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of the model as text, for people, scripts and files alike.
 */
#ifndef _SNT_TEXT_H
#define _SNT_TEXT_H

#include <netinet/in.h>
#include <stdio.h>

#include "model.h"

/* an address with its scope */
#define SNT_HOST_TEXT	(INET6_ADDRSTRLEN + IFNAMSIZ + 1)
/* and a prefix length or a port */
#define SNT_ADDR_TEXT	(INET6_ADDRSTRLEN + IFNAMSIZ + 12)
/* a wall-clock time as RFC 3339 has it */
#define SNT_TIME_TEXT	40

const char *snt_text_prefix(char text[SNT_ADDR_TEXT],
			    const struct snt_prefix *prefix);
const char *snt_text_sockaddr(char text[SNT_ADDR_TEXT],
			      const union snt_sockaddr *addr);
const char *snt_text_host(char text[SNT_HOST_TEXT],
			  const union snt_sockaddr *addr);
const char *snt_text_time(char text[SNT_TIME_TEXT], uint64_t ns);
void snt_text_write_prefixes(FILE *out, const struct snt_peer *peer,
			     const char *separator);

#endif
