/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the agent's configuration file: the keys, for the sections.
 */
#ifndef _SNT_AGENT_CONF_KEYS_H
#define _SNT_AGENT_CONF_KEYS_H

#include "agent_conf.h"
#include "sections.h"

/**
 * struct snt_agent_parser - a file that is being read
 * @base: its lines
 * @conf: what has been read
 * @control: the [Control] that it is in, or NULL
 * @device: the [Device] that it is in, or NULL
 */
struct snt_agent_parser {
	struct snt_sections base;
	struct snt_agent_conf *conf;
	struct snt_control_conf *control;
	struct snt_device_conf *device;
};

int snt_agent_parser_set(struct snt_sections *sections, const char *name,
			 const char *value);

#endif
