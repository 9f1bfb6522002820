// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client: its gateway, and its tunnels. As there may be a thousand, those of
 * one state are one finding, which tells of the first.
 */
#include "check.h"

#include <linux/snaptun.h>

#include "key.h"
#include "names.h"
#include "text.h"

#define STATES	(SNAPTUN_PEER_STATE_FAILED + 1)

/**
 * struct group - the tunnels of one state
 * @nr: how many
 * @first: the first of them
 */
struct group {
	size_t nr;
	const struct snt_peer *first;
};

static void gather(struct group groups[STATES], const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;

	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		struct group *group;

		if (tunnel->state >= STATES)
			continue;
		group = &groups[tunnel->state];
		if (!group->nr++)
			group->first = tunnel;
	}
}

/* "tunnel 5", or "tunnel 5 and 3 others" */
static const char *name_group(char who[CHECK_WHO], const struct group *group)
{
	if (group->nr == 1)
		snprintf(who, CHECK_WHO, "tunnel %u", group->first->id);
	else
		snprintf(who, CHECK_WHO, "tunnel %u and %zu other%s",
			 group->first->id, group->nr - 1,
			 group->nr == 2 ? "" : "s");
	return who;
}

static void report_changed_address(const struct check_subject *subject,
				   const struct group *group)
{
	char now[SNT_ADDR_TEXT], before[SNT_ADDR_TEXT], who[CHECK_WHO];
	const char *name = subject->dev->name;

	snt_text_sockaddr(now, &group->first->assigned);
	snt_text_sockaddr(before, &group->first->previous);
	check_report(subject->check, CHECK_FAULT, CHECK_CONFIG, name,
		     "%s: the gateway sees it at %s, no longer at %s, and packets wait until that is right: snaptun-ctl tunnel accept-address %s all, or set %s address-policy following",
		     name_group(who, group), now, before, name, name);
}

static void report_idle(const struct check_subject *subject,
			const struct group *group)
{
	char who[CHECK_WHO];

	check_report(subject->check, CHECK_NOTE, CHECK_OK, subject->dev->name,
		     "%s: idle; the first packet for it, or snaptun-ctl tunnel restart %s all, begins a handshake",
		     name_group(who, group), subject->dev->name);
}

static void report_silence(const struct check_subject *subject,
			   const struct group *group)
{
	char to[SNT_ADDR_TEXT], own[SNT_KEY_TEXT], who[CHECK_WHO];
	const struct snt_dev *dev = subject->dev;

	snt_text_sockaddr(to, &dev->gateway->endpoint);
	snt_key_to_text(own, dev->public_key);
	check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE, dev->name,
		     "%s: %s, no answer to handshakes from %s. Is that the endpoint of the gateway with that public key, does it know the public key of %s, %s, which has to be registered, and does %s stop UDP port %u?",
		     name_group(who, group),
		     SNT_NAME(peer_state, group->first->state), to, dev->name,
		     own, check_firewall(subject), group->first->local_port);
}

/* What else is to be said of those that have stopped trying. */
static void report_end(const struct check_subject *subject,
		       const struct group *group)
{
	char who[CHECK_WHO];

	check_report(subject->check, CHECK_NOTE, CHECK_OK, subject->dev->name,
		     "%s: given up after %u s; when the cause is mended, snaptun-ctl tunnel restart %s all begins anew, as a packet does",
		     name_group(who, group), subject->dev->give_up_s,
		     subject->dev->name);
}

static void report_failure(const struct check_subject *subject,
			   const struct group *group, bool has_route)
{
	uint32_t error = check_present_error(group->first, has_route);
	char who[CHECK_WHO];

	if (error && error != SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT)
		check_report_error(subject, group->first,
				   name_group(who, group), error);
	else
		report_silence(subject, group);
}

/* The network's answer, if there is one, is the cause of all failures. */
static void check_tunnels(struct check_subject *subject,
			  const struct group groups[STATES], const char *who,
			  bool has_route)
{
	bool is_explained = false, is_asked = false;
	uint32_t state;

	for (state = 0; state < STATES; state++) {
		const struct group *group = &groups[state];

		if (!group->nr || state == SNAPTUN_PEER_STATE_UP)
			continue;
		if (state == SNAPTUN_PEER_STATE_ADDRESS_CHANGED) {
			report_changed_address(subject, group);
			continue;
		}
		if (state == SNAPTUN_PEER_STATE_IDLE) {
			report_idle(subject, group);
			continue;
		}
		if (!is_asked)
			is_explained = check_report_answer(subject,
							   subject->dev->gateway,
							   who);
		is_asked = true;
		if (!is_explained)
			report_failure(subject, group, has_route);
		if (state == SNAPTUN_PEER_STATE_FAILED)
			report_end(subject, group);
	}
}

static void report_up(const struct check_subject *subject, size_t nr)
{
	const struct snt_dev *dev = subject->dev;

	if (nr)
		check_report(subject->check, CHECK_FINE, CHECK_OK, dev->name,
			     "%zu of %zu tunnels are up", nr, dev->nr_peers);
	else if (dev->carrier == SNAPTUN_CARRIER_FOLLOW &&
		 !dev->facade.sa.sa_family)
		check_report(subject->check, CHECK_NOTE, CHECK_OK, dev->name,
			     "it has no carrier while no tunnel is up: set %s carrier always, if programs need one",
			     dev->name);
}

/**
 * check_client - look at a client
 * @subject: the device
 */
void check_client(struct check_subject *subject)
{
	const struct snt_dev *dev = subject->dev;
	struct group groups[STATES] = { 0 };
	char who[CHECK_WHO], key[SNT_KEY_TEXT];
	bool has_route;

	if (!dev->gateway) {
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG,
			     dev->name,
			     "there is no gateway: snaptun-ctl set %s gateway KEY endpoint HOST:PORT",
			     dev->name);
		return;
	}
	snt_key_to_text(key, dev->gateway->public_key);
	snprintf(who, sizeof(who), "gateway %s", key);
	check_way(subject, dev->gateway, who, &has_route);
	if (!dev->peers && !check_makes_tunnels(dev)) {
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG,
			     dev->name,
			     "there are no tunnels: snaptun-ctl tunnel add %s",
			     dev->name);
		return;
	}
	gather(groups, dev);
	check_tunnels(subject, groups, who, has_route);
	report_up(subject, groups[SNAPTUN_PEER_STATE_UP].nr);
	check_facade(subject);
}
