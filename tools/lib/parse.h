/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Single values as people write them, on a command line or in a file.
 */
#ifndef _SNT_PARSE_H
#define _SNT_PARSE_H

#include "model.h"

int snt_parse_port(uint16_t *port, const char *text);
int snt_parse_fwmark(uint32_t *fwmark, const char *text);
int snt_parse_keepalive(uint16_t *seconds, const char *text);
int snt_parse_vni(uint32_t *vni, const char *text);
int snt_parse_label(char label[SNT_LABEL_LEN + 1], const char *text);
int snt_parse_prefix(struct snt_prefix *prefix, const char *text);
int snt_parse_prefixes(struct snt_peer *peer, const char *text,
		       const char **bad);
int snt_parse_endpoint(struct snt_peer *peer, const char *text);
void snt_prefix_mask(struct snt_prefix *prefix);

#endif
