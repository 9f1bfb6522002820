// SPDX-License-Identifier: GPL-2.0-only
/*
 * Joins devices, control planes and tokens. What changes in one is told to the
 * others from here, as none of them knows those above it.
 */
#include "agent.h"

#include <stdlib.h>

#include "mem.h"
#include "say.h"

static void settle_users(struct snt_plane *plane)
{
	struct snt_agent *agent = plane->owner;
	struct snt_device *device;
	unsigned int i, j;

	for (i = 0; i < agent->nr_devices; i++) {
		device = &agent->devices[i];
		for (j = 0; j < device->failover.nr; j++) {
			if (device->planes[j] == plane) {
				snt_device_settle(device);
				break;
			}
		}
	}
}

/* Another token may be what a control plane that failed was waiting for. */
static void pass_token(struct snt_token_source *source)
{
	struct snt_agent *agent = source->owner;
	unsigned int i;

	for (i = 0; i < agent->nr_planes; i++) {
		if (agent->planes[i].source != source)
			continue;
		snt_plane_take_token(&agent->planes[i]);
		settle_users(&agent->planes[i]);
	}
}

static void pass_device(struct snt_device *device)
{
	struct snt_agent *agent = device->owner;

	agent->changed(agent, device);
}

static int add_devices(struct snt_agent *agent)
{
	const struct snt_device_conf *conf;
	unsigned int nr = 0;
	int ret;

	for (conf = agent->conf.devices; conf; conf = conf->next)
		nr++;
	agent->devices = snt_mem_alloc(nr * sizeof(*agent->devices));
	for (conf = agent->conf.devices; conf; conf = conf->next) {
		ret = snt_device_init(&agent->devices[agent->nr_devices++],
				      agent->loop, conf, agent, pass_device);
		if (ret)
			return ret;
	}
	return 0;
}

/* All devices of a section have one key, says snt_agent_conf_check(). */
static const uint8_t *key_for(const struct snt_agent *agent,
			      const struct snt_control_conf *conf)
{
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++) {
		if (snt_agent_conf_uses(agent->devices[i].conf, conf))
			return agent->devices[i].public_key;
	}
	return NULL;
}

static void add_plane(struct snt_agent *agent,
		      const struct snt_control_conf *conf, const char *url,
		      struct snt_token_source *source, const uint8_t *key)
{
	struct snt_plane *plane = &agent->planes[agent->nr_planes++];
	unsigned int i;

	snt_plane_init(plane, conf, url, source, key, agent, settle_users);
	for (i = 0; i < agent->nr_devices; i++) {
		if (snt_agent_conf_uses(agent->devices[i].conf, conf))
			snt_device_add(&agent->devices[i], plane);
	}
}

static void add_control(struct snt_agent *agent,
			const struct snt_control_conf *conf)
{
	const uint8_t *key = key_for(agent, conf);
	struct snt_token_source *source;
	size_t i;

	if (!key)
		return;
	source = &agent->sources[agent->nr_sources++];
	snt_token_source_init(source, agent->loop, &agent->http, conf, agent,
			      pass_token);
	if (conf->find != SNT_FIND_URL)
		add_plane(agent, conf, NULL, source, key);
	for (i = 0; conf->find == SNT_FIND_URL && i < conf->urls.nr; i++)
		add_plane(agent, conf, conf->urls.text[i], source, key);
}

static void add_controls(struct snt_agent *agent)
{
	const struct snt_control_conf *conf;
	unsigned int nr = 0, nr_planes = 0;

	for (conf = agent->conf.controls; conf; conf = conf->next) {
		nr++;
		nr_planes += snt_agent_conf_choices(conf);
	}
	agent->sources = snt_mem_alloc(nr * sizeof(*agent->sources));
	agent->planes = snt_mem_alloc(nr_planes * sizeof(*agent->planes));
	for (conf = agent->conf.controls; conf; conf = conf->next)
		add_control(agent, conf);
}

/**
 * snt_agent_init - put a configuration to work
 * @agent: filled; to be given to snt_agent_uninit() also on failure
 * @loop: what it runs on
 * @conf: taken over
 * @changed: told that a device is registered, or fails
 *
 * Return: 0, or what is missing, after saying so.
 */
int snt_agent_init(struct snt_agent *agent, struct snt_loop *loop,
		   struct snt_agent_conf *conf,
		   void (*changed)(struct snt_agent *agent,
				   struct snt_device *device))
{
	int ret;

	*agent = (struct snt_agent){
		.loop = loop,
		.conf = *conf,
		.changed = changed,
	};
	*conf = (struct snt_agent_conf){ 0 };
	ret = snt_http_init(&agent->http, loop, "snaptun-agent");
	if (ret)
		snt_say_error("there is no memory for requests");
	else
		ret = add_devices(agent);
	if (!ret)
		add_controls(agent);
	return ret;
}

/**
 * snt_agent_start - get tokens, and then all else
 * @agent: from snt_agent_init()
 */
void snt_agent_start(struct snt_agent *agent)
{
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++)
		snt_device_settle(&agent->devices[i]);
	for (i = 0; i < agent->nr_sources; i++)
		snt_token_source_renew(&agent->sources[i]);
}

/* One that is well is asked again only when there is news of itself. */
static bool has_news(const struct snt_device *device)
{
	unsigned int i;

	if (device->registered)
		return device->registered->has_news;
	for (i = 0; i < device->failover.nr; i++) {
		if (device->planes[i]->has_news)
			return true;
	}
	return false;
}

/**
 * snt_agent_check_network - addresses or routes of this host have changed
 * @agent: the agent
 *
 * A control plane chooses the data plane by the address that we ask from.
 */
void snt_agent_check_network(struct snt_agent *agent)
{
	unsigned int i;

	for (i = 0; i < agent->nr_planes; i++)
		snt_plane_check_network(&agent->planes[i]);
	for (i = 0; i < agent->nr_devices; i++) {
		if (has_news(&agent->devices[i]))
			snt_device_restart(&agent->devices[i]);
	}
}

/**
 * snt_agent_uninit - stop all
 * @agent: from snt_agent_init()
 */
void snt_agent_uninit(struct snt_agent *agent)
{
	unsigned int i;

	for (i = 0; i < agent->nr_devices; i++)
		snt_device_uninit(&agent->devices[i]);
	for (i = 0; i < agent->nr_planes; i++)
		snt_plane_uninit(&agent->planes[i]);
	for (i = 0; i < agent->nr_sources; i++)
		snt_token_source_uninit(&agent->sources[i]);
	snt_http_uninit(&agent->http);
	free(agent->devices);
	free(agent->planes);
	free(agent->sources);
	snt_agent_conf_uninit(&agent->conf);
}
