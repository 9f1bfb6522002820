// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leads what applications send to a facade into its interface, and knows why
 * nothing gets there.
 */
#include "facade.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

/**
 * snt_facade_lead - give an interface its address and the route to its facade
 * @rtnl: the socket
 * @ifindex: of the interface, which is up
 * @wish: both
 * @flags: NLM_F_REPLACE for a route that may have another source, NLM_F_EXCL to
 *	add only what is missing
 *
 * Return: 0 or a negative errno with rtnl->error set.
 */
int snt_facade_lead(struct snt_rtnl *rtnl, uint32_t ifindex,
		    const struct snt_facade_wish *wish, uint16_t flags)
{
	int ret = 0;

	if (wish->source.sa.sa_family)
		ret = snt_rtnl_add_address(rtnl, ifindex, &wish->source);
	if (!ret || ret == -EEXIST)
		ret = snt_rtnl_add_route(rtnl, ifindex, &wish->at,
					 &wish->source, flags);
	return ret == -EEXIST ? 0 : ret;
}

/**
 * snt_facade_forget - undo snt_facade_lead()
 * @rtnl: the socket
 * @ifindex: of the interface
 * @wish: what it was led with; what has gone already is no error
 */
void snt_facade_forget(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const struct snt_facade_wish *wish)
{
	if (wish->at.sa.sa_family)
		snt_rtnl_del_route(rtnl, ifindex, &wish->at);
	if (wish->source.sa.sa_family)
		snt_rtnl_del_address(rtnl, ifindex, &wish->source);
}

/**
 * snt_facade_count - how many sockets of applications have a tunnel?
 * @dev: the interface
 *
 * Return: how many.
 */
size_t snt_facade_count(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;
	size_t nr = 0;

	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next)
		nr += !!(tunnel->flags & SNT_PEER_HAS_APP);
	return nr;
}

/**
 * snt_facade_limit - how many may have one?
 * @dev: the interface
 *
 * Return: how many.
 */
size_t snt_facade_limit(const struct snt_dev *dev)
{
	return dev->flow_limit ? dev->flow_limit : dev->nr_peers;
}

/* Writes why what is sent to the facade does not get to the interface. */
static bool describe_way(char *text, size_t size, const struct snt_dev *dev,
			 const struct snt_facade_state *state, const char *host)
{
	const struct snt_way *way = &state->way;
	char other[IFNAMSIZ];

	if (!state->is_up) {
		snprintf(text, size, "the interface is down: ip link set %s up",
			 dev->name);
	} else if (way->type == RTN_LOCAL) {
		snprintf(text, size, "the facade %s is an address of this host, which keeps what is sent there: give `Facade' one that nobody has",
			 host);
	} else if (way->type != RTN_UNICAST) {
		snprintf(text, size, "no route leads to the facade: ip route add %s dev %s",
			 host, dev->name);
	} else if (way->oif != dev->ifindex) {
		if (!if_indextoname(way->oif, other))
			snprintf(other, sizeof(other), "link %u", way->oif);
		snprintf(text, size, "what is sent to the facade leaves by %s: ip route replace %s dev %s",
			 other, host, dev->name);
	} else {
		return false;
	}
	return true;
}

/* Likewise, why the interface does not take it. */
static bool describe_settings(char *text, size_t size,
			      const struct snt_dev *dev)
{
	if (dev->payload == SNAPTUN_PAYLOAD_IP)
		snprintf(text, size, "the payload of the interface admits no SCION packets: snaptun-ctl set %s payload any",
			 dev->name);
	else if (dev->facade_translation == SNAPTUN_FACADE_TRANSLATION_OFF)
		snprintf(text, size, "the facade does not translate, so only applications get through that are bound to an assigned address: snaptun-ctl set %s facade-translation on",
			 dev->name);
	else
		return false;
	return true;
}

static bool describe_room(char *text, size_t size, const struct snt_dev *dev)
{
	size_t nr = snt_facade_count(dev);

	if (!nr || nr < snt_facade_limit(dev))
		return false;
	snprintf(text, size, "no more sockets of applications get a tunnel than the %zu that have one: snaptun-ctl set %s flow-limit NUMBER",
		 nr, dev->name);
	return true;
}

/**
 * snt_facade_complain - what keeps applications from getting to a facade?
 * @wish: what it is to be
 * @dev: what it is
 * @state: and what the rest of the kernel makes of it
 * @arg: for @say
 * @say: told each reason in a line, with what to do
 */
void snt_facade_complain(const struct snt_facade_wish *wish,
			 const struct snt_dev *dev,
			 const struct snt_facade_state *state, void *arg,
			 void (*say)(const char *text, void *arg))
{
	char text[256], host[SNT_HOST_TEXT], at[SNT_ADDR_TEXT];

	snt_text_host(host, &wish->at);
	if (!snt_model_is_same_address(&wish->at, &dev->facade)) {
		snprintf(text, sizeof(text), "somebody has changed the facade: snaptun-ctl set %s facade %s",
			 dev->name, snt_text_sockaddr(at, &wish->at));
		say(text, arg);
	}
	if (describe_way(text, sizeof(text), dev, state, host))
		say(text, arg);
	if (describe_settings(text, sizeof(text), dev))
		say(text, arg);
	if (describe_room(text, sizeof(text), dev))
		say(text, arg);
}
