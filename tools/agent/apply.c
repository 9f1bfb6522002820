// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes interfaces what they are to be. What is so already is left alone, so an
 * agent that comes back after its death loses no session.
 */
#include "apply.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "container.h"
#include "key.h"

/* The alias of links that we have made, and remove in the end. */
#define MARK		"made by snaptun-agent"
#define TOGETHER_MS	50

static int fail(struct snt_apply *apply, int ret, const char *what,
		const char *why)
{
	snprintf(apply->error, sizeof(apply->error), "%s: %.400s", what, why);
	return ret;
}

static int fail_nl(struct snt_apply *apply, int ret, const char *what)
{
	return ret ? fail(apply, ret, what, apply->nl.error) : 0;
}

/* Whatever it says, and even if some of it is lost: the tunnels are read. */
static void take_events(struct snt_watch *events, uint32_t mask)
{
	struct snt_apply *apply =
		snt_container_of(events, struct snt_apply, events);
	ssize_t n;

	(void)mask;
	do {
		n = recv(events->fd, apply->ntf.rx, SNT_NL_RX_SIZE,
			 MSG_DONTWAIT);
	} while (n > 0 || (n < 0 && errno == ENOBUFS));
	if (!apply->timer.is_set)
		snt_loop_set(apply->loop, &apply->timer,
			     snt_loop_now() + TOGETHER_MS);
}

static void tell(struct snt_timer *timer)
{
	struct snt_apply *apply =
		snt_container_of(timer, struct snt_apply, timer);

	apply->changed(apply);
}

/**
 * snt_apply_init - be ready to ask the kernel
 * @apply: filled; to be given to snt_apply_uninit() also on failure
 * @loop: what events run on
 * @owner: for @changed
 * @changed: told that tunnels have changed
 *
 * Return: 0 or a negative errno.
 */
int snt_apply_init(struct snt_apply *apply, struct snt_loop *loop, void *owner,
		   void (*changed)(struct snt_apply *apply))
{
	int ret;

	*apply = (struct snt_apply){
		.loop = loop,
		.events = { -1, take_events },
		.timer.expired = tell,
		.owner = owner,
		.changed = changed,
	};
	ret = snt_rtnl_open(&apply->rtnl);
	return ret ? fail(apply, ret, "rtnetlink", strerror(-ret)) : 0;
}

static void close_family(struct snt_apply *apply)
{
	if (apply->events.fd >= 0)
		snt_loop_unwatch(apply->loop, &apply->events);
	apply->events.fd = -1;
	snt_nl_close(&apply->nl);
	snt_nl_close(&apply->ntf);
	apply->is_open = false;
}

/**
 * snt_apply_uninit - ask the kernel no more
 * @apply: from snt_apply_init()
 */
void snt_apply_uninit(struct snt_apply *apply)
{
	snt_loop_unset(apply->loop, &apply->timer);
	close_family(apply);
	snt_rtnl_close(&apply->rtnl);
}

/* Only when a link has been made is the module there for sure. */
static int open_family(struct snt_apply *apply)
{
	int ret;

	if (apply->is_open)
		return 0;
	ret = snt_nl_open(&apply->nl);
	if (!ret)
		ret = snt_nl_open(&apply->ntf);
	if (!ret)
		ret = snt_nl_join(&apply->ntf, apply->ntf.peer_group);
	if (ret) {
		fail(apply, ret, "netlink", *apply->nl.error ?
		     apply->nl.error : apply->ntf.error);
		close_family(apply);
		return ret;
	}
	apply->events.fd = mnl_socket_get_fd(apply->ntf.sk);
	apply->is_open = true;
	return snt_loop_watch(apply->loop, &apply->events, EPOLLIN);
}

/* One without a mark would stay for ever. */
static int mark_link(struct snt_apply *apply, uint32_t ifindex)
{
	char why[sizeof(apply->rtnl.error)];
	int ret = snt_rtnl_mark(&apply->rtnl, ifindex, MARK);

	if (!ret)
		return 0;
	strcpy(why, apply->rtnl.error);
	snt_rtnl_delete(&apply->rtnl, ifindex);
	strcpy(apply->rtnl.error, why);
	return ret;
}

static int have_link(struct snt_apply *apply, const char *name)
{
	int ret;

	if (if_nametoindex(name))
		return 0;
	ret = snt_rtnl_add_client(&apply->rtnl, name);
	if (!ret)
		ret = mark_link(apply, if_nametoindex(name));
	return ret ? fail(apply, ret, "the interface cannot be made",
			  apply->rtnl.error) : 0;
}

static bool has_given_up(const struct snt_peer *tunnel)
{
	return tunnel->state == SNAPTUN_PEER_STATE_BACKOFF ||
	       tunnel->state == SNAPTUN_PEER_STATE_FAILED;
}

/* A session outlives the gateway's silence by minutes. */
static bool is_up(const struct snt_iface *iface, const struct snt_peer *tunnel)
{
	return tunnel->state == SNAPTUN_PEER_STATE_UP &&
	       tunnel->last_handshake_ns > iface->stale_ns;
}

/**
 * snt_apply_look - see how an interface is
 * @apply: the kernel's side
 * @iface: filled anew
 * @name: of the interface
 *
 * Return: 0 or a negative errno.
 */
int snt_apply_look(struct snt_apply *apply, struct snt_iface *iface,
		   const char *name)
{
	const struct snt_peer *tunnel;
	int ret;

	snt_iface_uninit(iface);
	if (!apply->is_open)
		return 0;
	ret = snt_nl_get_dev(&apply->nl, name, &iface->dev);
	if (ret)
		return fail_nl(apply, ret, "the interface cannot be used");
	if (!snt_model_is_client(iface->dev))
		return fail(apply, -EINVAL, "the interface cannot be used",
			    "it is there already and is no client: remove it, or take another name");
	for (tunnel = iface->dev->peers; tunnel; tunnel = tunnel->next) {
		iface->nr_changed += tunnel->state ==
				     SNAPTUN_PEER_STATE_ADDRESS_CHANGED;
		iface->nr_up += is_up(iface, tunnel);
		iface->nr_given_up += has_given_up(tunnel);
	}
	return 0;
}

/*
 * With another key all tunnels go, as a gateway lets no other key in from a
 * port that it knows.
 */
static int change_key(struct snt_dev *change, const struct snt_dev *dev,
		      const struct snt_wish *wish)
{
	uint8_t public_key[SNT_KEY_LEN];
	int ret = snt_key_public(public_key, wish->private_key);

	if (ret || !memcmp(public_key, dev->public_key, SNT_KEY_LEN))
		return ret;
	change->flags |= SNT_DEV_HAS_PRIVATE_KEY | SNT_DEV_REPLACE_PEERS;
	memcpy(change->private_key, wish->private_key, SNT_KEY_LEN);
	return 0;
}

static void change_policy(struct snt_dev *change, const struct snt_dev *dev,
			  const struct snt_wish *wish)
{
	if (dev->address_policy == wish->address_policy)
		return;
	change->flags |= SNT_DEV_HAS_ADDRESS_POLICY;
	change->address_policy = wish->address_policy;
}

static void change_facade(struct snt_dev *change, const struct snt_dev *dev,
			  const struct snt_wish *wish)
{
	const union snt_sockaddr *at = &wish->facade.at;

	if (!at->sa.sa_family || snt_model_is_same_address(at, &dev->facade))
		return;
	change->flags |= SNT_DEV_HAS_FACADE;
	change->facade = *at;
}

/* Tunnels begin anew when it is set, so it is set only when it is another. */
static void change_gateway(struct snt_dev *change, const struct snt_dev *dev,
			   const struct snt_wish *wish)
{
	const struct snt_peer *known = dev->gateway;
	struct snt_peer *gateway;

	if (known && known->keepalive_s == wish->keepalive_s &&
	    !memcmp(known->public_key, wish->gateway_key, SNT_KEY_LEN) &&
	    snt_model_is_same_address(&known->endpoint, &wish->gateway))
		return;
	gateway = snt_model_set_gateway(change, wish->gateway_key);
	gateway->endpoint = wish->gateway;
	gateway->keepalive_s = wish->keepalive_s;
	gateway->flags = SNT_PEER_HAS_ENDPOINT | SNT_PEER_HAS_KEEPALIVE;
}

static bool is_in_range(const struct snt_wish *wish,
			const struct snt_peer *tunnel)
{
	return !wish->port || !tunnel->local_port ||
	       (tunnel->local_port >= wish->port &&
		tunnel->local_port <= wish->port_max);
}

static void restart(struct snt_dev *change, const struct snt_peer *tunnel)
{
	struct snt_peer *again = snt_model_add_tunnel(change, tunnel->id);

	again->flags |= SNT_PEER_HAS_ACTION;
	again->action = SNAPTUN_TUNNEL_ACTION_RESTART;
}

/*
 * Those with wrong ports go, those that are too many, and then some may come.
 * Whoever got no answer tries again at once, as there is news. Those that were
 * made for applications are the kernel's, and are not counted.
 */
static void change_tunnels(struct snt_dev *change, const struct snt_dev *dev,
			   const struct snt_wish *wish)
{
	const struct snt_peer *tunnel = dev->peers;
	struct snt_peer *fresh;
	unsigned int nr = 0;

	if (change->flags & SNT_DEV_REPLACE_PEERS)
		tunnel = NULL;
	for (; tunnel; tunnel = tunnel->next) {
		if (snt_model_is_made(dev, tunnel))
			continue;
		if (nr == wish->nr_tunnels || !is_in_range(wish, tunnel)) {
			snt_model_add_tunnel(change, tunnel->id);
			continue;
		}
		nr++;
		if (has_given_up(tunnel))
			restart(change, tunnel);
	}
	if (nr == wish->nr_tunnels)
		return;
	fresh = snt_model_add_tunnel(change, 0);
	fresh->local_port = wish->port;
	fresh->local_port_max = wish->port_max;
	fresh->count = wish->nr_tunnels - nr;
}

static int change(struct snt_apply *apply, const struct snt_dev *dev,
		  const struct snt_wish *wish)
{
	struct snt_dev *change = snt_model_create(wish->name);
	int ret = change_key(change, dev, wish);

	change->role = SNAPTUN_ROLE_CLIENT;
	change_policy(change, dev, wish);
	change_facade(change, dev, wish);
	change_gateway(change, dev, wish);
	change_tunnels(change, dev, wish);
	if (!ret && (change->flags || change->gateway || change->peers))
		ret = snt_nl_apply(&apply->nl, change, NULL);
	snt_model_destroy(change);
	return fail_nl(apply, ret, "the interface cannot be set");
}

static void look_at_facade(struct snt_apply *apply, struct snt_iface *iface,
			   const struct snt_facade_wish *wish)
{
	struct snt_facade_state *state = &iface->facade;

	/* what it cannot be sent, has no way */
	snt_rtnl_find_way(&apply->rtnl, &wish->at, &state->way);
	state->is_up = snt_rtnl_is_up(&apply->rtnl, iface->dev->ifindex);
}

/**
 * snt_apply_facade - lead what is sent to the facade into an interface again
 * @apply: the kernel's side
 * @iface: there is one
 * @wish: what its facade is to be
 *
 * Adds only what is missing, as each change makes the kernel tell of it. A link
 * that somebody has switched off is left alone.
 *
 * Return: 0 or a negative errno.
 */
int snt_apply_facade(struct snt_apply *apply, struct snt_iface *iface,
		     const struct snt_facade_wish *wish)
{
	int ret = 0;

	if (!wish->at.sa.sa_family)
		return 0;
	look_at_facade(apply, iface, wish);
	if (iface->facade.is_up && iface->facade.way.oif != iface->dev->ifindex) {
		ret = snt_facade_lead(&apply->rtnl, iface->dev->ifindex, wish,
				      NLM_F_EXCL);
		look_at_facade(apply, iface, wish);
	}
	return ret ? fail(apply, ret, "the facade has no way to it",
			  apply->rtnl.error) : 0;
}

/**
 * snt_apply_forget_facade - an interface stays, and its facade does not
 * @apply: the kernel's side
 * @name: of the interface
 * @wish: what its facade was to be
 */
void snt_apply_forget_facade(struct snt_apply *apply, const char *name,
			     const struct snt_facade_wish *wish)
{
	struct snt_dev *change = snt_model_create(name);
	uint32_t ifindex = if_nametoindex(name);

	change->role = SNAPTUN_ROLE_CLIENT;
	change->flags = SNT_DEV_HAS_FACADE;
	if (ifindex && apply->is_open)
		snt_nl_apply(&apply->nl, change, NULL);
	if (ifindex)
		snt_facade_forget(&apply->rtnl, ifindex, wish);
	snt_model_destroy(change);
}

/* That of the file now, with the address that it says. */
static int give_facade(struct snt_apply *apply, struct snt_iface *iface,
		       const struct snt_facade_wish *wish)
{
	int ret;

	if (!wish->at.sa.sa_family)
		return 0;
	ret = snt_facade_lead(&apply->rtnl, iface->dev->ifindex, wish,
			      NLM_F_REPLACE);
	look_at_facade(apply, iface, wish);
	return ret ? fail(apply, ret, "the facade has no way to it",
			  apply->rtnl.error) : 0;
}

/**
 * snt_apply_wish - make an interface what it is to be
 * @apply: the kernel's side
 * @iface: filled
 * @wish: what it is to be
 *
 * Return: 0 or a negative errno.
 */
int snt_apply_wish(struct snt_apply *apply, struct snt_iface *iface,
		   const struct snt_wish *wish)
{
	int ret = have_link(apply, wish->name);

	if (!ret)
		ret = open_family(apply);
	if (!ret)
		ret = snt_apply_look(apply, iface, wish->name);
	if (!ret)
		ret = change(apply, iface->dev, wish);
	if (!ret && snt_rtnl_set_up(&apply->rtnl, if_nametoindex(wish->name)))
		ret = fail(apply, -EIO, "the interface cannot be switched on",
			   apply->rtnl.error);
	if (!ret)
		ret = snt_apply_look(apply, iface, wish->name);
	return ret ? ret : give_facade(apply, iface, &wish->facade);
}

/**
 * snt_apply_remove - remove an interface that an agent has made
 * @apply: the kernel's side
 * @name: of the interface; one that somebody else has made stays
 */
void snt_apply_remove(struct snt_apply *apply, const char *name)
{
	uint32_t ifindex = if_nametoindex(name);

	if (ifindex && snt_rtnl_has_mark(&apply->rtnl, ifindex, MARK))
		snt_rtnl_delete(&apply->rtnl, ifindex);
}

/**
 * snt_iface_uninit - free what is known of an interface
 * @iface: the interface itself stays
 */
void snt_iface_uninit(struct snt_iface *iface)
{
	snt_model_destroy(iface->dev);
	iface->dev = NULL;
	iface->nr_changed = 0;
	iface->nr_up = 0;
	iface->nr_given_up = 0;
}
