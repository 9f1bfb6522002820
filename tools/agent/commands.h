/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of snaptun-agent.
 */
#ifndef _SNT_COMMANDS_H
#define _SNT_COMMANDS_H

#include "agent_conf.h"

#define AGENT_CONF	"/etc/snaptun/snaptun-agent.conf"
#define AGENT_SOCKET	"/run/snaptun-agent/socket"

/**
 * struct agent_options - the command line
 * @conf: configuration file
 * @socket: at which the agent is asked
 * @json: print JSON
 * @device: that is waited for; NULL for all
 * @timeout_s: how long; 0 for as long as it takes
 */
struct agent_options {
	const char *conf;
	const char *socket;
	bool json;
	const char *device;
	unsigned int timeout_s;
};

/* common.c */
int cmd_read_conf(struct snt_agent_conf *conf, const char *path);

/* one file each; they return the exit status */
int cmd_once(const struct agent_options *options);
int cmd_run(const struct agent_options *options);
int cmd_status(const struct agent_options *options);
int cmd_wait(const struct agent_options *options);

#endif
