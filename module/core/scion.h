/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The common, address and path header of a SCION packet, as far as a tunnel
 * needs them. What may pass is decided elsewhere.
 */
#ifndef _SNT_SCION_H
#define _SNT_SCION_H

#include "env.h"

#define SNT_SCION_COMMON_LEN		12
#define SNT_SCION_PATH_TYPE_OFF		8
#define SNT_SCION_SRC_IA_OFF		20
#define SNT_SCION_DST_HOST_OFF		28	/* behind both ISD-AS */
/* Both ISD-AS, and two hosts of four bytes */
#define SNT_SCION_HDR_LEN_MIN		(SNT_SCION_DST_HOST_OFF + 8)

/* Path types and next headers that are looked into. */
#define SNT_SCION_PATH_EMPTY		0
#define SNT_SCION_PATH_SCION		1
#define SNT_SCION_PATH_ONE_HOP		2
#define SNT_SCION_NEXT_UDP		17
#define SNT_SCION_NEXT_HOP_BY_HOP	200
#define SNT_SCION_NEXT_END_TO_END	201
#define SNT_SCION_NEXT_SCMP		202

/**
 * struct snt_scion_host - a host address within the packet
 * @off: offset of its bytes
 * @len: 4, 8, 12 or 16
 * @type: 0 is an IP address (with a length of 4 or 16)
 */
struct snt_scion_host {
	u16 off;
	u8 len;
	u8 type;
};

/**
 * struct snt_scion - what was found
 * @dst_ia: destination ISD (16 bit) and AS (48 bit)
 * @src_ia: source ISD and AS
 * @hdr_len: length of all headers up to the next header
 * @payload_len: what follows them
 * @path_off: offset of the path
 * @next_header: type of what follows
 * @path_type: see above
 * @dst: destination host
 * @src: source host
 */
struct snt_scion {
	u64 dst_ia;
	u64 src_ia;
	u16 hdr_len;
	u16 payload_len;
	u16 path_off;
	u8 next_header;
	u8 path_type;
	struct snt_scion_host dst;
	struct snt_scion_host src;
};

/**
 * struct snt_scion_cursor - what of a packet is still to be read
 * @buf: the rest
 * @len: its length, as far as it is there
 * @next: type of the header that it begins with
 */
struct snt_scion_cursor {
	const u8 *buf;
	size_t len;
	u8 next;
};

int snt_scion_total_len(const u8 *buf, size_t len);
int snt_scion_parse(const u8 *buf, size_t len, struct snt_scion *out);
int snt_scion_parse_head(const u8 *buf, size_t len, struct snt_scion *out);
size_t snt_scion_hdr_len(const u8 *buf);
int snt_scion_skip(struct snt_scion_cursor *at, size_t len);
int snt_scion_skip_extensions(struct snt_scion_cursor *at);
int snt_scion_skip_headers(struct snt_scion_cursor *at,
			   struct snt_scion *scion);
int snt_scion_interface(const u8 *buf, size_t len, u16 *interface);
bool snt_scion_stays(const u8 *buf, size_t len);
bool snt_scion_host_is_ip(const struct snt_scion_host *host);

#endif /* _SNT_SCION_H */
