/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do not edit: "make gen" makes this from
 * Documentation/netlink/specs/snaptun.yaml.
 */
#ifndef _SNT_REASONS_GEN_H
#define _SNT_REASONS_GEN_H

#define SNT_REASONS_NAMES \
	{ 0, "tx-payload-refused" }, \
	{ 1, "tx-malformed" }, \
	{ 2, "tx-no-peer" }, \
	{ 3, "tx-no-endpoint" }, \
	{ 4, "tx-no-session" }, \
	{ 5, "tx-staged-expired" }, \
	{ 6, "tx-too-big" }, \
	{ 7, "tx-no-memory" }, \
	{ 8, "tx-queue-full" }, \
	{ 9, "tx-loop" }, \
	{ 10, "tx-no-route" }, \
	{ 11, "tx-device" }, \
	{ 12, "rx-short" }, \
	{ 13, "rx-unknown-type" }, \
	{ 14, "rx-wrong-length" }, \
	{ 15, "rx-wrong-mode" }, \
	{ 16, "rx-unknown-index" }, \
	{ 17, "rx-session-expired" }, \
	{ 18, "rx-auth-failed" }, \
	{ 19, "rx-replayed" }, \
	{ 20, "rx-payload-refused" }, \
	{ 21, "rx-source-refused" }, \
	{ 22, "rx-malformed" }, \
	{ 23, "rx-ecn" }, \
	{ 24, "rx-no-memory" }, \
	{ 25, "rx-queue-full" }, \
	{ 26, "rx-geometry" }, \
	{ 27, "rx-socket-full" }, \
	{ 28, "hs-queue-full" }, \
	{ 29, "hs-bad-mac1" }, \
	{ 30, "hs-cookie-sent" }, \
	{ 31, "hs-rate-limited" }, \
	{ 32, "hs-decrypt-failed" }, \
	{ 33, "hs-unknown-identity" }, \
	{ 34, "hs-replayed" }, \
	{ 35, "hs-flood" }, \
	{ 36, "hs-stale-response" }, \
	{ 37, "hs-cookie-invalid" }, \
	{ 38, "hs-no-key" }, \
	{ 39, "hs-no-memory" }, \
	{ 40, "rx-encap-invalid" }, \
	{ 41, "rx-encap-mismatch" }, \
	{ 42, "tx-too-many" }, \
	{ 43, "rx-foreign" }, \
	{ 44, "tx-no-tunnel" }, \
	{ 45, "tx-address-changed" }, \
	{ 46, "rx-address-changed" }, \
	{ 47, "tx-facade-malformed" }, \
	{ 48, "tx-facade-foreign" }, \
	{ 49, "tx-facade-source" }, \
	{ 50, "tx-facade-too-big" }, \
	{ 51, "tx-facade-full" }, \
	{ 52, "rx-facade-mismatch" }, \
	{ 53, "tx-identity-expired" }, \
	{ 54, "rx-identity-expired" }, \
	{ 55, "hs-identity-expired" }, \
	{ 56, "hs-tunnel-limit" }, \
	{ 57, "rx-path-refused" }, \
	{ 58, "tx-quota" }, \
	{ 59, "rx-quota" }, \
	{ 60, "tx-rate" }, \
	{ 61, "rx-rate" }, \
	{ 62, "rx-no-router" }, \
	{ 63, "tx-not-from-router" }

#define SNT_REASONS_TX \
	SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED, \
	SNAPTUN_DROP_REASON_TX_MALFORMED, \
	SNAPTUN_DROP_REASON_TX_NO_PEER, \
	SNAPTUN_DROP_REASON_TX_NO_ENDPOINT, \
	SNAPTUN_DROP_REASON_TX_NO_SESSION, \
	SNAPTUN_DROP_REASON_TX_STAGED_EXPIRED, \
	SNAPTUN_DROP_REASON_TX_TOO_BIG, \
	SNAPTUN_DROP_REASON_TX_NO_MEMORY, \
	SNAPTUN_DROP_REASON_TX_QUEUE_FULL, \
	SNAPTUN_DROP_REASON_TX_LOOP, \
	SNAPTUN_DROP_REASON_TX_NO_ROUTE, \
	SNAPTUN_DROP_REASON_TX_DEVICE, \
	SNAPTUN_DROP_REASON_TX_TOO_MANY, \
	SNAPTUN_DROP_REASON_TX_NO_TUNNEL, \
	SNAPTUN_DROP_REASON_TX_ADDRESS_CHANGED, \
	SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED, \
	SNAPTUN_DROP_REASON_TX_FACADE_FOREIGN, \
	SNAPTUN_DROP_REASON_TX_FACADE_SOURCE, \
	SNAPTUN_DROP_REASON_TX_FACADE_TOO_BIG, \
	SNAPTUN_DROP_REASON_TX_FACADE_FULL, \
	SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED, \
	SNAPTUN_DROP_REASON_TX_QUOTA, \
	SNAPTUN_DROP_REASON_TX_RATE, \
	SNAPTUN_DROP_REASON_TX_NOT_FROM_ROUTER

#endif /* _SNT_REASONS_GEN_H */
