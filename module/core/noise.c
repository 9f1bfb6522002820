// SPDX-License-Identifier: GPL-2.0-only
/*
 * The handshake. Each public function works on a copy, so that the caller's
 * handshake changes at once or not at all, and wipes what it leaves behind.
 */
#include "noise.h"

#include "crypto.h"
#include "symmetric.h"

static const char construction[] = "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s";
static const char identifier[] = "WireGuard v1 zx2c4 Jason@zx2c4.com";

static_assert(sizeof(identifier) - 1 <= SNT_SYMMETRIC_MIX_MAX_LEN);

static int mix_dh(u8 chaining_key[SNT_HASH_LEN], u8 *key,
		  const u8 private_key[SNT_KEY_LEN],
		  const u8 public_key[SNT_KEY_LEN])
{
	u8 shared[SNT_KEY_LEN];
	int err = 0;

	if (snt_crypto_x25519(shared, private_key, public_key))
		snt_symmetric_mix_key(chaining_key, key, NULL, shared,
				      sizeof(shared));
	else
		err = -EKEYREJECTED;
	snt_crypto_wipe(shared, sizeof(shared));
	return err;
}

static void mix_ephemeral(u8 chaining_key[SNT_HASH_LEN], u8 hash[SNT_HASH_LEN],
			  const u8 ephemeral[SNT_KEY_LEN])
{
	snt_symmetric_mix_hash(hash, ephemeral, SNT_KEY_LEN);
	snt_symmetric_mix_key(chaining_key, NULL, NULL, ephemeral, SNT_KEY_LEN);
}

static void begin(u8 chaining_key[SNT_HASH_LEN], u8 hash[SNT_HASH_LEN],
		  const u8 responder_static[SNT_KEY_LEN])
{
	snt_crypto_blake2s(chaining_key, SNT_HASH_LEN,
			   (const u8 *)construction, sizeof(construction) - 1,
			   NULL, 0);
	memcpy(hash, chaining_key, SNT_HASH_LEN);
	snt_symmetric_mix_hash(hash, identifier, sizeof(identifier) - 1);
	snt_symmetric_mix_hash(hash, responder_static, SNT_KEY_LEN);
}

/**
 * snt_noise_timestamp - TAI64N, rounded down to steps of 2^24 ns
 * @out: the timestamp
 * @sec: seconds since 1970
 * @nsec: below 10^9
 *
 * Context: any.
 */
void snt_noise_timestamp(u8 out[SNT_TIMESTAMP_LEN], u64 sec, u32 nsec)
{
	__be64 tai_sec = cpu_to_be64(SNT_TAI64_EPOCH + sec);
	__be32 tai_nsec = cpu_to_be32(nsec - nsec % (u32)SNT_TIMESTAMP_STEP_NS);

	memcpy(out, &tai_sec, sizeof(tai_sec));
	memcpy(out + sizeof(tai_sec), &tai_nsec, sizeof(tai_nsec));
}

/* All that must not outlive a handshake; both indices stay. */
static void wipe_secrets(struct snt_noise_handshake *hs)
{
	snt_crypto_wipe(hs->ephemeral_private, sizeof(hs->ephemeral_private));
	snt_crypto_wipe(hs->remote_ephemeral, sizeof(hs->remote_ephemeral));
	snt_crypto_wipe(hs->hash, sizeof(hs->hash));
	snt_crypto_wipe(hs->chaining_key, sizeof(hs->chaining_key));
	snt_crypto_wipe(hs->response_key, sizeof(hs->response_key));
	hs->state = SNT_NOISE_ZEROED;
}

static int build_initiation(struct snt_noise_handshake *hs,
			    const struct snt_noise_identity *identity,
			    const u8 timestamp[SNT_TIMESTAMP_LEN],
			    struct snt_wire_initiation *msg)
{
	u8 key[SNT_KEY_LEN];
	int err = -EKEYREJECTED;

	begin(hs->chaining_key, hs->hash, hs->remote->static_key);
	if (!snt_crypto_x25519_public(msg->ephemeral, hs->ephemeral_private))
		goto wipe;
	mix_ephemeral(hs->chaining_key, hs->hash, msg->ephemeral);
	err = mix_dh(hs->chaining_key, key, hs->ephemeral_private,
		     hs->remote->static_key);
	if (err)
		goto wipe;
	snt_symmetric_seal(msg->sealed_static, identity->public_key,
			   SNT_KEY_LEN, key, hs->hash);
	snt_symmetric_mix_key(hs->chaining_key, key, NULL,
			      hs->remote->precomputed_ss, SNT_KEY_LEN);
	snt_symmetric_seal(msg->sealed_timestamp, timestamp, SNT_TIMESTAMP_LEN,
			   key, hs->hash);
wipe:
	snt_crypto_wipe(key, sizeof(key));
	return err;
}

/**
 * snt_noise_write_initiation - begin a handshake
 * @hs: in any state; a running handshake is replaced
 * @identity: own key
 * @ephemeral_private: 32 random bytes
 * @timestamp: greater than in any earlier call
 * @sender_index: own index
 * @msg: the message, complete but for its macs, which are zeroed
 *
 * Return: 0; -ENOKEY: no own key; -EKEYREJECTED: low-order ephemeral.
 * Context: process; caller locks @hs for writing, and keeps keys from changing.
 */
int snt_noise_write_initiation(struct snt_noise_handshake *hs,
			       const struct snt_noise_identity *identity,
			       const u8 ephemeral_private[SNT_KEY_LEN],
			       const u8 timestamp[SNT_TIMESTAMP_LEN],
			       __le32 sender_index,
			       struct snt_wire_initiation *msg)
{
	struct snt_noise_handshake next;
	int err;

	if (!identity->valid || !hs->remote->has_ss)
		return -ENOKEY;

	memset(msg, 0, sizeof(*msg));
	msg->type = SNT_WIRE_INITIATION;
	msg->sender_index = sender_index;

	next = *hs;
	memcpy(next.ephemeral_private, ephemeral_private, SNT_KEY_LEN);
	snt_noise_clamp(next.ephemeral_private);
	memset(next.remote_ephemeral, 0, SNT_KEY_LEN);
	next.local_index = sender_index;
	next.remote_index = 0;
	next.state = SNT_NOISE_CREATED_INITIATION;
	err = build_initiation(&next, identity, timestamp, msg);
	if (!err)
		*hs = next;
	snt_crypto_wipe(&next, sizeof(next));
	return err;
}

/**
 * snt_noise_read_initiation - read an initiation up to the sender's key
 * @identity: own key
 * @msg: the message; its mac1 was checked
 * @in: the result
 *
 * Return: 0; -ENOKEY: no own key; -EKEYREJECTED: low-order ephemeral;
 * -EBADMSG: not sealed for us.
 * Context: process; caller keeps @identity from changing.
 */
int snt_noise_read_initiation(const struct snt_noise_identity *identity,
			      const struct snt_wire_initiation *msg,
			      struct snt_noise_initiation *in)
{
	u8 key[SNT_KEY_LEN];
	int err;

	memset(in, 0, sizeof(*in));
	if (!identity->valid)
		return -ENOKEY;

	in->sender_index = msg->sender_index;
	memcpy(in->remote_ephemeral, msg->ephemeral, SNT_KEY_LEN);
	begin(in->chaining_key, in->hash, identity->public_key);
	mix_ephemeral(in->chaining_key, in->hash, msg->ephemeral);
	err = mix_dh(in->chaining_key, key, identity->private_key,
		     msg->ephemeral);
	if (!err)
		err = snt_symmetric_open(in->remote_static, msg->sealed_static,
					 sizeof(msg->sealed_static), key,
					 in->hash);
	if (err)
		snt_crypto_wipe(in, sizeof(*in));
	snt_crypto_wipe(key, sizeof(key));
	return err;
}

/**
 * snt_noise_open_initiation - read the rest, with what is known of the sender
 * @in: from snt_noise_read_initiation()
 * @remote: the sender
 * @msg: the same message
 *
 * Return: 0; -ENOKEY: no handshake possible with this sender; -ESTALE: it has
 * another key than @remote; -EBADMSG: forged.
 * Context: process; caller keeps the keys of @remote from changing.
 */
int snt_noise_open_initiation(struct snt_noise_initiation *in,
			      const struct snt_noise_remote *remote,
			      const struct snt_wire_initiation *msg)
{
	u8 key[SNT_KEY_LEN];
	int err;

	if (!remote->has_ss)
		return -ENOKEY;
	if (!snt_crypto_equal(remote->static_key, in->remote_static,
			      SNT_KEY_LEN))
		return -ESTALE;
	snt_symmetric_mix_key(in->chaining_key, key, NULL,
			      remote->precomputed_ss, SNT_KEY_LEN);
	err = snt_symmetric_open(in->timestamp, msg->sealed_timestamp,
				 sizeof(msg->sealed_timestamp), key, in->hash);
	in->opened = !err;
	snt_crypto_wipe(key, sizeof(key));
	return err;
}

/**
 * snt_noise_accept_initiation - make it this tunnel's handshake
 * @hs: in any state; a running handshake is replaced
 * @newest: of the same tunnel
 * @in: an opened initiation
 * @now_ns: monotonic
 *
 * Return: 0; -EALREADY: the timestamp is not newer (a replay); -EBUSY: too
 * soon after the last one (a flood); -ESTALE: @in was not opened.
 * Context: any; caller locks @hs and @newest for writing.
 */
int snt_noise_accept_initiation(struct snt_noise_handshake *hs,
				struct snt_noise_newest *newest,
				const struct snt_noise_initiation *in,
				u64 now_ns)
{
	if (!in->opened)
		return -ESTALE;
	if (memcmp(in->timestamp, newest->timestamp, SNT_TIMESTAMP_LEN) <= 0)
		return -EALREADY;
	if (newest->is_set &&
	    newest->at_ns + SNT_INITIATION_INTERVAL_NS > now_ns)
		return -EBUSY;

	memcpy(newest->timestamp, in->timestamp, SNT_TIMESTAMP_LEN);
	newest->at_ns = now_ns;
	newest->is_set = true;
	snt_crypto_wipe(hs->ephemeral_private, sizeof(hs->ephemeral_private));
	memcpy(hs->remote_ephemeral, in->remote_ephemeral, SNT_KEY_LEN);
	memcpy(hs->hash, in->hash, SNT_HASH_LEN);
	memcpy(hs->chaining_key, in->chaining_key, SNT_HASH_LEN);
	hs->remote_index = in->sender_index;
	hs->state = SNT_NOISE_CONSUMED_INITIATION;
	return 0;
}

/* The last key of the handshake, after all that a response mixes in. */
static void mix_psk(u8 chaining_key[SNT_HASH_LEN], u8 hash[SNT_HASH_LEN],
		    u8 key[SNT_KEY_LEN], const u8 psk[SNT_KEY_LEN])
{
	u8 tau[SNT_HASH_LEN];

	snt_symmetric_mix_key(chaining_key, tau, key, psk, SNT_KEY_LEN);
	snt_symmetric_mix_hash(hash, tau, sizeof(tau));
	snt_crypto_wipe(tau, sizeof(tau));
}

static int build_response(struct snt_noise_handshake *hs,
			  struct snt_wire_response_head *head,
			  const u8 *content, size_t content_len, u8 *sealed)
{
	int err;

	if (!snt_crypto_x25519_public(head->ephemeral, hs->ephemeral_private))
		return -EKEYREJECTED;
	mix_ephemeral(hs->chaining_key, hs->hash, head->ephemeral);
	err = mix_dh(hs->chaining_key, NULL, hs->ephemeral_private,
		     hs->remote_ephemeral);
	if (err)
		return err;
	err = mix_dh(hs->chaining_key, NULL, hs->ephemeral_private,
		     hs->remote->static_key);
	if (err)
		return err;
	mix_psk(hs->chaining_key, hs->hash, hs->response_key,
		hs->remote->psk);
	snt_symmetric_seal(sealed, content, content_len, hs->response_key,
			   hs->hash);
	return 0;
}

/* Length of what a response seals. */
static size_t content_len(enum snt_wire_mode mode)
{
	return mode == SNT_MODE_SNAP ? SNT_SOCKADDR_LEN : 0;
}

/**
 * snt_noise_write_response - answer an accepted initiation
 * @hs: in state CONSUMED_INITIATION
 * @ephemeral_private: 32 random bytes
 * @mode: decides the message's length
 * @observed: the initiator's address as we see it; only used in SNAP mode
 * @sender_index: own index
 * @msg: 112 or 92 bytes, complete but for the macs, which are zeroed
 *
 * Return: 0; -ESTALE: wrong state; -EKEYREJECTED: low-order key.
 * Context: process; caller locks @hs for writing, and keeps keys from changing.
 */
int snt_noise_write_response(struct snt_noise_handshake *hs,
			     const u8 ephemeral_private[SNT_KEY_LEN],
			     enum snt_wire_mode mode,
			     const struct snt_observed *observed,
			     __le32 sender_index, u8 *msg)
{
	struct snt_wire_response_head head = { .type = SNT_WIRE_RESPONSE };
	u8 content[SNT_SOCKADDR_LEN] = {};
	struct snt_noise_handshake next;
	int err;

	if (hs->state != SNT_NOISE_CONSUMED_INITIATION)
		return -ESTALE;

	next = *hs;
	memcpy(next.ephemeral_private, ephemeral_private, SNT_KEY_LEN);
	snt_noise_clamp(next.ephemeral_private);
	next.local_index = sender_index;
	next.state = SNT_NOISE_CREATED_RESPONSE;
	head.sender_index = sender_index;
	head.receiver_index = next.remote_index;
	if (mode == SNT_MODE_SNAP)
		snt_wire_sockaddr_build(content, observed->version,
					observed->port,
					observed->version == 4 ?
						observed->addr + 12 :
						observed->addr);

	memset(msg, 0, snt_wire_response_len(mode));
	err = build_response(&next, &head, content, content_len(mode),
			     msg + sizeof(head));
	memcpy(msg, &head, sizeof(head));
	if (!err)
		*hs = next;
	snt_crypto_wipe(&next, sizeof(next));
	return err;
}

static int open_response(const struct snt_noise_identity *identity,
			 const struct snt_noise_handshake *snapshot,
			 const u8 *sealed, size_t sealed_len,
			 struct snt_noise_response *out,
			 u8 content[SNT_SOCKADDR_LEN])
{
	int err;

	memcpy(out->hash, snapshot->hash, SNT_HASH_LEN);
	memcpy(out->chaining_key, snapshot->chaining_key, SNT_HASH_LEN);
	mix_ephemeral(out->chaining_key, out->hash, out->remote_ephemeral);
	err = mix_dh(out->chaining_key, NULL, snapshot->ephemeral_private,
		     out->remote_ephemeral);
	if (err)
		return err;
	err = mix_dh(out->chaining_key, NULL, identity->private_key,
		     out->remote_ephemeral);
	if (err)
		return err;
	mix_psk(out->chaining_key, out->hash, out->response_key,
		snapshot->remote->psk);
	return snt_symmetric_open(content, sealed, sealed_len,
				  out->response_key, out->hash);
}

/**
 * snt_noise_read_response - read a response
 * @identity: own key
 * @snapshot: copy of the handshake, taken under the caller's lock
 * @mode: decides the message's length
 * @msg: 112 or 92 bytes
 * @out: the result
 *
 * Return: 0; -ENOKEY: no own key; -ESTALE: @snapshot does not wait for this
 * response; -EKEYREJECTED: low-order ephemeral; -EBADMSG: forged.
 * Context: process; caller keeps keys from changing.
 */
int snt_noise_read_response(const struct snt_noise_identity *identity,
			    const struct snt_noise_handshake *snapshot,
			    enum snt_wire_mode mode, const u8 *msg,
			    struct snt_noise_response *out)
{
	struct snt_wire_response_head head;
	u8 content[SNT_SOCKADDR_LEN];
	int err;

	memset(out, 0, sizeof(*out));
	memcpy(&head, msg, sizeof(head));
	if (!identity->valid)
		return -ENOKEY;
	if (snapshot->state != SNT_NOISE_CREATED_INITIATION ||
	    head.receiver_index != snapshot->local_index)
		return -ESTALE;

	memcpy(out->remote_ephemeral, head.ephemeral, SNT_KEY_LEN);
	out->remote_index = head.sender_index;
	err = open_response(identity, snapshot, msg + sizeof(head),
			    content_len(mode) + SNT_TAG_LEN, out, content);
	if (err)
		snt_crypto_wipe(out, sizeof(*out));
	else if (mode == SNT_MODE_SNAP)
		out->observed_err = snt_wire_sockaddr_parse(content,
							    &out->observed);
	else
		out->observed_err = -ENODATA;
	return err;
}

/**
 * snt_noise_accept_response - make it this tunnel's handshake
 * @hs: the handshake
 * @snapshot: the copy that the response was read with
 * @out: from snt_noise_read_response()
 *
 * Between copy and lock the handshake may have been answered by the same
 * response on another CPU, or begun anew; only the handshake that was read may
 * be completed, and only once.
 *
 * Return: 0, or -ESTALE: @hs is no longer what @snapshot was.
 * Context: any; caller locks @hs for writing.
 */
int snt_noise_accept_response(struct snt_noise_handshake *hs,
			      const struct snt_noise_handshake *snapshot,
			      const struct snt_noise_response *out)
{
	if (hs->state != SNT_NOISE_CREATED_INITIATION ||
	    !snt_crypto_equal(hs->ephemeral_private,
			      snapshot->ephemeral_private, SNT_KEY_LEN))
		return -ESTALE;

	memcpy(hs->remote_ephemeral, out->remote_ephemeral, SNT_KEY_LEN);
	memcpy(hs->hash, out->hash, SNT_HASH_LEN);
	memcpy(hs->chaining_key, out->chaining_key, SNT_HASH_LEN);
	memcpy(hs->response_key, out->response_key, SNT_KEY_LEN);
	hs->remote_index = out->remote_index;
	hs->state = SNT_NOISE_CONSUMED_RESPONSE;
	return 0;
}

/**
 * snt_noise_derive_keys - end a handshake
 * @hs: in state CREATED_RESPONSE or CONSUMED_RESPONSE; ends ZEROED, with both
 *	indices still in place
 * @sending_key: the result; the caller wipes it after use
 * @receiving_key: the result; the caller wipes it after use
 * @initiator: whether this end was the initiator
 *
 * Return: 0, or -ESTALE: wrong state.
 * Context: any; caller locks @hs for writing.
 */
int snt_noise_derive_keys(struct snt_noise_handshake *hs,
			  u8 sending_key[SNT_KEY_LEN],
			  u8 receiving_key[SNT_KEY_LEN], bool *initiator)
{
	u8 to_responder[SNT_HASH_LEN], to_initiator[SNT_HASH_LEN];
	bool is_initiator = hs->state == SNT_NOISE_CONSUMED_RESPONSE;

	if (!is_initiator && hs->state != SNT_NOISE_CREATED_RESPONSE)
		return -ESTALE;

	memcpy(to_responder, hs->chaining_key, SNT_HASH_LEN);
	snt_symmetric_mix_key(to_responder, to_initiator, NULL, NULL, 0);
	memcpy(sending_key, is_initiator ? to_responder : to_initiator,
	       SNT_KEY_LEN);
	memcpy(receiving_key, is_initiator ? to_initiator : to_responder,
	       SNT_KEY_LEN);
	*initiator = is_initiator;
	wipe_secrets(hs);
	snt_crypto_wipe(to_responder, sizeof(to_responder));
	snt_crypto_wipe(to_initiator, sizeof(to_initiator));
	return 0;
}
