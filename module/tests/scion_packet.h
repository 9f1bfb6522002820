/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds SCION packets for tests, one header behind the other.
 */
#ifndef _SNT_TESTS_SCION_PACKET_H
#define _SNT_TESTS_SCION_PACKET_H

#include "core/flow.h"
#include "core/scion.h"

#define PACKET_MAX	1024
#define PACKET_ROOM	32

/**
 * struct packet - a packet that is being built
 * @len: bytes so far
 * @next_off: where the type of the next header is to be written
 * @room: for a packet that grows at its beginning
 * @buf: the bytes
 */
struct packet {
	size_t len;
	size_t next_off;
	u8 room[PACKET_ROOM];
	u8 buf[PACKET_MAX];
};

static inline void put_u16(u8 *p, u16 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static inline size_t host_len(const struct snt_flow *flow)
{
	return flow->version == 4 ? 4 : 16;
}

/* With an empty path, ISD-AS and flow id that are not 0 */
static inline void put_scion(struct packet *p, const struct snt_flow *src,
			     const struct snt_flow *dst)
{
	size_t hdr_len = SNT_SCION_DST_HOST_OFF + host_len(src) + host_len(dst);
	u8 *hdr = p->buf + p->len;

	memset(hdr, 0, hdr_len);
	hdr[3] = 1;
	hdr[5] = (u8)(hdr_len / 4);
	hdr[9] = (u8)((host_len(dst) / 4 - 1) << 4 | (host_len(src) / 4 - 1));
	memset(hdr + SNT_SCION_COMMON_LEN, 0x17, 16);
	memcpy(hdr + SNT_SCION_DST_HOST_OFF, dst->host, host_len(dst));
	memcpy(hdr + SNT_SCION_DST_HOST_OFF + host_len(dst), src->host,
	       host_len(src));
	p->next_off = p->len + 4;
	p->len += hdr_len;
}

static inline u8 *put_next(struct packet *p, u8 type, size_t len)
{
	u8 *hdr = p->buf + p->len;

	p->buf[p->next_off] = type;
	memset(hdr, 0, len);
	p->len += len;
	return hdr;
}

static inline void put_extension(struct packet *p, u8 type, u8 units)
{
	size_t off = p->len;

	put_next(p, type, 4 * ((size_t)units + 1))[1] = units;
	p->next_off = off;
}

static inline void put_udp(struct packet *p, u16 source, u16 destination)
{
	u8 *udp = put_next(p, SNT_SCION_NEXT_UDP, 8);

	put_u16(udp, source);
	put_u16(udp + 2, destination);
}

static inline void put_scmp(struct packet *p, u8 type, size_t len, u16 id)
{
	u8 *scmp = put_next(p, SNT_SCION_NEXT_SCMP, len);

	scmp[0] = type;
	put_u16(scmp + 4, id);
}

/* As RFC 1071 has it, byte by byte; not complemented */
static inline u32 add_to_sum(u32 sum, const u8 *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? p[i] : (u32)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

#endif /* _SNT_TESTS_SCION_PACKET_H */
