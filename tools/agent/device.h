/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A [Device] section: its key, and the control planes that it may use.
 */
#ifndef _SNT_DEVICE_H
#define _SNT_DEVICE_H

#include "agent_conf.h"
#include "failover.h"
#include "plane.h"

/**
 * struct snt_device - one interface
 * @conf: its section
 * @loop: what it runs on
 * @private_key: wiped with the device
 * @public_key: that belongs to it
 * @failover: which control plane is used
 * @planes: best first
 * @is_using: by the numbers of @planes
 * @timer: when to look for a better one
 * @registered: the control plane that has registered us, or NULL
 * @rounds: how often it had, when @changed was told last
 * @was_resting: likewise, that all control planes have failed
 * @troubles: how often its tunnels got no answer, since they last did
 * @owner: for whoever is told
 * @changed: told when it is registered, anew or elsewhere, or none could be used
 */
struct snt_device {
	const struct snt_device_conf *conf;
	struct snt_loop *loop;
	uint8_t private_key[SNT_KEY_LEN];
	uint8_t public_key[SNT_KEY_LEN];
	struct snt_failover failover;
	struct snt_plane *planes[SNT_FAILOVER_MAX];
	bool is_using[SNT_FAILOVER_MAX];
	struct snt_timer timer;
	struct snt_plane *registered;
	uint32_t rounds;
	bool was_resting;
	unsigned int troubles;
	void *owner;
	void (*changed)(struct snt_device *device);
};

int snt_device_init(struct snt_device *device, struct snt_loop *loop,
		    const struct snt_device_conf *conf, void *owner,
		    void (*changed)(struct snt_device *device));
bool snt_device_has_key(const struct snt_device_conf *conf);
void snt_device_uninit(struct snt_device *device);
void snt_device_add(struct snt_device *device, struct snt_plane *plane);
void snt_device_settle(struct snt_device *device);
void snt_device_restart(struct snt_device *device);
void snt_device_is_up(struct snt_device *device);
void snt_device_is_in_trouble(struct snt_device *device);

#endif
