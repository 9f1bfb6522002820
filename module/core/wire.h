/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of messages, and telling them apart. All structs are packed, so
 * that they may lie anywhere in a buffer. Indices are opaque: they are kept as
 * they are on the wire.
 */
#ifndef _SNT_WIRE_H
#define _SNT_WIRE_H

#include "limits.h"

/**
 * enum snt_wire_mode - which of the two response formats a device speaks
 * @SNT_MODE_SNAP: 112 bytes, with the initiator's address as it was observed
 * @SNT_MODE_WIREGUARD: 92 bytes
 *
 * Initiations do not tell the two apart; this is configuration.
 */
enum snt_wire_mode {
	SNT_MODE_SNAP = 0,
	SNT_MODE_WIREGUARD = 1,
};

/**
 * enum snt_wire_type - first byte of a message
 * @SNT_WIRE_INITIATION: handshake initiation
 * @SNT_WIRE_RESPONSE: handshake response
 * @SNT_WIRE_COOKIE_REPLY: cookie reply
 * @SNT_WIRE_DATA: transport data
 */
enum snt_wire_type {
	SNT_WIRE_INITIATION = 1,
	SNT_WIRE_RESPONSE = 2,
	SNT_WIRE_COOKIE_REPLY = 3,
	SNT_WIRE_DATA = 4,
};

/**
 * struct snt_wire_macs - the end of an initiation or a response
 * @mac1: keyed by the receiver's public key, over all that stands before it
 * @mac2: keyed by a cookie, over all that stands before it; zero without one
 */
struct snt_wire_macs {
	u8 mac1[SNT_MAC_LEN];
	u8 mac2[SNT_MAC_LEN];
} __packed;

/**
 * struct snt_wire_initiation - handshake initiation, 148 bytes
 * @type: SNT_WIRE_INITIATION
 * @reserved: zero when sent
 * @sender_index: by which the initiator knows this handshake
 * @ephemeral: the initiator's ephemeral public key
 * @sealed_static: its static public key, sealed
 * @sealed_timestamp: TAI64N, sealed
 * @macs: see there
 */
struct snt_wire_initiation {
	u8 type;
	u8 reserved[3];
	__le32 sender_index;
	u8 ephemeral[SNT_KEY_LEN];
	u8 sealed_static[SNT_KEY_LEN + SNT_TAG_LEN];
	u8 sealed_timestamp[SNT_TIMESTAMP_LEN + SNT_TAG_LEN];
	struct snt_wire_macs macs;
} __packed;

/**
 * struct snt_wire_response_head - what both responses begin with
 * @type: SNT_WIRE_RESPONSE
 * @reserved: zero when sent
 * @sender_index: by which the responder knows the session
 * @receiver_index: the initiator's, from its initiation
 * @ephemeral: the responder's ephemeral public key
 */
struct snt_wire_response_head {
	u8 type;
	u8 reserved[3];
	__le32 sender_index;
	__le32 receiver_index;
	u8 ephemeral[SNT_KEY_LEN];
} __packed;

/**
 * struct snt_wire_response_snap - handshake response of SNAP, 112 bytes
 * @head: see there
 * @sealed_sockaddr: the initiator's address as observed, sealed
 * @macs: see there
 */
struct snt_wire_response_snap {
	struct snt_wire_response_head head;
	u8 sealed_sockaddr[SNT_SOCKADDR_LEN + SNT_TAG_LEN];
	struct snt_wire_macs macs;
} __packed;

/**
 * struct snt_wire_response_wireguard - that of WireGuard, 92 bytes
 * @head: see there
 * @sealed_nothing: the tag over nothing
 * @macs: see there
 */
struct snt_wire_response_wireguard {
	struct snt_wire_response_head head;
	u8 sealed_nothing[SNT_TAG_LEN];
	struct snt_wire_macs macs;
} __packed;

/**
 * struct snt_wire_cookie_reply - 64 bytes
 * @type: SNT_WIRE_COOKIE_REPLY
 * @reserved: zero when sent
 * @receiver_index: sender index of the message that is answered
 * @nonce: of the seal
 * @sealed_cookie: the cookie, sealed
 */
struct snt_wire_cookie_reply {
	u8 type;
	u8 reserved[3];
	__le32 receiver_index;
	u8 nonce[SNT_COOKIE_NONCE_LEN];
	u8 sealed_cookie[SNT_COOKIE_LEN + SNT_TAG_LEN];
} __packed;

/**
 * struct snt_wire_data - what stands before the sealed payload, 16 bytes
 * @type: SNT_WIRE_DATA
 * @reserved: zero when sent
 * @receiver_index: by which the receiver knows the session
 * @counter: nonce of the seal
 */
struct snt_wire_data {
	u8 type;
	u8 reserved[3];
	__le32 receiver_index;
	__le64 counter;
} __packed;

/**
 * struct snt_wire_sockaddr - the observed address, 20 bytes
 * @version: 4 or 6
 * @reserved: zero
 * @port: big endian
 * @addr: an IPv4 address in the last four bytes, the others zero when sent
 */
struct snt_wire_sockaddr {
	u8 version;
	u8 reserved;
	__be16 port;
	u8 addr[16];
} __packed;

static_assert(sizeof(struct snt_wire_initiation) == SNT_INITIATION_LEN);
static_assert(offsetof(struct snt_wire_initiation, sender_index) == 4);
static_assert(offsetof(struct snt_wire_initiation, ephemeral) == 8);
static_assert(offsetof(struct snt_wire_initiation, sealed_static) == 40);
static_assert(offsetof(struct snt_wire_initiation, sealed_timestamp) == 88);
static_assert(offsetof(struct snt_wire_initiation, macs) == 116);
static_assert(sizeof(struct snt_wire_macs) == 32);
static_assert(sizeof(struct snt_wire_response_head) == 44);
static_assert(offsetof(struct snt_wire_response_head, sender_index) == 4);
static_assert(offsetof(struct snt_wire_response_head, receiver_index) == 8);
static_assert(offsetof(struct snt_wire_response_head, ephemeral) == 12);
static_assert(sizeof(struct snt_wire_response_snap) == SNT_RESPONSE_SNAP_LEN);
static_assert(offsetof(struct snt_wire_response_snap, sealed_sockaddr) == 44);
static_assert(offsetof(struct snt_wire_response_snap, macs) == 80);
static_assert(sizeof(struct snt_wire_response_wireguard) ==
	      SNT_RESPONSE_WIREGUARD_LEN);

static_assert(offsetof(struct snt_wire_response_wireguard, macs) == 60);
static_assert(sizeof(struct snt_wire_cookie_reply) == SNT_COOKIE_REPLY_LEN);
static_assert(offsetof(struct snt_wire_cookie_reply, nonce) == 8);
static_assert(offsetof(struct snt_wire_cookie_reply, sealed_cookie) == 32);
static_assert(sizeof(struct snt_wire_data) == SNT_DATA_HDR_LEN);
static_assert(offsetof(struct snt_wire_data, receiver_index) == 4);
static_assert(offsetof(struct snt_wire_data, counter) == 8);
static_assert(sizeof(struct snt_wire_sockaddr) == SNT_SOCKADDR_LEN);
static_assert(offsetof(struct snt_wire_sockaddr, port) == 2);
static_assert(offsetof(struct snt_wire_sockaddr, addr) == 4);

/**
 * struct snt_observed - a socket address as one end saw the other
 * @version: 4 or 6
 * @port: in host order
 * @addr: as on the wire: IPv4 in the last four bytes, the rest as received
 *
 * An IPv4-mapped IPv6 address stays one (version 6): a SNAP insists on exactly
 * what it reported.
 */
struct snt_observed {
	u8 version;
	u16 port;
	u8 addr[16];
};

int snt_wire_classify(const u8 *buf, size_t len, enum snt_wire_mode mode);
size_t snt_wire_response_len(enum snt_wire_mode mode);
void snt_wire_sockaddr_build(u8 *buf, u8 version, u16 port, const u8 *addr);
int snt_wire_sockaddr_parse(const u8 *buf, struct snt_observed *out);
void snt_wire_data_build(u8 *buf, __le32 receiver_index, u64 counter);
void snt_wire_data_parse(const u8 *buf, __le32 *receiver_index, u64 *counter);
size_t snt_wire_padded_len(size_t len, size_t mtu);

#endif /* _SNT_WIRE_H */
