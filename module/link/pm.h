/* SPDX-License-Identifier: GPL-2.0-only */
/* When the machine sleeps or is copied, keys must not stay in its memory. */
#ifndef _SNT_PM_H
#define _SNT_PM_H

/**
 * struct snt_pm_ops - what is done for all devices
 * @wipe: forget all session keys; may sleep
 * @resume: time went on without the kernel timers: look at them anew
 */
struct snt_pm_ops {
	void (*wipe)(void);
	void (*resume)(void);
};

int snt_pm_start(const struct snt_pm_ops *ops);
void snt_pm_stop(void);

#endif /* _SNT_PM_H */
