// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCION headers. All fields are big endian; a packet may lie at any address.
 */
#include "scion.h"

#include "limits.h"

#define IA_LEN			8
#define META_LEN		4
#define INFO_LEN		8
#define HOP_LEN			12
/* Of a hop field, in the direction that its segment was constructed */
#define HOP_INGRESS_OFF		2
#define HOP_EGRESS_OFF		4
/* In the flags of an info field: the segment is used in that direction */
#define CONS_DIR		0x01
#define SEGMENTS_MAX		3
#define SEGMENT_HOPS_BITS	6
#define HDR_LEN_UNIT		4
#define EXTENSION_LEN_UNIT	4
/* Extensions of one packet: hop-by-hop, then end-to-end. */
#define EXTENSIONS_MAX		2
/* One segment of two hops, the second of which is still to be filled in */
#define ONE_HOP_PATH_LEN	(INFO_LEN + 2 * HOP_LEN)

static_assert(SNT_SCION_COMMON_LEN + IA_LEN == SNT_SCION_SRC_IA_OFF);
static_assert(SNT_SCION_COMMON_LEN + 2 * IA_LEN == SNT_SCION_DST_HOST_OFF);

/**
 * snt_scion_hdr_len - how long a packet says that its headers are
 * @buf: the common header at least
 *
 * Return: the length up to the next header, true or not.
 * Context: any.
 */
size_t snt_scion_hdr_len(const u8 *buf)
{
	return (size_t)buf[5] * HDR_LEN_UNIT;
}

/**
 * snt_scion_total_len - length of a SCION packet without what pads it
 * @buf: the packet
 * @len: its length with padding
 *
 * Reads the first eight bytes only.
 *
 * Return: the length, or -ENODATA: not even a common header; -EPROTO: not
 * SCION version 0; -EMSGSIZE: it says that it is longer than @len, or shorter
 * than its smallest header.
 * Context: any.
 */
int snt_scion_total_len(const u8 *buf, size_t len)
{
	size_t total;

	if (len < SNT_SCION_COMMON_LEN)
		return -ENODATA;
	if (buf[0] >> 4)
		return -EPROTO;
	total = snt_scion_hdr_len(buf) + get_unaligned_be16(buf + 6);
	if (snt_scion_hdr_len(buf) < SNT_SCION_HDR_LEN_MIN || total > len)
		return -EMSGSIZE;
	return (int)total;
}

/* @nibble: type and length, two bits each. Returns the end of the host. */
static u16 parse_host(struct snt_scion_host *host, u16 off, u8 nibble)
{
	host->off = off;
	host->type = nibble >> 2 & 3;
	host->len = (u8)(((nibble & 3) + 1) * 4);
	return (u16)(off + host->len);
}

/* The meta header's counts must make up the path's length exactly. */
static bool scion_path_is_valid(const u8 *path, size_t len)
{
	size_t want = META_LEN;
	bool ended = false;
	u32 meta;
	int n;

	if (len < META_LEN)
		return false;
	meta = get_unaligned_be32(path);
	for (n = SEGMENTS_MAX - 1; n >= 0; n--) {
		u32 hops = meta >> (n * SEGMENT_HOPS_BITS) &
			   ((1U << SEGMENT_HOPS_BITS) - 1);

		if (hops && ended)
			return false;
		if (hops)
			want += INFO_LEN + hops * HOP_LEN;
		else
			ended = true;
	}
	return want > META_LEN && want == len;
}

static bool path_is_valid(const u8 *path, size_t len, u8 type)
{
	switch (type) {
	case SNT_SCION_PATH_EMPTY:
		return !len;
	case SNT_SCION_PATH_SCION:
		return scion_path_is_valid(path, len);
	case SNT_SCION_PATH_ONE_HOP:
		return len == ONE_HOP_PATH_LEN;
	default:
		return true;
	}
}

/* All headers are there, and hold at least what every packet has. */
static int parse(const u8 *buf, struct snt_scion *out)
{
	u16 off = SNT_SCION_DST_HOST_OFF;

	out->next_header = buf[4];
	out->hdr_len = (u16)snt_scion_hdr_len(buf);
	out->payload_len = get_unaligned_be16(buf + 6);
	out->path_type = buf[SNT_SCION_PATH_TYPE_OFF];
	out->dst_ia = get_unaligned_be64(buf + SNT_SCION_COMMON_LEN);
	out->src_ia = get_unaligned_be64(buf + SNT_SCION_SRC_IA_OFF);
	off = parse_host(&out->dst, off, buf[9] >> 4);
	off = parse_host(&out->src, off, buf[9] & 15);
	out->path_off = off;

	if (off > out->hdr_len)
		return -EINVAL;
	if (!path_is_valid(buf + off, out->hdr_len - off, out->path_type))
		return -EINVAL;
	return 0;
}

/**
 * snt_scion_parse - read the headers of a SCION packet
 * @buf: the packet
 * @len: its length; bytes behind the packet are padding
 * @out: the result
 *
 * Return: 0; the errors of snt_scion_total_len(); -EINVAL: addresses or path
 * do not fit the header's length.
 * Context: any.
 */
int snt_scion_parse(const u8 *buf, size_t len, struct snt_scion *out)
{
	int total = snt_scion_total_len(buf, len);

	return total < 0 ? total : parse(buf, out);
}

/**
 * snt_scion_parse_head - the same with no more than a packet begins with
 * @buf: the first bytes of the packet
 * @len: how many
 * @out: the result
 *
 * Return: 0; -ENODATA: there are more headers than @len; -EPROTO: not SCION
 * version 0; -EINVAL: they contradict each other.
 * Context: any.
 */
int snt_scion_parse_head(const u8 *buf, size_t len, struct snt_scion *out)
{
	if (len < SNT_SCION_COMMON_LEN)
		return -ENODATA;
	if (buf[0] >> 4)
		return -EPROTO;
	if (snt_scion_hdr_len(buf) < SNT_SCION_HDR_LEN_MIN)
		return -EINVAL;
	return snt_scion_hdr_len(buf) > len ? -ENODATA : parse(buf, out);
}

/**
 * snt_scion_skip - go on behind some bytes
 * @at: what is still to be read
 * @len: how many bytes are done with
 *
 * Return: 0, or -ENODATA: so many are not there.
 * Context: any.
 */
int snt_scion_skip(struct snt_scion_cursor *at, size_t len)
{
	if (len > at->len)
		return -ENODATA;
	at->buf += len;
	at->len -= len;
	return 0;
}

/**
 * snt_scion_skip_extensions - to the first header behind extensions
 * @at: behind the path
 *
 * Both kinds begin with the type of what follows and with their own length. A
 * third one in a row is not skipped.
 *
 * Return: 0, or -ENODATA: it ends within an extension, where @at is left.
 * Context: any.
 */
int snt_scion_skip_extensions(struct snt_scion_cursor *at)
{
	unsigned int i;
	size_t units;
	u8 next;
	int err;

	for (i = 0; i < EXTENSIONS_MAX; i++) {
		if (at->next != SNT_SCION_NEXT_HOP_BY_HOP &&
		    at->next != SNT_SCION_NEXT_END_TO_END)
			return 0;
		if (at->len < 2)
			return -ENODATA;
		next = at->buf[0];
		units = (size_t)at->buf[1] + 1;
		err = snt_scion_skip(at, units * EXTENSION_LEN_UNIT);
		if (err)
			return err;
		at->next = next;
	}
	return 0;
}

/**
 * snt_scion_skip_headers - to the first header behind path and extensions
 * @at: a packet from its first byte, as far as it is there
 * @scion: what its headers say
 *
 * Return: 0; the errors of snt_scion_parse_head(); -ENODATA also when an
 * extension is not there.
 * Context: any.
 */
int snt_scion_skip_headers(struct snt_scion_cursor *at,
			   struct snt_scion *scion)
{
	int err = snt_scion_parse_head(at->buf, at->len, scion);

	if (err)
		return err;
	at->next = scion->next_header;
	return snt_scion_skip(at, scion->hdr_len) ?:
	       snt_scion_skip_extensions(at);
}

/* By the hop field that is next, in the direction that its segment is used */
static int path_interface(const u8 *path, size_t len, u16 *interface)
{
	u32 meta = get_unaligned_be32(path);
	size_t info = meta >> 30, segments = 0, hop;
	int n;

	for (n = 0; n < SEGMENTS_MAX; n++)
		segments += !!(meta >> (n * SEGMENT_HOPS_BITS) &
			       ((1U << SEGMENT_HOPS_BITS) - 1));
	hop = META_LEN + segments * INFO_LEN +
	      (meta >> 24 & ((1U << SEGMENT_HOPS_BITS) - 1)) * HOP_LEN;
	if (info >= segments || hop + HOP_LEN > len)
		return -EINVAL;
	*interface = get_unaligned_be16(path + hop +
					(path[META_LEN + info * INFO_LEN] &
					 CONS_DIR ? HOP_EGRESS_OFF :
						    HOP_INGRESS_OFF));
	return 0;
}

/**
 * snt_scion_interface - by which interface of its AS a packet leaves
 * @buf: the first bytes of a SCION packet, all of its headers
 * @len: how many
 * @interface: the result
 *
 * Return: 0; -ENOENT: it has no SCION path; -EINVAL: its path does not say; the
 * errors of snt_scion_parse_head().
 * Context: any.
 */
int snt_scion_interface(const u8 *buf, size_t len, u16 *interface)
{
	struct snt_scion scion;
	int err = snt_scion_parse_head(buf, len, &scion);

	if (err)
		return err;
	if (scion.path_type != SNT_SCION_PATH_SCION)
		return -ENOENT;
	return path_interface(buf + scion.path_off,
			      scion.hdr_len - scion.path_off, interface);
}

/**
 * snt_scion_stays - is a packet for its sender's AS, and without a path?
 * @buf: the first bytes of a SCION packet
 * @len: how many
 *
 * Return: whether it is; what is too short is not.
 * Context: any.
 */
bool snt_scion_stays(const u8 *buf, size_t len)
{
	return len >= SNT_SCION_HDR_LEN_MIN &&
	       buf[SNT_SCION_PATH_TYPE_OFF] == SNT_SCION_PATH_EMPTY &&
	       !memcmp(buf + SNT_SCION_COMMON_LEN, buf + SNT_SCION_SRC_IA_OFF,
		       IA_LEN);
}

/**
 * snt_scion_host_is_ip - is it an IPv4 or IPv6 address?
 * @host: the host
 *
 * Return: whether it is.
 * Context: any.
 */
bool snt_scion_host_is_ip(const struct snt_scion_host *host)
{
	return host->type == 0 && (host->len == 4 || host->len == 16);
}
