// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drop counters that point to a wrong configuration, here or at a peer. They
 * count since the device was made: none of them proves that it is so now.
 */
#include "check.h"

#include <linux/snaptun.h>

#include "names.h"

static const struct {
	enum snaptun_drop_reason reason;
	const char *advice;
} telling[] = {
	{ SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED,
	  "snaptun-ctl set INTERFACE payload ip|scion|any" },
	{ SNAPTUN_DROP_REASON_TX_NO_PEER,
	  "is a prefix missing from the allowed IPs?" },
	{ SNAPTUN_DROP_REASON_TX_NO_ENDPOINT,
	  "for a peer that has no endpoint and did not call" },
	{ SNAPTUN_DROP_REASON_RX_WRONG_MODE,
	  "another wire mode there: set INTERFACE wire snap|wireguard, alike at both ends" },
	{ SNAPTUN_DROP_REASON_RX_PAYLOAD_REFUSED,
	  "another payload there: set INTERFACE payload ip|scion|any, alike at both ends" },
	{ SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED,
	  "is a prefix missing from the peer's allowed IPs?" },
	{ SNAPTUN_DROP_REASON_RX_ENCAP_MISMATCH,
	  "another encap there: set INTERFACE peer KEY encap none|geneve, alike at both ends" },
	{ SNAPTUN_DROP_REASON_RX_ENCAP_INVALID,
	  "something else sends to this port: set INTERFACE listen-port PORT" },
	{ SNAPTUN_DROP_REASON_RX_FOREIGN,
	  "not from the gateway's endpoint: does it answer from elsewhere?" },
	{ SNAPTUN_DROP_REASON_TX_NO_TUNNEL,
	  "sent from no assigned address: tunnel add INTERFACE port PORT" },
	{ SNAPTUN_DROP_REASON_TX_ADDRESS_CHANGED,
	  "waited for tunnel accept-address INTERFACE ID" },
	{ SNAPTUN_DROP_REASON_RX_ADDRESS_CHANGED,
	  "waited for tunnel accept-address INTERFACE ID" },
	{ SNAPTUN_DROP_REASON_TX_FACADE_FOREIGN,
	  "set INTERFACE facade-senders any, if other hosts may use it" },
	{ SNAPTUN_DROP_REASON_TX_FACADE_SOURCE,
	  "let applications bind to the address they send from, or set facade-translation off" },
	{ SNAPTUN_DROP_REASON_TX_FACADE_TOO_BIG,
	  "longer than the MTU: let the application send shorter ones" },
	{ SNAPTUN_DROP_REASON_TX_FACADE_FULL,
	  "set INTERFACE flow-limit NUMBER, or a shorter flow-idle" },
	{ SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED,
	  "no SCION, or to another port than show INTERFACE facade has" },
	{ SNAPTUN_DROP_REASON_RX_FACADE_MISMATCH,
	  "not for the address of its tunnel: does the sender have an old one?" },
	{ SNAPTUN_DROP_REASON_RX_NO_ROUTER,
	  "no router has that interface, or no route leads to it: underlay show INTERFACE" },
	{ SNAPTUN_DROP_REASON_TX_NOT_FROM_ROUTER,
	  "is a router missing in underlay show INTERFACE?" },
	{ SNAPTUN_DROP_REASON_HS_BAD_MAC1,
	  "there, another public key stands for this interface: compare it with the one here" },
	{ SNAPTUN_DROP_REASON_HS_UNKNOWN_IDENTITY,
	  "who called is no peer here: compare the public key there with the peers here" },
	{ SNAPTUN_DROP_REASON_HS_DECRYPT_FAILED,
	  "do both ends have the same preshared key?" },
	{ SNAPTUN_DROP_REASON_HS_REPLAYED,
	  "a peer's clock was set back: set it right there" },
	{ SNAPTUN_DROP_REASON_HS_NO_KEY,
	  "calls came before there was a private key" },
};

/**
 * check_drops - name the drops that point to a wrong configuration
 * @check: the run
 * @drops: counters of the device
 */
void check_drops(struct check *check, const struct snt_drops *drops)
{
	size_t i;

	for (i = 0; i < sizeof(telling) / sizeof(telling[0]); i++) {
		uint32_t reason = telling[i].reason;

		if (reason >= drops->nr || !drops->count[reason])
			continue;
		check_report(check, CHECK_NOTE, CHECK_OK, drops->name,
			     "%s: %llu packets dropped: %s",
			     SNT_NAME(drop_reason, reason),
			     (unsigned long long)drops->count[reason],
			     telling[i].advice);
	}
}
