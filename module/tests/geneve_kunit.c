// SPDX-License-Identifier: GPL-2.0-only
/*
 * Geneve headers: what is written is read, and nothing else is.
 */
#include <kunit/test.h>

#include "core/geneve.h"
#include "core/wire.h"

static const u8 good[SNT_GENEVE_LEN] = {
	0x00, 0x00, 0x7a, 0x12, 0xab, 0xcd, 0xef, 0x00
};

static void build_has_known_bytes(struct kunit *test)
{
	u8 buf[SNT_GENEVE_LEN];

	snt_geneve_build(buf, SNT_ENCAP_GENEVE | 0xabcdef);
	KUNIT_EXPECT_EQ(test, memcmp(buf, good, sizeof(buf)), 0);
}

static void parse_reads_what_build_wrote(struct kunit *test)
{
	static const u32 vnis[] = { 0, 1, 0xabcdef, SNT_GENEVE_VNI_MAX };
	u8 buf[SNT_GENEVE_LEN];
	u32 encap = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vnis); i++) {
		snt_geneve_build(buf, SNT_ENCAP_GENEVE | vnis[i]);
		KUNIT_EXPECT_TRUE(test, snt_geneve_is_one(buf));
		KUNIT_EXPECT_EQ(test, snt_geneve_parse(buf, &encap), 0);
		KUNIT_EXPECT_EQ(test, encap, SNT_ENCAP_GENEVE | vnis[i]);
	}
}

/* Each bit that is not of the VNI, turned over: version, options, flags,
 * protocol, reserved.
 */
static void parse_refuses_all_else(struct kunit *test)
{
	u8 buf[SNT_GENEVE_LEN];
	unsigned int bit;
	u32 encap;

	for (bit = 0; bit < 8 * SNT_GENEVE_LEN; bit++) {
		bool is_vni = bit / 8 >= 4 && bit / 8 < 7;

		memcpy(buf, good, sizeof(buf));
		buf[bit / 8] ^= (u8)(1 << bit % 8);
		KUNIT_EXPECT_EQ(test, snt_geneve_parse(buf, &encap),
				is_vni ? 0 : -EPROTO);
	}
}

static void no_message_is_taken_for_a_header(struct kunit *test)
{
	u8 type;

	for (type = SNT_WIRE_INITIATION; type <= SNT_WIRE_DATA; type++) {
		u8 msg[SNT_GENEVE_LEN] = { type, 0, 0, 0, 0x7a, 0x12 };

		KUNIT_EXPECT_FALSE(test, snt_geneve_is_one(msg));
	}
}

static void header_with_options_is_taken_for_one(struct kunit *test)
{
	u8 buf[SNT_GENEVE_LEN];

	memcpy(buf, good, sizeof(buf));
	buf[0] = SNT_WIRE_DATA;
	KUNIT_EXPECT_TRUE(test, snt_geneve_is_one(buf));
}

static struct kunit_case geneve_cases[] = {
	KUNIT_CASE(build_has_known_bytes),
	KUNIT_CASE(parse_reads_what_build_wrote),
	KUNIT_CASE(parse_refuses_all_else),
	KUNIT_CASE(no_message_is_taken_for_a_header),
	KUNIT_CASE(header_with_options_is_taken_for_one),
	{}
};

static struct kunit_suite geneve_suite = {
	.name = "snaptun_geneve",
	.test_cases = geneve_cases,
};

kunit_test_suites(&geneve_suite);
