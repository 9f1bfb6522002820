// SPDX-License-Identifier: GPL-2.0-only
/*
 * Behaviour of the handshake beyond the recorded exchanges: refusals, replays,
 * races between two messages, and what is left of the secrets.
 */
#include <kunit/test.h>

#include "core/crypto.h"
#include "core/noise.h"

#define NOW_NS		(1000 * SNT_NSEC_PER_SEC)
#define INDEX_A		cpu_to_le32(0x11223344)
#define INDEX_B		cpu_to_le32(0x55667788)

/**
 * struct pair - two ends that know each other, and what is between them
 * @key_a: own key of the initiator
 * @key_b: own key of the responder
 * @known_to_a: the responder, as the initiator knows it
 * @known_to_b: the initiator, as the responder knows it
 * @a: handshake of the initiator
 * @b: handshake of the responder
 * @newest_of_a: initiation that a accepted
 * @newest_of_b: initiation that b accepted
 * @initiation: the message
 * @in: the same, as b reads it
 * @response: the message
 * @out: the same, as a reads it
 * @nr: number of the next ephemeral key and timestamp
 */
struct pair {
	struct snt_noise_identity key_a;
	struct snt_noise_identity key_b;
	struct snt_noise_remote known_to_a;
	struct snt_noise_remote known_to_b;
	struct snt_noise_handshake a;
	struct snt_noise_handshake b;
	struct snt_noise_newest newest_of_a;
	struct snt_noise_newest newest_of_b;
	struct snt_wire_initiation initiation;
	struct snt_noise_initiation in;
	u8 response[SNT_RESPONSE_SNAP_LEN];
	struct snt_noise_response out;
	u8 nr;
};

static const struct snt_observed observed = {
	.version = 4,
	.port = 4242,
	.addr = { [12] = 192, 0, 2, 7 },
};

static void fill(u8 *key, u8 value)
{
	memset(key, value, SNT_KEY_LEN);
}

static struct pair *new_pair(struct kunit *test)
{
	struct pair *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	u8 key[SNT_KEY_LEN];

	KUNIT_ASSERT_NOT_NULL(test, p);
	fill(key, 0x11);
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&p->key_a, key));
	fill(key, 0x22);
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&p->key_b, key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_remote_set(&p->known_to_a, &p->key_a,
						      p->key_b.public_key));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_remote_set(&p->known_to_b, &p->key_b,
						      p->key_a.public_key));
	p->a.remote = &p->known_to_a;
	p->b.remote = &p->known_to_b;
	return p;
}

static int write_initiation(struct pair *p)
{
	u8 timestamp[SNT_TIMESTAMP_LEN];
	u8 ephemeral[SNT_KEY_LEN];

	p->nr++;
	fill(ephemeral, p->nr);
	snt_noise_timestamp(timestamp, p->nr, 0);
	return snt_noise_write_initiation(&p->a, &p->key_a, ephemeral,
					  timestamp, INDEX_A, &p->initiation);
}

/* Everything up to the step under the write lock. */
static int read_initiation(struct pair *p)
{
	int err = snt_noise_read_initiation(&p->key_b, &p->initiation, &p->in);

	return err ?: snt_noise_open_initiation(&p->in, &p->known_to_b,
						&p->initiation);
}

static int accept_initiation(struct pair *p, u64 now_ns)
{
	return snt_noise_accept_initiation(&p->b, &p->newest_of_b, &p->in,
					   now_ns);
}

static int write_response(struct pair *p, enum snt_wire_mode mode)
{
	u8 ephemeral[SNT_KEY_LEN];

	fill(ephemeral, (u8)(0x80 + p->nr));
	return snt_noise_write_response(&p->b, ephemeral, mode, &observed,
					INDEX_B, p->response);
}

static int read_response(struct pair *p, enum snt_wire_mode mode)
{
	return snt_noise_read_response(&p->key_a, &p->a, mode, p->response,
				       &p->out);
}

static void exchange(struct kunit *test, struct pair *p,
		     enum snt_wire_mode mode)
{
	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, read_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, accept_initiation(p, NOW_NS));
	KUNIT_ASSERT_EQ(test, 0, write_response(p, mode));
	KUNIT_ASSERT_EQ(test, 0, read_response(p, mode));
}

static void expect_same_keys(struct kunit *test, struct pair *p)
{
	u8 send_a[SNT_KEY_LEN], receive_a[SNT_KEY_LEN];
	u8 send_b[SNT_KEY_LEN], receive_b[SNT_KEY_LEN];
	bool initiator;

	KUNIT_ASSERT_EQ(test, 0, snt_noise_derive_keys(&p->a, send_a, receive_a,
						       &initiator));
	KUNIT_EXPECT_TRUE(test, initiator);
	KUNIT_ASSERT_EQ(test, 0, snt_noise_derive_keys(&p->b, send_b, receive_b,
						       &initiator));
	KUNIT_EXPECT_FALSE(test, initiator);
	KUNIT_EXPECT_EQ(test, 0, memcmp(send_a, receive_b, SNT_KEY_LEN));
	KUNIT_EXPECT_EQ(test, 0, memcmp(send_b, receive_a, SNT_KEY_LEN));
	KUNIT_EXPECT_NE(test, 0, memcmp(send_a, send_b, SNT_KEY_LEN));
}

static void both_ends_agree_on_keys(struct kunit *test)
{
	static const enum snt_wire_mode modes[] = {
		SNT_MODE_SNAP, SNT_MODE_WIREGUARD,
	};
	unsigned int n;

	for (n = 0; n < 4; n++) {
		enum snt_wire_mode mode = modes[n % 2];
		struct pair *p = new_pair(test);

		fill(p->known_to_a.psk, n < 2 ? 0 : 0x77);
		fill(p->known_to_b.psk, n < 2 ? 0 : 0x77);
		exchange(test, p, mode);
		KUNIT_ASSERT_EQ(test, 0,
				snt_noise_accept_response(&p->a, &p->a,
							  &p->out));
		KUNIT_EXPECT_TRUE(test, p->a.remote_index == INDEX_B);
		KUNIT_EXPECT_TRUE(test, p->b.remote_index == INDEX_A);
		expect_same_keys(test, p);
		KUNIT_EXPECT_TRUE(test, p->a.remote_index == INDEX_B);
		KUNIT_EXPECT_TRUE(test, p->a.local_index == INDEX_A);
	}
}

static void observed_address_arrives(struct kunit *test)
{
	struct pair *p = new_pair(test);

	exchange(test, p, SNT_MODE_SNAP);
	KUNIT_EXPECT_EQ(test, 0, p->out.observed_err);
	KUNIT_EXPECT_EQ(test, 4, p->out.observed.version);
	KUNIT_EXPECT_EQ(test, 4242, p->out.observed.port);
	KUNIT_EXPECT_EQ(test, 0, memcmp(p->out.observed.addr, observed.addr,
					sizeof(observed.addr)));
}

static void wrong_psk_is_refused_by_the_initiator(struct kunit *test)
{
	struct pair *p = new_pair(test);

	fill(p->known_to_b.psk, 0x77);
	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, read_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, accept_initiation(p, NOW_NS));
	KUNIT_ASSERT_EQ(test, 0, write_response(p, SNT_MODE_SNAP));
	KUNIT_EXPECT_EQ(test, -EBADMSG, read_response(p, SNT_MODE_SNAP));
}

/* All bytes but type, reserved bytes and macs, which others check. */
static void every_flipped_byte_of_an_initiation_is_noticed(struct kunit *test)
{
	struct pair *p = new_pair(test);
	u8 *bytes = (u8 *)&p->initiation;
	size_t n;

	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	for (n = offsetof(struct snt_wire_initiation, ephemeral);
	     n < offsetof(struct snt_wire_initiation, macs); n++) {
		bytes[n] ^= 1;
		KUNIT_EXPECT_EQ(test, -EBADMSG, read_initiation(p));
		KUNIT_EXPECT_FALSE(test, p->in.opened);
		KUNIT_EXPECT_EQ(test, -ESTALE, accept_initiation(p, NOW_NS));
		bytes[n] ^= 1;
	}
	KUNIT_EXPECT_EQ(test, 0, read_initiation(p));
}

static void every_flipped_byte_of_a_response_is_noticed(struct kunit *test)
{
	struct pair *p = new_pair(test);
	size_t n;

	exchange(test, p, SNT_MODE_SNAP);
	for (n = offsetof(struct snt_wire_response_snap, head.ephemeral);
	     n < offsetof(struct snt_wire_response_snap, macs); n++) {
		p->response[n] ^= 1;
		KUNIT_EXPECT_EQ(test, -EBADMSG,
				read_response(p, SNT_MODE_SNAP));
		p->response[n] ^= 1;
	}
	KUNIT_EXPECT_EQ(test, 0, read_response(p, SNT_MODE_SNAP));
}

static void older_or_same_timestamp_is_a_replay(struct kunit *test)
{
	struct pair *p = new_pair(test);

	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, read_initiation(p));
	KUNIT_EXPECT_EQ(test, 0, accept_initiation(p, NOW_NS));
	KUNIT_EXPECT_EQ(test, -EALREADY, accept_initiation(p, 2 * NOW_NS));
	p->nr = 0;
	memset(p->newest_of_b.timestamp, 0xff, SNT_TIMESTAMP_LEN);
	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, read_initiation(p));
	KUNIT_EXPECT_EQ(test, -EALREADY, accept_initiation(p, 2 * NOW_NS));
}

static void replay_to_the_next_handshake_is_one_too(struct kunit *test)
{
	struct pair *p = new_pair(test);
	struct snt_noise_handshake other = { .remote = &p->known_to_b };

	exchange(test, p, SNT_MODE_SNAP);
	KUNIT_EXPECT_EQ(test, -EALREADY,
			snt_noise_accept_initiation(&other, &p->newest_of_b,
						    &p->in, 2 * NOW_NS));
	KUNIT_EXPECT_EQ(test, SNT_NOISE_ZEROED, other.state);
}

static void initiations_are_limited_to_fifty_a_second(struct kunit *test)
{
	u64 step_ns = SNT_NSEC_PER_SEC / 50, now_ns = 0;
	struct pair *p = new_pair(test);
	unsigned int n;

	for (n = 0; n < 3; n++, now_ns += step_ns) {
		KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
		KUNIT_ASSERT_EQ(test, 0, read_initiation(p));
		if (n)
			KUNIT_EXPECT_EQ(test, -EBUSY, accept_initiation(p, now_ns - 1));
		KUNIT_EXPECT_EQ(test, 0, accept_initiation(p, now_ns));
	}
}

static void response_completes_a_handshake_once(struct kunit *test)
{
	u8 send[SNT_KEY_LEN], receive[SNT_KEY_LEN];
	struct snt_noise_handshake snapshot;
	struct pair *p = new_pair(test);
	bool initiator;

	exchange(test, p, SNT_MODE_SNAP);
	snapshot = p->a;
	KUNIT_EXPECT_EQ(test, 0, snt_noise_accept_response(&p->a, &snapshot,
							   &p->out));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_accept_response(&p->a, &snapshot, &p->out));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_derive_keys(&p->a, send, receive,
						       &initiator));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_accept_response(&p->a, &snapshot, &p->out));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_derive_keys(&p->a, send, receive,
					      &initiator));
}

static void response_to_an_older_initiation_is_stale(struct kunit *test)
{
	struct snt_noise_handshake snapshot;
	struct pair *p = new_pair(test);

	exchange(test, p, SNT_MODE_SNAP);
	snapshot = p->a;
	/* Meanwhile, on another CPU, under the same index. */
	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_accept_response(&p->a, &snapshot, &p->out));
	KUNIT_EXPECT_EQ(test, SNT_NOISE_CREATED_INITIATION, p->a.state);
	KUNIT_EXPECT_EQ(test, -EBADMSG, read_response(p, SNT_MODE_SNAP));
}

static void response_to_another_index_is_stale(struct kunit *test)
{
	struct pair *p = new_pair(test);

	exchange(test, p, SNT_MODE_SNAP);
	p->a.local_index = INDEX_B;
	KUNIT_EXPECT_EQ(test, -ESTALE, read_response(p, SNT_MODE_SNAP));
}

static void answering_cancels_the_own_initiation(struct kunit *test)
{
	u8 ephemeral[SNT_KEY_LEN], timestamp[SNT_TIMESTAMP_LEN] = { 1 };
	struct snt_wire_initiation other;
	struct pair *p = new_pair(test);

	exchange(test, p, SNT_MODE_SNAP);
	fill(ephemeral, 0x99);
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_write_initiation(&p->b, &p->key_b, ephemeral,
						   timestamp, INDEX_B, &other));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_read_initiation(&p->key_a, &other,
							   &p->in));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_open_initiation(&p->in,
							   &p->known_to_a,
							   &other));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_accept_initiation(&p->a, &p->newest_of_a,
						    &p->in, NOW_NS));
	KUNIT_EXPECT_EQ(test, -ESTALE, read_response(p, SNT_MODE_SNAP));
}

static void steps_out_of_order_are_refused(struct kunit *test)
{
	u8 send[SNT_KEY_LEN], receive[SNT_KEY_LEN];
	struct pair *p = new_pair(test);
	bool initiator;

	KUNIT_EXPECT_EQ(test, -ESTALE, write_response(p, SNT_MODE_SNAP));
	KUNIT_EXPECT_EQ(test, -ESTALE, read_response(p, SNT_MODE_SNAP));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_accept_response(&p->a, &p->a, &p->out));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_derive_keys(&p->a, send, receive,
					      &initiator));
	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_EXPECT_EQ(test, -ESTALE,
			snt_noise_derive_keys(&p->a, send, receive,
					      &initiator));
}

static void without_an_own_key_nothing_happens(struct kunit *test)
{
	static const u8 none[SNT_KEY_LEN];
	struct pair *p = new_pair(test);

	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&p->key_b, none));
	KUNIT_EXPECT_FALSE(test, p->key_b.valid);
	KUNIT_EXPECT_EQ(test, -ENOKEY, read_initiation(p));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_identity_set(&p->key_a, none));
	KUNIT_ASSERT_EQ(test, 0, snt_noise_remote_rekey(&p->known_to_a,
							&p->key_a));
	KUNIT_EXPECT_EQ(test, -ENOKEY, write_initiation(p));
	KUNIT_EXPECT_EQ(test, -ENOKEY, read_response(p, SNT_MODE_SNAP));
}

/* The seven points of order 1, 2, 4 and 8 and their other spellings. */
static const u8 low_order[][SNT_KEY_LEN] = {
	{ 0 },
	{ 1 },
	{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
	  0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
	  0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00 },
	{ 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
	  0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
	  0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57 },
	/* p - 1, p, p + 1 */
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
};

static void low_order_keys_are_refused(struct kunit *test)
{
	struct snt_noise_identity none = {};
	struct pair *p = new_pair(test);
	size_t n;

	KUNIT_ASSERT_EQ(test, 0, write_initiation(p));
	for (n = 0; n < ARRAY_SIZE(low_order); n++) {
		KUNIT_EXPECT_EQ(test, -EKEYREJECTED,
				snt_noise_remote_set(&p->known_to_a,
						     &p->key_a,
						     low_order[n]));
		KUNIT_EXPECT_EQ(test, -EKEYREJECTED,
				snt_noise_remote_set(&p->known_to_a, &none,
						     low_order[n]));
		memcpy(p->initiation.ephemeral, low_order[n], SNT_KEY_LEN);
		KUNIT_EXPECT_EQ(test, -EKEYREJECTED, read_initiation(p));
	}
	exchange(test, p, SNT_MODE_SNAP);
	for (n = 0; n < ARRAY_SIZE(low_order); n++) {
		memcpy(p->response + offsetof(struct snt_wire_response_snap,
					      head.ephemeral),
		       low_order[n], SNT_KEY_LEN);
		KUNIT_EXPECT_EQ(test, -EKEYREJECTED,
				read_response(p, SNT_MODE_SNAP));
	}
}

static bool is_zero(const u8 *p, size_t len)
{
	while (len && !p[len - 1])
		len--;
	return !len;
}

static void secrets_are_gone_after_a_handshake(struct kunit *test)
{
	struct pair *p = new_pair(test);
	struct snt_noise_handshake *ends[] = { &p->a, &p->b };
	size_t n;

	exchange(test, p, SNT_MODE_SNAP);
	KUNIT_ASSERT_EQ(test, 0, snt_noise_accept_response(&p->a, &p->a,
							   &p->out));
	expect_same_keys(test, p);
	for (n = 0; n < ARRAY_SIZE(ends); n++) {
		KUNIT_EXPECT_EQ(test, SNT_NOISE_ZEROED, ends[n]->state);
		KUNIT_EXPECT_TRUE(test, is_zero(ends[n]->ephemeral_private,
						SNT_KEY_LEN));
		KUNIT_EXPECT_TRUE(test, is_zero(ends[n]->remote_ephemeral,
						SNT_KEY_LEN));
		KUNIT_EXPECT_TRUE(test, is_zero(ends[n]->chaining_key,
						SNT_HASH_LEN));
		KUNIT_EXPECT_TRUE(test, is_zero(ends[n]->hash, SNT_HASH_LEN));
	}
	p->initiation.sealed_static[0] ^= 1;
	KUNIT_EXPECT_EQ(test, -EBADMSG, read_initiation(p));
	KUNIT_EXPECT_TRUE(test, is_zero((u8 *)&p->in, sizeof(p->in)));
}

static struct kunit_case noise_cases[] = {
	KUNIT_CASE(both_ends_agree_on_keys),
	KUNIT_CASE(observed_address_arrives),
	KUNIT_CASE(wrong_psk_is_refused_by_the_initiator),
	KUNIT_CASE(every_flipped_byte_of_an_initiation_is_noticed),
	KUNIT_CASE(every_flipped_byte_of_a_response_is_noticed),
	KUNIT_CASE(older_or_same_timestamp_is_a_replay),
	KUNIT_CASE(replay_to_the_next_handshake_is_one_too),
	KUNIT_CASE(initiations_are_limited_to_fifty_a_second),
	KUNIT_CASE(response_completes_a_handshake_once),
	KUNIT_CASE(response_to_an_older_initiation_is_stale),
	KUNIT_CASE(response_to_another_index_is_stale),
	KUNIT_CASE(answering_cancels_the_own_initiation),
	KUNIT_CASE(steps_out_of_order_are_refused),
	KUNIT_CASE(without_an_own_key_nothing_happens),
	KUNIT_CASE(low_order_keys_are_refused),
	KUNIT_CASE(secrets_are_gone_after_a_handshake),
	{}
};

static struct kunit_suite noise_suite = {
	.name = "snaptun_noise",
	.test_cases = noise_cases,
};

kunit_test_suites(&noise_suite);
