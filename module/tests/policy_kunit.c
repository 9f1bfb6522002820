// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a gateway says of packets: in what order, how strictly, in which bytes
 * and how often. policy_fields_kunit.c has every field by itself.
 */
#include <kunit/test.h>

#include "core/policy.h"
#include "scion_packet.h"
#include "vectors.h"

#define PORT	1000
#define OUR_IA	0x1717171717171717ULL	/* as put_scion() has it */

static const struct snt_policy by_host = { .level = SNT_POLICY_HOST };

static const u64 ours[] = { 0x0001ff0000000110ULL, OUR_IA };

static const struct snt_policy strict = {
	.level = SNT_POLICY_STRICT, .nr_local = 2, .local = ours,
};

static const struct snt_flow client = {
	.host = { 10, 0, 0, 2 }, .port = PORT, .version = 4,
};

static const struct snt_flow other = {
	.host = { 0xfd, [15] = 1 }, .port = 2000, .version = 6,
};

static struct packet *new_packet(struct kunit *test)
{
	struct packet *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	put_scion(p, &client, &other);
	return p;
}

static struct packet *new_udp(struct kunit *test, u16 source)
{
	struct packet *p = new_packet(test);

	put_udp(p, source, 2000);
	put_u16(p->buf + 6, 8);
	return p;
}

/* Has the length of its payload right, whatever has been put there. */
static void end_packet(struct packet *p)
{
	put_u16(p->buf + 6, (u16)(p->len - snt_scion_hdr_len(p->buf)));
}

static void expect(struct kunit *test, const struct snt_policy *policy,
		   const struct packet *p, int err, u8 code, u16 pointer)
{
	struct snt_policy_verdict v;

	KUNIT_EXPECT_EQ(test, err, snt_policy_check(policy, &client, p->buf,
						    p->len, p->len, &v));
	KUNIT_EXPECT_EQ(test, err ? SNT_SCMP_PARAMETER : 0, v.answer.type);
	KUNIT_EXPECT_EQ(test, code, v.answer.code);
	KUNIT_EXPECT_EQ(test, pointer, v.answer.value);
}

static void the_first_violation_is_told(struct kunit *test)
{
	struct packet *p = new_udp(test, 1);

	p->buf[12 + 8] = 0xff;
	expect(test, &by_host, p, 0, 0, 0);
	expect(test, &strict, p, -EADDRNOTAVAIL, 33, 20);
	p->buf[8] = 77;
	expect(test, &strict, p, -EPROTONOSUPPORT, 20, 8);
	expect(test, &by_host, p, -EPROTONOSUPPORT, 20, 8);
	p->buf[28 + 16] = 11;
	expect(test, &strict, p, -EADDRNOTAVAIL, 33, 28 + 16);
	expect(test, &by_host, p, -EADDRNOTAVAIL, 33, 28 + 16);
	p->buf[0] = 0x10;
	expect(test, &strict, p, -EBADMSG, 16, 0);
	expect(test, &by_host, p, -EBADMSG, 16, 0);
}

/* An IPv6 address may begin with the bytes of an IPv4 one, or hold them. */
static void hosts_of_two_families_are_never_the_same(struct kunit *test)
{
	static const struct snt_flow hosts[] = {
		{ .host = { 10, 0, 0, 2 }, .version = 4 },
		{ .host = { 10, 0, 0, 2 }, .version = 6 },
		{ .host = { [10] = 0xff, 0xff, 10, 0, 0, 2 }, .version = 6 },
	};
	struct snt_policy_verdict v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hosts) * ARRAY_SIZE(hosts); i++) {
		const struct snt_flow *tunnel = &hosts[i % 3];
		struct packet *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		put_scion(p, &hosts[i / 3], &other);
		put_next(p, 203, 0);
		KUNIT_EXPECT_EQ(test, i / 3 == i % 3 ? 0 : -EADDRNOTAVAIL,
				snt_policy_check(&by_host, tunnel, p->buf,
						 p->len, p->len, &v));
	}
}

static void only_one_port_is_strictly_right(struct kunit *test)
{
	struct packet *p = new_udp(test, PORT);
	unsigned int port;

	for (port = 0; port < 0x10000; port++) {
		bool good = port == PORT;

		put_u16(p->buf + snt_scion_hdr_len(p->buf), (u16)port);
		expect(test, &by_host, p, 0, 0, 0);
		expect(test, &strict, p, good ? 0 : -EADDRNOTAVAIL,
		       good ? 0 : 33, good ? 0 : 28 + 16 + 4);
	}
}

static void expect_scmp(struct kunit *test, u8 type, u16 id, int err)
{
	struct packet *p = new_packet(test);

	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 1);
	put_scmp(p, type, 8, id);
	end_packet(p);
	expect(test, &by_host, p, 0, 0, 0);
	expect(test, &strict, p, err, err ? 33 : 0, err ? 28 + 16 + 4 : 0);
}

static void an_identifier_must_be_the_port_if_strict(struct kunit *test)
{
	u8 type;

	for (type = 128; type <= 131; type++) {
		expect_scmp(test, type, PORT, 0);
		expect_scmp(test, type, PORT + 1, -EADDRNOTAVAIL);
	}
	/* Neither these nor errors that quote nothing have a port. */
	expect_scmp(test, 132, PORT, -EADDRNOTAVAIL);
	expect_scmp(test, 1, PORT, -EADDRNOTAVAIL);
}

/* It went to the port that the error comes from. */
static void an_error_is_strictly_about_what_went_to_the_port(struct kunit *test)
{
	u16 port;

	for (port = PORT - 1; port <= PORT + 1; port++) {
		struct packet *p = new_packet(test);
		bool good = port == PORT;

		put_scmp(p, SNT_SCMP_UNREACHABLE, 8, 0);
		put_scion(p, &other, &client);
		put_udp(p, 2000, port);
		end_packet(p);
		expect(test, &strict, p, good ? 0 : -EADDRNOTAVAIL,
		       good ? 0 : 33, good ? 0 : 28 + 16 + 4);
	}
}

static void strictly_only_our_ases_are_sources(struct kunit *test)
{
	struct snt_policy nobody = { .level = SNT_POLICY_STRICT };
	struct packet *p = new_udp(test, PORT);
	unsigned int i;

	expect(test, &nobody, p, -EADDRNOTAVAIL, 33, 20);
	for (i = 0; i < 64; i++) {
		p->buf[20 + i / 8] ^= (u8)(1 << i % 8);
		expect(test, &strict, p, -EADDRNOTAVAIL, 33, 20);
		p->buf[20 + i / 8] ^= (u8)(1 << i % 8);
	}
	expect(test, &strict, p, 0, 0, 0);
}

static void nothing_is_refused_if_it_is_off(struct kunit *test)
{
	static const struct snt_policy off = { .level = SNT_POLICY_OFF };
	struct packet *p = new_udp(test, 1);
	struct snt_policy_verdict v;

	p->buf[8] = 77;
	p->buf[28 + 16] = 11;
	p->len += 3;
	KUNIT_EXPECT_EQ(test, 0, snt_policy_check(&off, &client, p->buf, p->len,
						  p->len, &v));
	KUNIT_EXPECT_EQ(test, OUR_IA, v.scion.src_ia);
	KUNIT_EXPECT_EQ(test, p->len - 3, v.len);
	p->buf[0] = 0x45;
	KUNIT_EXPECT_EQ(test, 0, snt_policy_check(&off, &client, p->buf, p->len,
						  p->len, &v));
	KUNIT_EXPECT_EQ(test, 0, v.scion.hdr_len);
	KUNIT_EXPECT_EQ(test, p->len, v.len);
}

static void padding_is_no_part_of_a_packet(struct kunit *test)
{
	struct packet *p = new_udp(test, PORT);
	struct snt_policy_verdict v;
	size_t len = p->len;

	for (; p->len < len + 16; p->len++) {
		expect(test, &strict, p, 0, 0, 0);
		KUNIT_EXPECT_EQ(test, 0, snt_policy_check(&strict, &client,
							  p->buf, p->len,
							  p->len, &v));
		KUNIT_EXPECT_EQ(test, len, v.len);
	}
	expect(test, &by_host, p, -EBADMSG, 16, 0);
}

/* With every part of it, in a buffer of exactly that size. */
static void more_is_wanted_as_long_as_it_cannot_be_told(struct kunit *test)
{
	struct packet *p = new_packet(test);
	struct snt_policy_verdict v;
	size_t head, headers = 28 + 16 + 4;
	u8 *buf;

	put_extension(p, SNT_SCION_NEXT_END_TO_END, 3);
	put_udp(p, PORT, 2000);
	end_packet(p);
	for (head = 0; head <= p->len; head++) {
		buf = kunit_kzalloc(test, head, GFP_KERNEL);
		KUNIT_ASSERT_TRUE(test, buf || !head);
		memcpy(buf, p->buf, head);
		KUNIT_EXPECT_EQ(test, head < headers ? -ENODATA : 0,
				snt_policy_check(&by_host, &client, buf, head,
						 p->len, &v));
		KUNIT_EXPECT_EQ(test, head < p->len - 4 ? -ENODATA : 0,
				snt_policy_check(&strict, &client, buf, head,
						 p->len, &v));
		/* If that is all, it never can be told. */
		if (head && head < p->len)
			KUNIT_EXPECT_EQ(test, -EBADMSG,
					snt_policy_check(&strict, &client, buf,
							 head, head, &v));
	}
}

static void expect_answer(struct kunit *test,
			  const struct snt_vector_refusal *r, const u8 *answer,
			  size_t len)
{
	struct snt_scion scion;

	KUNIT_ASSERT_EQ_MSG(test, r->answer_len, len, "%s", r->name);
	KUNIT_ASSERT_EQ(test, 0, snt_scion_parse(answer, len, &scion));
	/* All but the checksum, which theirs have wrong, and ours right. */
	KUNIT_EXPECT_TRUE_MSG(test, !memcmp(answer, r->answer,
					    scion.hdr_len + 2u), "%s", r->name);
	KUNIT_EXPECT_TRUE_MSG(test, !memcmp(answer + scion.hdr_len + 4,
					    r->answer + scion.hdr_len + 4,
					    len - scion.hdr_len - 4), "%s",
			      r->name);
	KUNIT_EXPECT_EQ_MSG(test, 0xffff,
			    add_to_sum(SNT_SCION_NEXT_SCMP + scion.payload_len,
				       answer + SNT_SCION_COMMON_LEN,
				       len - SNT_SCION_COMMON_LEN), "%s",
			    r->name);
}

static void try_recorded(struct kunit *test, const struct snt_vector_refusal *r)
{
	u8 *out = kunit_kzalloc(test, SNT_SCMP_ERROR_MAX, GFP_KERNEL);
	struct snt_policy_verdict v;
	size_t len = 0;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, out);
	err = snt_policy_check(&by_host, &r->tunnel, r->packet, r->len, r->len,
			       &v);
	v.answer.src = r->gateway;
	if (err)
		len = snt_policy_answer(out, SNT_SCMP_ERROR_MAX, &v, r->packet,
					r->len);
	if (r->ours == SNT_VECTOR_OURS_MALFORMED)
		KUNIT_EXPECT_EQ_MSG(test, -EBADMSG, err, "%s", r->name);
	else if (r->ours == SNT_VECTOR_OURS_SILENCE)
		KUNIT_EXPECT_EQ_MSG(test, 0, len, "%s", r->name);
	else if (r->answer_len)
		expect_answer(test, r, out, len);
	else
		KUNIT_EXPECT_EQ_MSG(test, 0, err, "%s", r->name);
}

static void answers_are_those_of_a_real_gateway(struct kunit *test)
{
	size_t n;

	for (n = 0; n < snt_vector_nr_refusals; n++)
		try_recorded(test, &snt_vector_refusals[n]);
	KUNIT_EXPECT_LT(test, (size_t)30, n);
}

/* The answer's length: to a packet of another host, @bad: malformed as well. */
static size_t answer_len(struct kunit *test, struct packet *p, bool bad)
{
	u8 *out = kunit_kzalloc(test, SNT_SCMP_ERROR_MAX, GFP_KERNEL);
	struct snt_policy_verdict v;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, out);
	if (bad)
		p->buf[8] = SNT_SCION_PATH_ONE_HOP;
	err = snt_policy_check(&by_host, &other, p->buf, p->len, p->len, &v);
	KUNIT_EXPECT_EQ(test, bad ? -EBADMSG : -EADDRNOTAVAIL, err);
	v.answer.src = client;
	return snt_policy_answer(out, SNT_SCMP_ERROR_MAX, &v, p->buf, p->len);
}

static void errors_are_not_answered(struct kunit *test)
{
	unsigned int type, extensions;

	for (type = 0; type < 256; type++) {
		for (extensions = 0; extensions < 3; extensions++) {
			struct packet *p = new_packet(test);
			unsigned int i;
			size_t want;

			for (i = 0; i < extensions; i++)
				put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP +
					      (u8)i, 7);
			put_scmp(p, (u8)type, 8, 0);
			end_packet(p);
			want = type < 128 ? 0 : 28 + 16 + 4 + 8 + p->len;
			KUNIT_EXPECT_EQ(test, want, answer_len(test, p, false));
			KUNIT_EXPECT_EQ(test, want, answer_len(test, p, true));
		}
	}
}

static void what_may_be_an_error_is_not_answered(struct kunit *test)
{
	struct packet *p = new_packet(test);

	/* The type of the message is not there. */
	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 0);
	put_scmp(p, 128, 0, 0);
	end_packet(p);
	KUNIT_EXPECT_EQ(test, 0, answer_len(test, p, false));
	/* It is behind a length that leads out of the packet. */
	p->buf[28 + 16 + 4 + 1] = 1;
	KUNIT_EXPECT_EQ(test, 0, answer_len(test, p, false));
	KUNIT_EXPECT_EQ(test, 0, answer_len(test, p, true));
	p->buf[4] = SNT_SCION_NEXT_SCMP;
	p->buf[5] = 255;
	KUNIT_EXPECT_EQ(test, 0, answer_len(test, p, true));
	/* UDP is none, wherever it is. */
	p->buf[4] = SNT_SCION_NEXT_UDP;
	KUNIT_EXPECT_NE(test, 0, answer_len(test, p, true));
	/* Nor is what is no SCION packet. */
	p->buf[4] = SNT_SCION_NEXT_SCMP;
	p->buf[0] = 0x45;
	KUNIT_EXPECT_NE(test, 0, answer_len(test, p, true));
}

/* In buffers of exactly that size, so that a read beyond is noticed. */
static void too_short_for_an_error_is_answered(struct kunit *test)
{
	size_t len;

	for (len = 1; len <= 37; len++) {
		u8 *buf = kunit_kzalloc(test, len, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, buf);
		if (len > 4)
			buf[4] = SNT_SCION_NEXT_SCMP;
		if (len > 5)
			buf[5] = 9;
		KUNIT_EXPECT_EQ(test, len >= 36,
				snt_scmp_may_be_error(buf, len));
	}
}

static void answers_are_rationed(struct kunit *test)
{
	struct snt_bucket tunnel = {}, all = {}, many[9] = {};
	u64 now_ns = 3600 * 1000000000ULL;
	unsigned int i, given = 0;

	for (i = 0; i < 1000; i++)
		given += snt_policy_take_answer(&tunnel, &all, now_ns);
	KUNIT_EXPECT_EQ(test, 10, given);
	/* The others have what it has left them. */
	for (i = 0; i < 9 * 10; i++)
		given += snt_policy_take_answer(&many[i % 9], &all, now_ns);
	KUNIT_EXPECT_EQ(test, 50, given);
	now_ns += 1000000000;
	for (i = 0; i < 1000; i++)
		given += snt_policy_take_answer(&tunnel, &all, now_ns);
	KUNIT_EXPECT_EQ(test, 60, given);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(the_first_violation_is_told),
	KUNIT_CASE(hosts_of_two_families_are_never_the_same),
	KUNIT_CASE(only_one_port_is_strictly_right),
	KUNIT_CASE(an_identifier_must_be_the_port_if_strict),
	KUNIT_CASE(an_error_is_strictly_about_what_went_to_the_port),
	KUNIT_CASE(strictly_only_our_ases_are_sources),
	KUNIT_CASE(nothing_is_refused_if_it_is_off),
	KUNIT_CASE(padding_is_no_part_of_a_packet),
	KUNIT_CASE(more_is_wanted_as_long_as_it_cannot_be_told),
	KUNIT_CASE(answers_are_those_of_a_real_gateway),
	KUNIT_CASE(errors_are_not_answered),
	KUNIT_CASE(what_may_be_an_error_is_not_answered),
	KUNIT_CASE(too_short_for_an_error_is_answered),
	KUNIT_CASE(answers_are_rationed),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "snaptun_policy",
	.test_cases = policy_cases,
};

kunit_test_suites(&policy_suite);
