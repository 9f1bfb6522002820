// SPDX-License-Identifier: GPL-2.0-only
/*
 * When the machine sleeps, or a virtual machine is copied, keys must not stay
 * in its memory: two copies that go on with one key and one counter would use
 * a nonce twice. Owns the notifiers; what is to be done is handed down.
 */
#include "pm.h"
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/suspend.h>

static const struct snt_pm_ops *pm_ops;

/*
 * A phone that sleeps each time its screen is off would have no session most
 * of the time.
 */
static bool sleeps_all_the_time(void)
{
	return IS_ENABLED(CONFIG_PM_AUTOSLEEP) ||
	       IS_ENABLED(CONFIG_PM_USERSPACE_AUTOSLEEP);
}

static int pm_cb(struct notifier_block *nb, unsigned long action, void *data)
{
	switch (action) {
	case PM_HIBERNATION_PREPARE:
	case PM_SUSPEND_PREPARE:
		if (!sleeps_all_the_time())
			pm_ops->wipe();
		break;
	case PM_POST_HIBERNATION:
	case PM_POST_SUSPEND:
		pm_ops->resume();
		break;
	}
	return NOTIFY_DONE;
}

static int vmfork_cb(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	pm_ops->wipe();
	return NOTIFY_DONE;
}

static struct notifier_block pm_notifier = { .notifier_call = pm_cb };
static struct notifier_block vmfork_notifier = { .notifier_call = vmfork_cb };

/**
 * snt_pm_start - listen for sleep and for copies of the machine
 * @ops: what to do then; must stay until snt_pm_stop()
 *
 * Return: 0 or a negative errno.
 */
int snt_pm_start(const struct snt_pm_ops *ops)
{
	int err;

	pm_ops = ops;
	err = register_pm_notifier(&pm_notifier);
	if (err)
		return err;
	err = register_random_vmfork_notifier(&vmfork_notifier);
	if (err)
		unregister_pm_notifier(&pm_notifier);
	return err;
}

/**
 * snt_pm_stop - listen no more; no call of the ops is under way afterwards
 */
void snt_pm_stop(void)
{
	unregister_random_vmfork_notifier(&vmfork_notifier);
	unregister_pm_notifier(&pm_notifier);
}
