/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of snaptun-agent.
 */
#ifndef _SNT_COMMANDS_H
#define _SNT_COMMANDS_H

#include "agent_conf.h"

#define AGENT_CONF	"/etc/snaptun/snaptun-agent.conf"

/**
 * struct agent_options - what stands before the subcommand
 * @conf: configuration file
 */
struct agent_options {
	const char *conf;
};

/* common.c */
int cmd_read_conf(struct snt_agent_conf *conf, const char *path);

/* one file each; they return the exit status */
int cmd_once(const struct agent_options *options);

#endif
