// SPDX-License-Identifier: GPL-2.0-only
/*
 * One device: its configuration, the ways to its peers, their handshakes.
 */
#include "check.h"

#include <linux/snaptun.h>
#include <net/if.h>
#include <string.h>

#include "key.h"
#include "names.h"
#include "route.h"
#include "show.h"
#include "text.h"

#define NS_PER_S	UINT64_C(1000000000)

/**
 * struct subject - what is being looked at
 * @check: the run
 * @dev: the device
 * @link: its link
 * @nr_fine: peers without a finding
 */
struct subject {
	struct check *check;
	const struct snt_dev *dev;
	struct link link;
	size_t nr_fine;
};

/* What to do about an error; the spec's description says what it is. */
static const char *const advice[] = {
	[SNAPTUN_PEER_ERROR_NO_ENDPOINT] =
		"Set an endpoint, or wait until the peer calls",
	[SNAPTUN_PEER_ERROR_NO_ROUTE] =
		"Add a route to the endpoint, or mend the uplink",
	[SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT] =
		"Is the endpoint right, does a firewall stop UDP, does the peer know our public key?",
	[SNAPTUN_PEER_ERROR_RESPONSE_INVALID] =
		"Do both ends have the same preshared key, or none?",
	[SNAPTUN_PEER_ERROR_RESPONSE_WRONG_LENGTH] =
		"The peer speaks the other wire mode: snaptun-ctl set INTERFACE wire snap|wireguard",
	[SNAPTUN_PEER_ERROR_COOKIE_REQUIRED] =
		"The next handshake will carry the cookie; wait",
	[SNAPTUN_PEER_ERROR_REPLAYED_INITIATION] =
		"The peer's clock went back, or someone replays its packets",
	[SNAPTUN_PEER_ERROR_LOW_ORDER_KEY] =
		"The key is no real one; ask the peer for its public key",
	[SNAPTUN_PEER_ERROR_ADDRESS_INVALID] =
		"The tunnel works, but its address is not known",
	[SNAPTUN_PEER_ERROR_SEND_FAILED] =
		"Look at the uplink: MTU, firewall, neighbours",
};

static void check_interface(struct subject *subject)
{
	const struct snt_dev *dev = subject->dev;
	struct check *check = subject->check;

	if (!(dev->flags & SNT_DEV_HAS_PRIVATE_KEY))
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "there is no private key: snaptun-ctl set %s private-key FILE",
			     dev->name);
	if (!(subject->link.flags & IFF_UP))
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "the link is down: ip link set %s up", dev->name);
	if (!dev->peers)
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "there are no peers: snaptun-ctl set %s peer KEY ...",
			     dev->name);
	if (subject->link.has_netnsid)
		check_report(check, CHECK_NOTE, CHECK_OK, dev->name,
			     "its socket is in the namespace where it was made: routes and MTU have to be checked there");
}

static bool check_route(struct subject *subject, const struct snt_peer *peer,
			const char *who, struct route *route)
{
	const struct snt_dev *dev = subject->dev;
	char text[SNT_ADDR_TEXT];
	int ret = route_lookup(&peer->endpoint, dev->fwmark, route);

	snt_text_sockaddr(text, &peer->endpoint);
	if (ret)
		check_report(subject->check, CHECK_FAULT, CHECK_ROUTE,
			     dev->name, "%s: no route to its endpoint %s: %s",
			     who, text, strerror(-ret));
	else if (route->oif == dev->ifindex)
		check_report(subject->check, CHECK_FAULT, CHECK_ROUTE,
			     dev->name,
			     "%s: the route to its endpoint %s leads into the tunnel itself; use fwmark and a rule, or a route of its own",
			     who, text);
	else
		return true;
	return false;
}

static bool check_mtu(struct subject *subject, const struct snt_peer *peer,
		      const char *who, const struct route *route)
{
	uint32_t overhead = peer->endpoint.sa.sa_family == AF_INET ?
			    ROUTE_OVERHEAD_IPV4 : ROUTE_OVERHEAD;
	uint32_t mtu = subject->link.mtu;

	if (peer->encap != SNAPTUN_ENCAP_NONE)
		overhead += ROUTE_OVERHEAD_GENEVE;
	if (!route->mtu || mtu + overhead <= route->mtu)
		return true;
	check_report(subject->check, CHECK_FAULT, CHECK_MTU,
		     subject->dev->name,
		     "%s: MTU %u + %u around it = %u, but the way to its endpoint takes %u: ip link set %s mtu %u",
		     who, mtu, overhead, mtu + overhead, route->mtu,
		     subject->dev->name, route->mtu - overhead);
	return false;
}

static bool check_handshake(struct subject *subject,
			    const struct snt_peer *peer, const char *who)
{
	uint64_t now_ns = show_now_ns();
	uint32_t error = peer->last_error;
	struct check *check = subject->check;
	const char *name = subject->dev->name;

	if (peer->last_handshake_ns > now_ns + NS_PER_S) {
		check_report(check, CHECK_FAULT, CHECK_CLOCK, name,
			     "%s: its last handshake is in the future: the clock was set back, and the peer will refuse the next one",
			     who);
		return false;
	}
	if (peer->state == SNAPTUN_PEER_STATE_UP)
		return true;
	if (error && error < sizeof(advice) / sizeof(advice[0])) {
		check_report(check, CHECK_FAULT, CHECK_HANDSHAKE, name,
			     "%s: %s, last error %s %llu s ago: %s %s", who,
			     SNT_NAME(peer_state, peer->state),
			     SNT_NAME(peer_error, error),
			     (unsigned long long)((now_ns -
						   peer->last_error_ns) /
						  NS_PER_S),
			     snt_names_peer_error[error].doc, advice[error]);
	} else if (peer->state == SNAPTUN_PEER_STATE_HANDSHAKING) {
		check_report(check, CHECK_FAULT, CHECK_HANDSHAKE, name,
			     "%s: handshaking, without an answer so far", who);
	} else {
		check_report(check, CHECK_NOTE, CHECK_OK, name,
			     "%s: %s; the first packet for it will begin a handshake",
			     who, SNT_NAME(peer_state, peer->state));
	}
	return false;
}

static void check_peer(struct subject *subject, const struct snt_peer *peer)
{
	char key[SNT_KEY_TEXT], who[SNT_KEY_TEXT + SNT_LABEL_LEN + 8];
	struct route route;
	bool fine = true;

	snt_key_to_text(key, peer->public_key);
	if (peer->flags & SNT_PEER_HAS_LABEL)
		snprintf(who, sizeof(who), "peer %s (%s)", key, peer->label);
	else
		snprintf(who, sizeof(who), "peer %s", key);

	if (peer->endpoint.sa.sa_family && !subject->link.has_netnsid) {
		if (check_route(subject, peer, who, &route))
			fine = check_mtu(subject, peer, who, &route);
		else
			fine = false;
	}
	if (!peer->nr_prefixes) {
		check_report(subject->check, CHECK_NOTE, CHECK_OK,
			     subject->dev->name,
			     "%s: it has no allowed IPs, so no IP packet goes to it or comes from it",
			     who);
		fine = false;
	}
	if (check_handshake(subject, peer, who) && fine)
		subject->nr_fine++;
}

/**
 * check_dev - look at one device
 * @check: the run
 * @dev: the device with its peers
 */
void check_dev(struct check *check, const struct snt_dev *dev)
{
	struct subject subject = { .check = check, .dev = dev };
	const struct snt_peer *peer;

	if (route_get_link(dev->name, &subject.link)) {
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "the link cannot be read");
		return;
	}
	check_interface(&subject);
	for (peer = dev->peers; peer; peer = peer->next)
		check_peer(&subject, peer);
	if (subject.nr_fine)
		check_report(check, CHECK_FINE, CHECK_OK, dev->name,
			     "%zu of %zu peers are up, with a route, and MTU %u fits",
			     subject.nr_fine, dev->nr_peers, subject.link.mtu);
}

/**
 * check_drops - name the drops that point to a wrong configuration
 * @check: the run
 * @drops: counters of the device
 */
void check_drops(struct check *check, const struct snt_drops *drops)
{
	static const struct {
		enum snaptun_drop_reason reason;
		const char *advice;
	} telling[] = {
		{ SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED,
		  "snaptun-ctl set INTERFACE payload ip|scion|any" },
		{ SNAPTUN_DROP_REASON_TX_NO_PEER,
		  "is a prefix missing from the allowed IPs?" },
		{ SNAPTUN_DROP_REASON_RX_WRONG_MODE,
		  "a peer speaks the other wire mode" },
		{ SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED,
		  "is a prefix missing from the peer's allowed IPs?" },
		{ SNAPTUN_DROP_REASON_HS_BAD_MAC1,
		  "someone uses another public key for this interface" },
		{ SNAPTUN_DROP_REASON_HS_UNKNOWN_IDENTITY,
		  "someone calls who is no peer, or has a new key" },
		{ SNAPTUN_DROP_REASON_HS_DECRYPT_FAILED,
		  "do both ends have the same preshared key?" },
	};
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
