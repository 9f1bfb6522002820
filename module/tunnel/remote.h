/* SPDX-License-Identifier: GPL-2.0-only */
/* Another end, which is known by its key: one tunnel leads to it, or many. */
#ifndef _SNT_REMOTE_H
#define _SNT_REMOTE_H

#include <linux/spinlock.h>
#include "core/noise.h"

/**
 * struct snt_remote - another end; outlives the tunnels that lead to it
 * @noise: what handshakes need of it: its keys are protected by the device's
 *	identity_lock, what it has sent last by @lock
 * @lock: see @noise; taken after a handshake's lock
 */
struct snt_remote {
	struct snt_noise_remote noise;
	spinlock_t lock;	/* protects what it has sent last */
};

#endif /* _SNT_REMOTE_H */
