/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets whose ends tests replace.
 */
#ifndef _SNT_TESTS_TRANSLATE_PACKET_H
#define _SNT_TESTS_TRANSLATE_PACKET_H

#include <kunit/test.h>

#include "core/scmp.h"
#include "core/translate.h"
#include "scion_packet.h"

#define FILL		0xa5
#define UDP_SUM		6
#define SCMP_SUM	2

static const struct snt_flow from4 = {
	.host = { 10, 1, 2, 3 }, .port = 1000, .version = 4,
};

static const struct snt_flow to4 = {
	.host = { 192, 168, 255, 7 }, .port = 50123, .version = 4,
};

static const struct snt_flow from6 = {
	.host = { 0x20, 1, 0xd, 0xb8, [15] = 1 }, .port = 1000, .version = 6,
};

static const struct snt_flow to6 = {
	.host = { 0xfd, 0, 0xff, 0xff, [8] = 9, [15] = 2 }, .port = 50123,
	.version = 6,
};

/* Every change of family, both ways. */
static const struct snt_flow *const changes[][2] = {
	{ &from4, &to4 }, { &from4, &to6 }, { &from6, &to4 }, { &from6, &to6 },
};

static const enum snt_flow_end ends[] = {
	SNT_FLOW_SOURCE, SNT_FLOW_DESTINATION,
};

static_assert(PACKET_ROOM >= SNT_TRANSLATE_ROOM);

static inline struct packet *new_packet(struct kunit *test)
{
	struct packet *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* One that has @flow at its @end, and another one at the other. */
static inline void put_ends(struct packet *p, enum snt_flow_end end,
			    const struct snt_flow *flow)
{
	static const struct snt_flow far = {
		.host = { 172, 16, 0, 1 }, .port = 7, .version = 4,
	};

	if (end == SNT_FLOW_SOURCE)
		put_scion(p, flow, &far);
	else
		put_scion(p, &far, flow);
}

/* Over pseudo header and message at @off; 0xffff where the checksum is right */
static inline u32 full_sum(const struct packet *p, size_t start, size_t off)
{
	const u8 *hdr = p->buf + start;
	size_t hosts = 4 * ((hdr[9] >> 4) + 1U) + 4 * ((hdr[9] & 15) + 1U);
	u32 sum = (u32)(p->len - off) + p->buf[p->next_off];

	sum = add_to_sum(sum, hdr + SNT_SCION_COMMON_LEN, 16 + hosts);
	return add_to_sum(sum, p->buf + off, p->len - off);
}

/* The packet ends here: its length and the checksum at @sum of @off. */
static inline void finish(struct packet *p, size_t start, size_t off,
			  size_t sum)
{
	put_u16(p->buf + start + 6,
		(u16)(p->len - start - 4 * p->buf[start + 5]));
	put_u16(p->buf + off + sum, 0);
	put_u16(p->buf + off + sum, (u16)~full_sum(p, start, off));
}

static inline size_t put_whole_udp(struct packet *p, enum snt_flow_end end,
				   const struct snt_flow *flow)
{
	size_t start = p->len, off;

	put_ends(p, end, flow);
	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 1);
	put_extension(p, SNT_SCION_NEXT_END_TO_END, 2);
	off = p->len;
	if (end == SNT_FLOW_SOURCE)
		put_udp(p, flow->port, 7);
	else
		put_udp(p, 7, flow->port);
	p->buf[p->len++] = 0x55;
	finish(p, start, off, UDP_SUM);
	return off;
}

static inline size_t put_whole_echo(struct packet *p, enum snt_flow_end end,
				    const struct snt_flow *flow)
{
	size_t start = p->len, off;

	put_ends(p, end, flow);
	off = p->len;
	put_scmp(p, SNT_SCMP_ECHO_REQUEST, 11, flow->port);
	finish(p, start, off, SCMP_SUM);
	return off;
}

/* An error that quotes the first @quote_len bytes of @quote. */
static inline size_t put_whole_error(struct packet *p, enum snt_flow_end end,
				     const struct snt_flow *flow, const u8 *quote,
				     size_t quote_len)
{
	size_t off;

	put_ends(p, end, flow);
	off = p->len;
	put_scmp(p, SNT_SCMP_CONNECTIVITY_DOWN, 28, 9);
	memcpy(p->buf + p->len, quote, quote_len);
	p->len += quote_len;
	finish(p, 0, off, SCMP_SUM);
	return off;
}

#endif
