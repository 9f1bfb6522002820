/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control plane and where it is asked.
 */
#ifndef _SNT_FRONT_H
#define _SNT_FRONT_H

#include "control.h"
#include "listener.h"

/**
 * struct snt_front - a control plane that is asked at some addresses
 * @conf: what was read of it
 * @control: answers
 * @listeners: for each [Listen]
 * @nr_listeners: how many of them listen
 */
struct snt_front {
	struct snt_server_conf conf;
	struct snt_control control;
	struct snt_listener *listeners;
	size_t nr_listeners;
};

int snt_front_init(struct snt_front *front, struct snt_loop *loop,
		   struct snt_server_conf *conf);
void snt_front_uninit(struct snt_front *front);

#endif
