// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys as text.
 */
#include <errno.h>
#include <kunit/test.h>
#include <unistd.h>

#include "key.h"

/* RFC 7748, section 6.1, as base64. */
#define ALICE_PRIVATE	"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo="
#define ALICE_PUBLIC	"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="

static void every_byte_value_survives_the_way_there_and_back(struct kunit *test)
{
	uint8_t key[SNT_KEY_LEN], back[SNT_KEY_LEN];
	char text[SNT_KEY_TEXT];
	unsigned int start, i;

	for (start = 0; start < 256; start++) {
		for (i = 0; i < SNT_KEY_LEN; i++)
			key[i] = (uint8_t)(start + i * 37);
		snt_key_to_text(text, key);
		KUNIT_EXPECT_EQ(test, strlen(text), SNT_KEY_TEXT - 1);
		KUNIT_ASSERT_EQ(test, snt_key_from_text(back, text, 44), 0);
		KUNIT_EXPECT_TRUE(test, !memcmp(key, back, SNT_KEY_LEN));
	}
}

static void base64_is_that_of_the_standard(struct kunit *test)
{
	static const uint8_t private_key[SNT_KEY_LEN] = {
		0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d,
		0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
		0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a,
		0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a,
	};
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, private_key);
	KUNIT_EXPECT_TRUE(test, !strcmp(text, ALICE_PRIVATE));
}

static void public_key_is_that_of_the_standard(struct kunit *test)
{
	uint8_t key[SNT_KEY_LEN];
	char text[SNT_KEY_TEXT];

	KUNIT_ASSERT_EQ(test, snt_key_from_text(key, ALICE_PRIVATE, 44), 0);
	KUNIT_ASSERT_EQ(test, snt_key_public(key, key), 0);
	snt_key_to_text(text, key);
	KUNIT_EXPECT_TRUE(test, !strcmp(text, ALICE_PUBLIC));
}

static void what_is_no_key_is_refused(struct kunit *test)
{
	static const char *const bad[] = {
		"",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo==",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCoA",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCp=",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LC-=",
		"dwdtCnMYpX08FsFyUbJmRd9ML4frw kqsXf7pR25LCo=",
		"=wdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=",
	};
	uint8_t key[SNT_KEY_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    snt_key_from_text(key, bad[i],
						      strlen(bad[i])),
				    -EINVAL, "'%s'", bad[i]);
}

static void refused_key_leaves_nothing_behind(struct kunit *test)
{
	uint8_t key[SNT_KEY_LEN];

	snt_key_from_text(key, "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCp=",
			  44);
	KUNIT_EXPECT_TRUE(test, snt_key_is_zero(key));
}

static int read_through_pipe(const char *text, size_t len, uint8_t *key)
{
	int fds[2], ret;

	if (pipe(fds) || write(fds[1], text, len) != (ssize_t)len)
		return -EIO;
	close(fds[1]);
	ret = snt_key_from_fd(key, fds[0]);
	close(fds[0]);
	return ret;
}

static void key_file_may_end_in_white_space_only(struct kunit *test)
{
	static const char endless[200] = ALICE_PRIVATE;
	uint8_t key[SNT_KEY_LEN];

	KUNIT_EXPECT_EQ(test, read_through_pipe(ALICE_PRIVATE, 44, key), 0);
	KUNIT_EXPECT_EQ(test, read_through_pipe(ALICE_PRIVATE "\r\n", 46, key),
			0);
	KUNIT_EXPECT_EQ(test, read_through_pipe(ALICE_PRIVATE "\nx", 46, key),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, read_through_pipe(" " ALICE_PRIVATE, 45, key),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, read_through_pipe(endless, 200, key), -EINVAL);
	KUNIT_EXPECT_EQ(test, read_through_pipe("", 0, key), -ENODATA);
}

static void empty_file_stands_for_no_key(struct kunit *test)
{
	uint8_t key[SNT_KEY_LEN] = { 1 };

	KUNIT_EXPECT_EQ(test, snt_key_from_file(key, "/dev/null"), 0);
	KUNIT_EXPECT_TRUE(test, snt_key_is_zero(key));
	KUNIT_EXPECT_EQ(test, snt_key_from_file(key, "/nowhere/key"), -ENOENT);
}

static void generated_private_key_is_clamped(struct kunit *test)
{
	uint8_t key[SNT_KEY_LEN], other[SNT_KEY_LEN];

	KUNIT_ASSERT_EQ(test, snt_key_random(key), 0);
	KUNIT_ASSERT_EQ(test, snt_key_random(other), 0);
	KUNIT_EXPECT_TRUE(test, memcmp(key, other, SNT_KEY_LEN));
	snt_key_clamp(key);
	KUNIT_EXPECT_EQ(test, key[0] & 7, 0);
	KUNIT_EXPECT_EQ(test, key[31] & 0xc0, 0x40);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_byte_value_survives_the_way_there_and_back),
	KUNIT_CASE(base64_is_that_of_the_standard),
	KUNIT_CASE(public_key_is_that_of_the_standard),
	KUNIT_CASE(what_is_no_key_is_refused),
	KUNIT_CASE(refused_key_leaves_nothing_behind),
	KUNIT_CASE(key_file_may_end_in_white_space_only),
	KUNIT_CASE(empty_file_stands_for_no_key),
	KUNIT_CASE(generated_private_key_is_clamped),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_key",
	.test_cases = cases,
};

kunit_test_suite(suite);
