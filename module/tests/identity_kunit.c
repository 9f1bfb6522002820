// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of both ends, in whatever order they are set, and timestamps.
 */
#include <kunit/test.h>

#include "core/crypto.h"
#include "core/noise.h"

static const u8 order_eight[][SNT_KEY_LEN] = {
	{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
	  0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
	  0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00 },
	{ 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
	  0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
	  0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0xd7 },
};

/**
 * struct ends - one handshake and two identities
 * @ours: own key
 * @theirs: key of the other end
 * @remote: what is known of it
 * @hs: handshake with it
 * @msg: an initiation
 */
struct ends {
	struct snt_noise_identity ours;
	struct snt_noise_identity theirs;
	struct snt_noise_remote remote;
	struct snt_noise_handshake hs;
	struct snt_wire_initiation msg;
};

static struct ends *new_ends(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);
	u8 key[SNT_KEY_LEN];

	KUNIT_ASSERT_NOT_NULL(test, ends);
	memset(key, 0x11, sizeof(key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&ends->ours, key));
	memset(key, 0x22, sizeof(key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&ends->theirs, key));
	ends->hs.remote = &ends->remote;
	return ends;
}

static int write_initiation(struct ends *ends)
{
	static const u8 timestamp[SNT_TIMESTAMP_LEN] = { 1 };
	static const u8 ephemeral[SNT_KEY_LEN] = { 1 };

	return snt_noise_write_initiation(&ends->hs, &ends->ours, ephemeral,
					  timestamp, cpu_to_le32(1),
					  &ends->msg);
}

static int read_initiation(struct ends *ends)
{
	struct snt_noise_initiation in;

	return snt_noise_read_initiation(&ends->theirs, &ends->msg, &in);
}

static void remote_may_be_named_before_the_own_key(struct kunit *test)
{
	struct snt_noise_identity none = {};
	struct ends *ends = new_ends(test);

	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&ends->remote, &none,
					     ends->theirs.public_key));
	KUNIT_EXPECT_EQ(test, -ENOKEY, write_initiation(ends));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_rekey(&ends->remote, &ends->ours));
	KUNIT_EXPECT_EQ(test, 0, write_initiation(ends));
	KUNIT_EXPECT_EQ(test, 0, read_initiation(ends));
}

static void own_key_is_refused_as_remote(struct kunit *test)
{
	struct ends *ends = new_ends(test);

	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&ends->remote, &ends->ours,
					     ends->theirs.public_key));
	KUNIT_EXPECT_EQ(test, -ELOOP,
			snt_noise_remote_set(&ends->remote, &ends->ours,
					     ends->ours.public_key));
	KUNIT_EXPECT_EQ(test, 0, memcmp(ends->remote.static_key,
					ends->theirs.public_key, SNT_KEY_LEN));
	/* The own key becomes that of the other end. */
	KUNIT_EXPECT_EQ(test, -ELOOP,
			snt_noise_remote_rekey(&ends->remote, &ends->theirs));
	KUNIT_EXPECT_EQ(test, -ENOKEY, write_initiation(ends));
}

static void new_own_key_is_used_by_the_next_handshake(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	u8 key[SNT_KEY_LEN];

	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&ends->remote, &ends->ours,
					     ends->theirs.public_key));
	KUNIT_ASSERT_EQ(test, 0, write_initiation(ends));
	memset(key, 0x33, sizeof(key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&ends->ours, key));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_rekey(&ends->remote, &ends->ours));
	KUNIT_ASSERT_EQ(test, 0, write_initiation(ends));
	KUNIT_EXPECT_EQ(test, 0, read_initiation(ends));
}

static void private_key_is_clamped(struct kunit *test)
{
	struct snt_noise_identity identity = {};
	u8 key[SNT_KEY_LEN];

	memset(key, 0xff, sizeof(key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&identity, key));
	KUNIT_EXPECT_EQ(test, 0xf8, identity.private_key[0]);
	KUNIT_EXPECT_EQ(test, 0x7f, identity.private_key[31]);
	KUNIT_EXPECT_TRUE(test, identity.valid);
}

/* All keys near the ends of the range, and others with small changes, are judged
 * as the multiplication judges them.
 */
static void low_order_is_seen_without_multiplication(struct kunit *test)
{
	static const struct snt_noise_identity none;
	struct snt_noise_remote remote;
	u8 key[SNT_KEY_LEN];
	unsigned int i, nr = 0;
	bool is_low;

	for (i = 0; i < 512; i++) {
		memset(key, i & 256 ? 0xff : 0, sizeof(key));
		key[0] = (u8)i;
		key[31] &= i & 1 ? 0xff : 0x7f;
		is_low = snt_noise_is_low_order(key);
		nr += is_low;
		KUNIT_EXPECT_EQ(test, is_low,
				snt_noise_remote_set(&remote, &none, key) ==
					-EKEYREJECTED);
	}
	KUNIT_EXPECT_EQ(test, 5U, nr);
}

static void points_of_order_eight_are_low(struct kunit *test)
{
	static const struct snt_noise_identity none;
	struct snt_noise_remote remote;
	const u8 *key;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(order_eight); i++) {
		key = order_eight[i];
		KUNIT_EXPECT_TRUE(test, snt_noise_is_low_order(key));
		KUNIT_EXPECT_EQ(test, -EKEYREJECTED,
				snt_noise_remote_set(&remote, &none, key));
	}
}

static void timestamp_is_rounded_down(struct kunit *test)
{
	static const u8 want[SNT_TIMESTAMP_LEN] = {
		0x40, 0, 0, 0, 0, 0, 0, 0x0b, 0x02, 0, 0, 0,
	};
	u8 timestamp[SNT_TIMESTAMP_LEN], later[SNT_TIMESTAMP_LEN];

	snt_noise_timestamp(timestamp, 1, 0x02ffffff);
	KUNIT_EXPECT_EQ(test, 0, memcmp(timestamp, want, sizeof(want)));
	snt_noise_timestamp(later, 1, 0x03000000);
	KUNIT_EXPECT_LT(test, memcmp(timestamp, later, sizeof(later)), 0);
	snt_noise_timestamp(timestamp, 2, 0);
	KUNIT_EXPECT_GT(test, memcmp(timestamp, later, sizeof(later)), 0);
}

static struct kunit_case identity_cases[] = {
	KUNIT_CASE(remote_may_be_named_before_the_own_key),
	KUNIT_CASE(own_key_is_refused_as_remote),
	KUNIT_CASE(new_own_key_is_used_by_the_next_handshake),
	KUNIT_CASE(private_key_is_clamped),
	KUNIT_CASE(low_order_is_seen_without_multiplication),
	KUNIT_CASE(points_of_order_eight_are_low),
	KUNIT_CASE(timestamp_is_rounded_down),
	{}
};

static struct kunit_suite identity_suite = {
	.name = "snaptun_identity",
	.test_cases = identity_cases,
};

kunit_test_suites(&identity_suite);
