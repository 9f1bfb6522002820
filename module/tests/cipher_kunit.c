// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cipher of the data path makes and takes the same bytes as the kernel
 * library's one-call functions.
 */
#include <kunit/test.h>

#include "crypt/cipher.h"

#include <linux/errno.h>
#include <linux/random.h>
#include <linux/string.h>
#include <crypto/chacha20poly1305.h>

#define FRONT		SNT_CIPHER_FRONT_LEN
#define TAG		SNT_CIPHER_TAG_LEN
#define TEXT_MAX	9100
#define BUF_LEN		(FRONT + TEXT_MAX + TAG + 8)

/**
 * struct fixture - one key, and buffers of exactly the room that is promised
 * @cipher: under test
 * @key: the same key for the library
 * @plain: text
 * @sealed: by the library
 * @work: what the cipher works in
 * @before: copy of @work
 */
struct fixture {
	struct snt_cipher cipher;
	u8 key[SNT_CIPHER_KEY_LEN];
	u8 plain[BUF_LEN];
	u8 sealed[BUF_LEN];
	u8 work[BUF_LEN];
	u8 before[BUF_LEN];
};

static int cipher_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	if (!fix)
		return -ENOMEM;
	get_random_bytes(fix->key, sizeof(fix->key));
	get_random_bytes(fix->plain, sizeof(fix->plain));
	snt_cipher_init(&fix->cipher, fix->key);
	test->priv = fix;
	return 0;
}

/* All short lengths, then around the vector code's strides and packet sizes. */
static size_t next_len(size_t len)
{
	if (len < 300)
		return len + 1;
	if (len < 1500)
		return len + 13;
	return len + 509;
}

static void fill(struct fixture *fix, size_t len, u64 nonce)
{
	get_random_bytes(fix->sealed, sizeof(fix->sealed));
	get_random_bytes(fix->work, sizeof(fix->work));
	chacha20poly1305_encrypt(fix->sealed + FRONT, fix->plain, len, NULL, 0,
				 nonce, fix->key);
	memcpy(fix->before, fix->work, sizeof(fix->work));
}

static void sealed_text_is_the_library_s(struct kunit *test)
{
	struct fixture *fix = test->priv;
	size_t len, shift;

	for (len = 0; len < TEXT_MAX - 8; len = next_len(len)) {
		u8 *text;

		shift = len % 8;
		fill(fix, len, len << 40);
		text = fix->work + FRONT + shift;
		memcpy(text, fix->plain, len);
		snt_cipher_seal(&fix->cipher, text, len, len << 40);
		KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(text, fix->sealed + FRONT,
						    len + TAG),
				    "length %zu", len);
		KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(fix->work, fix->before,
						    FRONT + shift),
				    "length %zu", len);
		text += len + TAG;
		KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(text, fix->before +
						    (text - fix->work),
						    fix->work + BUF_LEN - text),
				    "length %zu", len);
	}
}

static void open_one(struct kunit *test, size_t len, bool may_write_tag)
{
	struct fixture *fix = test->priv;
	u8 *dst = fix->work + FRONT;

	fill(fix, len, len);
	KUNIT_ASSERT_EQ_MSG(test, 0,
			    snt_cipher_open(&fix->cipher, dst,
					    fix->sealed + FRONT, len, len,
					    may_write_tag),
			    "length %zu", len);
	KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(dst, fix->plain, len),
			    "length %zu", len);
	KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(fix->work, fix->before, FRONT),
			    "length %zu", len);
	KUNIT_ASSERT_EQ_MSG(test, 0, memcmp(dst + len,
					    fix->before + FRONT + len,
					    BUF_LEN - FRONT - len),
			    "length %zu", len);
}

static void what_the_library_sealed_is_opened(struct kunit *test)
{
	size_t len;

	for (len = 0; len < TEXT_MAX; len = next_len(len)) {
		open_one(test, len, true);
		open_one(test, len, false);
	}
}

static void opening_in_place_works(struct kunit *test)
{
	struct fixture *fix = test->priv;
	u8 *text = fix->sealed + FRONT;

	fill(fix, 1312, 7);
	KUNIT_EXPECT_EQ(test, 0, snt_cipher_open(&fix->cipher, text, text, 1312,
						 7, true));
	KUNIT_EXPECT_EQ(test, 0, memcmp(text, fix->plain, 1312));
}

static void expect_refused(struct kunit *test, size_t len, u64 nonce,
			   bool may_write_tag)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, -EBADMSG,
			snt_cipher_open(&fix->cipher, fix->work + FRONT,
					fix->sealed + FRONT, len, nonce,
					may_write_tag));
	KUNIT_EXPECT_NULL(test, memchr_inv(fix->work + FRONT, 0, len));
}

static void changed_text_is_refused_and_wiped(struct kunit *test)
{
	struct fixture *fix = test->priv;
	size_t at;

	for (at = 0; at < 96 + TAG; at++) {
		fill(fix, 96, 3);
		fix->sealed[FRONT + at] ^= 1 << at % 8;
		expect_refused(test, 96, 3, at % 2);
	}
	fill(fix, 96, 3);
	expect_refused(test, 96, 4, true);
	expect_refused(test, 80, 3, true);
}

static void source_is_only_read_unless_allowed(struct kunit *test)
{
	struct fixture *fix = test->priv;
	u8 *copy = kunit_kzalloc(test, BUF_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	fill(fix, 1008, 9);
	memcpy(copy, fix->sealed, BUF_LEN);
	KUNIT_EXPECT_EQ(test, 0, snt_cipher_open(&fix->cipher,
						 fix->work + FRONT,
						 fix->sealed + FRONT, 1008, 9,
						 false));
	KUNIT_EXPECT_EQ(test, 0, memcmp(copy, fix->sealed, BUF_LEN));
}

static void neighbouring_strides_do_not_disturb_each_other(struct kunit *test)
{
	struct fixture *fix = test->priv;
	const size_t len = 272, stride = 16 + len + TAG;
	u8 *first = fix->work + FRONT;
	int i;

	for (i = 4; i >= 0; i--) {
		memcpy(first + i * stride, fix->plain, len);
		snt_cipher_seal(&fix->cipher, first + i * stride, len, i);
	}
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, 0,
				snt_cipher_open(&fix->cipher,
						fix->before + FRONT,
						first + i * stride, len, i,
						true));
}

static void wiped_key_is_gone(struct kunit *test)
{
	struct fixture *fix = test->priv;

	snt_cipher_wipe(&fix->cipher);
	KUNIT_EXPECT_NULL(test, memchr_inv(&fix->cipher, 0,
					   sizeof(fix->cipher)));
}

static struct kunit_case cipher_cases[] = {
	KUNIT_CASE(sealed_text_is_the_library_s),
	KUNIT_CASE(what_the_library_sealed_is_opened),
	KUNIT_CASE(opening_in_place_works),
	KUNIT_CASE(changed_text_is_refused_and_wiped),
	KUNIT_CASE(source_is_only_read_unless_allowed),
	KUNIT_CASE(neighbouring_strides_do_not_disturb_each_other),
	KUNIT_CASE(wiped_key_is_gone),
	{}
};

static struct kunit_suite cipher_suite = {
	.name = "snaptun_cipher",
	.init = cipher_init,
	.test_cases = cipher_cases,
};

kunit_test_suites(&cipher_suite);
