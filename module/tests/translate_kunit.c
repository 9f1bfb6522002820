// SPDX-License-Identifier: GPL-2.0-only
/*
 * One end of packets of every kind is replaced, and nothing else changes.
 */
#include <kunit/test.h>

#include "translate_packet.h"

static int translate(struct packet *p, enum snt_flow_end end,
		     const struct snt_flow *from, const struct snt_flow *to)
{
	struct snt_translation t;
	int moved = 0;
	int err;

	snt_translate_init(&t, from, to);
	err = snt_translate(&t, end, p->buf, p->len, p->len, &moved);
	if (err || !moved)
		return err;
	memmove(p->buf, p->buf - moved, p->len + (size_t)moved);
	p->len += (size_t)moved;
	return 0;
}

static void expect_same(struct kunit *test, const struct packet *want,
			const struct packet *got)
{
	KUNIT_ASSERT_EQ(test, want->len, got->len);
	KUNIT_EXPECT_TRUE(test, !memcmp(want->buf, got->buf, want->len));
}

/**
 * struct kind - a kind of packet
 * @put: builds one; returns where its message is
 * @sum: offset of the checksum in the message
 * @halves: lengths of a message that end within what is replaced
 */
struct kind {
	size_t (*put)(struct packet *p, enum snt_flow_end end,
		      const struct snt_flow *flow);
	size_t sum;
	size_t halves[2];
};

static const struct kind kinds[] = {
	{ put_whole_udp, UDP_SUM, { 1, 7 } },
	{ put_whole_echo, SCMP_SUM, { 3, 5 } },
};

/* What is built with the one end becomes what is built with the other. */
static void an_end_is_replaced(struct kunit *test)
{
	size_t k, i, e;

	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		for (i = 0; i < ARRAY_SIZE(changes); i++)
			for (e = 0; e < ARRAY_SIZE(ends); e++) {
				struct packet *p = new_packet(test);
				struct packet *want = new_packet(test);

				kinds[k].put(p, ends[e], changes[i][0]);
				kinds[k].put(want, ends[e], changes[i][1]);
				KUNIT_EXPECT_EQ(test, 0,
						translate(p, ends[e],
							  changes[i][0],
							  changes[i][1]));
				expect_same(test, want, p);
			}
}

/*
 * What is sent is translated, and what comes back quotes as much of it as is
 * left: the quote must be what was sent, unless it ends within a field.
 */
static void expect_quoted(struct kunit *test, const struct kind *kind,
			  const struct snt_flow *from,
			  const struct snt_flow *to)
{
	struct packet *sent = new_packet(test), *seen = new_packet(test);
	size_t off = kind->put(seen, SNT_FLOW_SOURCE, to);
	size_t cut;

	kind->put(sent, SNT_FLOW_SOURCE, from);
	for (cut = 0; cut <= seen->len; cut++) {
		struct packet *p = new_packet(test), *was = new_packet(test);
		struct packet *want = new_packet(test);

		put_whole_error(p, SNT_FLOW_DESTINATION, to, seen->buf, cut);
		*was = *p;
		KUNIT_EXPECT_EQ(test, 0,
				translate(p, SNT_FLOW_DESTINATION, to, from));
		if (cut >= SNT_SCION_DST_HOST_OFF + 4 + host_len(to) &&
		    cut != off + kind->halves[0] &&
		    cut != off + kind->halves[1]) {
			put_whole_error(want, SNT_FLOW_DESTINATION, from,
					sent->buf, cut + sent->len - seen->len);
			expect_same(test, want, p);
		}
		KUNIT_EXPECT_EQ(test, 0,
				translate(p, SNT_FLOW_DESTINATION, from, to));
		expect_same(test, was, p);
	}
}

static void what_an_error_quotes_is_what_was_sent(struct kunit *test)
{
	size_t k, i;

	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		for (i = 0; i < ARRAY_SIZE(changes); i++)
			expect_quoted(test, &kinds[k], changes[i][0],
				      changes[i][1]);
}

/* Each checksum that there is: two of them are none and stay. */
static void a_wrong_checksum_stays_wrong(struct kunit *test)
{
	struct packet *p = new_packet(test), *was = new_packet(test);
	size_t k, off;
	u32 sum;

	for (k = 0; k < ARRAY_SIZE(kinds); k++) {
		u16 none = kinds[k].put == put_whole_udp ? 0 : 0xffff;
		u16 right;

		memset(p, 0, sizeof(*p));
		off = kinds[k].put(p, SNT_FLOW_SOURCE, &from4);
		right = (u16)(p->buf[off + kinds[k].sum] << 8 |
			      p->buf[off + kinds[k].sum + 1]);
		for (sum = 0; sum <= 0xffff; sum++) {
			put_u16(p->buf + off + kinds[k].sum, (u16)sum);
			*was = *p;
			KUNIT_ASSERT_EQ(test, 0,
					translate(p, SNT_FLOW_SOURCE, &from4,
						  &to4));
			if (sum == none)
				KUNIT_EXPECT_TRUE(test, !memcmp
						  (p->buf + off + kinds[k].sum,
						   was->buf + off +
						   kinds[k].sum, 2));
			else
				KUNIT_EXPECT_EQ(test, sum == right,
						full_sum(p, 0, off) == 0xffff);
			KUNIT_ASSERT_EQ(test, 0,
					translate(p, SNT_FLOW_SOURCE, &to4,
						  &from4));
			expect_same(test, was, p);
		}
	}
}

/* By these bytes the message is found. */
static bool leads_to_message(size_t i)
{
	return i == 4 || i == 36 || i == 37 || i == 44 || i == 45;
}

/* But for what is replaced and the checksum, which is amended. */
static void every_other_bit_stays(struct kunit *test)
{
	size_t hosts = SNT_SCION_DST_HOST_OFF, bit, i;
	size_t off;

	for (bit = 0; bit < 8 * 80; bit++) {
		struct packet *p = new_packet(test), *was = new_packet(test);

		off = put_whole_udp(p, SNT_FLOW_DESTINATION, &from4);
		if (bit >= 8 * p->len)
			break;
		if (leads_to_message(bit / 8))
			continue;
		p->buf[bit / 8] ^= (u8)(1 << bit % 8);
		*was = *p;
		if (translate(p, SNT_FLOW_DESTINATION, &from4, &to4)) {
			expect_same(test, was, p);
			continue;
		}
		for (i = 0; i < p->len; i++) {
			if ((i >= hosts && i < hosts + 4) ||
			    i == off + 2 || i == off + 3 ||
			    i == off + UDP_SUM || i == off + UDP_SUM + 1)
				continue;
			KUNIT_EXPECT_EQ(test, was->buf[i], p->buf[i]);
		}
	}
	KUNIT_EXPECT_EQ(test, 8 * (36 + 8 + 12 + 9), bit);
}

static void another_identifier_stays(struct kunit *test)
{
	struct packet *p = new_packet(test), *want = new_packet(test);
	struct snt_flow from = from4, to = to6;
	size_t off;

	put_whole_echo(p, SNT_FLOW_DESTINATION, &from4);
	to.port = from4.port;
	off = put_whole_echo(want, SNT_FLOW_DESTINATION, &to);
	from.port = 1;
	to.port = 2;
	KUNIT_EXPECT_EQ(test, 0, translate(p, SNT_FLOW_DESTINATION, &from,
					   &to));
	expect_same(test, want, p);
	KUNIT_EXPECT_EQ(test, 0xffff, full_sum(p, 0, off));
}

/* What an error of @end quotes is left alone. */
static void expect_quote_stays(struct kunit *test, const struct packet *quote)
{
	struct packet *p = new_packet(test), *want = new_packet(test);

	put_whole_error(p, SNT_FLOW_SOURCE, &from4, quote->buf, quote->len);
	put_whole_error(want, SNT_FLOW_SOURCE, &to4, quote->buf, quote->len);
	KUNIT_EXPECT_EQ(test, 0, translate(p, SNT_FLOW_SOURCE, &from4, &to4));
	expect_same(test, want, p);
}

static void a_foreign_quote_stays(struct kunit *test)
{
	struct snt_flow port = from4, host = from4;
	struct packet *quote = new_packet(test);

	port.port++;
	put_whole_udp(quote, SNT_FLOW_DESTINATION, &port);
	expect_quote_stays(test, quote);

	quote = new_packet(test);
	host.host[3]++;
	put_whole_udp(quote, SNT_FLOW_DESTINATION, &host);
	expect_quote_stays(test, quote);

	quote = new_packet(test);
	put_whole_udp(quote, SNT_FLOW_SOURCE, &from4);
	expect_quote_stays(test, quote);

	quote = new_packet(test);
	put_whole_udp(quote, SNT_FLOW_DESTINATION, &from4);
	quote->buf[0] = 0x45;
	expect_quote_stays(test, quote);

	/* An error that quotes is nothing that is answered. */
	quote = new_packet(test);
	put_whole_error(quote, SNT_FLOW_DESTINATION, &from4, quote->buf, 40);
	expect_quote_stays(test, quote);
}

/* Behind the host, which ends at 48 or 36, all pointers move. */
static const struct {
	u8 type;
	u16 value;
	u16 want;
} quoted_fields[] = {
	{ SNT_SCMP_TOO_BIG, 1400, 1388 }, { SNT_SCMP_TOO_BIG, 0, 65524 },
	{ SNT_SCMP_PARAMETER, 48, 36 }, { SNT_SCMP_PARAMETER, 999, 987 },
	{ SNT_SCMP_PARAMETER, 0, 0 }, { SNT_SCMP_PARAMETER, 32, 32 },
	{ SNT_SCMP_PARAMETER, 35, 35 },
	{ SNT_SCMP_PARAMETER, 36, 65524 },
	{ SNT_SCMP_PARAMETER, 47, 65535 },
	{ SNT_SCMP_PARAMETER, 65535, 65523 },
	{ SNT_SCMP_UNREACHABLE, 1400, 1400 },
};

static void pointers_and_mtu_move_with_the_quote(struct kunit *test)
{
	size_t i, off;

	for (i = 0; i < ARRAY_SIZE(quoted_fields); i++) {
		struct packet *p = new_packet(test), *was = new_packet(test);
		struct packet *quote = new_packet(test);

		put_whole_udp(quote, SNT_FLOW_SOURCE, &from6);
		put_ends(p, SNT_FLOW_DESTINATION, &from6);
		off = p->len;
		put_scmp(p, quoted_fields[i].type, 8, 0);
		put_u16(p->buf + off + 6, quoted_fields[i].value);
		memcpy(p->buf + p->len, quote->buf, quote->len);
		p->len += quote->len;
		finish(p, 0, off, SCMP_SUM);
		*was = *p;
		KUNIT_EXPECT_EQ(test, 0, translate(p, SNT_FLOW_DESTINATION,
						   &from6, &to4));
		KUNIT_EXPECT_EQ(test, quoted_fields[i].want,
				p->buf[off - 12 + 6] << 8 |
				p->buf[off - 12 + 7]);
		KUNIT_EXPECT_EQ(test, 0xffff, full_sum(p, 0, off - 12));
		KUNIT_EXPECT_EQ(test, 0, translate(p, SNT_FLOW_DESTINATION,
						   &to4, &from6));
		expect_same(test, was, p);
	}
}

static void of_other_protocols_the_host_is_replaced(struct kunit *test)
{
	struct packet *p = new_packet(test), *want = new_packet(test);

	put_ends(p, SNT_FLOW_SOURCE, &from6);
	put_next(p, 203, 40);
	put_u16(p->buf + 6, 40);
	put_ends(want, SNT_FLOW_SOURCE, &to4);
	put_next(want, 203, 40);
	put_u16(want->buf + 6, 40);
	KUNIT_EXPECT_EQ(test, 0, translate(p, SNT_FLOW_SOURCE, &from6, &to4));
	expect_same(test, want, p);
}

static void expect_refused(struct kunit *test, struct packet *p, int err)
{
	struct packet *was = new_packet(test);
	struct snt_translation t;
	int moved = 0x55;

	*was = *p;
	snt_translate_init(&t, &from4, &to6);
	KUNIT_EXPECT_EQ(test, err, snt_translate(&t, SNT_FLOW_SOURCE, p->buf,
						 p->len, p->len, &moved));
	KUNIT_EXPECT_EQ(test, 0x55, moved);
	expect_same(test, was, p);
}

static void what_does_not_fit_is_refused(struct kunit *test)
{
	struct snt_flow flow = from4;
	struct packet *p;
	size_t off;

	flow.port++;
	p = new_packet(test);
	put_whole_udp(p, SNT_FLOW_SOURCE, &flow);
	expect_refused(test, p, -ENOENT);
	p = new_packet(test);
	put_whole_udp(p, SNT_FLOW_SOURCE, &from6);
	expect_refused(test, p, -ENOENT);
	p = new_packet(test);
	put_whole_udp(p, SNT_FLOW_DESTINATION, &from4);
	expect_refused(test, p, -ENOENT);

	/* A service has an address of four bytes, too. */
	p = new_packet(test);
	put_whole_udp(p, SNT_FLOW_SOURCE, &from4);
	p->buf[9] = 0x04;
	expect_refused(test, p, -ENOENT);

	p = new_packet(test);
	off = put_whole_udp(p, SNT_FLOW_SOURCE, &from4);
	p->len--;
	expect_refused(test, p, -EINVAL);
	p->len = off + 7;
	put_u16(p->buf + 6, (u16)(p->len - 36));
	expect_refused(test, p, -EINVAL);
	p->buf[0] = 0x10;
	expect_refused(test, p, -EPROTO);
}

static void lengths_do_not_overflow(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, 0x10400, GFP_KERNEL);
	struct packet *p = new_packet(test);
	struct snt_translation t;
	int moved;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	buf += SNT_TRANSLATE_ROOM;
	snt_translate_init(&t, &from4, &to6);
	/* A path of an unknown type may have any length. */
	put_ends(p, SNT_FLOW_SOURCE, &from4);
	memcpy(buf, p->buf, p->len);
	buf[4] = 203;
	buf[8] = 77;
	buf[5] = 253;
	KUNIT_EXPECT_EQ(test, -EMSGSIZE, snt_translate(&t, SNT_FLOW_SOURCE, buf,
						       1020, 1020, &moved));
	buf[5] = 252;
	KUNIT_EXPECT_EQ(test, 0, snt_translate(&t, SNT_FLOW_SOURCE, buf, 1020,
					       1020, &moved));
	KUNIT_EXPECT_EQ(test, 255, buf[5 - moved]);

	/* An error of 65524 bytes can grow no more by its quote. */
	p = new_packet(test);
	put_ends(p, SNT_FLOW_SOURCE, &from4);
	put_scmp(p, SNT_SCMP_TOO_BIG, 8, 0);
	put_whole_udp(p, SNT_FLOW_DESTINATION, &from4);
	p->buf[4] = SNT_SCION_NEXT_SCMP;
	memcpy(buf, p->buf, p->len);
	put_u16(buf + 6, 65524);
	KUNIT_EXPECT_EQ(test, -EMSGSIZE,
			snt_translate(&t, SNT_FLOW_SOURCE, buf, p->len,
				      36 + 65524, &moved));
	put_u16(buf + 6, 65523);
	KUNIT_EXPECT_EQ(test, 0, snt_translate(&t, SNT_FLOW_SOURCE, buf, p->len,
					       36 + 65523, &moved));
	KUNIT_EXPECT_EQ(test, 24, moved);
}

/* Each copy has just the bytes that it may look at and change. */
static void no_more_is_touched_than_is_there(struct kunit *test)
{
	struct packet *quote = new_packet(test), *p = new_packet(test);
	struct packet *want = new_packet(test);
	struct snt_translation t;
	size_t head, needed;
	int moved, err;

	put_whole_udp(quote, SNT_FLOW_SOURCE, &to4);
	put_whole_error(p, SNT_FLOW_DESTINATION, &to4, quote->buf, quote->len);
	needed = p->len - 1;
	*want = *p;
	KUNIT_ASSERT_EQ(test, 0, translate(want, SNT_FLOW_DESTINATION, &to4,
					   &from6));
	snt_translate_init(&t, &to4, &from6);
	for (head = 0; head <= p->len; head++) {
		u8 *room = kunit_kzalloc(test, SNT_TRANSLATE_ROOM + head,
					 GFP_KERNEL);
		u8 *buf;

		KUNIT_ASSERT_NOT_NULL(test, room);
		buf = room + SNT_TRANSLATE_ROOM;
		memset(room, FILL, SNT_TRANSLATE_ROOM);
		memcpy(buf, p->buf, head);
		err = snt_translate(&t, SNT_FLOW_DESTINATION, buf, head, p->len,
				    &moved);
		KUNIT_ASSERT_EQ(test, head < needed ? -ENODATA : 0, err);
		if (err) {
			KUNIT_EXPECT_EQ(test, FILL, buf[-1]);
			KUNIT_EXPECT_TRUE(test, !memcmp(buf, p->buf, head));
			continue;
		}
		KUNIT_EXPECT_EQ(test, 24, moved);
		KUNIT_EXPECT_TRUE(test, !memcmp(buf - moved, want->buf,
						head + (size_t)moved));
	}
}

static struct kunit_case translate_cases[] = {
	KUNIT_CASE(an_end_is_replaced),
	KUNIT_CASE(what_an_error_quotes_is_what_was_sent),
	KUNIT_CASE(a_wrong_checksum_stays_wrong),
	KUNIT_CASE(every_other_bit_stays),
	KUNIT_CASE(another_identifier_stays),
	KUNIT_CASE(a_foreign_quote_stays),
	KUNIT_CASE(pointers_and_mtu_move_with_the_quote),
	KUNIT_CASE(of_other_protocols_the_host_is_replaced),
	KUNIT_CASE(what_does_not_fit_is_refused),
	KUNIT_CASE(lengths_do_not_overflow),
	KUNIT_CASE(no_more_is_touched_than_is_there),
	{}
};

static struct kunit_suite translate_suite = {
	.name = "snaptun_translate",
	.test_cases = translate_cases,
};

kunit_test_suites(&translate_suite);
