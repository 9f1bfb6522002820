/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The recorded and computed exchanges of selftests/vectors as C tables. The
 * tables themselves are written by tools/unit/gen_vectors.py. A pointer is NULL
 * where a value is not known.
 */
#ifndef _SNT_VECTORS_H
#define _SNT_VECTORS_H

#include "core/flow.h"
#include "core/wire.h"

/**
 * struct snt_vector_data - a data message
 * @msg: with its head
 * @plain: what it seals; NULL if not known
 * @len: of @msg
 * @plain_len: of @plain
 * @from_initiator: direction
 * @is_authentic: whether it opens
 */
struct snt_vector_data {
	const u8 *msg;
	const u8 *plain;
	u16 len;
	u16 plain_len;
	bool from_initiator;
	bool is_authentic;
};

/**
 * struct snt_vector_handshake - a handshake and what was sent after it
 * @name: file, and case within it
 * @mode: wire mode
 * @initiator_private: static key of the initiator
 * @initiator_public: its public key
 * @initiator_ephemeral: its ephemeral private key
 * @responder_private: static key of the responder
 * @responder_public: its public key
 * @responder_ephemeral: its ephemeral private key
 * @psk: preshared key
 * @timestamp: of the initiation
 * @cookie: that the initiation's mac2 was made with
 * @sockaddr: what the response seals, 20 bytes
 * @initiation: 148 bytes
 * @response: 112 or 92 bytes
 * @init_hash: hash after the initiation
 * @init_chaining_key: chaining key after it
 * @response_key: of what the response seals
 * @key_to_responder: transport key
 * @key_to_initiator: transport key
 * @data: data messages of the session
 * @nr_data: their number
 */
struct snt_vector_handshake {
	const char *name;
	enum snt_wire_mode mode;
	const u8 *initiator_private;
	const u8 *initiator_public;
	const u8 *initiator_ephemeral;
	const u8 *responder_private;
	const u8 *responder_public;
	const u8 *responder_ephemeral;
	const u8 *psk;
	const u8 *timestamp;
	const u8 *cookie;
	const u8 *sockaddr;
	const u8 *initiation;
	const u8 *response;
	const u8 *init_hash;
	const u8 *init_chaining_key;
	const u8 *response_key;
	const u8 *key_to_responder;
	const u8 *key_to_initiator;
	const struct snt_vector_data *data;
	size_t nr_data;
};

/**
 * struct snt_vector_cookie - a cookie reply
 * @name: file and number
 * @public_key: static public key of the end that made it
 * @msg: the initiation that it answers, 148 bytes
 * @reply: 64 bytes
 * @cookie: what it seals; NULL if it must not open
 */
struct snt_vector_cookie {
	const char *name;
	const u8 *public_key;
	const u8 *msg;
	const u8 *reply;
	const u8 *cookie;
};

/**
 * enum snt_vector_stage - how far an initiation gets
 * @SNT_VECTOR_BAD_MAC: mac1 is wrong
 * @SNT_VECTOR_BAD_STATIC: the static key does not open
 * @SNT_VECTOR_OTHER_IDENTITY: it opens, and is not the identity's
 * @SNT_VECTOR_BAD_TIMESTAMP: the timestamp does not open
 * @SNT_VECTOR_GOOD: all opens
 */
enum snt_vector_stage {
	SNT_VECTOR_BAD_MAC,
	SNT_VECTOR_BAD_STATIC,
	SNT_VECTOR_OTHER_IDENTITY,
	SNT_VECTOR_BAD_TIMESTAMP,
	SNT_VECTOR_GOOD,
};

/**
 * struct snt_vector_initiation - an initiation by itself
 * @name: the case
 * @msg: 148 bytes
 * @stage: how far it gets
 */
struct snt_vector_initiation {
	const char *name;
	const u8 *msg;
	enum snt_vector_stage stage;
};

/**
 * struct snt_vector_datagram - any datagram
 * @name: file and case
 * @head: its first four bytes, or all if it is shorter
 * @len: its length
 * @type: what it is in SNAP mode; 0 if it is nothing
 */
struct snt_vector_datagram {
	const char *name;
	const u8 *head;
	u16 len;
	u8 type;
};

/**
 * struct snt_vector_sockaddr - the content of a response
 * @name: the case
 * @bytes: 20 bytes
 * @is_valid: whether the real client took an address from it
 */
struct snt_vector_sockaddr {
	const char *name;
	const u8 *bytes;
	bool is_valid;
};

/* What we do with a packet that a real gateway was seen to do otherwise with */
enum snt_vector_ours {
	SNT_VECTOR_OURS_SAME,
	SNT_VECTOR_OURS_MALFORMED,
	SNT_VECTOR_OURS_SILENCE,
};

/**
 * struct snt_vector_refusal - an inner packet, and what a gateway answers
 * @name: the case
 * @gateway: address of the gateway
 * @tunnel: of the other end
 * @packet: the packet
 * @len: its length
 * @answer: what came back
 * @answer_len: its length; 0: nothing did
 * @ours: whether we do the same
 */
struct snt_vector_refusal {
	const char *name;
	struct snt_flow gateway;
	struct snt_flow tunnel;
	const u8 *packet;
	u16 len;
	const u8 *answer;
	u16 answer_len;
	enum snt_vector_ours ours;
};

extern const struct snt_vector_handshake snt_vector_handshakes[];
extern const size_t snt_vector_nr_handshakes;
extern const struct snt_vector_cookie snt_vector_cookies[];
extern const size_t snt_vector_nr_cookies;
/* All to one responder with these keys, and from one initiator. */
extern const struct snt_vector_initiation snt_vector_initiations[];
extern const size_t snt_vector_nr_initiations;
extern const u8 *const snt_vector_server_private;
extern const u8 *const snt_vector_client_public;
extern const struct snt_vector_datagram snt_vector_datagrams[];
extern const size_t snt_vector_nr_datagrams;
extern const struct snt_vector_sockaddr snt_vector_sockaddrs[];
extern const size_t snt_vector_nr_sockaddrs;
extern const struct snt_vector_refusal snt_vector_refusals[];
extern const size_t snt_vector_nr_refusals;

#endif /* _SNT_VECTORS_H */
