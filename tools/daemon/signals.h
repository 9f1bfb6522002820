/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals that a daemon is told what to do by.
 */
#ifndef _SNT_SIGNALS_H
#define _SNT_SIGNALS_H

#include "loop.h"

/**
 * struct snt_signals - signals that are waited for
 * @loop: stopped by SIGTERM and SIGINT
 * @watch: a signal has come
 * @reload: SIGHUP has come
 */
struct snt_signals {
	struct snt_loop *loop;
	struct snt_watch watch;
	void (*reload)(struct snt_signals *signals);
};

int snt_signals_init(struct snt_signals *signals, struct snt_loop *loop,
		     void (*reload)(struct snt_signals *signals));
void snt_signals_uninit(struct snt_signals *signals);

#endif
