// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every field of the SCION header, one at a time with every value that it can
 * have: which values a gateway lets through, and what it says of the others.
 */
#include <kunit/test.h>

#include "core/policy.h"

#define PACKET_MAX	256
#define PAYLOAD_LEN	16

/* What becomes of a packet: it passes, or an answer with code and pointer */
#define GOOD		1
#define ANSWER(code, pointer)	((u32)(code) << 16 | (pointer))
#define MALFORMED	ANSWER(16, 0)
#define PATH_TYPE	ANSWER(20, 8)
#define SOURCE(pointer)	ANSWER(33, pointer)

/**
 * struct span - some values of a field, and what becomes of a packet with them
 * @first: the first
 * @last: the last
 * @want: GOOD or the answer; 0: there are no more spans
 */
struct span {
	u32 first;
	u32 last;
	u32 want;
};

/**
 * struct field - a field of the header
 * @name: for messages
 * @off: offset in bits
 * @bits: its length
 * @parts: of so many bits, each of which is tried, the others being as they
 * were; 0: all at once
 * @other: what becomes of all values that are not in @spans
 * @spans: the first that has a value counts
 */
struct field {
	const char *name;
	u16 off;
	u16 bits;
	u8 parts;
	u32 other;
	struct span spans[3];
};

/* Of every packet, whatever its path and its addresses are. */
static const struct field common_fields[] = {
	{ "version", 0, 4, 0, MALFORMED, { { 0, 0, GOOD } } },
	{ "traffic class", 4, 8, 0, GOOD, {} },
	{ "flow id", 12, 20, 0, GOOD, {} },
	{ "next header", 32, 8, 0, GOOD, {} },
	{ "payload length", 48, 16, 0, MALFORMED, { { 1, 16, GOOD } } },
	{ "type of destination", 72, 2, 0, GOOD, {} },
	{ "reserved", 80, 16, 0, GOOD, {} },
	{ "destination ISD", 96, 16, 0, GOOD, {} },
	{ "destination AS", 112, 48, 8, GOOD, {} },
	{ "source ISD", 160, 16, 0, GOOD, {} },
	{ "source AS", 176, 48, 8, GOOD, {} },
	{}
};

/* IPv4 to IPv4, two segments of two hops and one */
static const struct field path_fields[] = {
	{ "header length", 40, 8, 0, MALFORMED, { { 23, 23, GOOD } } },
	{ "path type", 64, 8, 0, PATH_TYPE,
	  { { 1, 1, GOOD }, { 0, 2, MALFORMED } } },
	{ "length of destination", 74, 2, 0, MALFORMED, { { 0, 0, GOOD } } },
	{ "type of source", 76, 2, 0, SOURCE(32), { { 0, 0, GOOD } } },
	{ "length of source", 78, 2, 0, MALFORMED, { { 0, 0, GOOD } } },
	{ "destination", 224, 32, 16, GOOD, {} },
	{ "source's first byte", 256, 8, 0, SOURCE(32), { { 10, 10, GOOD } } },
	{ "source's middle", 264, 16, 0, SOURCE(32), { { 0, 0, GOOD } } },
	{ "source's last byte", 280, 8, 0, SOURCE(32), { { 2, 2, GOOD } } },
	{ "current info field", 288, 2, 0, GOOD, {} },
	{ "current hop field", 290, 6, 0, GOOD, {} },
	{ "reserved in the path", 296, 6, 0, GOOD, {} },
	{ "first segment", 302, 6, 0, MALFORMED, { { 2, 2, GOOD } } },
	{ "second segment", 308, 6, 0, MALFORMED, { { 1, 1, GOOD } } },
	{ "third segment", 314, 6, 0, MALFORMED, { { 0, 0, GOOD } } },
	{ "info fields", 320, 128, 16, GOOD, {} },
	{ "hop fields", 448, 288, 16, GOOD, {} },
	{}
};

/* IPv6 to IPv6, no path */
static const struct field pathless_fields[] = {
	{ "header length", 40, 8, 0, MALFORMED, { { 15, 15, GOOD } } },
	{ "path type", 64, 8, 0, PATH_TYPE,
	  { { 0, 0, GOOD }, { 1, 2, MALFORMED } } },
	{ "length of destination", 74, 2, 0, MALFORMED, { { 3, 3, GOOD } } },
	{ "type of source", 76, 2, 0, SOURCE(44), { { 0, 0, GOOD } } },
	{ "length of source", 78, 2, 0, MALFORMED, { { 3, 3, GOOD } } },
	{ "destination", 224, 128, 16, GOOD, {} },
	{ "source's first bytes", 352, 16, 0, SOURCE(44),
	  { { 0xfd00, 0xfd00, GOOD } } },
	{ "source's middle", 368, 96, 16, SOURCE(44), { { 0, 0, GOOD } } },
	{ "source's last bytes", 464, 16, 0, SOURCE(44), { { 7, 7, GOOD } } },
	{}
};

/* The same, and a path of a type that nobody knows: it may have any length. */
static const struct field unknown_path_fields[] = {
	{ "header length", 40, 8, 0, MALFORMED, { { 15, 16, PATH_TYPE } } },
	{ "path type", 64, 8, 0, PATH_TYPE, { { 0, 2, MALFORMED } } },
	{ "path", 480, 32, 16, PATH_TYPE, {} },
	{}
};

static const struct snt_flow remote4 = {
	.host = { 10, 0, 0, 2 }, .port = 1000, .version = 4,
};

static const struct snt_flow remote6 = {
	.host = { 0xfd, [15] = 7 }, .port = 1000, .version = 6,
};

static const u8 common[12] = { [4] = 203, [7] = PAYLOAD_LEN };

static u32 read_bits(const u8 *buf, unsigned int off, unsigned int bits)
{
	u32 value = 0;

	for (; bits; bits--, off++)
		value = value << 1 | (buf[off / 8] >> (7 - off % 8) & 1);
	return value;
}

static void write_bits(u8 *buf, unsigned int off, unsigned int bits, u32 value)
{
	for (; bits; bits--, off++) {
		u8 mask = (u8)(0x80 >> off % 8);

		if (value >> (bits - 1) & 1)
			buf[off / 8] |= mask;
		else
			buf[off / 8] &= (u8)~mask;
	}
}

static void build4(u8 *buf)
{
	memcpy(buf, common, sizeof(common));
	buf[5] = 23;
	buf[8] = SNT_SCION_PATH_SCION;
	buf[28] = 10;
	buf[31] = 1;
	memcpy(buf + 32, remote4.host, 4);
	write_bits(buf, 302, 6, 2);
	write_bits(buf, 308, 6, 1);
}

static void build6(u8 *buf)
{
	memcpy(buf, common, sizeof(common));
	buf[5] = 15;
	buf[9] = 0x33;
	buf[28] = 0xfd;
	buf[43] = 9;
	memcpy(buf + 44, remote6.host, 16);
}

/* GOOD, or code and pointer of the answer */
static u32 verdict_of(const struct snt_flow *remote, const u8 *buf, size_t len)
{
	static const struct snt_policy policy = { .level = SNT_POLICY_HOST };
	struct snt_policy_verdict v;

	if (!snt_policy_check(&policy, remote, buf, len, len, &v))
		return v.answer.type ? ~0U : GOOD;
	return v.answer.type == SNT_SCMP_PARAMETER ?
	       ANSWER(v.answer.code, v.answer.value) : ~0U;
}

static u32 wanted(const struct field *field, u32 value)
{
	const struct span *span;

	for (span = field->spans; span->want; span++)
		if (value >= span->first && value <= span->last)
			return span->want;
	return field->other;
}

static void try_values(struct kunit *test, const struct field *field,
		       unsigned int off, const struct snt_flow *remote, u8 *buf,
		       size_t len)
{
	unsigned int bits = field->parts ?: field->bits;
	u32 before = read_bits(buf, off, bits);
	u32 value;

	for (value = 0; value < 1U << bits; value++) {
		write_bits(buf, off, bits, value);
		KUNIT_ASSERT_EQ_MSG(test, wanted(field, value),
				    verdict_of(remote, buf, len),
				    "%s, bit %u: %u", field->name, off, value);
	}
	write_bits(buf, off, bits, before);
}

static void try_fields(struct kunit *test, const struct field *field,
		       const struct snt_flow *remote, u8 *buf, size_t len)
{
	unsigned int off;

	for (; field->name; field++)
		for (off = 0; off < field->bits;
		     off += field->parts ?: field->bits)
			try_values(test, field, field->off + off, remote, buf,
				   len);
}

/* Of exactly that size, so that a read beyond is noticed. */
static u8 *new_packet(struct kunit *test, size_t len)
{
	u8 *buf = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	return buf;
}

static void every_field_of_a_packet_with_a_path(struct kunit *test)
{
	size_t len = 23 * 4 + PAYLOAD_LEN;
	u8 *buf = new_packet(test, len);

	build4(buf);
	try_fields(test, common_fields, &remote4, buf, len);
	try_fields(test, path_fields, &remote4, buf, len);
}

static void every_field_of_a_packet_without_a_path(struct kunit *test)
{
	size_t len = 15 * 4 + PAYLOAD_LEN;
	u8 *buf = new_packet(test, len);

	build6(buf);
	try_fields(test, common_fields, &remote6, buf, len);
	try_fields(test, pathless_fields, &remote6, buf, len);
}

static void every_field_of_a_packet_with_an_unknown_path(struct kunit *test)
{
	size_t len = 16 * 4 + PAYLOAD_LEN;
	u8 *buf = new_packet(test, len);

	build6(buf);
	buf[5] = 16;
	buf[8] = 77;
	try_fields(test, unknown_path_fields, &remote6, buf, len);
}

static struct kunit_case policy_fields_cases[] = {
	KUNIT_CASE(every_field_of_a_packet_with_a_path),
	KUNIT_CASE(every_field_of_a_packet_without_a_path),
	KUNIT_CASE(every_field_of_a_packet_with_an_unknown_path),
	{}
};

static struct kunit_suite policy_fields_suite = {
	.name = "snaptun_policy_fields",
	.test_cases = policy_fields_cases,
};

kunit_test_suites(&policy_fields_suite);
