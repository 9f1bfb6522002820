/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every constant of the protocol, once, with its unit in its name and its
 * source behind it. "WireGuard" is the protocol paper (section 6, "Timers &
 * Stateless UX", and 5.4) and what the implementation in Linux does where the
 * paper leaves room; "SNAP" is what the deployed SNAP tunnel ends do.
 */
#ifndef _SNT_LIMITS_H
#define _SNT_LIMITS_H

#include "env.h"

#define SNT_NSEC_PER_SEC		1000000000ULL
#define SNT_NSEC_PER_MSEC		1000000ULL

/* Sizes of the primitives, in bytes: X25519, BLAKE2s, ChaCha20-Poly1305. */
#define SNT_KEY_LEN			32
#define SNT_HASH_LEN			32
#define SNT_TAG_LEN			16
#define SNT_MAC_LEN			16
#define SNT_COOKIE_LEN			16
#define SNT_COOKIE_NONCE_LEN		24
#define SNT_TIMESTAMP_LEN		12

/* The observed address in a SNAP response, before it is sealed (SNAP). */
#define SNT_SOCKADDR_LEN		20

/* Messages, in bytes (WireGuard; the response of 112 is SNAP's). */
#define SNT_INITIATION_LEN		148
#define SNT_RESPONSE_SNAP_LEN		112
#define SNT_RESPONSE_WIREGUARD_LEN	92
#define SNT_COOKIE_REPLY_LEN		64
#define SNT_DATA_HDR_LEN		16
#define SNT_DATA_OVERHEAD_LEN		(SNT_DATA_HDR_LEN + SNT_TAG_LEN)
#define SNT_PADDING_MULTIPLE		16

/* Sessions (WireGuard 6.1; the last three are what Linux makes of them). */
#define SNT_REKEY_AFTER_MESSAGES	BIT_ULL(60)
#define SNT_REJECT_AFTER_MESSAGES	(U64_MAX - BIT_ULL(13))
#define SNT_REKEY_AFTER_NS		(120 * SNT_NSEC_PER_SEC)
#define SNT_REJECT_AFTER_NS		(180 * SNT_NSEC_PER_SEC)
#define SNT_REKEY_ON_RECEIVE_AFTER_NS \
	(SNT_REJECT_AFTER_NS - SNT_KEEPALIVE_NS - SNT_REKEY_TIMEOUT_NS)
#define SNT_WIPE_AFTER_NS		(3 * SNT_REJECT_AFTER_NS)

/* Handshakes and keepalives (WireGuard 6.4, 6.5; jitter: Linux, SNAP none). */
#define SNT_REKEY_TIMEOUT_NS		(5 * SNT_NSEC_PER_SEC)
#define SNT_REKEY_ATTEMPT_NS		(90 * SNT_NSEC_PER_SEC)
#define SNT_REKEY_JITTER_MAX_NS		(333 * SNT_NSEC_PER_MSEC)
#define SNT_KEEPALIVE_NS		(10 * SNT_NSEC_PER_SEC)
#define SNT_NEW_HANDSHAKE_NS \
	(SNT_KEEPALIVE_NS + SNT_REKEY_TIMEOUT_NS)

/* Each of so many initiations in a row waits twice as long (SNAP, ours). */
#define SNT_PATIENT_INITIATION		4

/* Between a client's attempts, and added to each pause (SNAP). */
#define SNT_PAUSE_MIN_NS		(5 * SNT_NSEC_PER_SEC)
#define SNT_PAUSE_MAX_NS		(180 * SNT_NSEC_PER_SEC)
#define SNT_PAUSE_JITTER_MAX_NS		(500 * SNT_NSEC_PER_MSEC)

/*
 * Initiations taken from one peer (WireGuard in Linux). A timestamp is rounded
 * down to steps of the greatest power of two within that interval, so that it
 * tells nothing about the load of its maker.
 */
#define SNT_INITIATIONS_PER_SECOND	50
#define SNT_INITIATION_INTERVAL_NS \
	(SNT_NSEC_PER_SEC / SNT_INITIATIONS_PER_SECOND)
#define SNT_TIMESTAMP_STEP_NS		BIT(24)
#define SNT_TAI64_EPOCH			0x400000000000000aULL

/* Cookies (WireGuard 5.4.7; the latency is Linux's). */
#define SNT_COOKIE_SECRET_MAX_AGE_NS	(120 * SNT_NSEC_PER_SEC)
#define SNT_COOKIE_LATENCY_NS		(5 * SNT_NSEC_PER_SEC)
#define SNT_COOKIE_VALID_NS \
	(SNT_COOKIE_SECRET_MAX_AGE_NS - SNT_COOKIE_LATENCY_NS)
/* An address and a port: what a cookie is bound to, at most. */
#define SNT_COOKIE_SOURCE_MAX_LEN	18

/* Counters that are remembered, counted back from the newest (WireGuard). */
#define SNT_REPLAY_WINDOW_BITS		8192

static_assert(SNT_TIMESTAMP_STEP_NS <= SNT_INITIATION_INTERVAL_NS);
static_assert(2ULL * SNT_TIMESTAMP_STEP_NS > SNT_INITIATION_INTERVAL_NS);

#endif /* _SNT_LIMITS_H */
