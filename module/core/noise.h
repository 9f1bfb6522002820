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
 * struct snt_noise_handshake - one tunnel's handshake; one for both roles
 * @state: see there
 * @has_ss: whether @precomputed_ss is set
 * @has_accepted: whether @last_accept_ns is set
 * @local_index: own index of the running handshake; only written by
 *	snt_noise_write_initiation() and snt_noise_write_response()
 * @remote_index: the other end's index
 * @last_accept_ns: when the last initiation was accepted
 * @remote_static: the other end's static public key
 * @precomputed_ss: X25519 of both static keys
 * @psk: preshared key, all zero for none; the caller sets it
 * @ephemeral_private: own ephemeral private key
 * @remote_ephemeral: the other end's ephemeral public key
 * @hash: of what was said so far
 * @chaining_key: secret of what was said so far
 * @latest_timestamp: greatest timestamp that was accepted; survives clearing
 *
 * The caller's lock protects it all; a plain assignment makes a snapshot, to
 * be wiped with snt_crypto_wipe() after use.
 */
struct snt_noise_handshake {
	enum snt_noise_state state;
	bool has_ss;
	bool has_accepted;
	__le32 local_index;
	__le32 remote_index;
	u64 last_accept_ns;
	u8 remote_static[SNT_KEY_LEN];
	u8 precomputed_ss[SNT_KEY_LEN];
	u8 psk[SNT_KEY_LEN];
	u8 ephemeral_private[SNT_KEY_LEN];
	u8 remote_ephemeral[SNT_KEY_LEN];
	u8 hash[SNT_HASH_LEN];
	u8 chaining_key[SNT_HASH_LEN];
	u8 latest_timestamp[SNT_TIMESTAMP_LEN];
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
	__le32 remote_index;
	struct snt_observed observed;
	int observed_err;
};

/**
 * snt_noise_timestamp() - TAI64N, rounded down to steps of 2^24 ns
 * @out: the timestamp
 * @sec: seconds since 1970
 * @nsec: below 10^9
 *
 * Context: any.
 */
void snt_noise_timestamp(u8 out[SNT_TIMESTAMP_LEN], u64 sec, u32 nsec);

/**
 * snt_noise_identity_set() - clamp and set the own private key
 * @identity: to be set; left without a key if @private_key is all zero
 * @private_key: 32 bytes
 *
 * Return: 0, or -EKEYREJECTED if there is no public key to it.
 * Context: process; caller excludes readers of @identity.
 */
int snt_noise_identity_set(struct snt_noise_identity *identity,
			   const u8 private_key[SNT_KEY_LEN]);

/**
 * snt_noise_set_remote() - name the other end, for the first time
 * @hs: the handshake, not in use yet; its psk is left alone
 * @identity: own key; may hold none yet
 * @remote_static: the other end's static public key
 *
 * Return: 0; -EKEYREJECTED: a point of low order; -ELOOP: the own key.
 * Context: process.
 */
int snt_noise_set_remote(struct snt_noise_handshake *hs,
			 const struct snt_noise_identity *identity,
			 const u8 remote_static[SNT_KEY_LEN]);

/**
 * snt_noise_set_identity() - the own key changed
 * @hs: the handshake; a running one is cleared
 * @identity: own key; may hold none
 *
 * Return: 0; -EKEYREJECTED or -ELOOP as snt_noise_set_remote(): no handshake
 * is possible then.
 * Context: process; caller locks @hs for writing.
 */
int snt_noise_set_identity(struct snt_noise_handshake *hs,
			   const struct snt_noise_identity *identity);

/**
 * snt_noise_clear() - wipe the secrets of a running handshake
 * @hs: the handshake; keys of the ends, psk, greatest timestamp and local
 *	index stay
 *
 * Context: any; caller locks @hs for writing.
 */
void snt_noise_clear(struct snt_noise_handshake *hs);

/**
 * snt_noise_write_initiation() - begin a handshake
 * @hs: in any state; a running handshake is replaced
 * @identity: own key
 * @ephemeral_private: 32 random bytes
 * @timestamp: greater than in any earlier call
 * @sender_index: own index
 * @msg: the message, complete but for its macs, which are zeroed
 *
 * Return: 0; -ENOKEY: no own key; -EKEYREJECTED: low-order ephemeral.
 * Context: process; caller locks @hs for writing.
 */
int snt_noise_write_initiation(struct snt_noise_handshake *hs,
			       const struct snt_noise_identity *identity,
			       const u8 ephemeral_private[SNT_KEY_LEN],
			       const u8 timestamp[SNT_TIMESTAMP_LEN],
			       __le32 sender_index,
			       struct snt_wire_initiation *msg);

/**
 * snt_noise_read_initiation() - read an initiation up to the sender's key
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
			      struct snt_noise_initiation *in);

/**
 * snt_noise_open_initiation() - read the rest, with what is known of the sender
 * @in: from snt_noise_read_initiation()
 * @hs: handshake of the tunnel to that sender
 * @msg: the same message
 *
 * Return: 0; -ENOKEY: no handshake possible with this sender; -ESTALE: @hs is
 * not that of the sender; -EBADMSG: forged.
 * Context: process; caller locks @hs for reading.
 */
int snt_noise_open_initiation(struct snt_noise_initiation *in,
			      const struct snt_noise_handshake *hs,
			      const struct snt_wire_initiation *msg);

/**
 * snt_noise_accept_initiation() - make it this tunnel's handshake
 * @hs: in any state; a running handshake is replaced
 * @in: an opened initiation
 * @now_ns: monotonic
 *
 * Return: 0; -EALREADY: the timestamp is not newer (a replay); -EBUSY: too
 * soon after the last one (a flood); -ESTALE: @in was not opened.
 * Context: any; caller locks @hs for writing.
 */
int snt_noise_accept_initiation(struct snt_noise_handshake *hs,
				const struct snt_noise_initiation *in,
				u64 now_ns);

/**
 * snt_noise_write_response() - answer an accepted initiation
 * @hs: in state CONSUMED_INITIATION
 * @ephemeral_private: 32 random bytes
 * @mode: decides the message's length
 * @observed: the initiator's address as we see it; only used in SNAP mode
 * @sender_index: own index
 * @msg: 112 or 92 bytes, complete but for the macs, which are zeroed
 *
 * Return: 0; -ESTALE: wrong state; -EKEYREJECTED: low-order key.
 * Context: process; caller locks @hs for writing.
 */
int snt_noise_write_response(struct snt_noise_handshake *hs,
			     const u8 ephemeral_private[SNT_KEY_LEN],
			     enum snt_wire_mode mode,
			     const struct snt_observed *observed,
			     __le32 sender_index, u8 *msg);

/**
 * snt_noise_read_response() - read a response
 * @identity: own key
 * @snapshot: copy of the handshake, taken under the caller's lock
 * @mode: decides the message's length
 * @msg: 112 or 92 bytes
 * @out: the result
 *
 * Return: 0; -ENOKEY: no own key; -ESTALE: @snapshot does not wait for this
 * response; -EKEYREJECTED: low-order ephemeral; -EBADMSG: forged.
 * Context: process; no lock is needed.
 */
int snt_noise_read_response(const struct snt_noise_identity *identity,
			    const struct snt_noise_handshake *snapshot,
			    enum snt_wire_mode mode, const u8 *msg,
			    struct snt_noise_response *out);

/**
 * snt_noise_accept_response() - make it this tunnel's handshake
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
			      const struct snt_noise_response *out);

/**
 * snt_noise_derive_keys() - end a handshake
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
			  u8 receiving_key[SNT_KEY_LEN], bool *initiator);

#endif /* _SNT_NOISE_H */
