/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All devices, control planes and tokens of a configuration file at work.
 */
#ifndef _SNT_AGENT_H
#define _SNT_AGENT_H

#include "agent_conf.h"
#include "device.h"
#include "http.h"
#include "plane.h"
#include "token_source.h"

/**
 * struct snt_agent - what is at work
 * @loop: what it runs on
 * @http: for requests
 * @conf: the configuration
 * @sources: of tokens, one for each [Control]
 * @nr_sources: how many
 * @planes: one for each control plane that is used
 * @nr_planes: how many
 * @devices: one for each [Device]
 * @nr_devices: how many
 * @changed: told that a device is registered, or fails
 */
struct snt_agent {
	struct snt_loop *loop;
	struct snt_http http;
	struct snt_agent_conf conf;
	struct snt_token_source *sources;
	unsigned int nr_sources;
	struct snt_plane *planes;
	unsigned int nr_planes;
	struct snt_device *devices;
	unsigned int nr_devices;
	void (*changed)(struct snt_agent *agent, struct snt_device *device);
};

int snt_agent_init(struct snt_agent *agent, struct snt_loop *loop,
		   struct snt_agent_conf *conf,
		   void (*changed)(struct snt_agent *agent,
				   struct snt_device *device));
void snt_agent_start(struct snt_agent *agent);
void snt_agent_check_network(struct snt_agent *agent);
void snt_agent_uninit(struct snt_agent *agent);

#endif
