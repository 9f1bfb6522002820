// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both ends of SCION packets of every kind that has a port, and what happens
 * when less of one is there.
 */
#include <kunit/test.h>

#include "scion_packet.h"

static const struct snt_flow src = {
	.host = { 0x60, 0x60, 0x60, 0x60, 0x60, 0x60, 0x60, 0x60, 0x60, 0x60,
		  0x60, 0x60, 0x60, 0x60, 0x60, 0x60 },
	.version = 6,
};

static const struct snt_flow dst = {
	.host = { 0x40, 0x40, 0x40, 0x40 },
	.version = 4,
};

static struct packet *new_packet(struct kunit *test)
{
	struct packet *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	put_scion(p, &src, &dst);
	return p;
}

static void expect(struct kunit *test, const struct packet *p, u16 source,
		   u16 destination)
{
	struct snt_flow flow;

	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(p->buf, p->len, SNT_FLOW_SOURCE,
						&flow));
	KUNIT_EXPECT_EQ(test, 6, flow.version);
	KUNIT_EXPECT_EQ(test, source, flow.port);
	KUNIT_EXPECT_EQ(test, 0x60, flow.host[0]);
	KUNIT_EXPECT_EQ(test, 0x60, flow.host[15]);
	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(p->buf, p->len,
						SNT_FLOW_DESTINATION, &flow));
	KUNIT_EXPECT_EQ(test, 4, flow.version);
	KUNIT_EXPECT_EQ(test, destination, flow.port);
	KUNIT_EXPECT_EQ(test, 0x40, flow.host[3]);
	KUNIT_EXPECT_EQ(test, 0, flow.host[4]);
}

static void expect_error(struct kunit *test, const struct packet *p, int err)
{
	struct snt_flow flow;

	KUNIT_EXPECT_EQ(test, err, snt_flow_parse(p->buf, p->len,
						  SNT_FLOW_SOURCE, &flow));
	KUNIT_EXPECT_EQ(test, err, snt_flow_parse(p->buf, p->len,
						  SNT_FLOW_DESTINATION, &flow));
}

static void udp_has_two_ports(struct kunit *test)
{
	struct packet *p = new_packet(test);

	put_udp(p, 1000, 2000);
	expect(test, p, 1000, 2000);
}

static void extensions_are_skipped(struct kunit *test)
{
	struct packet *p = new_packet(test);

	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 0);
	put_extension(p, SNT_SCION_NEXT_END_TO_END, 5);
	put_udp(p, 1000, 2000);
	expect(test, p, 1000, 2000);
}

static void a_third_extension_is_not(struct kunit *test)
{
	struct packet *p = new_packet(test);
	unsigned int i;

	for (i = 0; i < 3; i++)
		put_extension(p, SNT_SCION_NEXT_END_TO_END, 0);
	put_udp(p, 1000, 2000);
	expect_error(test, p, -EPROTONOSUPPORT);
}

static void an_identifier_is_the_port_of_both(struct kunit *test)
{
	u8 type;

	for (type = 128; type <= 131; type++) {
		struct packet *p = new_packet(test);

		put_scmp(p, type, 8, 3000);
		expect(test, p, 3000, 3000);
	}
}

static void other_scmp_has_no_port(struct kunit *test)
{
	static const u8 types[] = { 0, 3, 7, 100, 127, 132, 200, 255 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		struct packet *p = new_packet(test);

		put_scmp(p, types[i], 64, 3000);
		expect_error(test, p, -EPROTONOSUPPORT);
	}
}

/* The quoted packet was sent by the one that the error is for. */
static void an_error_is_for_who_sent_what_it_quotes(struct kunit *test)
{
	static const struct {
		u8 type;
		size_t len;
	} errors[] = { { 1, 8 }, { 2, 8 }, { 4, 8 }, { 5, 20 }, { 6, 28 } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		struct packet *p = new_packet(test);

		put_scmp(p, errors[i].type, errors[i].len, 9);
		put_scion(p, &src, &dst);
		put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 1);
		put_udp(p, 1000, 2000);
		expect(test, p, 2000, 1000);

		p = new_packet(test);
		put_scmp(p, errors[i].type, errors[i].len, 9);
		put_scion(p, &src, &dst);
		put_scmp(p, 128, 8, 3000);
		expect(test, p, 3000, 3000);
	}
}

static void an_error_about_an_error_is_for_nobody(struct kunit *test)
{
	struct packet *p = new_packet(test);

	put_scmp(p, 1, 8, 0);
	put_scion(p, &src, &dst);
	put_scmp(p, 1, 8, 0);
	put_scion(p, &src, &dst);
	put_udp(p, 1000, 2000);
	expect_error(test, p, -EPROTONOSUPPORT);
}

static void other_protocols_have_no_port(struct kunit *test)
{
	struct packet *p = new_packet(test);

	put_next(p, 203, 64);
	expect_error(test, p, -EPROTONOSUPPORT);
}

static void a_service_is_no_host(struct kunit *test)
{
	struct packet *p = new_packet(test);
	struct snt_flow flow;

	put_udp(p, 1000, 2000);
	p->buf[9] = 0x43;
	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(p->buf, p->len, SNT_FLOW_SOURCE,
						&flow));
	KUNIT_EXPECT_EQ(test, -EPROTONOSUPPORT,
			snt_flow_parse(p->buf, p->len, SNT_FLOW_DESTINATION,
				       &flow));
}

/* Up to where the port ends; each copy has exactly the bytes it may read. */
static void nothing_is_read_behind_what_is_there(struct kunit *test)
{
	struct packet *p = new_packet(test);
	struct snt_flow flow;
	size_t len;

	put_extension(p, SNT_SCION_NEXT_END_TO_END, 2);
	put_scmp(p, 6, 28, 0);
	put_scion(p, &src, &dst);
	put_extension(p, SNT_SCION_NEXT_HOP_BY_HOP, 2);
	put_udp(p, 1000, 2000);
	for (len = 0; len < p->len - 4; len++) {
		u8 *cut = kunit_kzalloc(test, len, GFP_KERNEL);

		KUNIT_ASSERT_TRUE(test, cut || !len);
		memcpy(cut, p->buf, len);
		KUNIT_EXPECT_EQ(test, -ENODATA,
				snt_flow_parse(cut, len, SNT_FLOW_SOURCE,
					       &flow));
	}
	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(p->buf, len, SNT_FLOW_SOURCE,
						&flow));
}

/* What a socket of both families says of an IPv4 end */
static void a_mapped_address_is_an_ipv4_one(struct kunit *test)
{
	static const struct snt_flow want = {
		.host = { 10, 0, 0, 2 }, .port = 1000, .version = 4,
	};
	struct snt_flow flow = {
		.host = { [10] = 0xff, 0xff, 10, 0, 0, 2 },
		.port = 1000, .version = 6,
	};
	struct snt_flow other = flow;
	unsigned int i;

	snt_flow_unmap(&flow);
	KUNIT_EXPECT_TRUE(test, !memcmp(&flow, &want, sizeof(flow)));
	snt_flow_unmap(&flow);
	KUNIT_EXPECT_TRUE(test, !memcmp(&flow, &want, sizeof(flow)));
	for (i = 0; i < 12; i++) {
		other.host[i] ^= 1;
		flow = other;
		snt_flow_unmap(&flow);
		KUNIT_EXPECT_TRUE(test, !memcmp(&flow, &other, sizeof(flow)));
		other.host[i] ^= 1;
	}
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE(udp_has_two_ports),
	KUNIT_CASE(extensions_are_skipped),
	KUNIT_CASE(a_third_extension_is_not),
	KUNIT_CASE(an_identifier_is_the_port_of_both),
	KUNIT_CASE(other_scmp_has_no_port),
	KUNIT_CASE(an_error_is_for_who_sent_what_it_quotes),
	KUNIT_CASE(an_error_about_an_error_is_for_nobody),
	KUNIT_CASE(other_protocols_have_no_port),
	KUNIT_CASE(a_service_is_no_host),
	KUNIT_CASE(nothing_is_read_behind_what_is_there),
	KUNIT_CASE(a_mapped_address_is_an_ipv4_one),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "snaptun_flow",
	.test_cases = flow_cases,
};

kunit_test_suites(&flow_suite);
