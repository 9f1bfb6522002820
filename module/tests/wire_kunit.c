// SPDX-License-Identifier: GPL-2.0-only
/*
 * Telling messages apart by type and length, and the fields that are built and
 * parsed one by one.
 */
#include <kunit/test.h>

#include "tests/vectors.h"

#define LEN_MAX		300

/* Every length of one type: @good_len is right, @other_len of the other mode. */
static void expect_lengths(struct kunit *test, enum snt_wire_mode mode, u8 type,
			   size_t good_len, size_t other_len)
{
	const u8 head[4] = { type };
	size_t len;

	for (len = 0; len < LEN_MAX; len++) {
		int want = -EMSGSIZE;

		if (len < SNT_DATA_OVERHEAD_LEN)
			want = -ENODATA;
		else if (len == good_len)
			want = type;
		else if (len == other_len)
			want = -EPROTOTYPE;
		KUNIT_EXPECT_EQ_MSG(test, want,
				    snt_wire_classify(head, len, mode),
				    "type %u, %zu bytes", type, len);
	}
}

static void handshake_messages_have_one_length(struct kunit *test)
{
	expect_lengths(test, SNT_MODE_SNAP, 1, 148, 0);
	expect_lengths(test, SNT_MODE_WIREGUARD, 1, 148, 0);
	expect_lengths(test, SNT_MODE_SNAP, 2, 112, 92);
	expect_lengths(test, SNT_MODE_WIREGUARD, 2, 92, 112);
	expect_lengths(test, SNT_MODE_SNAP, 3, 64, 0);
	expect_lengths(test, SNT_MODE_WIREGUARD, 3, 64, 0);
}

static void data_has_any_length_from_32(struct kunit *test)
{
	static const u8 head[4] = { 4 };
	size_t len;

	for (len = 0; len < LEN_MAX; len++) {
		int want = len < 32 ? -ENODATA : SNT_WIRE_DATA;

		KUNIT_EXPECT_EQ(test, want,
				snt_wire_classify(head, len, SNT_MODE_SNAP));
	}
	KUNIT_EXPECT_EQ(test, SNT_WIRE_DATA,
			snt_wire_classify(head, 65535, SNT_MODE_WIREGUARD));
}

static void unknown_types_are_refused(struct kunit *test)
{
	unsigned int type;

	for (type = 0; type < 256; type++) {
		const u8 head[4] = { (u8)type };

		if (type >= 1 && type <= 4)
			continue;
		KUNIT_EXPECT_EQ(test, -ENOMSG,
				snt_wire_classify(head, 148, SNT_MODE_SNAP));
		KUNIT_EXPECT_EQ(test, -ENOMSG,
				snt_wire_classify(head, 148,
						  SNT_MODE_WIREGUARD));
	}
}

static void reserved_bytes_matter_in_wireguard_mode_only(struct kunit *test)
{
	unsigned int n;

	for (n = 1; n < 4; n++) {
		u8 head[4] = { SNT_WIRE_INITIATION };

		head[n] = 1;
		KUNIT_EXPECT_EQ(test, SNT_WIRE_INITIATION,
				snt_wire_classify(head, 148, SNT_MODE_SNAP));
		KUNIT_EXPECT_EQ(test, -ENOMSG,
				snt_wire_classify(head, 148,
						  SNT_MODE_WIREGUARD));
	}
}

static void recorded_datagrams_are_told_apart(struct kunit *test)
{
	size_t n;

	for (n = 0; n < snt_vector_nr_datagrams; n++) {
		const struct snt_vector_datagram *v = &snt_vector_datagrams[n];
		int type = snt_wire_classify(v->head, v->len, SNT_MODE_SNAP);

		KUNIT_EXPECT_EQ_MSG(test, type < 0 ? 0 : type, v->type, "%s",
				    v->name);
	}
	KUNIT_EXPECT_GE(test, n, 300);
}

static void sockaddrs_are_taken_as_the_real_client_does(struct kunit *test)
{
	size_t n;

	for (n = 0; n < snt_vector_nr_sockaddrs; n++) {
		const struct snt_vector_sockaddr *v = &snt_vector_sockaddrs[n];
		struct snt_observed observed;
		int err = snt_wire_sockaddr_parse(v->bytes, &observed);

		KUNIT_EXPECT_EQ_MSG(test, err, v->is_valid ? 0 : -EPROTO, "%s",
				    v->name);
	}
	KUNIT_EXPECT_GE(test, n, 7);
}

static void every_version_but_4_and_6_is_refused(struct kunit *test)
{
	unsigned int version;

	for (version = 0; version < 256; version++) {
		u8 bytes[SNT_SOCKADDR_LEN] = { (u8)version, 0, 0x10, 0x92, 9 };
		struct snt_observed observed;
		int err = snt_wire_sockaddr_parse(bytes, &observed);

		if (version == 4 || version == 6) {
			KUNIT_EXPECT_EQ(test, 0, err);
			KUNIT_EXPECT_EQ(test, 4242, observed.port);
			KUNIT_EXPECT_EQ(test, 9, observed.addr[0]);
		} else {
			KUNIT_EXPECT_EQ(test, -EPROTO, err);
			KUNIT_EXPECT_EQ(test, 0, observed.port);
		}
		bytes[1] = 1;
		KUNIT_EXPECT_EQ(test, -EPROTO,
				snt_wire_sockaddr_parse(bytes, &observed));
	}
}

static void sockaddr_survives_a_round_trip(struct kunit *test)
{
	static const u8 addr4[4] = { 192, 0, 2, 7 };
	static const u8 addr6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	static const u8 want4[SNT_SOCKADDR_LEN] = {
		4, 0, 0x10, 0x92, [16] = 192, 0, 2, 7,
	};
	struct snt_observed observed;
	u8 bytes[SNT_SOCKADDR_LEN];

	snt_wire_sockaddr_build(bytes, 4, 4242, addr4);
	KUNIT_EXPECT_EQ(test, 0, memcmp(bytes, want4, sizeof(want4)));
	KUNIT_EXPECT_EQ(test, 0, snt_wire_sockaddr_parse(bytes, &observed));
	KUNIT_EXPECT_EQ(test, 0, memcmp(observed.addr + 12, addr4, 4));
	snt_wire_sockaddr_build(bytes, 6, 65535, addr6);
	KUNIT_EXPECT_EQ(test, 0, snt_wire_sockaddr_parse(bytes, &observed));
	KUNIT_EXPECT_EQ(test, 6, observed.version);
	KUNIT_EXPECT_EQ(test, 65535, observed.port);
	KUNIT_EXPECT_EQ(test, 0, memcmp(observed.addr, addr6, 16));
}

static void data_head_survives_a_round_trip(struct kunit *test)
{
	static const u8 want[SNT_DATA_HDR_LEN] = {
		4, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 8, 7, 6, 5, 4, 3, 2, 1,
	};
	u8 bytes[SNT_DATA_HDR_LEN + 1];
	__le32 index;
	u64 counter;

	/* At an odd address, as in a batch. */
	snt_wire_data_build(bytes + 1, cpu_to_le32(0x11223344),
			    0x0102030405060708ULL);
	KUNIT_EXPECT_EQ(test, 0, memcmp(bytes + 1, want, sizeof(want)));
	snt_wire_data_parse(bytes + 1, &index, &counter);
	KUNIT_EXPECT_EQ(test, 0x11223344, le32_to_cpu(index));
	KUNIT_EXPECT_EQ(test, 0x0102030405060708ULL, counter);
}

static void padding_goes_to_16_and_never_beyond_the_mtu(struct kunit *test)
{
	static const struct {
		size_t len, mtu, want;
	} cases[] = {
		{ 0, 1420, 0 },		{ 1, 1420, 16 },
		{ 15, 1420, 16 },	{ 16, 1420, 16 },
		{ 17, 1420, 32 },	{ 1408, 1420, 1408 },
		{ 1409, 1420, 1420 },	{ 1420, 1420, 1420 },
		{ 1421, 1420, 1436 },	{ 2840, 1420, 2840 },
		{ 2829, 1420, 2840 },	{ 1, 0, 16 },
		{ 1421, 0, 1424 },	{ 70, 68, 84 },
		{ 68, 68, 68 },		{ 65, 68, 68 },
	};
	size_t len, mtu, n;

	for (n = 0; n < ARRAY_SIZE(cases); n++)
		KUNIT_EXPECT_EQ_MSG(test, cases[n].want,
				    snt_wire_padded_len(cases[n].len,
							cases[n].mtu),
				    "%zu of %zu", cases[n].len, cases[n].mtu);
	for (mtu = 68; mtu < 100; mtu++)
		for (len = 0; len <= mtu; len++) {
			size_t padded = snt_wire_padded_len(len, mtu);

			KUNIT_EXPECT_TRUE(test, padded >= len && padded <= mtu &&
					  padded < len + 16);
			KUNIT_EXPECT_TRUE(test,
					  padded % 16 == 0 || padded == mtu);
		}
}

static struct kunit_case wire_cases[] = {
	KUNIT_CASE(handshake_messages_have_one_length),
	KUNIT_CASE(data_has_any_length_from_32),
	KUNIT_CASE(unknown_types_are_refused),
	KUNIT_CASE(reserved_bytes_matter_in_wireguard_mode_only),
	KUNIT_CASE(recorded_datagrams_are_told_apart),
	KUNIT_CASE(sockaddrs_are_taken_as_the_real_client_does),
	KUNIT_CASE(every_version_but_4_and_6_is_refused),
	KUNIT_CASE(sockaddr_survives_a_round_trip),
	KUNIT_CASE(data_head_survives_a_round_trip),
	KUNIT_CASE(padding_goes_to_16_and_never_beyond_the_mtu),
	{}
};

static struct kunit_suite wire_suite = {
	.name = "snaptun_wire",
	.test_cases = wire_cases,
};

kunit_test_suites(&wire_suite);
