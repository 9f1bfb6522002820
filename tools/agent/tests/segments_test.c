// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path segments, against bytes that a real endhost API sent and against others
 * that are put together here, and what becomes of them.
 */
#include <kunit/test.h>

#include <stdlib.h>

#include "links.h"
#include "listing.h"
#include "mem.h"
#include "segments_recorded.h"
#include "topology.h"

#define AS_1	0x0001ff0000000132ULL
#define AS_2	0x0002ff0000000212ULL
#define AS_3	0x0001ff0000000111ULL

#define DAY_S		86400

static struct snt_buffer take_real(void)
{
	struct snt_buffer buffer = { 0 };

	snt_buffer_add(&buffer, real, sizeof(real));
	return buffer;
}

static void put_varint(struct snt_buffer *to, uint64_t value)
{
	uint8_t byte;

	do {
		byte = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);
		snt_buffer_add(to, &byte, 1);
		value >>= 7;
	} while (value);
}

static void put_number(struct snt_buffer *to, unsigned int field,
		       uint64_t value)
{
	put_varint(to, field << 3);
	put_varint(to, value);
}

/* Puts a message into another, and frees it. */
static void put_message(struct snt_buffer *to, unsigned int field,
			struct snt_buffer message)
{
	put_varint(to, field << 3 | 2);
	put_varint(to, message.len);
	snt_buffer_add(to, message.bytes, message.len);
	snt_buffer_uninit(&message);
}

static struct snt_buffer make_hop_field(uint64_t ingress, uint64_t egress,
					uint64_t life)
{
	struct snt_buffer field = { 0 };

	put_number(&field, 1, ingress);
	put_number(&field, 2, egress);
	put_number(&field, 3, life);
	return field;
}

/**
 * struct hop - what a hop of a segment is made of
 * @isd_as: the AS
 * @ingress: its interfaces
 * @egress: likewise
 * @life: of its hop field
 * @peer: an AS beside it, or 0
 */
struct hop {
	uint64_t isd_as;
	uint64_t ingress;
	uint64_t egress;
	uint64_t life;
	uint64_t peer;
};

static struct snt_buffer make_peer(const struct hop *hop)
{
	struct snt_buffer peer = { 0 };

	put_number(&peer, 1, hop->peer);
	put_number(&peer, 2, 77);
	put_number(&peer, 3, 1300);
	put_message(&peer, 4, make_hop_field(70, hop->egress, hop->life));
	return peer;
}

static struct snt_buffer make_entry(const struct hop *hop)
{
	struct snt_buffer body = { 0 }, signed_body = { 0 }, signed_part = { 0 };
	struct snt_buffer entry = { 0 }, hop_entry = { 0 };

	put_message(&hop_entry, 1, make_hop_field(hop->ingress, hop->egress,
						  hop->life));
	put_number(&hop_entry, 2, 1400);
	put_number(&body, 1, hop->isd_as);
	put_message(&body, 3, hop_entry);
	if (hop->peer)
		put_message(&body, 4, make_peer(hop));
	put_message(&signed_body, 2, body);
	put_message(&signed_part, 1, signed_body);
	put_message(&entry, 1, signed_part);
	return entry;
}

static struct snt_buffer make_segment(uint64_t timestamp,
				      const struct hop *hops, unsigned int nr)
{
	struct snt_buffer info = { 0 }, segment = { 0 };
	unsigned int i;

	put_number(&info, 1, timestamp);
	put_message(&segment, 1, info);
	for (i = 0; i < nr; i++)
		put_message(&segment, 2, make_entry(&hops[i]));
	return segment;
}

static const struct hop three_hops[] = {
	{ AS_2, 0, 5, 63, 0 },
	{ AS_3, 6, 7, 11, 0 },
	{ AS_1, 8, 0, 255, AS_3 },
};

static int read_segment(struct snt_segment *segment, struct snt_buffer buffer)
{
	int ret = snt_segment_read(segment, buffer.bytes, buffer.len);

	snt_buffer_uninit(&buffer);
	return ret;
}

static void segment_is_read(struct kunit *test)
{
	struct snt_segment s;

	KUNIT_ASSERT_EQ(test, read_segment(&s, make_segment(1000, three_hops, 3)),
			0);
	KUNIT_EXPECT_EQ(test, s.nr_hops, 3);
	KUNIT_EXPECT_EQ(test, s.hops[0].isd_as, AS_2);
	KUNIT_EXPECT_EQ(test, s.hops[0].egress, 5);
	KUNIT_EXPECT_EQ(test, s.hops[2].ingress, 8);
	KUNIT_EXPECT_EQ(test, s.hops[2].ingress_mtu, 1400);
	KUNIT_EXPECT_EQ(test, s.nr_peers, 1);
	KUNIT_EXPECT_EQ(test, s.peers[0].hop, 2);
	KUNIT_EXPECT_EQ(test, s.peers[0].interface, 70);
	KUNIT_EXPECT_EQ(test, s.peers[0].remote, 77);
}

/* 12 steps of 337.5 seconds are the shortest life in it. */
static void first_hop_field_that_runs_out_ends_it(struct kunit *test)
{
	struct snt_segment s;

	KUNIT_ASSERT_EQ(test, read_segment(&s, make_segment(1000, three_hops, 3)),
			0);
	KUNIT_EXPECT_EQ(test, s.end_s, 1000 + 4050);
}

static void segments_that_cannot_be_are_refused(struct kunit *test)
{
	struct hop hops[SNT_SEGMENT_HOPS + 1] = { { AS_1, 0, 1, 63, 0 } };
	struct hop far = { AS_1, 65536, 1, 63, 0 };
	struct hop old = { AS_1, 1, 1, 256, 0 };
	struct snt_buffer whole = make_segment(1, three_hops, 3), two = { 0 };
	struct snt_segment s;
	size_t len;

	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(1, hops, 0)), 0);
	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(1, &far, 1)), 0);
	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(1, &old, 1)), 0);
	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(-1ULL, hops, 1)), 0);
	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(1ULL << 62, hops,
							    1)), 0);
	KUNIT_EXPECT_EQ(test, read_segment(&s, make_segment(1, hops,
							    SNT_SEGMENT_HOPS)),
			0);
	KUNIT_EXPECT_NE(test, read_segment(&s, make_segment(1, hops,
							    SNT_SEGMENT_HOPS +
							    1)), 0);
	/* an entry of nothing */
	put_message(&whole, 2, two);
	KUNIT_EXPECT_NE(test, snt_segment_read(&s, whole.bytes, whole.len), 0);
	for (len = 0; len < 10; len++)
		KUNIT_EXPECT_NE(test, snt_segment_read(&s, whole.bytes, len), 0);
	snt_buffer_uninit(&whole);
}

/* What is in an answer of ListSegments, in a list that counts what it sees. */
static int list(struct snt_listing *listing, struct snt_buffer answer)
{
	int ret;

	snt_listing_init(listing);
	ret = snt_listing_read(listing, answer.bytes, answer.len);
	snt_buffer_uninit(&answer);
	return ret;
}

/* The end of a real answer is its segment, which has to come out as it was. */
static void segments_pass_as_they_are(struct kunit *test)
{
	struct snt_buffer answer = take_real(), found = { 0 };
	const size_t tag_len = 3;
	size_t len = answer.len - tag_len;
	const uint8_t *segment = answer.bytes + tag_len;
	struct snt_listing listing;

	snt_listing_init(&listing);
	KUNIT_ASSERT_EQ(test, snt_listing_read(&listing, answer.bytes,
					       answer.len), 0);
	KUNIT_EXPECT_EQ(test, listing.nr, 1);
	KUNIT_EXPECT_EQ(test, listing.end_s, REAL_MADE_S + DAY_S);
	KUNIT_EXPECT_FALSE(test, *listing.next_page);
	snt_listing_write_found(&found, &listing);
	/* an entry of a map: core segments, and then a list of one */
	KUNIT_ASSERT_EQ(test, found.len, len + 3 + 3 + 2 + 3);
	KUNIT_EXPECT_EQ(test, found.bytes[0], 1 << 3 | 2);
	KUNIT_EXPECT_TRUE(test, !memcmp(found.bytes + 3, "\x08\x03\x12", 3));
	KUNIT_EXPECT_EQ(test, found.bytes[8], 1 << 3 | 2);
	KUNIT_EXPECT_TRUE(test, !memcmp(found.bytes + found.len - len, segment,
					len));
	snt_buffer_uninit(&answer);
	snt_buffer_uninit(&found);
	snt_listing_uninit(&listing);
}

/* Adds segments until they are more than an answer may have. */
static void too_many_bytes_are_refused(struct kunit *test)
{
	struct snt_buffer real_answer = take_real(), answer = { 0 };
	struct snt_listing listing;

	while (answer.len <= SNT_LISTING_MAX)
		snt_buffer_add(&answer, real_answer.bytes, real_answer.len);
	KUNIT_EXPECT_NE(test, list(&listing, answer), 0);
	snt_listing_uninit(&listing);
	snt_buffer_uninit(&real_answer);
}

static void cut_answers_are_refused(struct kunit *test)
{
	struct snt_buffer answer = take_real();
	struct snt_listing listing;
	size_t len;

	for (len = 1; len < answer.len; len++) {
		snt_listing_init(&listing);
		KUNIT_EXPECT_TRUE_MSG(test, snt_listing_read(&listing,
							     answer.bytes, len),
				      "with %zu bytes", len);
		snt_listing_uninit(&listing);
	}
	snt_buffer_uninit(&answer);
}

static void requests_are_read_and_written(struct kunit *test)
{
	struct snt_ask ask = { AS_1, AS_2, 5, "page 2" }, again;
	uint8_t bytes[SNT_ASK_SIZE];
	struct snt_buffer find = { 0 }, long_page = { 0 };
	size_t len = snt_ask_write(bytes, &ask);

	KUNIT_ASSERT_EQ(test, snt_ask_read(&again, bytes, len), 0);
	KUNIT_EXPECT_TRUE(test, !memcmp(&ask, &again, sizeof(ask)));
	put_number(&find, 1, AS_1);
	put_number(&find, 2, AS_2);
	KUNIT_ASSERT_EQ(test, snt_ask_read_find(&again, find.bytes, find.len),
			0);
	KUNIT_EXPECT_EQ(test, again.destination, AS_2);
	while (long_page.len < SNT_PAGE_SIZE)
		snt_buffer_add(&long_page, "x", 1);
	put_message(&find, 4, long_page);
	KUNIT_EXPECT_NE(test, snt_ask_read(&again, find.bytes, find.len), 0);
	snt_buffer_uninit(&find);
}

static bool learn(struct snt_links *links, enum snt_segment_type type,
		  const struct hop *hops, unsigned int nr)
{
	struct snt_segment s;

	return !read_segment(&s, make_segment(1000, hops, nr)) &&
	       snt_links_take_segment(links, type, &s);
}

static void links_are_learnt_from_segments(struct kunit *test)
{
	struct snt_links links;

	snt_links_init(&links, AS_1);
	KUNIT_EXPECT_TRUE(test, learn(&links, SNT_SEGMENT_UP, three_hops, 3));
	KUNIT_EXPECT_FALSE(test, learn(&links, SNT_SEGMENT_UP, three_hops, 3));
	KUNIT_ASSERT_EQ(test, links.nr, 2);
	KUNIT_EXPECT_EQ(test, links.links[0].interface, 8);
	KUNIT_EXPECT_EQ(test, links.links[0].kind, SNT_LINK_PARENT);
	KUNIT_EXPECT_EQ(test, links.links[0].isd_as, AS_3);
	KUNIT_EXPECT_EQ(test, links.links[0].remote, 7);
	KUNIT_EXPECT_EQ(test, links.links[1].interface, 70);
	KUNIT_EXPECT_EQ(test, links.links[1].kind, SNT_LINK_PEER);
	KUNIT_EXPECT_FALSE(test, links.is_core);
	/* one that is of others */
	snt_links_init(&links, AS_1 + 1);
	KUNIT_EXPECT_FALSE(test, learn(&links, SNT_SEGMENT_UP, three_hops, 3));
}

static void core_as_has_links_at_both_ends(struct kunit *test)
{
	struct snt_links links;

	snt_links_init(&links, AS_2);
	KUNIT_EXPECT_TRUE(test, learn(&links, SNT_SEGMENT_DOWN, three_hops, 3));
	KUNIT_EXPECT_EQ(test, links.links[0].kind, SNT_LINK_CHILD);
	KUNIT_EXPECT_EQ(test, links.links[0].interface, 5);
	KUNIT_EXPECT_TRUE(test, links.is_core);
	snt_links_init(&links, AS_1);
	KUNIT_EXPECT_TRUE(test, learn(&links, SNT_SEGMENT_CORE, three_hops, 3));
	KUNIT_EXPECT_EQ(test, links.links[0].kind, SNT_LINK_CORE);
	KUNIT_EXPECT_TRUE(test, links.is_core);
}

/* Any number of segments make a bounded number of links. */
static void links_have_an_end(struct kunit *test)
{
	struct hop hops[] = { { AS_2, 0, 1, 63, 0 }, { AS_1, 1, 0, 63, 0 } };
	struct snt_links links;
	unsigned int i;

	snt_links_init(&links, AS_1);
	for (i = 1; i <= SNT_LINKS_MAX + 2; i++) {
		hops[1].ingress = i;
		learn(&links, SNT_SEGMENT_UP, hops, 2);
	}
	KUNIT_EXPECT_EQ(test, links.nr, SNT_LINKS_MAX);
	KUNIT_EXPECT_EQ(test, links.links[0].interface, 1);
	KUNIT_EXPECT_EQ(test, links.links[SNT_LINKS_MAX - 1].interface,
			SNT_LINKS_MAX);
}

static struct snt_buffer make_underlays(uint64_t router, uint64_t snap)
{
	struct snt_buffer all = { 0 }, udp = { 0 }, one = { 0 }, snaps = { 0 };

	if (router) {
		put_number(&one, 1, router);
		put_number(&one, 3, 4);
		put_number(&one, 3, 9);
		put_message(&udp, 1, one);
		put_message(&all, 1, udp);
	}
	one = (struct snt_buffer){ 0 };
	put_number(&one, 2, snap);
	put_message(&snaps, 1, one);
	put_message(&all, 2, snaps);
	return all;
}

static bool take_underlays(struct snt_links *links, uint64_t router,
			   uint64_t snap)
{
	struct snt_buffer all = make_underlays(router, snap);
	bool is_news = snt_links_take_underlays(links, all.bytes, all.len);

	snt_buffer_uninit(&all);
	return is_news;
}

static void underlays_tell_of_our_as(struct kunit *test)
{
	struct snt_links links;

	snt_links_init(&links, 0);
	KUNIT_EXPECT_TRUE(test, take_underlays(&links, AS_1, AS_1));
	KUNIT_EXPECT_EQ(test, links.isd_as, AS_1);
	KUNIT_EXPECT_EQ(test, links.nr, 2);
	KUNIT_EXPECT_EQ(test, links.links[1].interface, 9);
	KUNIT_EXPECT_FALSE(test, links.is_unsure);
	KUNIT_EXPECT_FALSE(test, take_underlays(&links, AS_1, AS_2));
	KUNIT_EXPECT_TRUE(test, links.is_unsure);
	snt_links_init(&links, AS_1);
	KUNIT_EXPECT_TRUE(test, take_underlays(&links, AS_1, AS_2));
	KUNIT_EXPECT_FALSE(test, links.is_unsure);
	/* no AS at all */
	snt_links_init(&links, 0);
	KUNIT_EXPECT_FALSE(test, take_underlays(&links, 0, 1));
	KUNIT_EXPECT_EQ(test, links.isd_as, 0);
}

static void facade_is_the_router_of_all_links(struct kunit *test)
{
	struct snt_links links, again;
	uint8_t bytes[2000];
	size_t len;

	snt_links_init(&links, AS_1);
	learn(&links, SNT_SEGMENT_UP, three_hops, 3);
	len = snt_links_write_underlays(bytes, sizeof(bytes), &links,
					"192.0.2.1:30042", 0);
	snt_links_init(&again, 0);
	KUNIT_EXPECT_TRUE(test, snt_links_take_underlays(&again, bytes, len));
	KUNIT_EXPECT_EQ(test, again.isd_as, AS_1);
	KUNIT_EXPECT_EQ(test, again.nr, 2);
	KUNIT_EXPECT_NOT_NULL(test, memmem(bytes, len, "192.0.2.1:30042", 15));
	len = snt_links_write_underlays(bytes, sizeof(bytes), &links, "r", AS_2);
	snt_links_init(&again, 0);
	KUNIT_EXPECT_FALSE(test, snt_links_take_underlays(&again, bytes, len));
	len = snt_links_write_underlays(bytes, sizeof(bytes), &links, "r",
					AS_1 & ~0xffffffffffffULL);
	KUNIT_EXPECT_TRUE(test, snt_links_take_underlays(&again, bytes, len));
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part);
}

static void topology_has_what_a_daemon_needs(struct kunit *test)
{
	union snt_sockaddr router = {
		.in6 = { .sin6_family = AF_INET6, .sin6_port = htons(30042),
			 .sin6_addr.s6_addr = { 0xfd, [15] = 1 } },
	};
	union snt_sockaddr control = {
		.in = { .sin_family = AF_INET, .sin_port = htons(30252),
			.sin_addr.s_addr = htonl(0xc0000201) },
	};
	struct snt_links links;
	struct snt_topology topology = { &links, 1372, &router, &control };
	char *text;

	snt_links_init(&links, AS_1);
	learn(&links, SNT_SEGMENT_UP, three_hops, 3);
	text = snt_topology_text(&topology);
	KUNIT_EXPECT_TRUE(test, has(text, "\"isd_as\": \"1-ff00:0:132\""));
	KUNIT_EXPECT_TRUE(test, has(text, "\"mtu\": 1372"));
	KUNIT_EXPECT_TRUE(test, has(text, "\"dispatched_ports\": \"1-65535\""));
	KUNIT_EXPECT_TRUE(test, has(text, "\"attributes\": []"));
	KUNIT_EXPECT_TRUE(test, has(text, "\"[fd00::1]:30042\""));
	KUNIT_EXPECT_TRUE(test, has(text, "\"192.0.2.1:30252\""));
	KUNIT_EXPECT_TRUE(test, has(text, "\"8\": {"));
	KUNIT_EXPECT_TRUE(test, has(text, "\"link_to\": \"parent\""));
	KUNIT_EXPECT_TRUE(test, has(text, "\"remote_interface_id\": 77"));
	free(text);
}

static struct kunit_case segments_cases[] = {
	KUNIT_CASE(segment_is_read),
	KUNIT_CASE(first_hop_field_that_runs_out_ends_it),
	KUNIT_CASE(segments_that_cannot_be_are_refused),
	KUNIT_CASE(segments_pass_as_they_are),
	KUNIT_CASE(too_many_bytes_are_refused),
	KUNIT_CASE(cut_answers_are_refused),
	KUNIT_CASE(requests_are_read_and_written),
	KUNIT_CASE(links_are_learnt_from_segments),
	KUNIT_CASE(core_as_has_links_at_both_ends),
	KUNIT_CASE(links_have_an_end),
	KUNIT_CASE(underlays_tell_of_our_as),
	KUNIT_CASE(facade_is_the_router_of_all_links),
	KUNIT_CASE(topology_has_what_a_daemon_needs),
	{}
};

static struct kunit_suite segments_suite = {
	.name = "segments",
	.test_cases = segments_cases,
};

kunit_test_suite(segments_suite);
