// SPDX-License-Identifier: GPL-2.0-only
/*
 * The facade of a client: why an application does not get through.
 */
#include "check.h"

#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>

#include "text.h"

/**
 * check_makes_tunnels - does a client get tunnels when applications need them?
 * @dev: the device
 *
 * Return: whether it does.
 */
bool check_makes_tunnels(const struct snt_dev *dev)
{
	return dev->facade.sa.sa_family && dev->flow_limit &&
	       dev->facade_translation == SNAPTUN_FACADE_TRANSLATION_ON;
}

/* How many sockets have a tunnel */
static size_t count_flows(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;
	size_t nr = 0;

	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next)
		nr += !!(tunnel->flags & SNT_PEER_HAS_APP);
	return nr;
}

static void name_link(char name[IFNAMSIZ], uint32_t ifindex)
{
	if (!if_indextoname(ifindex, name))
		snprintf(name, IFNAMSIZ, "link %u", ifindex);
}

/* Does what is sent to the facade get to the device? */
static bool check_way_in(const struct check_subject *subject, const char *host)
{
	const struct snt_dev *dev = subject->dev;
	const char *name = dev->name;
	char other[IFNAMSIZ];
	struct route route;

	if (route_lookup(&dev->facade, 0, &route) ||
	    (route.type != RTN_UNICAST && route.type != RTN_LOCAL)) {
		check_report(subject->check, CHECK_FAULT, CHECK_ROUTE, name,
			     "no route leads to its facade: ip route add %s dev %s",
			     host, name);
		return false;
	}
	if (route.type == RTN_LOCAL) {
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG, name,
			     "its facade %s is an address of this host, which keeps what is sent there: ip address del it, or set %s facade to one that nobody has",
			     host, name);
		return false;
	}
	if (route.oif == dev->ifindex)
		return true;
	name_link(other, route.oif);
	check_report(subject->check, CHECK_FAULT, CHECK_ROUTE, name,
		     "what is sent to its facade leaves by %s: ip route add %s dev %s",
		     other, host, name);
	return false;
}

static bool check_settings(const struct check_subject *subject)
{
	const struct snt_dev *dev = subject->dev;

	if (dev->payload == SNAPTUN_PAYLOAD_IP) {
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG,
			     dev->name,
			     "it has a facade, and its payload admits no SCION packets: snaptun-ctl set %s payload any",
			     dev->name);
		return false;
	}
	if (dev->facade_translation == SNAPTUN_FACADE_TRANSLATION_OFF) {
		check_report(subject->check, CHECK_NOTE, CHECK_OK, dev->name,
			     "its facade does not translate: only applications get through that are bound to an assigned address");
		return false;
	}
	return true;
}

static void report_full(const struct check_subject *subject, size_t nr)
{
	const struct snt_dev *dev = subject->dev;

	if (dev->flow_limit)
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG,
			     dev->name,
			     "no more sockets of applications get a tunnel than the %zu that have one: snaptun-ctl set %s flow-limit NUMBER, or a shorter flow-idle",
			     nr, dev->name);
	else
		check_report(subject->check, CHECK_FAULT, CHECK_CONFIG,
			     dev->name,
			     "no socket of an application gets a tunnel any more, as others have them (%zu) and flow-limit 0 lets none be made: snaptun-ctl tunnel add %s, or set %s flow-limit NUMBER",
			     nr, dev->name, dev->name);
}

static void check_room(const struct check_subject *subject, const char *at)
{
	const struct snt_dev *dev = subject->dev;
	size_t limit = dev->flow_limit ? dev->flow_limit : dev->nr_peers;
	size_t nr = count_flows(dev);

	if (nr >= limit && nr)
		report_full(subject, nr);
	else
		check_report(subject->check, CHECK_FINE, CHECK_OK, dev->name,
			     "applications get to its facade %s; sockets that have a tunnel: %zu of %zu",
			     at, nr, limit);
}

/**
 * check_facade - look at the facade of a client, if it has one
 * @subject: the device
 */
void check_facade(const struct check_subject *subject)
{
	const struct snt_dev *dev = subject->dev;
	char host[SNT_HOST_TEXT], at[SNT_ADDR_TEXT];

	if (!dev->facade.sa.sa_family || !(subject->link.flags & IFF_UP))
		return;
	snt_text_host(host, &dev->facade);
	snt_text_sockaddr(at, &dev->facade);
	if (check_way_in(subject, host) && check_settings(subject))
		check_room(subject, at);
}
