/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All devices that applications use.
 */
#ifndef _SNT_SERVE_H
#define _SNT_SERVE_H

#include "agent.h"
#include "serving.h"

/**
 * struct snt_serve - what is offered
 * @agent: whose devices they are
 * @servings: by the number of the device; NULL for one that offers nothing
 */
struct snt_serve {
	struct snt_agent *agent;
	struct snt_serving **servings;
};

void snt_serve_begin(struct snt_serve *serve, struct snt_agent *agent);
void snt_serve_end(struct snt_serve *serve);
void snt_serve_take(struct snt_serve *serve, const struct snt_device *device);
void snt_serve_check_network(struct snt_serve *serve);

#endif
