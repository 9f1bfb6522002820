// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages, against bytes that a real control plane sent and took.
 */
#include <kunit/test.h>

#include <stdlib.h>

#include "message.h"

/**
 * struct bytes - a message
 * @at: the bytes; what is behind them is out of bounds
 * @len: how many
 */
struct bytes {
	uint8_t *at;
	size_t len;
};

/* Digits of hexadecimal bytes, and letters after ' for themselves. */
static struct bytes from_hex(struct kunit *test, const char *text)
{
	struct bytes bytes = {
		.at = kunit_kzalloc(test, strlen(text), GFP_KERNEL),
	};
	char digits[3] = "";
	bool is_text = false;

	for (; *text; text++) {
		if (*text == '\'') {
			is_text = !is_text;
		} else if (is_text) {
			bytes.at[bytes.len++] = *text;
		} else if (*text != ' ') {
			memcpy(digits, text++, 2);
			bytes.at[bytes.len++] = strtoul(digits, NULL, 16);
		}
	}
	return bytes;
}

static struct bytes first_of(struct kunit *test, struct bytes bytes, size_t len)
{
	struct bytes first = {
		.at = kunit_kzalloc(test, len, GFP_KERNEL),
		.len = len,
	};

	memcpy(first.at, bytes.at, len);
	return first;
}

#define DATA_PLANE_ADDRESS	"0a0f'127.0.0.1:41000'"
#define DATA_PLANE_URL		"1217'http://127.0.0.1:41000/'"
#define DATA_PLANE_KEY		\
	"1a20ce8833500ccdfe44a6671163185514cc409c87e2ae07e3ee3312ffce7f339471"
#define OUR_KEY		\
	"0a20a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209"
#define ZERO_SHARE	\
	"12200000000000000000000000000000000000000000000000000000000000000000"

static const char data_plane[] =
	DATA_PLANE_ADDRESS DATA_PLANE_URL DATA_PLANE_KEY;

static int read_data_plane(struct snt_data_plane *plane, struct bytes bytes)
{
	return snt_message_read_data_plane(plane, bytes.at, bytes.len);
}

static void data_plane_is_read(struct kunit *test)
{
	struct snt_data_plane plane;

	KUNIT_ASSERT_EQ(test, read_data_plane(&plane,
					      from_hex(test, data_plane)), 0);
	KUNIT_EXPECT_TRUE(test, !strcmp(plane.address, "127.0.0.1:41000"));
	KUNIT_EXPECT_TRUE(test, !strcmp(plane.url, "http://127.0.0.1:41000/"));
	KUNIT_EXPECT_TRUE(test, plane.has_key);
	KUNIT_EXPECT_EQ(test, plane.key[0], 0xce);
	KUNIT_EXPECT_EQ(test, plane.key[31], 0x71);
	KUNIT_ASSERT_EQ(test, read_data_plane(&plane,
					      from_hex(test, DATA_PLANE_ADDRESS)),
			0);
	KUNIT_EXPECT_FALSE(test, plane.has_key);
	KUNIT_EXPECT_TRUE(test, !*plane.url);
}

/* Only where a field ends does a message end. */
static void data_plane_that_is_cut_is_refused(struct kunit *test)
{
	struct bytes all = from_hex(test, data_plane);
	struct snt_data_plane plane;
	size_t len;
	int ret;

	KUNIT_ASSERT_EQ(test, all.len, 76);
	for (len = 0; len < all.len; len++) {
		ret = read_data_plane(&plane, first_of(test, all, len));
		KUNIT_EXPECT_EQ_MSG(test, !ret,
				    len == 0 || len == 17 || len == 42,
				    "with %zu bytes", len);
	}
}

/* A field of the data plane with @len bytes. */
static int read_field(struct kunit *test, unsigned int field, size_t len)
{
	struct snt_data_plane plane;
	struct bytes bytes = {
		.at = kunit_kzalloc(test, len + 3, GFP_KERNEL),
		.len = len + 3,
	};

	memset(bytes.at, 'x', bytes.len);
	bytes.at[0] = field << 3 | 2;
	bytes.at[1] = 0x80 | (len & 0x7f);
	bytes.at[2] = len >> 7;
	return read_data_plane(&plane, bytes);
}

static void wrong_lengths_are_refused(struct kunit *test)
{
	struct bytes share = from_hex(test, "0a0107");
	uint8_t key[SNT_KEY_LEN];

	KUNIT_EXPECT_EQ(test, read_field(test, 3, 32), 0);
	KUNIT_EXPECT_NE(test, read_field(test, 3, 31), 0);
	KUNIT_EXPECT_NE(test, read_field(test, 3, 33), 0);
	KUNIT_EXPECT_EQ(test, read_field(test, 2, SNT_URL_SIZE - 1), 0);
	KUNIT_EXPECT_NE(test, read_field(test, 2, SNT_URL_SIZE), 0);
	KUNIT_EXPECT_EQ(test, read_field(test, 1, SNT_HOST_PORT_SIZE - 1), 0);
	KUNIT_EXPECT_NE(test, read_field(test, 1, SNT_HOST_PORT_SIZE), 0);
	KUNIT_EXPECT_NE(test, snt_message_read_registered(key, share.at,
							  share.len), 0);
}

static void register_is_written(struct kunit *test)
{
	struct bytes expected = from_hex(test, OUR_KEY ZERO_SHARE);
	uint8_t bytes[SNT_MESSAGE_SIZE];

	KUNIT_ASSERT_EQ(test, snt_message_write_register(bytes,
							 expected.at + 2), 68);
	KUNIT_EXPECT_TRUE(test, !memcmp(bytes, expected.at, 68));
}

static void share_is_read(struct kunit *test)
{
	struct bytes answer = from_hex(test,
		"0a20 0000000000000000000000000000000000000000000000000000000000000009");
	uint8_t share[SNT_KEY_LEN];

	KUNIT_ASSERT_EQ(test, snt_message_read_registered(share, answer.at,
							  34), 0);
	KUNIT_EXPECT_EQ(test, share[31], 9);
	KUNIT_EXPECT_NE(test, snt_message_read_registered(share, answer.at, 0),
			0);
	KUNIT_EXPECT_EQ(test, share[31], 0);
}

static void underlays_are_read(struct kunit *test)
{
	struct bytes answer = from_hex(test,
		"0a00 1224 0a22 0a17'http://127.0.0.1:41000/' 1207 b2828080 80e07f");
	struct snt_list urls = { 0 };

	KUNIT_ASSERT_EQ(test, answer.len, 40);
	KUNIT_EXPECT_NE(test, snt_message_read_underlays(&urls, answer.at, 39),
			0);
	KUNIT_EXPECT_EQ(test, urls.nr, 0);
	KUNIT_ASSERT_EQ(test, snt_message_read_underlays(&urls, answer.at, 40),
			0);
	KUNIT_ASSERT_EQ(test, urls.nr, 1);
	KUNIT_EXPECT_TRUE(test, !strcmp(urls.text[0], "http://127.0.0.1:41000/"));
	snt_list_uninit(&urls);
}

static void groups_of_apis_take_turns(struct kunit *test)
{
	struct bytes answer = from_hex(test,
		"0a0a 0a03 0a01'a' 0a03 0a01'b' 0a05 0a03 0a01'c'");
	struct snt_list urls = { 0 };

	KUNIT_ASSERT_EQ(test, snt_message_read_apis(&urls, answer.at,
						    answer.len), 0);
	KUNIT_ASSERT_EQ(test, urls.nr, 3);
	KUNIT_EXPECT_TRUE(test, !strcmp(urls.text[0], "a"));
	KUNIT_EXPECT_TRUE(test, !strcmp(urls.text[1], "c"));
	KUNIT_EXPECT_TRUE(test, !strcmp(urls.text[2], "b"));
	snt_list_uninit(&urls);
}

static void request_for_a_token_is_written(struct kunit *test)
{
	struct bytes expected = from_hex(test, "0a01'k' 1201'd' 18901c");
	static char long_text[SNT_MESSAGE_SIZE];
	uint8_t bytes[SNT_MESSAGE_SIZE];

	KUNIT_ASSERT_EQ(test, snt_message_write_authenticate(bytes, "k", "d",
							     3600), 9);
	KUNIT_EXPECT_TRUE(test, !memcmp(bytes, expected.at, 9));
	memset(long_text, 'x', sizeof(long_text) - 1);
	KUNIT_EXPECT_EQ(test, snt_message_write_authenticate(bytes, long_text,
							     "d", 3600), 0);
}

static void token_is_read(struct kunit *test)
{
	struct bytes answer = from_hex(test, "0a01't' 1203 0a01'u'");
	char *token, *discovery;

	KUNIT_ASSERT_EQ(test, snt_message_read_authenticated(&token, &discovery,
							     answer.at, 8), 0);
	KUNIT_EXPECT_TRUE(test, !strcmp(token, "t"));
	KUNIT_EXPECT_TRUE(test, !strcmp(discovery, "u"));
	free(token);
	free(discovery);
	KUNIT_ASSERT_EQ(test, snt_message_read_authenticated(&token, &discovery,
							     answer.at, 3), 0);
	KUNIT_EXPECT_NULL(test, discovery);
	free(token);
	KUNIT_EXPECT_NE(test, snt_message_read_authenticated(&token, &discovery,
							     answer.at, 2), 0);
}

static struct kunit_case message_cases[] = {
	KUNIT_CASE(data_plane_is_read),
	KUNIT_CASE(data_plane_that_is_cut_is_refused),
	KUNIT_CASE(wrong_lengths_are_refused),
	KUNIT_CASE(register_is_written),
	KUNIT_CASE(share_is_read),
	KUNIT_CASE(underlays_are_read),
	KUNIT_CASE(groups_of_apis_take_turns),
	KUNIT_CASE(request_for_a_token_is_written),
	KUNIT_CASE(token_is_read),
	{}
};

static struct kunit_suite message_suite = {
	.name = "message",
	.test_cases = message_cases,
};

kunit_test_suite(message_suite);
