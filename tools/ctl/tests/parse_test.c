// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single values.
 */
#include <kunit/test.h>
#include <stdlib.h>

#include "parse.h"
#include "text.h"

struct prefix_case {
	const char *text;
	const char *seen;	/* NULL when it must be refused */
};

static const struct prefix_case prefix_cases[] = {
	{ "192.0.2.1", "192.0.2.1/32" },
	{ "192.0.2.1/24", "192.0.2.0/24" },
	{ "192.0.2.255/25", "192.0.2.128/25" },
	{ "255.255.255.255/1", "128.0.0.0/1" },
	{ "1.2.3.4/0", "0.0.0.0/0" },
	{ "2001:db8::1", "2001:db8::1/128" },
	{ "2001:db8:ffff::/33", "2001:db8:8000::/33" },
	{ "ff::1/0", "::/0" },
	{ "+10.0.0.0/8", "10.0.0.0/8" },
	{ "-10.0.0.0/8", "10.0.0.0/8" },
	{ "", NULL },
	{ "/8", NULL },
	{ "10.0.0.0/", NULL },
	{ "10.0.0.0/33", NULL },
	{ "10.0.0.0/-1", NULL },
	{ "10.0.0.0/8x", NULL },
	{ "10.0.0.0/0x8", NULL },
	{ "10.0.0.0/a", NULL },
	{ "10.0.0.0/+8", NULL },
	{ "10.0.0/8", NULL },
	{ "::/129", NULL },
	{ "example.org", NULL },
	{ "--10.0.0.0/8", NULL },
	{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa/64", NULL },
};

static void prefixes_are_read_and_masked(struct kunit *test)
{
	struct snt_prefix prefix;
	char text[SNT_ADDR_TEXT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefix_cases); i++) {
		const struct prefix_case *c = &prefix_cases[i];
		int ret = snt_parse_prefix(&prefix, c->text);

		KUNIT_EXPECT_EQ_MSG(test, !ret, !!c->seen, "'%s'", c->text);
		if (ret || !c->seen)
			continue;
		snt_text_prefix(text, &prefix);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, c->seen),
				      "'%s' became '%s'", c->text, text);
		KUNIT_EXPECT_EQ(test, prefix.remove, c->text[0] == '-');
	}
}

static void sign_makes_a_list_a_change(struct kunit *test)
{
	struct snt_peer peer = { .flags = SNT_PEER_REPLACE_ALLOWED_IPS };
	struct snt_list rough = { 0 };
	const char *bad = NULL;

	KUNIT_EXPECT_EQ(test, snt_parse_prefixes(&peer, "1.0.0.0/8,2.0.0.0/8",
						 &rough, &bad), 0);
	KUNIT_EXPECT_TRUE(test, peer.flags & SNT_PEER_REPLACE_ALLOWED_IPS);
	KUNIT_EXPECT_EQ(test, snt_parse_prefixes(&peer, "3.0.0.0/8,-4.0.0.0/8",
						 &rough, &bad), 0);
	KUNIT_EXPECT_FALSE(test, peer.flags & SNT_PEER_REPLACE_ALLOWED_IPS);
	KUNIT_EXPECT_EQ(test, peer.nr_prefixes, 4);
	KUNIT_EXPECT_EQ(test, rough.nr, 0);
	free(peer.prefixes);
}

static void bad_entry_of_a_list_is_named(struct kunit *test)
{
	struct snt_peer peer = { 0 };
	struct snt_list rough = { 0 };
	const char *bad = NULL;

	KUNIT_EXPECT_NE(test, snt_parse_prefixes(&peer, "1.0.0.0/8,oops/9",
						 &rough, &bad), 0);
	KUNIT_ASSERT_NOT_NULL(test, bad);
	KUNIT_EXPECT_TRUE(test, !strcmp(bad, "oops/9"));
	free((char *)bad);
	KUNIT_EXPECT_NE(test, snt_parse_prefixes(&peer, "1.0.0.0/8,", &rough,
						 &bad), 0);
	free((char *)bad);
	KUNIT_EXPECT_NE(test, snt_parse_prefixes(&peer, "1.0.0.0/8 2.0.0.0/8",
						 &rough, &bad), 0);
	free((char *)bad);
	KUNIT_EXPECT_NE(test, snt_parse_prefixes(&peer, "1.0.0.0/8, ", &rough,
						 &bad), 0);
	free((char *)bad);
	free(peer.prefixes);
}

static void empty_list_is_no_error(struct kunit *test)
{
	struct snt_peer peer = { 0 };
	struct snt_list rough = { 0 };
	const char *bad;

	KUNIT_EXPECT_EQ(test, snt_parse_prefixes(&peer, "", &rough, &bad), 0);
	KUNIT_EXPECT_EQ(test, snt_parse_prefixes(&peer, " ", &rough, &bad), 0);
	KUNIT_EXPECT_EQ(test, peer.nr_prefixes, 0);
}

static void blanks_around_entries_do_not_count(struct kunit *test)
{
	struct snt_peer peer = { .flags = SNT_PEER_REPLACE_ALLOWED_IPS };
	struct snt_list rough = { 0 };
	char text[SNT_ADDR_TEXT];
	const char *bad = NULL;

	KUNIT_EXPECT_EQ(test,
			snt_parse_prefixes(&peer,
					   " 1.0.0.0/8, 2.0.0.0/8 ,\t+::/0 ",
					   &rough, &bad), 0);
	KUNIT_ASSERT_EQ(test, peer.nr_prefixes, 3);
	KUNIT_EXPECT_TRUE(test, !strcmp(snt_text_prefix(text,
							&peer.prefixes[1]),
					"2.0.0.0/8"));
	KUNIT_EXPECT_FALSE(test, peer.flags & SNT_PEER_REPLACE_ALLOWED_IPS);
	free((char *)bad);
	free(peer.prefixes);
}

static void entries_with_bits_behind_the_length_are_told(struct kunit *test)
{
	static const char text[] =
		"10.0.0.1/24,10.0.0.1,10.0.0.0/24,-2001:db8::1/127,::1/128";
	struct snt_peer peer = { 0 };
	struct snt_list rough = { 0 };
	const char *bad = NULL;

	KUNIT_EXPECT_EQ(test, snt_parse_prefixes(&peer, text, &rough, &bad), 0);
	KUNIT_ASSERT_EQ(test, rough.nr, 2);
	KUNIT_EXPECT_TRUE(test, !strcmp(rough.text[0], "10.0.0.1/24"));
	KUNIT_EXPECT_TRUE(test, !strcmp(rough.text[1], "-2001:db8::1/127"));
	snt_list_uninit(&rough);
	free(peer.prefixes);
}

struct endpoint_case {
	const char *text;
	const char *host;	/* NULL when it must be refused */
	const char *port;
};

static const struct endpoint_case endpoint_cases[] = {
	{ "192.0.2.1:51820", "192.0.2.1", "51820" },
	{ "example.org:domain", "example.org", "domain" },
	{ "[2001:db8::1]:1", "2001:db8::1", "1" },
	{ "[fe80::1%eth0]:1", "fe80::1%eth0", "1" },
	{ "192.0.2.1:65535", "192.0.2.1", "65535" },
	{ "1und1.example:5", "1und1.example", "5" },
	{ "192.0.2.1:65536", NULL, NULL },
	{ "192.0.2.1:0", NULL, NULL },
	{ "192.0.2.1:-1", NULL, NULL },
	{ "192.0.2.1:+5", NULL, NULL },
	{ "192.0.2.1: 5", NULL, NULL },
	{ "192.0.2.1: domain", NULL, NULL },
	{ "1.2.3:5", NULL, NULL },
	{ "1:5", NULL, NULL },
	{ "010.0.0.1:5", NULL, NULL },
	{ "0x7f.1:5", NULL, NULL },
	{ "1.2.3.400:5", NULL, NULL },
	{ "[1.2.3]:5", NULL, NULL },
	{ "[::1]:65536", NULL, NULL },
	{ "2001:db8::1:1", NULL, NULL },
	{ "192.0.2.1", NULL, NULL },
	{ "192.0.2.1:", NULL, NULL },
	{ ":51820", NULL, NULL },
	{ "[]:51820", NULL, NULL },
	{ "[::1:51820", NULL, NULL },
	{ "", NULL, NULL },
	{ ":", NULL, NULL },
	{ "]:1", NULL, NULL },
	{ "a[b]:1", NULL, NULL },
	{ "[[a]:1", NULL, NULL },
	{ "[a]]:1", NULL, NULL },
};

static void endpoints_are_split(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(endpoint_cases); i++) {
		const struct endpoint_case *c = &endpoint_cases[i];
		struct snt_peer peer = { 0 };
		const char *want = NULL;
		int ret = snt_parse_endpoint(&peer, c->text, &want);

		KUNIT_EXPECT_EQ_MSG(test, !ret, !!c->host, "'%s'", c->text);
		KUNIT_EXPECT_TRUE(test, !ret || want);
		if (!ret && c->host) {
			KUNIT_EXPECT_TRUE(test,
					  !strcmp(peer.endpoint_host, c->host));
			KUNIT_EXPECT_TRUE(test,
					  !strcmp(peer.endpoint_port, c->port));
		}
		free(peer.endpoint_host);
		free(peer.endpoint_port);
	}
}

static void numbers_have_their_ranges(struct kunit *test)
{
	uint32_t mark = 1;
	uint16_t number;

	KUNIT_EXPECT_EQ(test, snt_parse_port(&number, "65535"), 0);
	KUNIT_EXPECT_EQ(test, number, 65535);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "65536"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "-1"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, ""), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "1 "), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "off"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "0x10"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_port(&number, "+1"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_keepalive(&number, "0x10"), 0);
	KUNIT_EXPECT_EQ(test, snt_parse_keepalive(&number, "OFF"), 0);
	KUNIT_EXPECT_EQ(test, number, 0);
	KUNIT_EXPECT_EQ(test, snt_parse_fwmark(&mark, "0xFFFFFFFF"), 0);
	KUNIT_EXPECT_EQ(test, mark, 0xffffffff);
	KUNIT_EXPECT_EQ(test, snt_parse_fwmark(&mark, "off"), 0);
	KUNIT_EXPECT_EQ(test, mark, 0);
	KUNIT_EXPECT_EQ(test, snt_parse_vni(&mark, "0xabcdef"), 0);
	KUNIT_EXPECT_EQ(test, mark, 0xabcdef);
	KUNIT_EXPECT_NE(test, snt_parse_vni(&mark, "0x1000000"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "0x"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "0x0x1"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "0x 1"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "ff"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "0x100000000"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_fwmark(&mark, "+1"), 0);
}

struct ports_case {
	const char *text;
	uint16_t first;
	uint16_t last;
};

static void ports_are_one_or_a_range_or_any(struct kunit *test)
{
	static const struct ports_case good[] = {
		{ "any", 0, 0 }, { "ANY", 0, 0 }, { "1", 1, 0 },
		{ "65535", 65535, 0 }, { "5-9", 5, 9 }, { "7-7", 7, 7 },
		{ "1-65535", 1, 65535 },
	};
	static const char *const bad[] = {
		"", "0", "0-5", "5-", "-5", "9-5", "5-65536", "65536", "5-9-11",
		"5 - 9", "+5", "0x5", "00000000005", "anyone", "5-any",
	};
	uint16_t first = 3, last = 4;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_TRUE_MSG(test, snt_parse_ports(&first, &last,
							    bad[i]), "'%s'",
				      bad[i]);
	KUNIT_EXPECT_EQ(test, first, 3);
	KUNIT_EXPECT_EQ(test, last, 4);
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_EXPECT_EQ_MSG(test, snt_parse_ports(&first, &last,
							  good[i].text), 0,
				    "'%s'", good[i].text);
		KUNIT_EXPECT_EQ(test, first, good[i].first);
		KUNIT_EXPECT_EQ(test, last, good[i].last);
	}
}

static void patience_may_be_endless(struct kunit *test)
{
	uint32_t s = 5;

	KUNIT_EXPECT_EQ(test, snt_parse_patience(&s, "Never"), 0);
	KUNIT_EXPECT_EQ(test, s, 0);
	KUNIT_EXPECT_EQ(test, snt_parse_patience(&s, "4294967295"), 0);
	KUNIT_EXPECT_EQ(test, s, 4294967295U);
	KUNIT_EXPECT_NE(test, snt_parse_patience(&s, "4294967296"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_patience(&s, "off"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_patience(&s, ""), 0);
}

static void tunnels_are_counted_from_one(struct kunit *test)
{
	uint32_t nr;

	KUNIT_EXPECT_EQ(test, snt_parse_amount(&nr, "1024"), 0);
	KUNIT_EXPECT_EQ(test, nr, 1024);
	KUNIT_EXPECT_NE(test, snt_parse_amount(&nr, "0"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_amount(&nr, "1025"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_amount(&nr, "-1"), 0);
	KUNIT_EXPECT_EQ(test, snt_parse_id(&nr, "4294967295"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_id(&nr, "0"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_id(&nr, "all"), 0);
}

static void amounts_have_units(struct kunit *test)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {
		{ "0", 0 }, { "1500", 1500 }, { "7B", 7 }, { "10GB", 10000000000 },
		{ "10gb", 10000000000 }, { "2KiB", 2048 },
		{ "3TiB", 3ULL << 40 }, { "18446744073709551615", UINT64_MAX },
	};
	static const char *const bad[] = {
		"", "-1", " 1", "GB", "1.5GB", "1 GB", "1G", "1GBx",
		"18446744073709551616", "20000PB",
	};
	uint64_t bytes;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		KUNIT_EXPECT_EQ_MSG(test, snt_parse_bytes(&bytes, good[i].text),
				    0, "%s", good[i].text);
		KUNIT_EXPECT_EQ(test, bytes, good[i].bytes);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_TRUE_MSG(test, snt_parse_bytes(&bytes, bad[i]),
				      "%s", bad[i]);
}

static void rates_are_of_bits(struct kunit *test)
{
	uint64_t bps;

	KUNIT_EXPECT_EQ(test, snt_parse_rate(&bps, "10mbit"), 0);
	KUNIT_EXPECT_EQ(test, bps, 10000000);
	KUNIT_EXPECT_EQ(test, snt_parse_rate(&bps, "64kbit"), 0);
	KUNIT_EXPECT_EQ(test, bps, 64000);
	KUNIT_EXPECT_EQ(test, snt_parse_rate(&bps, "8000"), 0);
	KUNIT_EXPECT_EQ(test, bps, 8000);
	KUNIT_EXPECT_TRUE(test, snt_parse_rate(&bps, "10MB"));
	KUNIT_EXPECT_TRUE(test, snt_parse_rate(&bps, "mbit"));
}

static void label_has_no_control_characters(struct kunit *test)
{
	char label[SNT_LABEL_LEN + 1];

	KUNIT_EXPECT_NE(test, snt_parse_label(label, "a\n[Peer]"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_label(label, "a\f"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_label(label, "\x7f"), 0);
	KUNIT_EXPECT_EQ(test, snt_parse_label(label, "Z\u00fcrich"), 0);
}

static void label_holds_64_bytes(struct kunit *test)
{
	char label[SNT_LABEL_LEN + 1], text[SNT_LABEL_LEN + 2];

	memset(text, 'x', sizeof(text));
	text[SNT_LABEL_LEN + 1] = '\0';
	KUNIT_EXPECT_NE(test, snt_parse_label(label, text), 0);
	KUNIT_EXPECT_EQ(test, snt_parse_label(label, text + 1), 0);
	KUNIT_EXPECT_EQ(test, strlen(label), SNT_LABEL_LEN);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(prefixes_are_read_and_masked),
	KUNIT_CASE(sign_makes_a_list_a_change),
	KUNIT_CASE(bad_entry_of_a_list_is_named),
	KUNIT_CASE(empty_list_is_no_error),
	KUNIT_CASE(blanks_around_entries_do_not_count),
	KUNIT_CASE(entries_with_bits_behind_the_length_are_told),
	KUNIT_CASE(endpoints_are_split),
	KUNIT_CASE(numbers_have_their_ranges),
	KUNIT_CASE(ports_are_one_or_a_range_or_any),
	KUNIT_CASE(patience_may_be_endless),
	KUNIT_CASE(tunnels_are_counted_from_one),
	KUNIT_CASE(amounts_have_units),
	KUNIT_CASE(rates_are_of_bits),
	KUNIT_CASE(label_holds_64_bytes),
	KUNIT_CASE(label_has_no_control_characters),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_parse",
	.test_cases = cases,
};

kunit_test_suite(suite);
