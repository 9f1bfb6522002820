// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorded packets. Nothing in a file is believed before it was compared with
 * what may be.
 */
#include "pcap.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define MAGIC_US	0xa1b2c3d4
#define MAGIC_NS	0xa1b23c4d
#define MAGIC_NG	0x0a0d0d0a	/* the same in both orders */
#define NG_ORDER	0x1a2b3c4d

#define NG_SECTION	MAGIC_NG
#define NG_LINK		1
#define NG_SIMPLE	3
#define NG_PACKET	6
#define NG_OPTION_RES	9

#define NS_PER_S	1000000000ull
#define US_PER_S	1000000ull

static int __attribute__((format(printf, 2, 3)))
bad(struct snt_pcap *pcap, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(pcap->error, sizeof(pcap->error), format, args);
	va_end(args);
	return -EINVAL;
}

static uint32_t get32(const struct snt_pcap *pcap, const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return pcap->is_swapped ? __builtin_bswap32(value) : value;
}

static uint16_t get16(const struct snt_pcap *pcap, const uint8_t *p)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
	return pcap->is_swapped ? __builtin_bswap16(value) : value;
}

/* 1: all of it; 0: the file ends before it; an error: it ends within it. */
static int read_all(struct snt_pcap *pcap, void *to, size_t len)
{
	size_t n = fread(to, 1, len, pcap->file);

	if (n == len)
		return 1;
	if (ferror(pcap->file))
		return bad(pcap, "the file cannot be read");
	if (n)
		return bad(pcap, "the file ends within packet %llu",
			   (unsigned long long)pcap->number + 1);
	return 0;
}

/* What has to follow, as its length was given. */
static int read_rest(struct snt_pcap *pcap, void *to, size_t len)
{
	int ret = len ? read_all(pcap, to, len) : 1;

	if (ret)
		return ret;
	return bad(pcap, "the file ends within packet %llu",
		   (unsigned long long)pcap->number + 1);
}

/* Raw IP has several numbers; USER0 is what SCION is recorded as. */
static uint32_t link_type(uint32_t type)
{
	switch (type) {
	case 12: case 14: case 101: case 147: case 228: case 229:
		return SNT_PCAP_RAW;
	default:
		return type;
	}
}

static struct snt_pcap_link *add_link(struct snt_pcap *pcap)
{
	pcap->links = snt_mem_grow(pcap->links, &pcap->max_links,
				   pcap->nr_links + 1, sizeof(*pcap->links));
	return &pcap->links[pcap->nr_links++];
}

static uint64_t to_ns(const struct snt_pcap_link *link, uint64_t units)
{
	uint64_t rest = units % link->per_second;

	if (link->per_second > NS_PER_S)
		rest = (uint64_t)((double)rest * NS_PER_S / link->per_second);
	else
		rest = rest * NS_PER_S / link->per_second;
	return units / link->per_second * NS_PER_S + rest;
}

/* @len and @wire_len are as the file has them. */
static int check_packet(struct snt_pcap *pcap,
			const struct snt_pcap_packet *packet)
{
	if (packet->len > SNT_PCAP_PACKET_MAX)
		return bad(pcap, "packet %llu says that it has %u bytes",
			   (unsigned long long)pcap->number + 1, packet->len);
	if (packet->len > packet->wire_len)
		return bad(pcap, "packet %llu has %u bytes of %u",
			   (unsigned long long)pcap->number + 1, packet->len,
			   packet->wire_len);
	return 0;
}

static int begin_classic(struct snt_pcap *pcap, uint32_t magic)
{
	uint64_t per_second = NS_PER_S;
	struct snt_pcap_link *link;
	uint8_t rest[20];

	pcap->is_swapped = magic == __builtin_bswap32(MAGIC_US) ||
			   magic == __builtin_bswap32(MAGIC_NS);
	if (magic == MAGIC_US || magic == __builtin_bswap32(MAGIC_US))
		per_second = US_PER_S;
	if (read_all(pcap, rest, sizeof(rest)) <= 0)
		return bad(pcap, "the file ends within its header");
	if (get16(pcap, rest) != 2)
		return bad(pcap, "version %u of pcap is not known, only 2",
			   get16(pcap, rest));
	link = add_link(pcap);
	*link = (struct snt_pcap_link) {
		/* The upper half has flags about checksums of frames. */
		.type = link_type(get32(pcap, rest + 16) & 0xffff),
		.per_second = per_second,
	};
	return 0;
}

static int next_classic(struct snt_pcap *pcap, struct snt_pcap_packet *packet)
{
	const struct snt_pcap_link *link = pcap->links;
	uint8_t head[16];
	int ret = read_all(pcap, head, sizeof(head));

	if (ret <= 0)
		return ret;
	*packet = (struct snt_pcap_packet) {
		.len = get32(pcap, head + 8),
		.wire_len = get32(pcap, head + 12),
		.link_type = link->type,
	};
	ret = check_packet(pcap, packet);
	if (ret)
		return ret;
	packet->time_ns = get32(pcap, head) * NS_PER_S +
			  get32(pcap, head + 4) * (NS_PER_S / link->per_second);
	return read_rest(pcap, pcap->data, packet->len);
}

/* The byte order stands behind the length, which has it already. */
static int begin_section(struct snt_pcap *pcap, const uint8_t head[8])
{
	uint8_t rest[16];
	uint32_t order, len;

	if (read_all(pcap, rest, 4) <= 0)
		return bad(pcap, "the file ends within its header");
	memcpy(&order, rest, sizeof(order));
	pcap->is_swapped = order == __builtin_bswap32(NG_ORDER);
	if (order != NG_ORDER && !pcap->is_swapped)
		return bad(pcap, "a section of no known byte order");
	len = get32(pcap, head + 4);
	if (len < 28 || len % 4 || len > SNT_PCAP_BLOCK_MAX)
		return bad(pcap, "a section header of %u bytes", len);
	if (read_rest(pcap, pcap->data, len - 12) < 0)
		return -EINVAL;
	if (get32(pcap, pcap->data + len - 16) != len)
		return bad(pcap, "a block with two lengths");
	if (get16(pcap, pcap->data) != 1)
		return bad(pcap, "version %u of pcapng is not known, only 1",
			   get16(pcap, pcap->data));
	pcap->nr_links = 0;
	return 0;
}

/* A power of ten, or of two if the first bit is set. */
static int set_resolution(struct snt_pcap *pcap, struct snt_pcap_link *link,
			  uint8_t value)
{
	unsigned int power = value & 0x7f;
	uint64_t base = value & 0x80 ? 2 : 10;

	if (power > (base == 2 ? 63 : 19))
		return bad(pcap, "a resolution of time that nobody needs");
	for (link->per_second = 1; power; power--)
		link->per_second *= base;
	return 0;
}

static int read_link(struct snt_pcap *pcap, const uint8_t *body, uint32_t len)
{
	struct snt_pcap_link *link;
	uint32_t at = 8, size;

	if (len < 8)
		return bad(pcap, "an interface block of %u bytes", len);
	link = add_link(pcap);
	*link = (struct snt_pcap_link) {
		.type = link_type(get16(pcap, body)),
		.snap_len = get32(pcap, body + 4),
		.per_second = US_PER_S,
	};
	for (; at + 4 <= len; at += 4 + (size + 3) / 4 * 4) {
		uint16_t code = get16(pcap, body + at);

		size = get16(pcap, body + at + 2);
		if (!code)
			break;
		if (size > len - at - 4)
			return bad(pcap, "an option that is longer than its block");
		if (code == NG_OPTION_RES && size == 1 &&
		    set_resolution(pcap, link, body[at + 4]))
			return -EINVAL;
	}
	return 0;
}

/* Moves the bytes of the packet to the begin of @pcap->data. */
static int take_packet(struct snt_pcap *pcap, struct snt_pcap_packet *packet,
		       uint32_t offset, uint32_t len)
{
	int ret = check_packet(pcap, packet);

	if (ret)
		return ret;
	if (packet->len > len - offset)
		return bad(pcap, "packet %llu is longer than its block",
			   (unsigned long long)pcap->number + 1);
	memmove(pcap->data, pcap->data + offset, packet->len);
	return 1;
}

static int read_packet(struct snt_pcap *pcap, struct snt_pcap_packet *packet,
		       uint32_t len)
{
	const uint8_t *body = pcap->data;
	const struct snt_pcap_link *link;

	if (len < 20 || get32(pcap, body) >= pcap->nr_links)
		return bad(pcap, "packet %llu is of no known interface",
			   (unsigned long long)pcap->number + 1);
	link = &pcap->links[get32(pcap, body)];
	*packet = (struct snt_pcap_packet) {
		.len = get32(pcap, body + 12),
		.wire_len = get32(pcap, body + 16),
		.link_type = link->type,
		.time_ns = to_ns(link, (uint64_t)get32(pcap, body + 4) << 32 |
				 get32(pcap, body + 8)),
	};
	return take_packet(pcap, packet, 20, len);
}

static int read_simple(struct snt_pcap *pcap, struct snt_pcap_packet *packet,
		       uint32_t len)
{
	const struct snt_pcap_link *link = pcap->links;
	uint32_t wire_len;

	if (len < 4 || !pcap->nr_links)
		return bad(pcap, "packet %llu is of no known interface",
			   (unsigned long long)pcap->number + 1);
	wire_len = get32(pcap, pcap->data);
	*packet = (struct snt_pcap_packet) {
		.len = link->snap_len && link->snap_len < wire_len ?
			       link->snap_len : wire_len,
		.wire_len = wire_len,
		.link_type = link->type,
	};
	return take_packet(pcap, packet, 4, len);
}

/* Type and length were read; the length stands at the end again. */
static int read_body(struct snt_pcap *pcap, uint32_t type, uint32_t len)
{
	if (len < 12 || len % 4 || len > SNT_PCAP_BLOCK_MAX)
		return bad(pcap, "a block of %u bytes behind packet %llu", len,
			   (unsigned long long)pcap->number);
	if (read_rest(pcap, pcap->data, len - 8) < 0)
		return -EINVAL;
	if (get32(pcap, pcap->data + len - 12) != len)
		return bad(pcap, "a block with two lengths behind packet %llu",
			   (unsigned long long)pcap->number);
	return type == NG_LINK ? read_link(pcap, pcap->data, len - 12) : 0;
}

static int next_ng(struct snt_pcap *pcap, struct snt_pcap_packet *packet)
{
	uint8_t head[8];
	uint32_t type;
	int ret;

	for (;;) {
		ret = read_all(pcap, head, sizeof(head));
		if (ret <= 0)
			return ret;
		type = get32(pcap, head);
		if (type == NG_SECTION)
			ret = begin_section(pcap, head);
		else
			ret = read_body(pcap, type, get32(pcap, head + 4));
		if (ret)
			return ret;
		if (type == NG_PACKET)
			return read_packet(pcap, packet,
					   get32(pcap, head + 4) - 12);
		if (type == NG_SIMPLE)
			return read_simple(pcap, packet,
					   get32(pcap, head + 4) - 12);
	}
}

/**
 * snt_pcap_begin - find out what a file is
 * @pcap: the file; to be given to snt_pcap_end() also on failure
 * @file: at its begin; the caller closes it
 *
 * Return: 0 or -EINVAL with @pcap->error.
 */
int snt_pcap_begin(struct snt_pcap *pcap, FILE *file)
{
	uint8_t head[8];
	uint32_t magic;

	memset(pcap, 0, offsetof(struct snt_pcap, data));
	pcap->file = file;
	if (read_all(pcap, head, sizeof(magic)) <= 0)
		return bad(pcap, "the file is too short for pcap or pcapng");
	memcpy(&magic, head, sizeof(magic));
	switch (magic) {
	case MAGIC_US: case MAGIC_NS:
	case __builtin_bswap32(MAGIC_US): case __builtin_bswap32(MAGIC_NS):
		return begin_classic(pcap, magic);
	case MAGIC_NG:
		if (read_all(pcap, head + 4, 4) <= 0)
			return bad(pcap, "the file ends within its header");
		pcap->is_ng = true;
		return begin_section(pcap, head);
	default:
		return bad(pcap, "neither pcap nor pcapng");
	}
}

/**
 * snt_pcap_next - read the next packet into @pcap->data
 * @pcap: the file
 * @packet: what is known of it
 *
 * Return: 1; 0: there are no more; -EINVAL with @pcap->error.
 */
int snt_pcap_next(struct snt_pcap *pcap, struct snt_pcap_packet *packet)
{
	int ret = pcap->is_ng ? next_ng(pcap, packet) :
				next_classic(pcap, packet);

	if (ret > 0)
		pcap->number++;
	return ret;
}

/**
 * snt_pcap_end - free what was needed for reading
 * @pcap: the file
 */
void snt_pcap_end(struct snt_pcap *pcap)
{
	free(pcap->links);
	pcap->links = NULL;
}
