// SPDX-License-Identifier: GPL-2.0-only
/*
 * Macs and cookies: recorded replies in both roles, what a cookie is bound to,
 * and for how long.
 */
#include <kunit/test.h>

#include "core/cookie.h"
#include "core/crypto.h"
#include "tests/vectors.h"

#define NOW_NS		(1000 * SNT_NSEC_PER_SEC)
#define VALID_NS	(115 * SNT_NSEC_PER_SEC)
#define SECRET_AGE_NS	(120 * SNT_NSEC_PER_SEC)

static const u8 public_key[SNT_KEY_LEN] = { 1, 2, 3 };
static const u8 secret[SNT_KEY_LEN] = { 4, 5, 6 };
static const u8 nonce[SNT_COOKIE_NONCE_LEN] = { 7, 8, 9 };
static const u8 addr[] = { 192, 0, 2, 7 };

/**
 * struct ends - a sender and a receiver of handshake messages
 * @checker: of the receiver
 * @jar: of the sender
 * @source: address of the sender
 * @msg: a message on its way
 * @reply: the cookie reply to it
 */
struct ends {
	struct snt_cookie_checker checker;
	struct snt_cookie_jar jar;
	struct snt_cookie_source source;
	u8 msg[SNT_INITIATION_LEN];
	struct snt_wire_cookie_reply reply;
};

static struct ends *new_ends(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, ends);
	snt_cookie_checker_init(&ends->checker, public_key);
	snt_cookie_secret_set(&ends->checker, secret, NOW_NS);
	snt_cookie_jar_init(&ends->jar, public_key);
	snt_cookie_source_set(&ends->source, addr, sizeof(addr), 4242);
	ends->msg[0] = SNT_WIRE_INITIATION;
	return ends;
}

static void send(struct ends *ends, u64 now_ns)
{
	snt_cookie_jar_add_macs(&ends->jar, ends->msg, sizeof(ends->msg),
				now_ns);
}

static enum snt_cookie_verdict check(struct ends *ends, u64 now_ns)
{
	return snt_cookie_check(&ends->checker, ends->msg, sizeof(ends->msg),
				&ends->source, now_ns);
}

/* The receiver demands a cookie and the sender takes it. */
static int answer(struct ends *ends, u64 now_ns)
{
	u8 cookie[SNT_COOKIE_LEN];

	snt_cookie_make(&ends->checker, &ends->source, cookie);
	snt_cookie_reply_build(&ends->checker, ends->msg, sizeof(ends->msg),
			       cookie, nonce, &ends->reply);
	return snt_cookie_jar_consume(&ends->jar, &ends->reply, now_ns);
}

static void recorded_replies_open_and_are_rebuilt(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	size_t n, nr_opened = 0;

	for (n = 0; n < snt_vector_nr_cookies; n++) {
		const struct snt_vector_cookie *v = &snt_vector_cookies[n];
		const struct snt_wire_cookie_reply *reply =
			(const void *)v->reply;
		int err;

		snt_cookie_jar_init(&ends->jar, v->public_key);
		memcpy(ends->msg, v->msg, sizeof(ends->msg));
		send(ends, NOW_NS);
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    memcmp(ends->msg, v->msg,
					   SNT_INITIATION_LEN - 16),
				    "%s", v->name);
		KUNIT_EXPECT_EQ(test, 0, memcmp(ends->jar.last_mac1,
						v->msg + 116, 16));
		err = snt_cookie_jar_consume(&ends->jar, reply, NOW_NS);
		KUNIT_EXPECT_EQ_MSG(test, err, v->cookie ? 0 : -EBADMSG, "%s",
				    v->name);
		if (!v->cookie)
			continue;
		nr_opened++;
		KUNIT_EXPECT_EQ(test, 0, memcmp(ends->jar.cookie, v->cookie,
						SNT_COOKIE_LEN));
		snt_cookie_checker_init(&ends->checker, v->public_key);
		snt_cookie_reply_build(&ends->checker, v->msg,
				       SNT_INITIATION_LEN, v->cookie,
				       reply->nonce, &ends->reply);
		/* The index may be that of nobody. */
		ends->reply.receiver_index = reply->receiver_index;
		KUNIT_EXPECT_EQ_MSG(test, 0,
				    memcmp(&ends->reply, reply,
					   sizeof(*reply)), "%s", v->name);
	}
	KUNIT_EXPECT_GE(test, nr_opened, 7);
}

static void message_without_cookie_proves_mac1(struct kunit *test)
{
	struct ends *ends = new_ends(test);

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, NOW_NS));
}

static void every_flipped_byte_breaks_mac1(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	size_t n;

	send(ends, NOW_NS);
	for (n = 0; n < sizeof(ends->msg) - SNT_MAC_LEN; n++) {
		ends->msg[n] ^= 0x80;
		KUNIT_EXPECT_EQ(test, SNT_COOKIE_INVALID_MAC,
				check(ends, NOW_NS));
		ends->msg[n] ^= 0x80;
	}
}

static void macs_end_messages_of_all_lengths(struct kunit *test)
{
	static const size_t lens[] = {
		SNT_INITIATION_LEN, SNT_RESPONSE_SNAP_LEN,
		SNT_RESPONSE_WIREGUARD_LEN,
	};
	struct ends *ends = new_ends(test);
	size_t n;

	for (n = 0; n < ARRAY_SIZE(lens); n++) {
		snt_cookie_jar_add_macs(&ends->jar, ends->msg, lens[n], NOW_NS);
		KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1,
				snt_cookie_check(&ends->checker, ends->msg,
						 lens[n], NULL, NOW_NS));
		KUNIT_EXPECT_EQ(test, SNT_COOKIE_INVALID_MAC,
				snt_cookie_check(&ends->checker, ends->msg,
						 lens[n] - 1, NULL, NOW_NS));
	}
}

static void cookie_proves_mac2(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	size_t n;

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC2, check(ends, NOW_NS));
	for (n = sizeof(ends->msg) - SNT_MAC_LEN; n < sizeof(ends->msg); n++) {
		ends->msg[n] ^= 1;
		KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1,
				check(ends, NOW_NS));
		ends->msg[n] ^= 1;
	}
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1,
			snt_cookie_check(&ends->checker, ends->msg,
					 sizeof(ends->msg), NULL, NOW_NS));
}

static void cookie_is_bound_to_address_and_port(struct kunit *test)
{
	static const u8 other[] = { 192, 0, 2, 8 };
	static const u8 addr6[16] = { 192, 0, 2, 7 };
	struct ends *ends = new_ends(test);

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	snt_cookie_source_set(&ends->source, addr, sizeof(addr), 4243);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, NOW_NS));
	snt_cookie_source_set(&ends->source, other, sizeof(other), 4242);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, NOW_NS));
	snt_cookie_source_set(&ends->source, addr6, sizeof(addr6), 4242);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, NOW_NS));
	snt_cookie_source_set(&ends->source, addr, sizeof(addr), 4242);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC2, check(ends, NOW_NS));
}

static void source_is_cut_to_the_longest_address(struct kunit *test)
{
	static const u8 addr20[20] = { 1 };
	struct snt_cookie_source source;

	snt_cookie_source_set(&source, addr20, sizeof(addr20), 1);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_SOURCE_MAX_LEN, source.len);
}

static void sender_uses_a_cookie_for_115_seconds(struct kunit *test)
{
	static const u8 zero[SNT_MAC_LEN];
	struct ends *ends = new_ends(test);
	u8 *mac2 = ends->msg + sizeof(ends->msg) - SNT_MAC_LEN;

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, memcmp(mac2, zero, SNT_MAC_LEN));
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS + VALID_NS - 1);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC2,
			check(ends, NOW_NS + VALID_NS - 1));
	send(ends, NOW_NS + VALID_NS);
	KUNIT_EXPECT_EQ(test, 0, memcmp(mac2, zero, SNT_MAC_LEN));
}

static void receiver_takes_a_cookie_until_its_secret_is_stale(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	u64 end_ns = NOW_NS + SECRET_AGE_NS;

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, end_ns - 1));
	send(ends, end_ns - 1);
	KUNIT_EXPECT_FALSE(test, snt_cookie_secret_is_stale(&ends->checker,
							    end_ns - 1));
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC2, check(ends, end_ns - 1));
	KUNIT_EXPECT_TRUE(test, snt_cookie_secret_is_stale(&ends->checker,
							   end_ns));
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, end_ns));
}

static void new_secret_makes_new_cookies(struct kunit *test)
{
	static const u8 next[SNT_KEY_LEN] = { 99 };
	struct ends *ends = new_ends(test);

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	snt_cookie_secret_set(&ends->checker, next, NOW_NS);
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, NOW_NS));
}

static void checker_without_a_secret_knows_no_mac2(struct kunit *test)
{
	struct ends *ends = new_ends(test);

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	snt_cookie_checker_init(&ends->checker, public_key);
	KUNIT_EXPECT_TRUE(test, snt_cookie_secret_is_stale(&ends->checker, 0));
	KUNIT_EXPECT_EQ(test, SNT_COOKIE_VALID_MAC1, check(ends, 0));
}

static void reply_is_taken_once_per_message(struct kunit *test)
{
	struct ends *ends = new_ends(test);

	KUNIT_EXPECT_EQ(test, -ESTALE, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_cookie_jar_consume(&ends->jar, &ends->reply,
					       NOW_NS));
}

static void reply_to_another_message_does_not_open(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	u8 cookie[SNT_COOKIE_LEN] = {};

	send(ends, NOW_NS);
	snt_cookie_reply_build(&ends->checker, ends->msg, sizeof(ends->msg),
			       cookie, nonce, &ends->reply);
	ends->msg[8] ^= 1;
	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, -EBADMSG,
			snt_cookie_jar_consume(&ends->jar, &ends->reply,
					       NOW_NS));
	KUNIT_EXPECT_FALSE(test, ends->jar.has_cookie);
}

static void every_flipped_byte_of_a_reply_is_noticed(struct kunit *test)
{
	struct ends *ends = new_ends(test);
	u8 *bytes = (u8 *)&ends->reply;
	size_t n;

	send(ends, NOW_NS);
	KUNIT_EXPECT_EQ(test, 0, answer(ends, NOW_NS));
	send(ends, NOW_NS);
	for (n = offsetof(struct snt_wire_cookie_reply, nonce);
	     n < sizeof(ends->reply); n++) {
		bytes[n] ^= 1;
		KUNIT_EXPECT_EQ(test, -EBADMSG,
				snt_cookie_jar_consume(&ends->jar, &ends->reply,
						       NOW_NS));
		bytes[n] ^= 1;
	}
}

static struct kunit_case cookie_cases[] = {
	KUNIT_CASE(recorded_replies_open_and_are_rebuilt),
	KUNIT_CASE(message_without_cookie_proves_mac1),
	KUNIT_CASE(every_flipped_byte_breaks_mac1),
	KUNIT_CASE(macs_end_messages_of_all_lengths),
	KUNIT_CASE(cookie_proves_mac2),
	KUNIT_CASE(cookie_is_bound_to_address_and_port),
	KUNIT_CASE(source_is_cut_to_the_longest_address),
	KUNIT_CASE(sender_uses_a_cookie_for_115_seconds),
	KUNIT_CASE(receiver_takes_a_cookie_until_its_secret_is_stale),
	KUNIT_CASE(new_secret_makes_new_cookies),
	KUNIT_CASE(checker_without_a_secret_knows_no_mac2),
	KUNIT_CASE(reply_is_taken_once_per_message),
	KUNIT_CASE(reply_to_another_message_does_not_open),
	KUNIT_CASE(every_flipped_byte_of_a_reply_is_noticed),
	{}
};

static struct kunit_suite cookie_suite = {
	.name = "snaptun_cookie",
	.test_cases = cookie_cases,
};

kunit_test_suites(&cookie_suite);
