/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses, paths and rates as people write them.
 */
#ifndef _ENDS_H
#define _ENDS_H

#include "packet.h"

int ends_parse(struct snt_packet_end *end, const char *text, bool has_isd_as,
	       bool needs_port);
int ends_parse_path(struct snt_packet_spec *spec, const char *text);
int ends_parse_ether(uint8_t *address, const char *text, size_t len);
int ends_parse_number(uint64_t *number, const char *text, const char **rest);

#endif /* _ENDS_H */
