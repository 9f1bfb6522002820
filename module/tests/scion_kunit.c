// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCION headers: what is found in good ones, and every way to be inconsistent.
 */
#include <kunit/test.h>

#include "core/scion.h"

#define PACKET_MAX	1200

/**
 * struct shape - what to build
 * @hosts: type and length of both hosts, as in the header
 * @path_type: as in the header
 * @segments: hop fields of each of the three segments
 * @path_extra: bytes more than the segments need
 */
struct shape {
	u8 hosts;
	u8 path_type;
	u8 segments[3];
	u8 path_extra;
};

static void put_u16(u8 *p, size_t v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static size_t hosts_len(u8 hosts)
{
	return 4 * ((hosts >> 4 & 3) + 1) + 4 * ((hosts & 3) + 1);
}

/* Returns the length of the headers; a UDP payload of eight bytes follows. */
static size_t build(u8 *buf, const struct shape *shape)
{
	size_t len = SNT_SCION_DST_HOST_OFF + hosts_len(shape->hosts);
	u8 *meta = buf + len;
	u32 counts;
	int n;

	memset(buf, 0, PACKET_MAX);
	if (shape->path_type == SNT_SCION_PATH_SCION) {
		counts = (u32)shape->segments[0] << 12 |
			 (u32)shape->segments[1] << 6 | shape->segments[2];
		meta[1] = (u8)(counts >> 16);
		put_u16(meta + 2, counts & 0xffff);
		len += 4;
		for (n = 0; n < 3; n++)
			if (shape->segments[n])
				len += 8 + 12 * (size_t)shape->segments[n];
	}
	len += shape->path_extra;
	buf[4] = SNT_SCION_NEXT_UDP;
	buf[5] = (u8)(len / 4);
	put_u16(buf + 6, 8);
	buf[8] = shape->path_type;
	buf[9] = shape->hosts;
	put_u16(buf + 12, 1);
	put_u16(buf + 18, 0x110);
	put_u16(buf + 20, 2);
	put_u16(buf + 26, 0x220);
	return len;
}

static int parse(struct kunit *test, const struct shape *shape,
		 struct snt_scion *out)
{
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, shape);
	return snt_scion_parse(buf, len + 8, out);
}

static void good_packet_is_parsed(struct kunit *test)
{
	static const struct shape shape = {
		.hosts = 0x03,
		.path_type = SNT_SCION_PATH_SCION,
		.segments = { 2, 3, 1 },
	};
	struct snt_scion s;

	KUNIT_ASSERT_EQ(test, 0, parse(test, &shape, &s));
	KUNIT_EXPECT_EQ(test, 0x0001000000000110ULL, s.dst_ia);
	KUNIT_EXPECT_EQ(test, 0x0002000000000220ULL, s.src_ia);
	KUNIT_EXPECT_EQ(test, SNT_SCION_NEXT_UDP, s.next_header);
	KUNIT_EXPECT_EQ(test, 28, s.dst.off);
	KUNIT_EXPECT_EQ(test, 4, s.dst.len);
	KUNIT_EXPECT_EQ(test, 32, s.src.off);
	KUNIT_EXPECT_EQ(test, 16, s.src.len);
	KUNIT_EXPECT_EQ(test, 48, s.path_off);
	KUNIT_EXPECT_EQ(test, 48 + 4 + 3 * 8 + 6 * 12, s.hdr_len);
	KUNIT_EXPECT_EQ(test, 8, s.payload_len);
	KUNIT_EXPECT_TRUE(test, snt_scion_host_is_ip(&s.src));
}

static void all_host_types_and_lengths_are_parsed(struct kunit *test)
{
	unsigned int hosts;

	for (hosts = 0; hosts < 256; hosts++) {
		const struct shape shape = { .hosts = (u8)hosts };
		struct snt_scion s;
		bool is_ip;

		KUNIT_ASSERT_EQ(test, 0, parse(test, &shape, &s));
		KUNIT_EXPECT_EQ(test, hosts >> 6, s.dst.type);
		KUNIT_EXPECT_EQ(test, ((hosts >> 4 & 3) + 1) * 4, s.dst.len);
		KUNIT_EXPECT_EQ(test, hosts >> 2 & 3, s.src.type);
		KUNIT_EXPECT_EQ(test, ((hosts & 3) + 1) * 4, s.src.len);
		is_ip = (hosts & 15) == 0 || (hosts & 15) == 3;
		KUNIT_EXPECT_EQ(test, is_ip, snt_scion_host_is_ip(&s.src));
	}
}

static void segments_must_make_up_the_path(struct kunit *test)
{
	static const struct {
		struct shape shape;
		int want;
	} cases[] = {
		{ { .path_type = 0 }, 0 },
		{ { .path_type = 0, .path_extra = 4 }, -EINVAL },
		{ { .path_type = 1, .segments = { 2 } }, 0 },
		{ { .path_type = 1, .segments = { 63 } }, 0 },
		{ { .path_type = 1, .segments = { 2, 2 } }, 0 },
		{ { .path_type = 1, .segments = { 2, 0, 2 } }, -EINVAL },
		{ { .path_type = 1, .segments = { 0, 2, 2 } }, -EINVAL },
		{ { .path_type = 1, .segments = { 0, 0, 2 } }, -EINVAL },
		{ { .path_type = 1, .segments = { 0 } }, -EINVAL },
		{ { .path_type = 1, .segments = { 2 }, .path_extra = 4 },
		  -EINVAL },
		/* A one-hop path has one length. */
		{ { .path_type = 2, .path_extra = 28 }, -EINVAL },
		{ { .path_type = 2, .path_extra = 32 }, 0 },
		{ { .path_type = 2, .path_extra = 36 }, -EINVAL },
		/* Other types are not looked into. */
		{ { .path_type = 3, .path_extra = 32 }, 0 },
		{ { .path_type = 3, .path_extra = 0 }, 0 },
	};
	struct snt_scion s;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(cases); n++)
		KUNIT_EXPECT_EQ_MSG(test, cases[n].want,
				    parse(test, &cases[n].shape, &s),
				    "case %zu", n);
}

static void every_wrong_header_length_is_refused(struct kunit *test)
{
	static const struct shape shape = {
		.path_type = SNT_SCION_PATH_SCION,
		.segments = { 2, 2 },
	};
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	struct snt_scion s;
	unsigned int units;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape);
	for (units = 0; units < 256; units++) {
		int want = -EINVAL;

		if (units * 4 < 36 || units * 4 + 8 > PACKET_MAX)
			want = -EMSGSIZE;
		else if (units * 4 == len)
			want = 0;
		buf[5] = (u8)units;
		KUNIT_EXPECT_EQ_MSG(test, want,
				    snt_scion_parse(buf, PACKET_MAX, &s),
				    "%u units", units);
	}
}

static void hosts_must_fit_the_header(struct kunit *test)
{
	static const struct shape shape = { .path_type = 3 };
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	struct snt_scion s;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape);
	KUNIT_EXPECT_EQ(test, 0, snt_scion_parse(buf, len + 8, &s));
	buf[9] = 0x01;
	KUNIT_EXPECT_EQ(test, -EINVAL, snt_scion_parse(buf, len + 8, &s));
}

static void truncated_packets_are_refused(struct kunit *test)
{
	static const struct shape shape = {
		.path_type = SNT_SCION_PATH_SCION,
		.segments = { 2 },
	};
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	struct snt_scion s;
	size_t len, n;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape) + 8;
	for (n = 0; n < len; n++) {
		/* Exactly sized, so that a read beyond is noticed. */
		u8 *cut = kunit_kzalloc(test, n, GFP_KERNEL);
		int want = n < SNT_SCION_COMMON_LEN ? -ENODATA : -EMSGSIZE;

		KUNIT_ASSERT_TRUE(test, cut || !n);
		memcpy(cut, buf, n);
		KUNIT_EXPECT_EQ(test, want, snt_scion_parse(cut, n, &s));
		KUNIT_EXPECT_EQ(test, want, snt_scion_total_len(cut, n));
	}
	KUNIT_EXPECT_EQ(test, 0, snt_scion_parse(buf, len, &s));
}

static void padding_behind_a_packet_is_ignored(struct kunit *test)
{
	static const struct shape shape = { .path_type = 0 };
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	struct snt_scion s;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape) + 8;
	KUNIT_EXPECT_EQ(test, 0, snt_scion_parse(buf, len + 15, &s));
	KUNIT_EXPECT_EQ(test, (int)len, snt_scion_total_len(buf, len + 15));
	KUNIT_EXPECT_EQ(test, 8, s.payload_len);
}

static void other_versions_are_refused(struct kunit *test)
{
	static const struct shape shape = { .path_type = 0 };
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	unsigned int version;
	struct snt_scion s;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape) + 8;
	for (version = 1; version < 16; version++) {
		buf[0] = (u8)(version << 4);
		KUNIT_EXPECT_EQ(test, -EPROTO, snt_scion_parse(buf, len, &s));
	}
	/* The traffic class is not the version. */
	buf[0] = 0x0f;
	KUNIT_EXPECT_EQ(test, 0, snt_scion_parse(buf, len, &s));
}

static void without_a_path_it_stays_in_its_as(struct kunit *test)
{
	static const struct shape shape = { .path_type = 0 };
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	size_t len, i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape);
	KUNIT_EXPECT_FALSE(test, snt_scion_stays(buf, len));
	memcpy(buf + 20, buf + 12, 8);
	KUNIT_EXPECT_TRUE(test, snt_scion_stays(buf, len));
	for (i = 0; i < len; i++)
		KUNIT_EXPECT_FALSE(test, snt_scion_stays(buf, i));
	for (i = 12; i < 20; i++) {
		buf[i] ^= 1;
		KUNIT_EXPECT_FALSE(test, snt_scion_stays(buf, len));
		buf[i] ^= 1;
	}
	for (i = 1; i < 256; i++) {
		buf[8] = (u8)i;
		KUNIT_EXPECT_FALSE(test, snt_scion_stays(buf, len));
	}
}

static void expect_interface(struct kunit *test, const u8 *buf, size_t len,
			     int err, u16 interface)
{
	u16 seen = 0;

	KUNIT_EXPECT_EQ(test, err, snt_scion_interface(buf, len, &seen));
	KUNIT_EXPECT_EQ(test, interface, seen);
}

/* Each hop field has two interfaces of its own. */
static void next_interface_is_that_of_the_next_hop(struct kunit *test)
{
	static const struct shape shape = {
		.path_type = SNT_SCION_PATH_SCION, .segments = { 2, 2 },
	};
	u8 *buf = kunit_kzalloc(test, PACKET_MAX, GFP_KERNEL);
	u8 *path = buf + 36, *hops = path + 4 + 2 * 8;
	size_t len, hop;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = build(buf, &shape);
	path[4 + 8] = 1;
	for (hop = 0; hop < 4; hop++) {
		put_u16(hops + 12 * hop + 2, 100 + hop);
		put_u16(hops + 12 * hop + 4, 200 + hop);
	}
	for (hop = 0; hop < 4; hop++) {
		path[0] = (u8)hop;
		expect_interface(test, buf, len, 0, (u16)(100 + hop));
		path[0] |= 1 << 6;
		expect_interface(test, buf, len, 0, (u16)(200 + hop));
		path[0] += 1 << 6;
		expect_interface(test, buf, len, -EINVAL, 0);
	}
	for (hop = 4; hop < 64; hop++) {
		path[0] = (u8)hop;
		expect_interface(test, buf, len, -EINVAL, 0);
	}
	path[0] = 0;
	expect_interface(test, buf, len - 1, -ENODATA, 0);
	buf[8] = SNT_SCION_PATH_EMPTY;
	expect_interface(test, buf, len, -EINVAL, 0);
	buf[8] = 3;
	expect_interface(test, buf, len, -ENOENT, 0);
}

static struct kunit_case scion_cases[] = {
	KUNIT_CASE(good_packet_is_parsed),
	KUNIT_CASE(all_host_types_and_lengths_are_parsed),
	KUNIT_CASE(segments_must_make_up_the_path),
	KUNIT_CASE(every_wrong_header_length_is_refused),
	KUNIT_CASE(hosts_must_fit_the_header),
	KUNIT_CASE(truncated_packets_are_refused),
	KUNIT_CASE(padding_behind_a_packet_is_ignored),
	KUNIT_CASE(other_versions_are_refused),
	KUNIT_CASE(without_a_path_it_stays_in_its_as),
	KUNIT_CASE(next_interface_is_that_of_the_next_hop),
	{}
};

static struct kunit_suite scion_suite = {
	.name = "snaptun_scion",
	.test_cases = scion_cases,
};

kunit_test_suites(&scion_suite);
