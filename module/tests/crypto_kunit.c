// SPDX-License-Identifier: GPL-2.0-only
/* The primitives give what their specifications say, wherever they come from. */
#include <kunit/test.h>

#include "core/crypto.h"

#define TEXT_MAX	272

/* draft-irtf-cfrg-xchacha-03, A.3.1 */
static const char *const speech[] = {
	"Ladies and Gentlemen of the class of '99: If I could offer you only ",
	"one tip for the future, sunscreen would be it.",
	NULL
};

/* RFC 8439, A.5 */
static const char *const drafts[] = {
	"Internet-Drafts are draft documents valid for a maximum of six ",
	"months and may be updated, replaced, or obsoleted by other documents ",
	"at any time. It is inappropriate to use Internet-Drafts as reference ",
	"material or to cite them other than as /",
	"\xe2\x80\x9cwork in progress./\xe2\x80\x9d",
	NULL
};

static size_t join(u8 text[TEXT_MAX], const char *const *parts)
{
	size_t len = 0;

	for (; *parts; parts++) {
		memcpy(text + len, *parts, strlen(*parts));
		len += strlen(*parts);
	}
	return len;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void unhex(u8 *out, const char *hex)
{
	for (; *hex; hex += 2)
		*out++ = (u8)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
}

static void count_up(u8 *out, size_t len, u8 first)
{
	size_t i;

	for (i = 0; i < len; i++)
		out[i] = (u8)(first + i);
}

static void expect_hex(struct kunit *test, const u8 *data, size_t len,
		       const char *hex)
{
	u8 expected[64];

	unhex(expected, hex);
	KUNIT_EXPECT_EQ(test, 0, memcmp(data, expected, len));
}

static void blake2s_gives_the_known_digests(struct kunit *test)
{
	u8 in[64], key[32], out[32];

	count_up(in, sizeof(in), 0);
	count_up(key, sizeof(key), 0);
	snt_crypto_blake2s(out, 32, (const u8 *)"abc", 3, NULL, 0);
	expect_hex(test, out, 32,
		   "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
	snt_crypto_blake2s(out, 32, in, 64, key, 32);
	expect_hex(test, out, 32,
		   "8975b0577fd35566d750b362b0897a26c399136df07bababbde6203ff2954ed4");
	snt_crypto_blake2s(out, 16, in, 64, key, 32);
	expect_hex(test, out, 16, "f1efa90d2547036841ecd3627fafbc36");
}

static void x25519_gives_the_known_secret(struct kunit *test)
{
	u8 private[32], public[32], out[32];

	/* RFC 7748, 5.2: the scalar is not clamped. */
	unhex(private, "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
	unhex(public, "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
	KUNIT_EXPECT_TRUE(test, snt_crypto_x25519(out, private, public));
	expect_hex(test, out, 32,
		   "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

static void x25519_knows_the_base_point(struct kunit *test)
{
	u8 private[32], base[32] = { 9 }, by_base[32], public[32];

	count_up(private, sizeof(private), 0x77);
	KUNIT_EXPECT_TRUE(test, snt_crypto_x25519(by_base, private, base));
	KUNIT_EXPECT_TRUE(test, snt_crypto_x25519_public(public, private));
	KUNIT_EXPECT_EQ(test, 0, memcmp(by_base, public, sizeof(public)));
}

static void x25519_refuses_points_of_low_order(struct kunit *test)
{
	u8 private[32], point[32] = {}, out[32];

	count_up(private, sizeof(private), 1);
	KUNIT_EXPECT_FALSE(test, snt_crypto_x25519(out, private, point));
	point[0] = 1;
	KUNIT_EXPECT_FALSE(test, snt_crypto_x25519(out, private, point));
	unhex(point, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
	KUNIT_EXPECT_FALSE(test, snt_crypto_x25519(out, private, point));
}

static void aead_gives_the_known_tag(struct kunit *test)
{
	u8 text[TEXT_MAX], sealed[TEXT_MAX + 16], opened[TEXT_MAX];
	size_t len = join(text, drafts);
	u8 key[32], ad[12];

	unhex(key, "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
	unhex(ad, "f33388860000000000004e91");
	snt_crypto_aead_seal(sealed, text, len, ad, sizeof(ad),
			     0x0807060504030201, key);
	expect_hex(test, sealed, 16, "64a0861575861af460f062c79be643bd");
	expect_hex(test, sealed + len, 16, "eead9d67890cbb22392336fea1851f38");
	KUNIT_EXPECT_TRUE(test, snt_crypto_aead_open(opened, sealed, len + 16,
						     ad, sizeof(ad),
						     0x0807060504030201, key));
	KUNIT_EXPECT_EQ(test, 0, memcmp(opened, text, len));
}

static void xaead_gives_the_known_tag(struct kunit *test)
{
	u8 text[TEXT_MAX], sealed[TEXT_MAX + 16], opened[TEXT_MAX];
	size_t len = join(text, speech);
	u8 key[32], nonce[24], ad[12];

	count_up(key, sizeof(key), 0x80);
	count_up(nonce, sizeof(nonce), 0x40);
	unhex(ad, "50515253c0c1c2c3c4c5c6c7");
	snt_crypto_xaead_seal(sealed, text, len, ad, sizeof(ad), nonce, key);
	expect_hex(test, sealed + len, 16, "c0875924c1c7987947deafd8780acf49");
	KUNIT_EXPECT_TRUE(test, snt_crypto_xaead_open(opened, sealed, len + 16,
						      ad, sizeof(ad), nonce,
						      key));
	KUNIT_EXPECT_EQ(test, 0, memcmp(opened, text, len));
}

static void changed_text_is_refused(struct kunit *test)
{
	u8 key[32] = {}, nonce[24] = {}, sealed[20 + 16], opened[20];
	size_t at;

	for (at = 0; at < sizeof(sealed); at++) {
		snt_crypto_aead_seal(sealed, key, 20, NULL, 0, 1, key);
		sealed[at] ^= 0x10;
		KUNIT_EXPECT_FALSE(test,
				   snt_crypto_aead_open(opened, sealed,
							sizeof(sealed), NULL, 0,
							1, key));
		snt_crypto_xaead_seal(sealed, key, 20, NULL, 0, nonce, key);
		sealed[at] ^= 0x10;
		KUNIT_EXPECT_FALSE(test,
				   snt_crypto_xaead_open(opened, sealed,
							 sizeof(sealed), NULL,
							 0, nonce, key));
	}
}

static void text_shorter_than_a_tag_is_refused(struct kunit *test)
{
	u8 key[32] = {}, nonce[24] = {}, sealed[15] = {}, opened[1];

	KUNIT_EXPECT_FALSE(test, snt_crypto_aead_open(opened, sealed, 15, NULL,
						      0, 1, key));
	KUNIT_EXPECT_FALSE(test, snt_crypto_xaead_open(opened, sealed, 15, NULL,
						       0, nonce, key));
}

static void comparison_sees_every_byte(struct kunit *test)
{
	u8 a[33] = {}, b[33] = {};
	size_t at;

	KUNIT_EXPECT_TRUE(test, snt_crypto_equal(a, b, sizeof(a)));
	for (at = 0; at < sizeof(a); at++) {
		b[at] = 0x80;
		KUNIT_EXPECT_FALSE(test, snt_crypto_equal(a, b, sizeof(a)));
		b[at] = 0;
	}
	memset(a, 0xff, sizeof(a));
	snt_crypto_wipe(a, sizeof(a));
	KUNIT_EXPECT_TRUE(test, snt_crypto_equal(a, b, sizeof(a)));
}

static struct kunit_case crypto_cases[] = {
	KUNIT_CASE(blake2s_gives_the_known_digests),
	KUNIT_CASE(x25519_gives_the_known_secret),
	KUNIT_CASE(x25519_knows_the_base_point),
	KUNIT_CASE(x25519_refuses_points_of_low_order),
	KUNIT_CASE(aead_gives_the_known_tag),
	KUNIT_CASE(xaead_gives_the_known_tag),
	KUNIT_CASE(changed_text_is_refused),
	KUNIT_CASE(text_shorter_than_a_tag_is_refused),
	KUNIT_CASE(comparison_sees_every_byte),
	{}
};

static struct kunit_suite crypto_suite = {
	.name = "snaptun_crypto",
	.test_cases = crypto_cases,
};

kunit_test_suites(&crypto_suite);
