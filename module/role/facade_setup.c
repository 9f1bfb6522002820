// SPDX-License-Identifier: GPL-2.0-only
/* The settings of a facade, and its life with the client */
#include "facade.h"
#include <linux/slab.h>
#include "tunnel/device.h"
#include "client.h"

#define FLOW_LIMIT_DEFAULT	256
#define FLOW_IDLE_DEFAULT_S	300

/**
 * snt_facade_init - no facade yet
 * @client: being set up
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_facade_init(struct snt_client *client)
{
	struct snt_facade *facade = &client->facade;

	facade->settings.flow_limit = FLOW_LIMIT_DEFAULT;
	facade->settings.flow_idle_s = FLOW_IDLE_DEFAULT_S;
	facade->settings.translates = true;
	INIT_LIST_HEAD(&facade->list);
	INIT_WORK(&facade->bind, snt_facade_bind_work);
	INIT_DELAYED_WORK(&facade->tidy, snt_facade_tidy_work);
	return snt_addr_table_init(&facade->flows);
}

static void end_all(struct snt_client *client)
{
	struct mutex *lock = &client->role.device->update_lock;

	mutex_lock(lock);
	snt_facade_end_flows(client);
	mutex_unlock(lock);
}

/**
 * snt_facade_uninit - undo snt_facade_init()
 * @client: of a device that is down, without tunnels
 *
 * Context: process.
 */
void snt_facade_uninit(struct snt_client *client)
{
	struct snt_facade *facade = &client->facade;
	struct snt_facade_config *config;

	config = rcu_dereference_protected(facade->config, true);
	RCU_INIT_POINTER(facade->config, NULL);
	kfree(config);
	cancel_work_sync(&facade->bind);
	end_all(client);
	cancel_delayed_work_sync(&facade->tidy);
	snt_addr_table_uninit(&facade->flows);
}

static bool is_same_end(const struct snt_flow *a, const struct snt_flow *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* Do sockets go on with what they have? */
static bool keeps_flows(const struct snt_facade_settings *old,
			const struct snt_facade_settings *next)
{
	return is_same_end(&old->at, &next->at) &&
	       old->translates == next->translates &&
	       !old->flow_limit == !next->flow_limit;
}

/**
 * snt_facade_set - other settings of a facade
 * @client: the client; its device's update lock is held
 * @settings: all of them
 *
 * Context: process.
 * Return: 0 or -ENOMEM; then nothing has changed.
 */
int snt_facade_set(struct snt_client *client,
		   const struct snt_facade_settings *settings)
{
	struct snt_facade *facade = &client->facade;
	struct snt_facade_config *config = NULL, *old;
	bool keeps = keeps_flows(&facade->settings, settings);
	struct mutex *lock = &client->role.device->update_lock;

	lockdep_assert_held(lock);
	if (settings->at.version) {
		config = kzalloc(sizeof(*config), GFP_KERNEL);
		if (!config)
			return -ENOMEM;
		config->set = *settings;
	}
	facade->settings = *settings;
	old = rcu_replace_pointer(facade->config, config,
				  lockdep_is_held(lock));
	if (!keeps)
		snt_facade_end_flows(client);
	snt_client_set_carrier(client, client->carrier);
	mod_delayed_work(system_unbound_wq, &facade->tidy, 0);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}
