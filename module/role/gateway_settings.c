// SPDX-License-Identifier: GPL-2.0-only
/* The settings of a gateway, and how packets and new tunnels get at them */
#include <linux/slab.h>
#include "core/limits.h"
#include "tunnel/device.h"
#include "tunnel/timers.h"
#include "gateway.h"

/* As the deployed gateways are */
static const struct snt_gateway_settings usual = {
	.level = SNT_POLICY_HOST,
	.idle_s = SNT_WIPE_AFTER_NS / SNT_NSEC_PER_SEC,
	.turns = true,
};

/**
 * snt_gateway_config_create - settings that are not in use yet
 * @settings: all of them
 *
 * Context: process.
 * Return: these, for snt_gateway_configure() or kfree(), or NULL without
 * memory.
 */
struct snt_gateway_config *
snt_gateway_config_create(const struct snt_gateway_settings *settings)
{
	struct snt_gateway_config *config;

	config = kzalloc(sizeof(*config), GFP_KERNEL);
	if (!config)
		return NULL;
	config->set = *settings;
	config->policy.level = settings->level;
	config->policy.nr_local = settings->nr_isd_as;
	config->policy.local = config->set.isd_as;
	return config;
}

/**
 * snt_gateway_settings_init - what is usual
 * @gateway: being set up
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_gateway_settings_init(struct snt_gateway_role *gateway)
{
	struct snt_gateway_config *config = snt_gateway_config_create(&usual);

	RCU_INIT_POINTER(gateway->config, config);
	return config ? 0 : -ENOMEM;
}

/**
 * snt_gateway_settings_uninit - undo snt_gateway_settings_init()
 * @gateway: of which no reader is left
 *
 * Context: process.
 */
void snt_gateway_settings_uninit(struct snt_gateway_role *gateway)
{
	kfree(rcu_dereference_protected(gateway->config, true));
}

/**
 * snt_gateway_settings - what is configured
 * @gateway: the gateway; its device's update lock is held
 *
 * Context: process.
 * Return: the settings, until others take their place.
 */
const struct snt_gateway_settings *
snt_gateway_settings(struct snt_gateway_role *gateway)
{
	struct mutex *lock = &gateway->role.device->update_lock;

	return &rcu_dereference_protected(gateway->config,
					  lockdep_is_held(lock))->set;
}

/* Tunnels that are made meanwhile have it already. */
static void set_idle(struct snt_gateway_role *gateway, u32 idle_s)
{
	struct snt_tunnel *tunnel;
	unsigned long pos = 0;

	mutex_lock(&gateway->lock);
	while ((tunnel = snt_role_walk(&gateway->role, &pos)))
		snt_timers_set_wipe(tunnel, idle_s);
	mutex_unlock(&gateway->lock);
}

/**
 * snt_gateway_configure - use other settings
 * @gateway: the gateway; its device's update lock is held
 * @config: from snt_gateway_config_create(); is the gateway's from now on
 *
 * Context: process.
 */
void snt_gateway_configure(struct snt_gateway_role *gateway,
			   struct snt_gateway_config *config)
{
	struct mutex *lock = &gateway->role.device->update_lock;
	struct snt_gateway_config *old;

	lockdep_assert_held(lock);
	old = rcu_replace_pointer(gateway->config, config,
				  lockdep_is_held(lock));
	if (old->set.idle_s != config->set.idle_s)
		set_idle(gateway, config->set.idle_s);
	kfree_rcu(old, rcu);
}
