/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Single values as people write them, on a command line or in a file.
 */
#ifndef _SNT_PARSE_H
#define _SNT_PARSE_H

#include "list.h"
#include "model.h"

/* What a value has to be, for "`VALUE' is not ..." */
#define SNT_WANT_PORT		"a port (0 to 65535)"
#define SNT_WANT_FWMARK		"a 32-bit number or `off'"
#define SNT_WANT_KEEPALIVE	"a number of seconds (1 to 65535) or `off'"
#define SNT_WANT_VNI		"a number up to 16777215"
#define SNT_WANT_PATIENCE	"a number of seconds (1 to 4294967295) or `never'"
#define SNT_WANT_PORTS		"`any', a port from 1 to 65535 or a range of them (N-M)"
#define SNT_WANT_AMOUNT		"a number from 1 to 1024"
#define SNT_WANT_LIMIT		"a number from 0 to 1024"
#define SNT_WANT_IDLE		"a number of seconds from 200 to 540"
#define SNT_WANT_FACADE		"an address, address:port or [IPv6-address]:port, or `off'"
#define SNT_WANT_KEY		"a key in base64"
#define SNT_WANT_PREFIX		"an address with or without a prefix length"

/* Of an entry that has bits behind its length */
#define SNT_WARN_PREFIX		"`%s' has bits behind its length, which count as 0"

int snt_parse_port(uint16_t *port, const char *text);
int snt_parse_fwmark(uint32_t *fwmark, const char *text);
int snt_parse_keepalive(uint16_t *seconds, const char *text);
int snt_parse_patience(uint32_t *seconds, const char *text);
int snt_parse_ports(uint16_t *first, uint16_t *last, const char *text);
int snt_parse_idle(uint32_t *seconds, const char *text);
int snt_parse_id(uint32_t *id, const char *text);
int snt_parse_amount(uint32_t *amount, const char *text);
int snt_parse_limit(uint32_t *limit, const char *text);
int snt_parse_bytes(uint64_t *bytes, const char *text);
int snt_parse_rate(uint64_t *bps, const char *text);
int snt_parse_vni(uint32_t *vni, const char *text);
int snt_parse_label(char label[SNT_LABEL_LEN + 1], const char *text);
int snt_parse_prefix(struct snt_prefix *prefix, const char *text);
int snt_parse_prefixes(struct snt_peer *peer, const char *text,
		       struct snt_list *rough, const char **bad);
int snt_parse_endpoint(struct snt_peer *peer, const char *text,
		       const char **want);
int snt_parse_host(union snt_sockaddr *addr, const char *text);
int snt_parse_facade(union snt_sockaddr *addr, const char *text);
int snt_parse_socket(union snt_sockaddr *addr, const char *text);
bool snt_parse_is_address(const char *text);
void snt_prefix_mask(struct snt_prefix *prefix);

#endif
