// SPDX-License-Identifier: GPL-2.0-only
/*
 * STUN requests as routers and libraries of SCION send them, and every way in
 * which a datagram is none.
 */
#include <kunit/test.h>

#include "core/stun.h"

#define REQUEST_MAX	128
#define HEADER_LEN	20
#define COOKIE		"\x21\x12\xa4\x42"
#define ID		"\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"

/**
 * struct request - a request that is being built
 * @len: bytes so far
 * @buf: the bytes
 */
struct request {
	size_t len;
	u8 buf[REQUEST_MAX];
};

static void put_u16(u8 *p, size_t v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static void begin(struct request *r)
{
	memset(r, 0, sizeof(*r));
	memcpy(r->buf, "\0\1\0\0" COOKIE ID, HEADER_LEN);
	r->len = HEADER_LEN;
}

static void put_attribute(struct request *r, u16 type, const char *value,
			  size_t len)
{
	u8 *p = r->buf + r->len;

	put_u16(p, type);
	put_u16(p + 2, len);
	memset(p + 4, 0, (len + 3) / 4 * 4);
	memcpy(p + 4, value, len);
	r->len += 4 + (len + 3) / 4 * 4;
}

/* Bit by bit, unlike the code under test in the kernel. */
static u32 crc_of(const u8 *p, size_t len)
{
	u32 crc = ~0U;
	size_t bit;

	for (bit = 0; bit < 8 * len; bit++) {
		crc ^= p[bit / 8] >> bit % 8 & 1;
		crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return ~crc;
}

static void put_fingerprint(struct request *r)
{
	u32 value;

	put_u16(r->buf + 2, r->len + 8 - HEADER_LEN);
	value = crc_of(r->buf, r->len) ^ 0x5354554e;
	put_u16(r->buf + r->len, 0x8028);
	put_u16(r->buf + r->len + 2, 4);
	put_u16(r->buf + r->len + 4, value >> 16);
	put_u16(r->buf + r->len + 6, value & 0xffff);
	r->len += 8;
}

static void expect(struct kunit *test, const struct request *r, bool want)
{
	/* Exactly sized, so that a read beyond is noticed. */
	u8 *copy = kunit_kzalloc(test, r->len, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, copy || !r->len);
	memcpy(copy, r->buf, r->len);
	KUNIT_EXPECT_EQ(test, want, snt_stun_is_request(copy, r->len));
}

static void a_request_ends_in_a_fingerprint(struct kunit *test)
{
	struct request r;

	begin(&r);
	put_fingerprint(&r);
	expect(test, &r, true);

	begin(&r);
	put_attribute(&r, 0x8022, "jpan.scion.org v0.4.0", 21);
	put_fingerprint(&r);
	expect(test, &r, true);

	/* Behind it there is nothing. */
	put_attribute(&r, 0x8022, "x", 1);
	put_u16(r.buf + 2, r.len - HEADER_LEN);
	expect(test, &r, false);

	begin(&r);
	expect(test, &r, false);
	put_attribute(&r, 0x8022, "x", 1);
	put_u16(r.buf + 2, r.len - HEADER_LEN);
	expect(test, &r, false);
}

/* RFC 5769, section 2.1: with credentials, which are not asked for. */
static void the_request_of_the_test_vectors_is_one(struct kunit *test)
{
	static const char integrity[] =
		"\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49"
		"\xc1\xb5\x71\xa2";
	struct request r;

	begin(&r);
	put_attribute(&r, 0x8022, "STUN test client", 16);
	put_attribute(&r, 0x0024, "\x6e\0\x01\xff", 4);
	put_attribute(&r, 0x8029, "\x93\x2f\xf9\xb1\x51\x26\x3b\x36", 8);
	put_attribute(&r, 0x0006, "evtj:h6vY", 9);
	memset(r.buf + r.len - 3, 0x20, 3);
	put_attribute(&r, 0x0008, integrity, 20);
	put_fingerprint(&r);
	KUNIT_EXPECT_TRUE(test, !memcmp(r.buf + r.len - 4, "\xe5\x7a\x3b\xcf",
					4));
	expect(test, &r, true);
}

static void each_changed_bit_is_noticed(struct kunit *test)
{
	struct request r;
	size_t bit;

	begin(&r);
	put_attribute(&r, 0x8022, "some", 4);
	put_fingerprint(&r);
	for (bit = 0; bit < 8 * r.len; bit++) {
		r.buf[bit / 8] ^= (u8)(1 << bit % 8);
		expect(test, &r, false);
		r.buf[bit / 8] ^= (u8)(1 << bit % 8);
	}
	expect(test, &r, true);
}

/* Made anew with a right fingerprint each, so that only the rest is wrong. */
static void wrong_headers_are_refused(struct kunit *test)
{
	struct request r;
	size_t len;

	begin(&r);
	r.buf[1] = 2;
	put_fingerprint(&r);
	expect(test, &r, false);

	begin(&r);
	r.buf[0] = 1;
	put_fingerprint(&r);
	expect(test, &r, false);

	begin(&r);
	r.buf[7] ^= 1;
	put_fingerprint(&r);
	expect(test, &r, false);

	begin(&r);
	put_fingerprint(&r);
	for (len = 0; len < r.len; len++) {
		struct request cut = r;

		cut.len = len;
		expect(test, &cut, false);
	}
	r.len++;
	expect(test, &r, false);
}

static void attributes_must_not_pass_the_end(struct kunit *test)
{
	struct request r;

	begin(&r);
	put_attribute(&r, 0x8022, "some", 4);
	put_u16(r.buf + HEADER_LEN + 2, 13);
	put_fingerprint(&r);
	expect(test, &r, false);
	begin(&r);
	put_attribute(&r, 0x8022, "some", 4);
	put_u16(r.buf + HEADER_LEN + 2, 0xffff);
	put_fingerprint(&r);
	expect(test, &r, false);
}

static void expect_answer(struct kunit *test, const struct request *r,
			  const struct snt_flow *mapped, const u8 *want,
			  size_t len)
{
	u8 *out = kunit_kzalloc(test, SNT_STUN_ANSWER_MAX, GFP_KERNEL);
	struct request copy = { .len = len - 8 };

	KUNIT_ASSERT_NOT_NULL(test, out);
	KUNIT_ASSERT_TRUE(test, snt_stun_is_request(r->buf, r->len));
	KUNIT_ASSERT_EQ(test, len, snt_stun_answer(out, r->buf, mapped));
	/* @want has no fingerprint. */
	memcpy(copy.buf, want, len - 8);
	put_fingerprint(&copy);
	KUNIT_EXPECT_TRUE(test, !memcmp(copy.buf, out, len));
}

/* RFC 5769, sections 2.2 and 2.3: address and port, but no credentials. */
static void the_address_is_told(struct kunit *test)
{
	static const struct snt_flow mapped4 = {
		.host = { 192, 0, 2, 1 }, .port = 32853, .version = 4,
	};
	static const struct snt_flow mapped6 = {
		.host = { 0x20, 0x01, 0x0d, 0xb8, 0x12, 0x34, 0x56, 0x78,
			  0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 },
		.port = 32853, .version = 6,
	};
	static const u8 answer4[] =
		"\x01\x01\x00\x14" COOKIE ID
		"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43";
	static const u8 answer6[] =
		"\x01\x01\x00\x20" COOKIE ID
		"\x00\x20\x00\x14\x00\x02\xa1\x47"
		"\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9";
	struct request r;

	begin(&r);
	put_attribute(&r, 0x8022, "jpan.scion.org v0.4.0", 21);
	put_fingerprint(&r);
	expect_answer(test, &r, &mapped4, answer4, 40);
	expect_answer(test, &r, &mapped6, answer6, 52);

	/* Credentials have no effect, and what is behind them is not read. */
	begin(&r);
	put_attribute(&r, 0x0006, "user", 4);
	put_attribute(&r, 0x0008, "01234567890123456789", 20);
	put_attribute(&r, 0x7777, "what", 4);
	put_fingerprint(&r);
	expect_answer(test, &r, &mapped4, answer4, 40);
}

static void unknown_attributes_are_told(struct kunit *test)
{
	static const struct snt_flow mapped = { .version = 4 };
	static const u8 three[] =
		"\x01\x11\x00\x1c" COOKIE ID
		"\x00\x09\x00\x04\x00\x00\x04\x14"
		"\x00\x0a\x00\x06\x00\x03\x7f\xff\x00\x00\x00\x00";
	static const u8 eight[] =
		"\x01\x11\x00\x24" COOKIE ID
		"\x00\x09\x00\x04\x00\x00\x04\x14\x00\x0a\x00\x10"
		"\x01\x00\x01\x01\x01\x02\x01\x03\x01\x04\x01\x05\x01\x06\x01\x07";
	struct request r;
	u16 type;

	begin(&r);
	put_attribute(&r, 0x0003, "\0\0\0\6", 4);
	put_attribute(&r, 0x8022, "x", 1);
	put_attribute(&r, 0x7fff, "", 0);
	put_attribute(&r, 0x0000, "", 0);
	put_fingerprint(&r);
	expect_answer(test, &r, &mapped, three, 48);

	/* As many as have room. */
	begin(&r);
	for (type = 0x100; type < 0x10a; type++)
		put_attribute(&r, type, "", 0);
	put_fingerprint(&r);
	expect_answer(test, &r, &mapped, eight, 56);
}

static struct kunit_case stun_cases[] = {
	KUNIT_CASE(a_request_ends_in_a_fingerprint),
	KUNIT_CASE(the_request_of_the_test_vectors_is_one),
	KUNIT_CASE(each_changed_bit_is_noticed),
	KUNIT_CASE(wrong_headers_are_refused),
	KUNIT_CASE(attributes_must_not_pass_the_end),
	KUNIT_CASE(the_address_is_told),
	KUNIT_CASE(unknown_attributes_are_told),
	{}
};

static struct kunit_suite stun_suite = {
	.name = "snaptun_stun",
	.test_cases = stun_cases,
};

kunit_test_suites(&stun_suite);
