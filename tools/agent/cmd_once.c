// SPDX-License-Identifier: GPL-2.0-only
/*
 * "once": every device is registered, or cannot be, and that is all.
 */
#include "agent.h"
#include "commands.h"
#include "say.h"

/* Done when each device has an answer, whatever it is. */
static void look_whether_done(struct snt_agent *agent,
			      struct snt_device *device)
{
	unsigned int i;

	if (device->registered)
		snt_say("%s: registered at %s, data plane %s",
			device->conf->name,
			device->registered->register_url,
			device->registered->data_plane.address);
	for (i = 0; i < agent->nr_devices; i++) {
		device = &agent->devices[i];
		if (!device->registered && !device->failover.is_resting)
			return;
	}
	agent->loop->is_stopped = true;
}

/*
 * Whoever has failed is not tried again while others still take their time: it
 * would never be at an end when that is longer than a rest.
 */
static void have_an_end(struct snt_agent *agent)
{
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++)
		agent->devices[i].failover.gives_up = true;
}

static bool all_are_registered(const struct snt_agent *agent)
{
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++) {
		if (!agent->devices[i].registered)
			return false;
	}
	return true;
}

/**
 * cmd_once - register the keys of all devices
 * @options: of the command line
 *
 * Return: the exit status: 0 when all are registered.
 */
int cmd_once(const struct agent_options *options)
{
	struct snt_agent_conf conf;
	struct snt_agent agent;
	struct snt_loop loop;
	int status = 1;

	if (!cmd_read_conf(&conf, options->conf) && !snt_loop_init(&loop)) {
		if (!snt_agent_init(&agent, &loop, &conf, look_whether_done)) {
			have_an_end(&agent);
			snt_agent_start(&agent);
			snt_loop_run(&loop);
			status = !all_are_registered(&agent);
		}
		snt_agent_uninit(&agent);
		snt_loop_uninit(&loop);
	}
	snt_agent_conf_uninit(&conf);
	return status;
}
