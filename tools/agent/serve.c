// SPDX-License-Identifier: GPL-2.0-only
/*
 * Begins and ends with the devices of a configuration.
 */
#include "serve.h"

#include <stdlib.h>

#include "mem.h"

/**
 * snt_serve_begin - offer what a configuration says
 * @serve: filled
 * @agent: has devices
 */
void snt_serve_begin(struct snt_serve *serve, struct snt_agent *agent)
{
	const struct snt_device *device;
	unsigned int i;

	serve->agent = agent;
	serve->servings = snt_mem_alloc(agent->nr_devices *
					sizeof(*serve->servings));
	for (i = 0; i < agent->nr_devices; i++) {
		device = &agent->devices[i];
		if (!snt_serving_is_wanted(device->conf))
			continue;
		serve->servings[i] = snt_mem_alloc(sizeof(**serve->servings));
		snt_serving_init(serve->servings[i], device, &agent->http);
	}
}

/**
 * snt_serve_end - offer nothing any more
 * @serve: the agent still has its devices
 */
void snt_serve_end(struct snt_serve *serve)
{
	unsigned int i;

	for (i = 0; serve->servings && i < serve->agent->nr_devices; i++) {
		if (serve->servings[i])
			snt_serving_uninit(serve->servings[i]);
		free(serve->servings[i]);
	}
	free(serve->servings);
	serve->servings = NULL;
}

/**
 * snt_serve_take - a device is registered, anew or elsewhere
 * @serve: all that is offered
 * @device: the device
 */
void snt_serve_take(struct snt_serve *serve, const struct snt_device *device)
{
	unsigned int i = device - serve->agent->devices;

	if (serve->servings[i])
		snt_serving_take(serve->servings[i]);
}

/**
 * snt_serve_check_network - interfaces or addresses of this host have changed
 * @serve: all that is offered
 */
void snt_serve_check_network(struct snt_serve *serve)
{
	unsigned int i;

	for (i = 0; i < serve->agent->nr_devices; i++) {
		if (serve->servings[i])
			snt_serving_check_network(serve->servings[i]);
	}
}
