/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control plane and where it is asked.
 */
#ifndef _SNT_FRONT_H
#define _SNT_FRONT_H

#include "monitor.h"

/**
 * struct snt_front - a control plane that is asked at some addresses
 * @conf: what was read of it
 * @control: answers
 * @places: for each [Listen]
 * @nr_places: how many
 * @monitor: for whoever watches it
 * @is_watched: there is such a place
 */
struct snt_front {
	struct snt_server_conf conf;
	struct snt_control control;
	struct snt_place *places;
	size_t nr_places;
	struct snt_monitor monitor;
	bool is_watched;
};

int snt_front_init(struct snt_front *front, struct snt_loop *loop,
		   struct snt_server_conf *conf);
void snt_front_uninit(struct snt_front *front);

#endif
