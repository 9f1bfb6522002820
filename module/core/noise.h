/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The handshake, Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s with WireGuard's
 * identifier, in both wire modes. No lookups, locks, clock or random numbers:
 * those are the caller's, who also fills in the macs (cookie.h).
 *
 * The steps of an initiator:
 *	write_initiation, (response arrives) read_response on a copy,
 *	accept_response, derive_keys
 * and of a responder:
 *	read_initiation (gives the sender's key to look up), open_initiation,
 *	accept_initiation, write_response, derive_keys
 *
 * A call that fails changes nothing in the handshake.
 */
#ifndef _SNT_NOISE_H
#define _SNT_NOISE_H

#include "wire.h"

/**
 * struct snt_noise_identity - the device's own static key
 * @private_key: clamped
 * @public_key: of @private_key
 * @valid: whether there is a key
 */
struct snt_noise_identity {
	u8 private_key[SNT_KEY_LEN];
	u8 public_key[SNT_KEY_LEN];
	bool valid;
};

/**
 * enum snt_noise_state - how far a handshake is
 * @SNT_NOISE_ZEROED: nothing is going on; no secrets of a handshake are held
 * @SNT_NOISE_CREATED_INITIATION: initiator, waits for a response
 * @SNT_NOISE_CONSUMED_INITIATION: responder, has to write a response
 * @SNT_NOISE_CREATED_RESPONSE: responder, keys can be derived
 * @SNT_NOISE_CONSUMED_RESPONSE: initiator, keys can be derived
 */
enum snt_noise_state {
	SNT_NOISE_ZEROED,
	SNT_NOISE_CREATED_INITIATION,
	SNT_NOISE_CONSUMED_INITIATION,
	SNT_NOISE_CREATED_RESPONSE,
	SNT_NOISE_CONSUMED_RESPONSE,
};

/**
 * struct snt_noise_remote - another end: what outlives handshakes with it
 * @static_key: its static public key
 * @precomputed_ss: X25519 of both static keys
 * @psk: preshared key, all zero for none; the caller sets it
 * @has_ss: whether @precomputed_ss is set
 *
 * Several handshakes may go on with it at a time; they do not change it.
 */
struct snt_noise_remote {
	u8 static_key[SNT_KEY_LEN];
	u8 precomputed_ss[SNT_KEY_LEN];
	u8 psk[SNT_KEY_LEN];
	bool has_ss;
};

/**
 * struct snt_noise_newest - the last initiation that a tunnel accepted
 * @timestamp: as it says
 * @at_ns: when it was accepted
 * @is_set: whether there was one
 *
 * Outlives handshakes. It is not the other end's, which may have many tunnels
 * and begins handshakes in all of them at a time.
 */
struct snt_noise_newest {
	u8 timestamp[SNT_TIMESTAMP_LEN];
	bool is_set;
	u64 at_ns;
};

/**
 * struct snt_noise_handshake - one tunnel's handshake; one for both roles
 * @state: see there
 * @local_index: own index of the running handshake; only written by
 *	snt_noise_write_initiation() and snt_noise_write_response()
 * @remote_index: the other end's index
 * @remote: the other end; the caller sets it
 * @ephemeral_private: own ephemeral private key
 * @remote_ephemeral: the other end's ephemeral public key
 * @hash: of what was said so far
 * @chaining_key: secret of what was said so far
 * @response_key: what the response seals was sealed with, as soon as there is
 *	one; for those who look into captures
 *
 * The caller's lock protects it all; a plain assignment makes a snapshot, to
 * be wiped with snt_crypto_wipe() after use.
 */
struct snt_noise_handshake {
	enum snt_noise_state state;
	__le32 local_index;
	__le32 remote_index;
	const struct snt_noise_remote *remote;
	u8 ephemeral_private[SNT_KEY_LEN];
	u8 remote_ephemeral[SNT_KEY_LEN];
	u8 hash[SNT_HASH_LEN];
	u8 chaining_key[SNT_HASH_LEN];
	u8 response_key[SNT_KEY_LEN];
};

/**
 * struct snt_noise_initiation - an initiation that is being read
 * @remote_static: the sender's static key, from snt_noise_read_initiation()
 * @remote_ephemeral: its ephemeral key
 * @hash: of what was said so far
 * @chaining_key: secret of what was said so far
 * @timestamp: from snt_noise_open_initiation()
 * @sender_index: as on the wire
 * @opened: whether snt_noise_open_initiation() succeeded
 *
 * Holds secrets: to be wiped with snt_crypto_wipe() after use, on all paths.
 */
struct snt_noise_initiation {
	u8 remote_static[SNT_KEY_LEN];
	u8 remote_ephemeral[SNT_KEY_LEN];
	u8 hash[SNT_HASH_LEN];
	u8 chaining_key[SNT_HASH_LEN];
	u8 timestamp[SNT_TIMESTAMP_LEN];
	__le32 sender_index;
	bool opened;
};

/**
 * struct snt_noise_response - a response that was read
 * @remote_ephemeral: the responder's ephemeral key
 * @hash: of what was said
 * @chaining_key: from which the keys are derived
 * @response_key: that it was opened with
 * @remote_index: the responder's index
 * @observed: our address as the responder saw it (SNAP only)
 * @observed_err: 0, -EPROTO: the address is malformed (the handshake stands),
 *	-ENODATA: none in this wire mode
 *
 * Holds secrets: to be wiped with snt_crypto_wipe() after use, on all paths.
 */
struct snt_noise_response {
	u8 remote_ephemeral[SNT_KEY_LEN];
	u8 hash[SNT_HASH_LEN];
	u8 chaining_key[SNT_HASH_LEN];
	u8 response_key[SNT_KEY_LEN];
	__le32 remote_index;
	struct snt_observed observed;
	int observed_err;
};

void snt_noise_timestamp(u8 out[SNT_TIMESTAMP_LEN], u64 sec, u32 nsec);

/**
 * snt_noise_clamp - make a private key of random bytes
 * @private_key: the bytes
 *
 * Context: any.
 */
static inline void snt_noise_clamp(u8 private_key[SNT_KEY_LEN])
{
	private_key[0] &= 248;
	private_key[31] = (private_key[31] & 127) | 64;
}

int snt_noise_identity_set(struct snt_noise_identity *identity,
			   const u8 private_key[SNT_KEY_LEN]);
int snt_noise_remote_set(struct snt_noise_remote *remote,
			 const struct snt_noise_identity *identity,
			 const u8 static_key[SNT_KEY_LEN]);
int snt_noise_remote_rekey(struct snt_noise_remote *remote,
			   const struct snt_noise_identity *identity);
bool snt_noise_is_low_order(const u8 public_key[SNT_KEY_LEN]);
int snt_noise_write_initiation(struct snt_noise_handshake *hs,
			       const struct snt_noise_identity *identity,
			       const u8 ephemeral_private[SNT_KEY_LEN],
			       const u8 timestamp[SNT_TIMESTAMP_LEN],
			       __le32 sender_index,
			       struct snt_wire_initiation *msg);
int snt_noise_read_initiation(const struct snt_noise_identity *identity,
			      const struct snt_wire_initiation *msg,
			      struct snt_noise_initiation *in);
int snt_noise_open_initiation(struct snt_noise_initiation *in,
			      const struct snt_noise_remote *remote,
			      const struct snt_wire_initiation *msg);
int snt_noise_accept_initiation(struct snt_noise_handshake *hs,
				struct snt_noise_newest *newest,
				const struct snt_noise_initiation *in,
				u64 now_ns);
int snt_noise_write_response(struct snt_noise_handshake *hs,
			     const u8 ephemeral_private[SNT_KEY_LEN],
			     enum snt_wire_mode mode,
			     const struct snt_observed *observed,
			     __le32 sender_index, u8 *msg);
int snt_noise_read_response(const struct snt_noise_identity *identity,
			    const struct snt_noise_handshake *snapshot,
			    enum snt_wire_mode mode, const u8 *msg,
			    struct snt_noise_response *out);
int snt_noise_accept_response(struct snt_noise_handshake *hs,
			      const struct snt_noise_handshake *snapshot,
			      const struct snt_noise_response *out);
int snt_noise_derive_keys(struct snt_noise_handshake *hs,
			  u8 sending_key[SNT_KEY_LEN],
			  u8 receiving_key[SNT_KEY_LEN], bool *initiator);

#endif /* _SNT_NOISE_H */
