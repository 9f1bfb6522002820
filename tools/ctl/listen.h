/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications, one after the other, until a signal ends it.
 */
#ifndef _LISTEN_H
#define _LISTEN_H

#include <signal.h>

#include "nl.h"

/**
 * struct listening - what to do with what comes
 * @cb: called for each notification
 * @arg: for @cb
 * @lost: said when notifications were lost, if these have no numbers that tell;
 *	or NULL
 */
struct listening {
	mnl_cb_t cb;
	void *arg;
	const char *lost;
};

void listen_catch_signals(sigset_t *while_waiting);
int listen_run(struct snt_nl *nl, const sigset_t *while_waiting,
	       const struct listening *listening);

#endif
