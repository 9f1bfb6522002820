// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses the best control plane that is well.
 */
#include "device.h"

#include <string.h>
#include <sys/random.h>

#include "container.h"
#include "key.h"
#include "key_file.h"
#include "say.h"

static void settle_in_time(struct snt_timer *timer)
{
	snt_device_settle(snt_container_of(timer, struct snt_device, timer));
}

/* Returns 0, or an error after saying what is wrong. */
static int load_key(uint8_t *key, const struct snt_device_conf *conf,
		    bool *was_made)
{
	const char *why;
	int ret = snt_key_file_load(key, conf->key_file, was_made, &why);

	if (ret)
		snt_say_error("%s: no private key: %s: %s", conf->name,
			      conf->key_file, why);
	return ret;
}

/**
 * snt_device_has_key - could a device be used?
 * @conf: its section
 *
 * Return: whether there is a key, now; if not, after saying what is wrong.
 */
bool snt_device_has_key(const struct snt_device_conf *conf)
{
	uint8_t key[SNT_KEY_LEN];
	bool was_made;
	int ret = load_key(key, conf, &was_made);

	explicit_bzero(key, sizeof(key));
	return !ret;
}

/**
 * snt_device_init - read the key of a device
 * @device: filled; to be given to snt_device_uninit() also on failure
 * @loop: what it runs on
 * @conf: its section; stays
 * @owner: for @changed
 * @changed: told what becomes of it
 *
 * Return: 0, or why there is no key, after saying so.
 */
int snt_device_init(struct snt_device *device, struct snt_loop *loop,
		    const struct snt_device_conf *conf, void *owner,
		    void (*changed)(struct snt_device *device))
{
	char text[SNT_KEY_TEXT];
	bool was_made;
	int ret;

	*device = (struct snt_device){
		.conf = conf,
		.loop = loop,
		.timer.expired = settle_in_time,
		.owner = owner,
		.changed = changed,
	};
	ret = load_key(device->private_key, conf, &was_made);
	if (ret)
		return ret;
	ret = snt_key_public(device->public_key, device->private_key);
	snt_key_to_text(text, device->public_key);
	snt_say("%s: %s key %s, public key %s", conf->name,
		was_made ? "new" : "has", conf->key_file, text);
	return ret;
}

/**
 * snt_device_uninit - use no control plane any more
 * @device: the device
 */
void snt_device_uninit(struct snt_device *device)
{
	unsigned int i;

	for (i = 0; i < device->failover.nr; i++) {
		if (device->is_using[i])
			snt_plane_drop(device->planes[i]);
	}
	snt_loop_unset(device->loop, &device->timer);
	explicit_bzero(device->private_key, sizeof(device->private_key));
}

/**
 * snt_device_add - let it use one control plane more
 * @device: which uses none yet
 * @plane: worse than those before; stays
 */
void snt_device_add(struct snt_device *device, struct snt_plane *plane)
{
	unsigned int nr = device->failover.nr;

	device->planes[nr] = plane;
	snt_failover_init(&device->failover, nr + 1);
}

/* No token to be had is as bad as no control plane. */
static bool has_failed(const struct snt_plane *plane)
{
	switch (plane->registration.state) {
	case SNT_REGISTRATION_FAILED:
	case SNT_REGISTRATION_REFUSED:
		return true;
	case SNT_REGISTRATION_NO_TOKEN:
		return *plane->source->error;
	default:
		return false;
	}
}

static void say_failure(const struct snt_device *device,
			const struct snt_plane *plane)
{
	snt_say_error("%s: cannot use %s: %s", device->conf->name,
		      snt_plane_name(plane),
		      plane->registration.state == SNT_REGISTRATION_NO_TOKEN ?
		      plane->source->error : plane->error);
}

/* Returns whether another control plane may have to be used now. */
static bool judge(struct snt_device *device, unsigned int i)
{
	struct snt_plane *plane = device->planes[i];
	uint32_t chance;

	if (plane->registration.state == SNT_REGISTRATION_DONE) {
		snt_failover_well(&device->failover, i);
		return i != device->failover.current;
	}
	if (!has_failed(plane))
		return false;
	say_failure(device, plane);
	if (getrandom(&chance, sizeof(chance), 0) < 0)
		chance = 0;
	snt_failover_failed(&device->failover, i, chance, snt_loop_now());
	return true;
}

/* Returns whether anything is used that was not, or is used no longer. */
static bool use_what_is_wanted(struct snt_device *device)
{
	bool is_other = false, wants;
	unsigned int i;

	for (i = 0; i < device->failover.nr; i++) {
		wants = snt_failover_wants(&device->failover, i);
		if (wants == device->is_using[i])
			continue;
		is_other = true;
		device->is_using[i] = wants;
		if (wants)
			snt_plane_use(device->planes[i]);
		else
			snt_plane_drop(device->planes[i]);
	}
	return is_other;
}

static struct snt_plane *find_registered(const struct snt_device *device)
{
	struct snt_plane *plane = device->planes[device->failover.current];

	return device->is_using[device->failover.current] &&
	       snt_registration_is_valid(&plane->registration, snt_loop_now()) ?
	       plane : NULL;
}

static void tell(struct snt_device *device)
{
	struct snt_plane *before = device->registered;
	uint32_t rounds = device->rounds;
	bool has_failed = device->failover.is_resting && !device->was_resting;

	device->was_resting = device->failover.is_resting;
	device->registered = find_registered(device);
	if (device->registered)
		device->rounds = device->registered->registration.rounds;
	if (device->registered != before || device->rounds != rounds ||
	    has_failed)
		device->changed(device);
}

/**
 * snt_device_settle - see which control plane is to be used
 * @device: one of its control planes has changed, or it is time
 *
 * Ends, as each round marks one control plane more as failed, or none.
 */
void snt_device_settle(struct snt_device *device)
{
	struct snt_failover *f = &device->failover;
	unsigned int i;
	bool is_other;

	do {
		snt_failover_poll(f, snt_loop_now());
		is_other = use_what_is_wanted(device);
		for (i = 0; i < f->nr; i++) {
			if (device->is_using[i])
				is_other |= judge(device, i);
		}
	} while (is_other);
	snt_loop_set(device->loop, &device->timer, snt_failover_deadline(f));
	tell(device);
}

/**
 * snt_device_restart - something happened: try all again
 * @device: whose address has changed, or whose tunnels get no answer
 */
void snt_device_restart(struct snt_device *device)
{
	unsigned int i;

	snt_failover_restart(&device->failover);
	for (i = 0; i < device->failover.nr; i++) {
		if (device->is_using[i])
			snt_plane_restart(device->planes[i]);
	}
	snt_device_settle(device);
}

/**
 * snt_device_is_up - its tunnels get answers
 * @device: the device
 */
void snt_device_is_up(struct snt_device *device)
{
	device->troubles = 0;
	snt_failover_proven(&device->failover, device->failover.current);
}

/**
 * snt_device_is_in_trouble - its tunnels get no answer
 * @device: the device
 *
 * The data plane may have moved or forgotten us: so ask and register again. If
 * that does not help, another control plane may know a better one.
 */
void snt_device_is_in_trouble(struct snt_device *device)
{
	struct snt_failover *f = &device->failover;
	uint32_t chance;

	if (!device->registered)
		return;
	if (f->nr == 1 || (!device->troubles++ &&
			   !f->choices[f->current].failures)) {
		snt_plane_is_silent(device->registered);
		return;
	}
	device->troubles = 0;
	if (getrandom(&chance, sizeof(chance), 0) < 0)
		chance = 0;
	snt_failover_is_silent(f, chance, snt_loop_now());
	snt_device_settle(device);
}
