// SPDX-License-Identifier: GPL-2.0-only
/*
 * From registrations to interfaces, and from tunnels that get no answer back to
 * registrations.
 */
#include "keeper.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "mem.h"
#include "say.h"
#include "text.h"

#define RETRY_MS	5000

static struct snt_kept *kept_of(const struct snt_keeper *keeper,
				const struct snt_device *device)
{
	return &keeper->kept[device - keeper->agent->devices];
}

static struct snt_facade_wish facade_of(const struct snt_device_conf *conf)
{
	return (struct snt_facade_wish){
		.at = conf->serve.facade,
		.source = conf->serve.address,
	};
}

static void fail(struct snt_keeper *keeper, struct snt_kept *kept,
		 const char *name)
{
	if (strcmp(kept->error, keeper->apply.error)) {
		strcpy(kept->error, keeper->apply.error);
		snt_say_error("%s: %s", name, kept->error);
	}
	if (!keeper->timer.is_set)
		snt_loop_set(keeper->apply.loop, &keeper->timer,
			     snt_loop_now() + RETRY_MS);
}

static void tell_up(struct snt_kept *kept, const char *name)
{
	const struct snt_dev *dev = kept->iface.dev;
	char text[SNT_ADDR_TEXT];

	if (!dev || kept->nr_told == kept->iface.nr_up)
		return;
	kept->nr_told = kept->iface.nr_up;
	if (dev->nr_peers == 1 && kept->nr_told &&
	    dev->peers->assigned.sa.sa_family)
		snt_say("%s: the tunnel is up, and our address there is %s",
			name, snt_text_sockaddr(text, &dev->peers->assigned));
	else
		snt_say("%s: %u of %zu tunnels are up", name, kept->nr_told,
			dev->nr_peers);
}

static void tell_changed(struct snt_kept *kept, const char *name)
{
	if (kept->iface.nr_changed > kept->nr_told_changed)
		snt_say_error("%s: the data plane sees %u of its tunnels elsewhere than before, and their packets wait until that is right: snaptun-ctl tunnel accept-address %s all, or AddressPolicy = following",
			      name, kept->iface.nr_changed, name);
	kept->nr_told_changed = kept->iface.nr_changed;
}

/* From now on only a new handshake shows that the data plane is well. */
static void forget_sessions(struct snt_iface *iface)
{
	const struct snt_peer *tunnel;

	for (tunnel = iface->dev->peers; tunnel; tunnel = tunnel->next) {
		if (tunnel->last_handshake_ns > iface->stale_ns)
			iface->stale_ns = tunnel->last_handshake_ns;
	}
}

/*
 * Told once for each trouble: then it is the device that does something. As long
 * as there is a tunnel that is up, the data plane is not what troubles the rest.
 */
static void judge(struct snt_keeper *keeper, struct snt_device *device)
{
	struct snt_kept *kept = kept_of(keeper, device);
	bool was_troubled = kept->is_troubled;

	tell_up(kept, device->conf->name);
	tell_changed(kept, device->conf->name);
	kept->is_troubled = kept->iface.nr_given_up && !kept->iface.nr_up;
	if (kept->iface.nr_up)
		snt_device_is_up(device);
	if (!kept->is_troubled || was_troubled)
		return;
	snt_say_error("%s: the data plane gives no answer", device->conf->name);
	forget_sessions(&kept->iface);
	snt_device_is_in_trouble(device);
}

static void look(struct snt_apply *apply)
{
	struct snt_keeper *keeper = apply->owner;
	struct snt_device *device;
	struct snt_kept *kept;
	unsigned int i;

	for (i = 0; i < keeper->agent->nr_devices; i++) {
		device = &keeper->agent->devices[i];
		kept = kept_of(keeper, device);
		/* what is not made yet, or somebody else's */
		if (!kept->iface.dev)
			continue;
		if (snt_apply_look(apply, &kept->iface, device->conf->name))
			fail(keeper, kept, device->conf->name);
		else
			judge(keeper, device);
	}
	keeper->changed(keeper);
}

/**
 * snt_keeper_take - a device is registered, anew or elsewhere
 * @keeper: keeps its interface
 * @device: the device
 *
 * A device that is not registered keeps its interface as it is.
 */
void snt_keeper_take(struct snt_keeper *keeper, struct snt_device *device)
{
	const struct snt_device_conf *conf = device->conf;
	const struct snt_plane *plane = device->registered;
	struct snt_kept *kept = kept_of(keeper, device);
	struct snt_wish wish = {
		.name = conf->name,
		.private_key = device->private_key,
		.keepalive_s = conf->keepalive_s,
		.address_policy = conf->address_policy,
		.nr_tunnels = conf->nr_tunnels,
		.port = conf->port,
		.port_max = conf->port_max,
		.facade = facade_of(conf),
	};

	if (!plane || conf->is_foreign)
		return;
	wish.gateway = plane->endpoint;
	wish.gateway_key = plane->data_plane.key;
	if (snt_apply_wish(&keeper->apply, &kept->iface, &wish)) {
		fail(keeper, kept, conf->name);
		return;
	}
	*kept->error = '\0';
	judge(keeper, device);
}

/* An interface that was down comes back without routes. */
static void check_facade(struct snt_keeper *keeper, struct snt_kept *kept,
			 const struct snt_device_conf *conf)
{
	struct snt_facade_wish wish = facade_of(conf);

	if (snt_apply_facade(&keeper->apply, &kept->iface, &wish))
		fail(keeper, kept, conf->name);
}

/**
 * snt_keeper_check_links - make anew what somebody has removed
 * @keeper: keeps the interfaces
 */
void snt_keeper_check_links(struct snt_keeper *keeper)
{
	struct snt_device *device;
	struct snt_kept *kept;
	unsigned int i;

	for (i = 0; i < keeper->agent->nr_devices; i++) {
		device = &keeper->agent->devices[i];
		kept = kept_of(keeper, device);
		if (!kept->iface.dev)
			continue;
		if (kept->iface.dev->ifindex ==
		    if_nametoindex(device->conf->name)) {
			check_facade(keeper, kept, device->conf);
			continue;
		}
		snt_say_error("%s: the interface has been removed, and is made again",
			      device->conf->name);
		snt_iface_uninit(&kept->iface);
		snt_keeper_take(keeper, device);
	}
}

/**
 * snt_keeper_look - see how the interfaces are
 * @keeper: keeps them
 *
 * Nobody tells of settings that others change, so it is for whoever asks.
 */
void snt_keeper_look(struct snt_keeper *keeper)
{
	const struct snt_device_conf *conf;
	struct snt_kept *kept;
	unsigned int i;

	for (i = 0; i < keeper->agent->nr_devices; i++) {
		conf = keeper->agent->devices[i].conf;
		kept = &keeper->kept[i];
		if (!kept->iface.dev ||
		    kept->iface.dev->ifindex != if_nametoindex(conf->name))
			continue;
		if (snt_apply_look(&keeper->apply, &kept->iface, conf->name))
			fail(keeper, kept, conf->name);
		else
			check_facade(keeper, kept, conf);
	}
}

static void try_again(struct snt_timer *timer)
{
	struct snt_keeper *keeper =
		snt_container_of(timer, struct snt_keeper, timer);
	unsigned int i;

	for (i = 0; i < keeper->agent->nr_devices; i++) {
		if (*keeper->kept[i].error)
			snt_keeper_take(keeper, &keeper->agent->devices[i]);
	}
	keeper->changed(keeper);
}

/**
 * snt_keeper_init - keep no interfaces yet
 * @keeper: filled; to be given to snt_keeper_uninit() also on failure
 * @agent: whose interfaces will be kept
 * @loop: what it runs on
 * @owner: for @changed
 * @changed: told that interfaces have changed
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_keeper_init(struct snt_keeper *keeper, struct snt_agent *agent,
		    struct snt_loop *loop, void *owner,
		    void (*changed)(struct snt_keeper *keeper))
{
	int ret;

	*keeper = (struct snt_keeper){
		.agent = agent,
		.timer.expired = try_again,
		.owner = owner,
		.changed = changed,
	};
	ret = snt_apply_init(&keeper->apply, loop, keeper, look);
	if (ret)
		snt_say_error("%s", keeper->apply.error);
	return ret;
}

/**
 * snt_keeper_begin - the agent has devices now
 * @keeper: which had none
 */
void snt_keeper_begin(struct snt_keeper *keeper)
{
	keeper->kept = snt_mem_alloc(keeper->agent->nr_devices *
				     sizeof(*keeper->kept));
}

static const struct snt_device_conf *
find_device(const struct snt_agent_conf *conf, const char *name)
{
	const struct snt_device_conf *device = conf ? conf->devices : NULL;

	while (device && strcmp(device->name, name))
		device = device->next;
	return device;
}

/* What the next file has no more, goes; what it has, begins with that. */
static void end_facade(struct snt_keeper *keeper,
		       const struct snt_device_conf *conf,
		       const struct snt_device_conf *next)
{
	struct snt_facade_wish wish = facade_of(conf);

	if (!wish.at.sa.sa_family || next->is_foreign ||
	    (snt_model_is_same_host(&wish.at, &next->serve.facade) &&
	     snt_model_is_same_host(&wish.source, &next->serve.address)))
		return;
	snt_apply_forget_facade(&keeper->apply, conf->name, &wish);
}

/* Whoever was told of it, left it, or is no more in the file */
static void end_interface(struct snt_keeper *keeper,
			  const struct snt_device_conf *conf,
			  const struct snt_agent_conf *file)
{
	const struct snt_device_conf *next = find_device(file, conf->name);

	if (conf->is_foreign)
		return;
	if (next)
		end_facade(keeper, conf, next);
	else if (!conf->leaves)
		snt_apply_remove(&keeper->apply, conf->name);
}

/**
 * snt_keeper_end - the agent's devices go
 * @keeper: has none afterwards
 * @next: those that are to come instead, or NULL; their interfaces stay
 */
void snt_keeper_end(struct snt_keeper *keeper,
		    const struct snt_agent_conf *next)
{
	unsigned int i;

	snt_loop_unset(keeper->apply.loop, &keeper->timer);
	for (i = 0; i < keeper->agent->nr_devices && keeper->kept; i++) {
		end_interface(keeper, keeper->agent->devices[i].conf, next);
		snt_iface_uninit(&keeper->kept[i].iface);
	}
	free(keeper->kept);
	keeper->kept = NULL;
}

/**
 * snt_keeper_uninit - keep nothing any more
 * @keeper: has no devices
 */
void snt_keeper_uninit(struct snt_keeper *keeper)
{
	snt_apply_uninit(&keeper->apply);
}

/**
 * snt_keeper_is_ready - is a device, or is each, registered with a tunnel up?
 * @keeper: keeps their interfaces
 * @name: of the device; NULL for each
 *
 * Return: whether it is; not for a device that there is not.
 */
bool snt_keeper_is_ready(const struct snt_keeper *keeper, const char *name)
{
	const struct snt_agent *agent = keeper->agent;
	bool is_known = false;
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++) {
		if (name && strcmp(agent->devices[i].conf->name, name))
			continue;
		if (!agent->devices[i].registered ||
		    (!agent->devices[i].conf->is_foreign &&
		     !keeper->kept[i].iface.nr_up))
			return false;
		is_known = true;
	}
	return is_known;
}
