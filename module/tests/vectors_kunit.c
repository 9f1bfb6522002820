// SPDX-License-Identifier: GPL-2.0-only
/*
 * The handshake and what follows it against recorded and computed exchanges:
 * every message is read, and made again where the ephemeral key is known.
 */
#include <kunit/test.h>

#include "core/cookie.h"
#include "core/crypto.h"
#include "core/noise.h"
#include "tests/vectors.h"

#define EXPECT_SAME(test, a, b, len, vector)				\
	KUNIT_EXPECT_EQ_MSG(test, memcmp(a, b, len), 0, "%s", (vector)->name)

/* The macs were made with a cookie, or at a time without one. */
#define NOW_NS		(1000 * SNT_NSEC_PER_SEC)

/**
 * struct ends - both ends of a vector
 * @initiator_identity: own key of the initiator
 * @responder_identity: own key of the responder
 * @known_to_initiator: the responder
 * @known_to_responder: the initiator
 * @initiator: its handshake
 * @responder: its handshake
 * @newest: initiation that the responder accepted
 * @in: the initiation as the responder reads it
 * @initiation: the initiation as the initiator makes it
 * @out: the response as the initiator reads it
 * @response: the response as the responder makes it
 */
struct ends {
	struct snt_noise_identity initiator_identity;
	struct snt_noise_identity responder_identity;
	struct snt_noise_remote known_to_initiator;
	struct snt_noise_remote known_to_responder;
	struct snt_noise_handshake initiator;
	struct snt_noise_handshake responder;
	struct snt_noise_newest newest;
	struct snt_noise_initiation in;
	struct snt_wire_initiation initiation;
	struct snt_noise_response out;
	u8 response[SNT_RESPONSE_SNAP_LEN];
};

static void begin(struct kunit *test, struct ends *ends,
		  const struct snt_vector_handshake *v)
{
	memset(ends, 0, sizeof(*ends));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_identity_set(&ends->initiator_identity,
					       v->initiator_private));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_identity_set(&ends->responder_identity,
					       v->responder_private));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&ends->known_to_initiator,
					     &ends->initiator_identity,
					     v->responder_public));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&ends->known_to_responder,
					     &ends->responder_identity,
					     v->initiator_public));
	memcpy(ends->known_to_initiator.psk, v->psk, SNT_KEY_LEN);
	memcpy(ends->known_to_responder.psk, v->psk, SNT_KEY_LEN);
	ends->initiator.remote = &ends->known_to_initiator;
	ends->responder.remote = &ends->known_to_responder;
	EXPECT_SAME(test, ends->initiator_identity.public_key,
		    v->initiator_public, SNT_KEY_LEN, v);
	EXPECT_SAME(test, ends->responder_identity.public_key,
		    v->responder_public, SNT_KEY_LEN, v);
}

static const struct snt_wire_initiation *
initiation_of(const struct snt_vector_handshake *v)
{
	return (const struct snt_wire_initiation *)v->initiation;
}

static __le32 sender_index(const u8 *msg)
{
	__le32 index;

	memcpy(&index, msg + 4, sizeof(index));
	return index;
}

/* Let the responder take the recorded initiation. */
static void read_initiation(struct kunit *test, struct ends *ends,
			    const struct snt_vector_handshake *v)
{
	const struct snt_wire_initiation *msg = initiation_of(v);

	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_read_initiation(&ends->responder_identity,
						  msg, &ends->in));
	EXPECT_SAME(test, ends->in.remote_static, v->initiator_public,
		    SNT_KEY_LEN, v);
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_open_initiation(&ends->in,
						  &ends->known_to_responder,
						  msg));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_accept_initiation(&ends->responder,
						    &ends->newest, &ends->in,
						    NOW_NS));
}

/* Let the initiator make the recorded initiation. */
static void write_initiation(struct kunit *test, struct ends *ends,
			     const struct snt_vector_handshake *v,
			     const u8 *timestamp)
{
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_write_initiation(&ends->initiator,
						   &ends->initiator_identity,
						   v->initiator_ephemeral,
						   timestamp,
						   sender_index(v->initiation),
						   &ends->initiation));
}

static void expect_keys(struct kunit *test, struct snt_noise_handshake *hs,
			const struct snt_vector_handshake *v, bool as_initiator)
{
	u8 sending[SNT_KEY_LEN], receiving[SNT_KEY_LEN];
	bool is_initiator;

	if (v->response_key)
		EXPECT_SAME(test, hs->response_key, v->response_key,
			    SNT_KEY_LEN, v);
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_derive_keys(hs, sending, receiving,
					      &is_initiator));
	KUNIT_EXPECT_EQ_MSG(test, is_initiator, as_initiator, "%s", v->name);
	if (!v->key_to_responder)
		return;
	EXPECT_SAME(test, as_initiator ? sending : receiving,
		    v->key_to_responder, SNT_KEY_LEN, v);
	EXPECT_SAME(test, as_initiator ? receiving : sending,
		    v->key_to_initiator, SNT_KEY_LEN, v);
}

static void responder_reads_initiation(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);
	size_t n;

	KUNIT_ASSERT_NOT_NULL(test, ends);
	for (n = 0; n < snt_vector_nr_handshakes; n++) {
		const struct snt_vector_handshake *v =
			&snt_vector_handshakes[n];
		if (!v->initiation)
			continue;
		begin(test, ends, v);
		read_initiation(test, ends, v);
		if (v->timestamp)
			EXPECT_SAME(test, ends->in.timestamp, v->timestamp,
				    SNT_TIMESTAMP_LEN, v);
		if (v->init_hash)
			EXPECT_SAME(test, ends->responder.hash, v->init_hash,
				    SNT_HASH_LEN, v);
		if (v->init_chaining_key)
			EXPECT_SAME(test, ends->responder.chaining_key,
				    v->init_chaining_key, SNT_HASH_LEN, v);
	}
}

static void initiator_writes_initiation(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);
	unsigned int nr = 0;
	size_t n;

	KUNIT_ASSERT_NOT_NULL(test, ends);
	for (n = 0; n < snt_vector_nr_handshakes; n++) {
		const struct snt_vector_handshake *v =
			&snt_vector_handshakes[n];
		struct snt_cookie_jar jar;

		if (!v->initiation || !v->initiator_ephemeral || !v->timestamp)
			continue;
		begin(test, ends, v);
		write_initiation(test, ends, v, v->timestamp);
		snt_cookie_jar_init(&jar, v->responder_public);
		if (v->cookie) {
			memcpy(jar.cookie, v->cookie, SNT_COOKIE_LEN);
			jar.cookie_birth_ns = NOW_NS;
			jar.has_cookie = true;
		}
		snt_cookie_jar_add_macs(&jar, (u8 *)&ends->initiation,
					sizeof(ends->initiation), NOW_NS);
		EXPECT_SAME(test, &ends->initiation, v->initiation,
			    SNT_INITIATION_LEN, v);
		nr++;
	}
	KUNIT_EXPECT_GE(test, nr, 15);
}

static void responder_writes_response(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);
	unsigned int nr = 0;
	size_t n;

	KUNIT_ASSERT_NOT_NULL(test, ends);
	for (n = 0; n < snt_vector_nr_handshakes; n++) {
		const struct snt_vector_handshake *v =
			&snt_vector_handshakes[n];
		size_t len = snt_wire_response_len(v->mode);
		struct snt_observed observed = {};
		struct snt_cookie_jar jar;

		if (!v->initiation || !v->responder_ephemeral)
			continue;
		begin(test, ends, v);
		read_initiation(test, ends, v);
		if (v->sockaddr)
			KUNIT_ASSERT_EQ(test, 0,
					snt_wire_sockaddr_parse(v->sockaddr,
								&observed));
		KUNIT_ASSERT_EQ(test, 0,
				snt_noise_write_response(&ends->responder,
							 v->responder_ephemeral,
							 v->mode, &observed,
							 sender_index(v->response),
							 ends->response));
		snt_cookie_jar_init(&jar, v->initiator_public);
		snt_cookie_jar_add_macs(&jar, ends->response, len, NOW_NS);
		EXPECT_SAME(test, ends->response, v->response, len, v);
		expect_keys(test, &ends->responder, v, false);
		nr++;
	}
	KUNIT_EXPECT_GE(test, nr, 15);
}

static void expect_observed(struct kunit *test, const struct ends *ends,
			    const struct snt_vector_handshake *v)
{
	struct snt_observed want;

	if (!v->sockaddr) {
		KUNIT_EXPECT_EQ(test, -ENODATA, ends->out.observed_err);
		return;
	}
	KUNIT_EXPECT_EQ(test, 0, ends->out.observed_err);
	KUNIT_ASSERT_EQ(test, 0, snt_wire_sockaddr_parse(v->sockaddr, &want));
	EXPECT_SAME(test, &ends->out.observed, &want, sizeof(want), v);
}

static void initiator_reads_response(struct kunit *test)
{
	struct ends *ends = kunit_kzalloc(test, sizeof(*ends), GFP_KERNEL);
	unsigned int nr = 0;
	size_t n;

	KUNIT_ASSERT_NOT_NULL(test, ends);
	for (n = 0; n < snt_vector_nr_handshakes; n++) {
		const struct snt_vector_handshake *v =
			&snt_vector_handshakes[n];

		if (!v->initiation || !v->initiator_ephemeral || !v->timestamp)
			continue;
		begin(test, ends, v);
		write_initiation(test, ends, v, v->timestamp);
		KUNIT_ASSERT_EQ_MSG(test, 0,
				    snt_noise_read_response(&ends->initiator_identity,
							    &ends->initiator,
							    v->mode, v->response,
							    &ends->out),
				    "%s", v->name);
		expect_observed(test, ends, v);
		KUNIT_ASSERT_EQ(test, 0,
				snt_noise_accept_response(&ends->initiator,
							  &ends->initiator,
							  &ends->out));
		KUNIT_EXPECT_TRUE(test, ends->initiator.remote_index ==
					sender_index(v->response));
		expect_keys(test, &ends->initiator, v, true);
		nr++;
	}
	KUNIT_EXPECT_GE(test, nr, 15);
}

static void check_data(struct kunit *test,
		       const struct snt_vector_handshake *v,
		       const struct snt_vector_data *data, u8 *buf)
{
	const u8 *key = data->from_initiator ? v->key_to_responder :
					       v->key_to_initiator;
	u8 hdr[SNT_DATA_HDR_LEN];
	__le32 index;
	u64 counter;
	bool opens;

	snt_wire_data_parse(data->msg, &index, &counter);
	snt_wire_data_build(hdr, index, counter);
	opens = snt_crypto_aead_open(buf, data->msg + sizeof(hdr),
				     data->len - sizeof(hdr), NULL, 0, counter,
				     key);
	KUNIT_EXPECT_EQ_MSG(test, opens, data->is_authentic, "%s, counter %llu",
			    v->name, (unsigned long long)counter);
	if (!data->plain)
		return;
	EXPECT_SAME(test, hdr, data->msg, sizeof(hdr), v);
	EXPECT_SAME(test, buf, data->plain, data->plain_len, v);
	snt_crypto_aead_seal(buf, data->plain, data->plain_len, NULL, 0,
			     counter, key);
	EXPECT_SAME(test, buf, data->msg + sizeof(hdr),
		    data->len - sizeof(hdr), v);
}

static void data_is_sealed_and_opened(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, U16_MAX, GFP_KERNEL);
	unsigned int nr = 0;
	size_t n, m;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (n = 0; n < snt_vector_nr_handshakes; n++) {
		const struct snt_vector_handshake *v =
			&snt_vector_handshakes[n];
		if (!v->key_to_responder)
			continue;
		for (m = 0; m < v->nr_data; m++, nr++)
			check_data(test, v, &v->data[m], buf);
	}
	KUNIT_EXPECT_GE(test, nr, 300);
}

/* Initiations to a real server, and how far each gets with us. */
static enum snt_vector_stage
stage_of(const struct snt_cookie_checker *checker,
	 const struct snt_noise_identity *identity,
	 const struct snt_noise_remote *remote, const u8 *bytes)
{
	const struct snt_wire_initiation *msg = (const void *)bytes;
	struct snt_noise_initiation in;
	int err;

	if (snt_cookie_check(checker, bytes, sizeof(*msg), NULL, NOW_NS) ==
	    SNT_COOKIE_INVALID_MAC)
		return SNT_VECTOR_BAD_MAC;
	if (snt_noise_read_initiation(identity, msg, &in))
		return SNT_VECTOR_BAD_STATIC;
	err = snt_noise_open_initiation(&in, remote, msg);
	if (err == -ESTALE)
		return SNT_VECTOR_OTHER_IDENTITY;
	return err ? SNT_VECTOR_BAD_TIMESTAMP : SNT_VECTOR_GOOD;
}

static void initiations_fail_where_the_real_server_refused(struct kunit *test)
{
	struct snt_noise_identity identity = {};
	struct snt_noise_remote remote = {};
	struct snt_cookie_checker checker;
	size_t n;

	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_identity_set(&identity,
					       snt_vector_server_private));
	KUNIT_ASSERT_EQ(test, 0,
			snt_noise_remote_set(&remote, &identity,
					     snt_vector_client_public));
	snt_cookie_checker_init(&checker, identity.public_key);
	for (n = 0; n < snt_vector_nr_initiations; n++) {
		const struct snt_vector_initiation *v =
			&snt_vector_initiations[n];

		KUNIT_EXPECT_EQ_MSG(test,
				    stage_of(&checker, &identity, &remote,
					     v->msg),
				    v->stage, "%s", v->name);
	}
	KUNIT_EXPECT_GE(test, n, 10);
}

static struct kunit_case vectors_cases[] = {
	KUNIT_CASE(responder_reads_initiation),
	KUNIT_CASE(initiator_writes_initiation),
	KUNIT_CASE(responder_writes_response),
	KUNIT_CASE(initiator_reads_response),
	KUNIT_CASE(data_is_sealed_and_opened),
	KUNIT_CASE(initiations_fail_where_the_real_server_refused),
	{}
};

static struct kunit_suite vectors_suite = {
	.name = "snaptun_vectors",
	.test_cases = vectors_cases,
};

kunit_test_suites(&vectors_suite);

MODULE_DESCRIPTION("Unit tests of the snaptun protocol core");
MODULE_LICENSE("GPL");
