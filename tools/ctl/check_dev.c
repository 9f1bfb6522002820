// SPDX-License-Identifier: GPL-2.0-only
/*
 * One device: its configuration, and what is found of its peers.
 */
#include "check.h"

#include <linux/snaptun.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "exec.h"

static void check_interface(struct check_subject *subject)
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
	if (!dev->peers && !snt_model_is_client(dev))
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "there are no peers: snaptun-ctl set %s peer KEY ...",
			     dev->name);
	if (subject->link.has_netnsid)
		check_report(check, CHECK_NOTE, CHECK_OK, dev->name,
			     "its socket is in the namespace where it was made: routes and MTU have to be checked there");
}

/* Whether there is one; what its rules mean cannot be told from outside. */
static bool has_input_filter(void)
{
	static int answer = -1;
	char *said;

	if (answer >= 0)
		return answer;
	said = exec_capture("sh", "-c",
			    "nft list chains 2>/dev/null | grep 'hook input'; grep -hx filter /proc/net/ip_tables_names /proc/net/ip6_tables_names 2>/dev/null; :");
	answer = *said != '\0';
	free(said);
	return answer;
}

static void check_port(struct check_subject *subject)
{
	const struct snt_dev *dev = subject->dev;

	if (subject->probe->is_port_closed)
		check_report(subject->check, CHECK_FAULT, CHECK_HANDSHAKE,
			     dev->name,
			     "a datagram of this machine to its own UDP port %u did not arrive: a firewall here stops it (nft list ruleset); let UDP port %u in",
			     dev->listen_port, dev->listen_port);
}

/**
 * check_dev - look at one device
 * @check: the run
 * @dev: the device with its peers
 * @probe: what the network said
 */
void check_dev(struct check *check, const struct snt_dev *dev,
	       const struct check_probe *probe)
{
	struct check_subject subject = {
		.check = check,
		.dev = dev,
		.probe = probe,
		.has_filter = has_input_filter(),
	};
	const struct snt_peer *peer;

	if (route_get_link(dev->name, &subject.link)) {
		check_report(check, CHECK_FAULT, CHECK_CONFIG, dev->name,
			     "the link cannot be read");
		return;
	}
	check_interface(&subject);
	if (snt_model_is_client(dev)) {
		check_client(&subject);
		return;
	}
	check_inner(&subject);
	check_port(&subject);
	for (peer = dev->peers; peer; peer = peer->next)
		check_peer(&subject, peer);
	if (subject.nr_fine)
		check_report(check, CHECK_FINE, CHECK_OK, dev->name,
			     "%zu of %zu peers are up, with a route, and MTU %u fits",
			     subject.nr_fine, dev->nr_peers, subject.link.mtu);
}
