/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a control plane is watched, without a token.
 */
#ifndef _SNT_MONITOR_H
#define _SNT_MONITOR_H

#include "metrics.h"

/**
 * struct snt_monitor - what answers whoever watches
 * @service: for those who connect
 * @control: what is watched
 * @places: where that is asked
 * @nr_places: how many of those
 * @place: where it is watched
 */
struct snt_monitor {
	struct snt_service service;
	struct snt_control *control;
	const struct snt_place *places;
	size_t nr_places;
	struct snt_place place;
};

int snt_monitor_init(struct snt_monitor *monitor, struct snt_loop *loop,
		     const union snt_sockaddr *address);
void snt_monitor_uninit(struct snt_monitor *monitor);

#endif
