// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCMP errors that answer packets: their bytes, how much they quote, and what
 * is not answered.
 */
#include <kunit/test.h>

#include "core/scmp.h"
#include "scion_packet.h"

static const struct snt_flow client = {
	.host = { 10, 0, 0, 2 }, .port = 1000, .version = 4,
};

static const struct snt_flow gateway = {
	.host = { 0xfd, [15] = 1 }, .port = 1, .version = 6,
};

static struct packet *new_packet(struct kunit *test)
{
	struct packet *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* As a SNAP answers four bytes that are no packet, from and to AS 0-0 */
static void a_header_problem_is_told(struct kunit *test)
{
	static const u8 want[] = {
		0, 0, 0, 0, 202, 9, 0, 12, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		10, 0, 0, 2, 10, 0, 0, 1,
		4, 16, 0x49, 0x79, 0, 0, 0, 0, 0xde, 0xad, 0xbe, 0xef,
	};
	static const u8 packet[] = { 0xde, 0xad, 0xbe, 0xef };
	struct snt_scmp_error error = {
		.src = { .host = { 10, 0, 0, 1 }, .version = 4 },
		.dst = client,
		.type = SNT_SCMP_PARAMETER,
		.code = SNT_SCMP_BAD_HEADER,
	};
	u8 *out = kunit_kzalloc(test, sizeof(want), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, out);
	KUNIT_EXPECT_EQ(test, sizeof(want),
			snt_scmp_build(out, sizeof(want), &error, packet,
				       sizeof(packet)));
	KUNIT_EXPECT_TRUE(test, !memcmp(out, want, sizeof(want)));
}

/* An error to IPv4 from IPv6 that quotes @quote bytes of @p. */
static void expect_error(struct kunit *test, const u8 *out, size_t len,
			 const struct snt_scmp_error *error, const u8 *packet,
			 size_t quote)
{
	size_t hdr_len = SNT_SCION_DST_HOST_OFF + 4 + 16;
	struct snt_scion scion;

	KUNIT_ASSERT_EQ(test, hdr_len + 8 + quote, len);
	KUNIT_ASSERT_EQ(test, 0, snt_scion_parse(out, len, &scion));
	KUNIT_EXPECT_EQ(test, hdr_len, scion.hdr_len);
	KUNIT_EXPECT_EQ(test, len - hdr_len, scion.payload_len);
	KUNIT_EXPECT_EQ(test, SNT_SCION_NEXT_SCMP, scion.next_header);
	KUNIT_EXPECT_EQ(test, SNT_SCION_PATH_EMPTY, scion.path_type);
	KUNIT_EXPECT_EQ(test, error->dst_ia, scion.dst_ia);
	KUNIT_EXPECT_EQ(test, error->src_ia, scion.src_ia);
	KUNIT_EXPECT_TRUE(test, !memcmp(out + 28, error->dst.host, 4));
	KUNIT_EXPECT_TRUE(test, !memcmp(out + 32, error->src.host, 16));
	KUNIT_EXPECT_EQ(test, error->type, out[hdr_len]);
	KUNIT_EXPECT_EQ(test, error->code, out[hdr_len + 1]);
	KUNIT_EXPECT_EQ(test, error->value,
			out[hdr_len + 6] << 8 | out[hdr_len + 7]);
	KUNIT_EXPECT_EQ(test, 0xffff,
			add_to_sum(SNT_SCION_NEXT_SCMP + scion.payload_len,
				   out + SNT_SCION_COMMON_LEN,
				   len - SNT_SCION_COMMON_LEN));
	KUNIT_EXPECT_TRUE(test, !memcmp(out + hdr_len + 8, packet, quote));
}

static void as_much_is_quoted_as_fits(struct kunit *test)
{
	static const struct {
		size_t packet;
		size_t max;
		size_t quote;
	} cases[] = {
		{ 1500, 1232, 1232 - 56 }, { 1500, 9000, 1232 - 56 },
		{ 1176, 1232, 1176 }, { 1175, 1232, 1175 },
		{ 1500, 999, 999 - 56 }, { 1500, 57, 1 }, { 1500, 56, 0 },
		{ 0, 1232, 0 },
	};
	struct snt_scmp_error error = {
		.src_ia = 0x0001ff0000000110, .dst_ia = 0x0002ff0000000220,
		.src = gateway, .dst = client, .type = SNT_SCMP_TOO_BIG,
		.value = 1400,
	};
	u8 *packet = kunit_kzalloc(test, 1500, GFP_KERNEL);
	size_t i, len;

	KUNIT_ASSERT_NOT_NULL(test, packet);
	for (i = 0; i < 1500; i++)
		packet[i] = (u8)(i * 7 + i / 256);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		/* Exactly sized, so that a write beyond is noticed. */
		u8 *out = kunit_kzalloc(test, cases[i].max, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, out);
		len = snt_scmp_build(out, cases[i].max, &error, packet,
				     cases[i].packet);
		expect_error(test, out, len, &error, packet, cases[i].quote);
	}
	KUNIT_EXPECT_EQ(test, 0, snt_scmp_build(packet, 55, &error, packet,
						0));
}

static void only_errors_of_one_form_are_built(struct kunit *test)
{
	struct snt_scmp_error error = { .src = client, .dst = client };
	u8 *out = kunit_kzalloc(test, 100, GFP_KERNEL);
	unsigned int type;

	KUNIT_ASSERT_NOT_NULL(test, out);
	for (type = 0; type < 256; type++) {
		bool can = type == 1 || type == 2 || type == 4;

		error.type = (u8)type;
		KUNIT_EXPECT_EQ(test, (size_t)(can ? 36 + 8 + 2 : 0),
				snt_scmp_build(out, 100, &error,
					       (const u8 *)"ab", 2));
	}
}

static void the_sender_gets_the_answer(struct kunit *test)
{
	struct packet *p = new_packet(test);
	struct snt_scmp_error error;

	memset(&error, 0xff, sizeof(error));
	put_scion(p, &client, &gateway);
	put_udp(p, 1000, 2000);
	KUNIT_EXPECT_EQ(test, 0, snt_scmp_answer_to(&error, p->buf, p->len));
	KUNIT_EXPECT_EQ(test, 4, error.dst.version);
	KUNIT_EXPECT_EQ(test, 0, error.dst.port);
	KUNIT_EXPECT_TRUE(test, !memcmp(error.dst.host, client.host, 16));
	KUNIT_EXPECT_EQ(test, 0x1717171717171717ULL, error.dst_ia);

	p->buf[9] |= 4;
	KUNIT_EXPECT_EQ(test, -EPROTONOSUPPORT,
			snt_scmp_answer_to(&error, p->buf, p->len));
	KUNIT_EXPECT_EQ(test, -ENODATA,
			snt_scmp_answer_to(&error, p->buf, 40));

	p->len = 0;
	put_scion(p, &gateway, &client);
	KUNIT_EXPECT_EQ(test, 0, snt_scmp_answer_to(&error, p->buf, p->len));
	KUNIT_EXPECT_EQ(test, 6, error.dst.version);
	KUNIT_EXPECT_TRUE(test, !memcmp(error.dst.host, gateway.host, 16));
}

static void errors_are_not_answered(struct kunit *test)
{
	unsigned int type;

	for (type = 0; type < 256; type++) {
		struct packet *p = new_packet(test);

		put_scion(p, &client, &gateway);
		put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 1);
		put_scmp(p, (u8)type, 8, 0);
		KUNIT_EXPECT_EQ(test, type >= 128,
				snt_scmp_may_answer(p->buf, p->len));
		KUNIT_EXPECT_FALSE(test, snt_scmp_may_answer(p->buf,
							     p->len - 8));
	}
}

static void what_cannot_be_told_is_not_answered(struct kunit *test)
{
	struct packet *p = new_packet(test);
	size_t len;

	put_scion(p, &client, &gateway);
	put_extension(p, SNT_SCION_NEXT_END_TO_END, 1);
	put_udp(p, 1000, 2000);
	KUNIT_EXPECT_TRUE(test, snt_scmp_may_answer(p->buf, p->len));
	/* All headers before UDP must be there. */
	for (len = 0; len < p->len - 8; len++) {
		u8 *cut = kunit_kzalloc(test, len, GFP_KERNEL);

		KUNIT_ASSERT_TRUE(test, cut || !len);
		memcpy(cut, p->buf, len);
		KUNIT_EXPECT_FALSE(test, snt_scmp_may_answer(cut, len));
	}
	p->buf[0] = 0x45;
	KUNIT_EXPECT_FALSE(test, snt_scmp_may_answer(p->buf, p->len));

	/* A message that is not there has no type. */
	p = new_packet(test);
	put_scion(p, &client, &client);
	put_next(p, SNT_SCION_NEXT_SCMP, 0);
	KUNIT_EXPECT_FALSE(test, snt_scmp_may_answer(p->buf, p->len));

	/* A third extension is none that may be there. */
	p = new_packet(test);
	put_scion(p, &client, &gateway);
	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 0);
	put_extension(p, SNT_SCION_NEXT_END_TO_END, 0);
	put_extension(p, SNT_SCION_NEXT_END_TO_END, 0);
	put_udp(p, 1000, 2000);
	KUNIT_EXPECT_FALSE(test, snt_scmp_may_answer(p->buf, p->len));
}

static struct kunit_case scmp_cases[] = {
	KUNIT_CASE(a_header_problem_is_told),
	KUNIT_CASE(as_much_is_quoted_as_fits),
	KUNIT_CASE(only_errors_of_one_form_are_built),
	KUNIT_CASE(the_sender_gets_the_answer),
	KUNIT_CASE(errors_are_not_answered),
	KUNIT_CASE(what_cannot_be_told_is_not_answered),
	{}
};

static struct kunit_suite scmp_suite = {
	.name = "snaptun_scmp",
	.test_cases = scmp_cases,
};

kunit_test_suites(&scmp_suite);
