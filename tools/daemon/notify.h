/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a service tells systemd.
 */
#ifndef _SNT_NOTIFY_H
#define _SNT_NOTIFY_H

#include "loop.h"

/**
 * struct snt_notify - the manager of services
 * @loop: what the watchdog runs on
 * @timer: when to say that we are alive
 * @interval_ms: how often; 0 for never
 */
struct snt_notify {
	struct snt_loop *loop;
	struct snt_timer timer;
	uint64_t interval_ms;
};

void snt_notify_init(struct snt_notify *notify, struct snt_loop *loop);
void snt_notify_uninit(struct snt_notify *notify);
void snt_notify_tell(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
void snt_notify_tell_reloading(void);

#endif
