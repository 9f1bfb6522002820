// SPDX-License-Identifier: GPL-2.0-only
/*
 * One peer: the way to its endpoint, and how its handshake fares.
 */
#include "check.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <string.h>

#include "key.h"
#include "names.h"
#include "parse.h"
#include "show.h"
#include "text.h"

#define NS_PER_S	UINT64_C(1000000000)

/* What to do about an error; the spec's description says what it is. */
static const char *const advice[] = {
	[SNAPTUN_PEER_ERROR_NO_ROUTE] =
		"Add a route to the endpoint, or mend the uplink",
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
	[SNAPTUN_PEER_ERROR_ADDRESS_IN_USE] =
		"Something on the way gives two tunnels one address and port",
};

static bool contains(const struct snt_prefix *prefix,
		     const union snt_sockaddr *addr)
{
	struct snt_prefix host = { .family = addr->sa.sa_family };

	if (host.family != prefix->family)
		return false;
	if (host.family == AF_INET)
		memcpy(host.addr, &addr->in.sin_addr, 4);
	else
		memcpy(host.addr, &addr->in6.sin6_addr, 16);
	host.len = prefix->len;
	snt_prefix_mask(&host);
	return !memcmp(host.addr, prefix->addr, sizeof(host.addr));
}

/* Whose tunnel carries packets to an address; the longest prefix decides. */
static const struct snt_peer *find_carrier(const struct snt_dev *dev,
					   const union snt_sockaddr *addr)
{
	const struct snt_peer *peer, *carrier = NULL;
	int best = -1;
	size_t i;

	for (peer = dev->peers; peer; peer = peer->next) {
		for (i = 0; i < peer->nr_prefixes; i++) {
			if (peer->prefixes[i].len > best &&
			    contains(&peer->prefixes[i], addr)) {
				best = peer->prefixes[i].len;
				carrier = peer;
			}
		}
	}
	return carrier;
}

/* The tunnel of one peer may go through that of another one. */
static bool leads_into_itself(const struct snt_dev *dev,
			      const struct snt_peer *peer,
			      const struct route *route)
{
	const struct snt_peer *carrier;

	if (route->oif != dev->ifindex)
		return false;
	carrier = find_carrier(dev, &peer->endpoint);
	return !carrier || carrier == peer;
}

static bool check_route(struct check_subject *subject,
			const struct snt_peer *peer, const char *who,
			struct route *route)
{
	const struct snt_dev *dev = subject->dev;
	char text[SNT_ADDR_TEXT];
	int ret = route_lookup(&peer->endpoint, dev->fwmark, route);

	snt_text_sockaddr(text, &peer->endpoint);
	if (ret)
		check_report(subject->check, CHECK_FAULT, CHECK_ROUTE,
			     dev->name,
			     "%s: no route to its endpoint %s: %s; add one, or mend the uplink",
			     who, text, strerror(-ret));
	else if (leads_into_itself(dev, peer, route))
		check_report(subject->check, CHECK_FAULT, CHECK_ROUTE,
			     dev->name,
			     "%s: the route to its endpoint %s leads into the tunnel itself; use fwmark and a rule, or a route of its own",
			     who, text);
	else
		return true;
	return false;
}

static bool check_mtu(struct check_subject *subject, const struct snt_peer *peer,
		      const char *who, const struct route *route)
{
	uint32_t overhead = peer->endpoint.sa.sa_family == AF_INET ?
			    ROUTE_OVERHEAD_IPV4 : ROUTE_OVERHEAD;
	uint32_t mtu = subject->link.mtu;

	if (peer->encap != SNAPTUN_ENCAP_NONE)
		overhead += ROUTE_OVERHEAD_GENEVE;
	/* a tunnel in another one of the device has its MTU, whatever that is */
	if (!route->mtu || route->oif == subject->dev->ifindex ||
	    mtu + overhead <= route->mtu)
		return true;
	check_report(subject->check, CHECK_FAULT, CHECK_MTU,
		     subject->dev->name,
		     "%s: MTU %u + %u around it = %u, but the way to its endpoint takes %u: ip link set %s mtu %u",
		     who, mtu, overhead, mtu + overhead, route->mtu,
		     subject->dev->name, route->mtu - overhead);
	return false;
}

/**
 * check_who - name a peer
 * @who: goes here
 * @peer: the peer
 *
 * Return: @who.
 */
const char *check_who(char who[CHECK_WHO], const struct snt_peer *peer)
{
	char key[SNT_KEY_TEXT];

	snt_key_to_text(key, peer->public_key);
	if (peer->flags & SNT_PEER_HAS_LABEL)
		snprintf(who, CHECK_WHO, "peer %s (%s)", key, peer->label);
	else
		snprintf(who, CHECK_WHO, "peer %s", key);
	return who;
}

static const struct check_answer *
find_answer(const struct check_subject *subject, const struct snt_peer *peer)
{
	const struct check_probe *probe = subject->probe;
	size_t i;

	for (i = 0; i < probe->nr; i++) {
		if (probe->answers[i].err &&
		    !memcmp(probe->answers[i].public_key, peer->public_key,
			    SNT_KEY_LEN))
			return &probe->answers[i];
	}
	return NULL;
}

/**
 * check_report_answer - say that the network answers in a peer's place
 * @subject: the device
 * @peer: the peer or gateway, to which handshakes do go out
 * @who: its name
 *
 * Return: whether the network does.
 */
bool check_report_answer(const struct check_subject *subject,
			 const struct snt_peer *peer, const char *who)
{
	const struct check_answer *answer = find_answer(subject, peer);
	char to[SNT_ADDR_TEXT], by[SNT_HOST_TEXT] = "the network";

	if (!answer)
		return false;
	snt_text_sockaddr(to, &peer->endpoint);
	if (answer->by.sa.sa_family)
		snt_text_host(by, &answer->by);
	if (answer->err == ECONNREFUSED)
		check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE,
			     subject->dev->name,
			     "%s: %s says that nothing listens at its endpoint %s: is the port right, is the interface up there, does a firewall reject UDP?",
			     who, by, to);
	else
		check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE,
			     subject->dev->name,
			     "%s: %s says of its endpoint %s: %s; is the address right, is the host there, does a firewall on the way reject UDP?",
			     who, by, to, strerror(answer->err));
	return true;
}

/**
 * check_firewall - say whose packet filter may be in the way
 * @subject: the device
 *
 * Return: a part of a sentence.
 */
const char *check_firewall(const struct check_subject *subject)
{
	return subject->has_filter ?
	       "the firewall here (nft list ruleset), or there," :
	       "a firewall there";
}

static void report_silence(const struct check_subject *subject,
			   const struct snt_peer *peer, const char *who,
			   const char *since)
{
	const struct snt_dev *dev = subject->dev;
	char to[SNT_ADDR_TEXT], own[SNT_KEY_TEXT];

	snt_text_sockaddr(to, &peer->endpoint);
	snt_key_to_text(own, dev->public_key);
	check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE, dev->name,
		     "%s: no answer to handshakes from %s%s. Look there whether the endpoint is right, the interface is up with that port and that public key, and has a peer with the public key of %s, %s (`snaptun-ctl check' there tells); whether %s stops UDP port %u",
		     who, to, since, dev->name, own, check_firewall(subject),
		     dev->listen_port);
}

/**
 * check_since - how long ago something was
 * @text: goes here
 * @then_ns: wall clock
 *
 * Return: @text: " 12 s ago", or nothing when the clock was set back since.
 */
const char *check_since(char text[CHECK_SINCE], uint64_t then_ns)
{
	uint64_t now_ns = show_now_ns();

	*text = '\0';
	if (then_ns && then_ns <= now_ns)
		snprintf(text, CHECK_SINCE, " %llu s ago",
			 (unsigned long long)((now_ns - then_ns) / NS_PER_S));
	return text;
}

/* It cannot be called, so it is no fault that there is no session. */
static void report_without_endpoint(const struct check_subject *subject,
				    const struct snt_peer *peer,
				    const char *who)
{
	char heard[CHECK_SINCE];

	check_since(heard, peer->last_handshake_ns);
	check_report(subject->check, CHECK_NOTE, CHECK_OK, subject->dev->name,
		     "%s: %s; it has no endpoint, so it has to call, at UDP port %u%s; its last handshake was%s",
		     who, SNT_NAME(peer_state, peer->state),
		     subject->dev->listen_port,
		     subject->has_filter ?
		     ", which the firewall here must let in" : "",
		     *heard ? heard : " never");
}

/**
 * check_present_error - why there is no session
 * @peer: the peer or tunnel
 * @has_route: there is a way to its endpoint
 *
 * Return: the error for which there is advice, or none if it no longer holds.
 */
uint32_t check_present_error(const struct snt_peer *peer, bool has_route)
{
	uint32_t error = peer->last_error;

	if (error == SNAPTUN_PEER_ERROR_NO_ENDPOINT ||
	    (error == SNAPTUN_PEER_ERROR_NO_ROUTE && has_route) ||
	    error >= sizeof(advice) / sizeof(advice[0]))
		return SNAPTUN_PEER_ERROR_NONE;
	return error;
}

/**
 * check_report_error - say what to do about an error
 * @subject: the device
 * @peer: the peer or tunnel that has it
 * @who: its name
 * @error: of those that check_present_error() returns, but none
 */
void check_report_error(const struct check_subject *subject,
			const struct snt_peer *peer, const char *who,
			uint32_t error)
{
	char since[CHECK_SINCE];

	check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE,
		     subject->dev->name,
		     "%s: %s, last error %s%s: %s %s", who,
		     SNT_NAME(peer_state, peer->state),
		     SNT_NAME(peer_error, error),
		     check_since(since, peer->last_error_ns),
		     snt_names_peer_error.name[error].doc, advice[error]);
}

static void report_failure(const struct check_subject *subject,
			   const struct snt_peer *peer, const char *who,
			   bool has_route)
{
	uint32_t error = check_present_error(peer, has_route);

	if (check_report_answer(subject, peer, who))
		return;
	if (error == SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT ||
	    (!error && peer->state == SNAPTUN_PEER_STATE_HANDSHAKING))
		report_silence(subject, peer, who,
			       error ? " for 90 s and more" : "");
	else if (error)
		check_report_error(subject, peer, who, error);
	else
		check_report(subject->check, CHECK_NOTE, CHECK_OK,
			     subject->dev->name,
			     "%s: %s; the first packet for it will begin a handshake",
			     who, SNT_NAME(peer_state, peer->state));
}

/*
 * Initiations carry the time and never go back while the peer stays configured:
 * what works goes on.
 */
static bool check_times(const struct check_subject *subject,
			const struct snt_peer *peer, const char *who)
{
	if (peer->last_handshake_ns <= show_now_ns() + NS_PER_S)
		return true;
	check_report(subject->check, CHECK_NOTE, CHECK_OK, subject->dev->name,
		     "%s: its last handshake is in the future, as the clock was set back. This goes on; but made anew, as after a boot, the tunnel waits until the clock is past that time: set it right before",
		     who);
	return false;
}

/**
 * check_way - look at the way to an endpoint
 * @subject: the device
 * @peer: the peer or gateway
 * @who: its name
 * @has_route: whether there is a way
 *
 * Return: whether nothing is wrong with it.
 */
bool check_way(struct check_subject *subject, const struct snt_peer *peer,
	       const char *who, bool *has_route)
{
	struct route route;

	*has_route = false;
	if (!peer->endpoint.sa.sa_family || subject->link.has_netnsid)
		return true;
	*has_route = check_route(subject, peer, who, &route);
	return *has_route && check_mtu(subject, peer, who, &route);
}

/**
 * check_peer - look at one peer
 * @subject: its device
 * @peer: the peer
 */
void check_peer(struct check_subject *subject, const struct snt_peer *peer)
{
	bool has_route, fine;
	char who[CHECK_WHO];

	check_who(who, peer);
	fine = check_way(subject, peer, who, &has_route);
	if (!peer->nr_prefixes) {
		check_report(subject->check, CHECK_NOTE, CHECK_OK,
			     subject->dev->name,
			     "%s: it has no allowed IPs, so no IP packet goes to it or comes from it",
			     who);
		fine = false;
	}
	fine &= check_times(subject, peer, who);
	if (peer->state == SNAPTUN_PEER_STATE_UP)
		subject->nr_fine += fine;
	else if (!peer->endpoint.sa.sa_family)
		report_without_endpoint(subject, peer, who);
	else
		report_failure(subject, peer, who, has_route);
}
