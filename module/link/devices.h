/* SPDX-License-Identifier: GPL-2.0-only */
/* All devices of the machine. */
#ifndef _SNT_DEVICES_H
#define _SNT_DEVICES_H

#include <linux/types.h>

struct snt_device;
struct snt_tunnel;

int snt_devices_start(void);
void snt_devices_stop(void);
void snt_devices_add(struct snt_device *snt);
void snt_devices_remove(struct snt_device *snt);
void snt_devices_visit_tunnels(void (*fn)(struct snt_tunnel *tunnel));

#endif /* _SNT_DEVICES_H */
