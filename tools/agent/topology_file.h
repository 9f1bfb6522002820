/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A topology where a SCION daemon finds it.
 */
#ifndef _SNT_TOPOLOGY_FILE_H
#define _SNT_TOPOLOGY_FILE_H

#include "agent_conf.h"
#include "command.h"

/**
 * struct snt_topology_file - the file
 * @conf: where it is, and who is told
 * @is_written: there is a topology in it
 * @command: tells the daemon
 * @is_stale: there was another one while it ran
 * @nr_written: how often it was written
 * @error: what is wrong, one line; empty when nothing is
 */
struct snt_topology_file {
	const struct snt_serve_conf *conf;
	bool is_written;
	struct snt_command command;
	bool is_stale;
	unsigned int nr_written;
	char error[400];
};

void snt_topology_file_init(struct snt_topology_file *file,
			    struct snt_loop *loop,
			    const struct snt_serve_conf *conf);
void snt_topology_file_uninit(struct snt_topology_file *file);
int snt_topology_file_put(struct snt_topology_file *file, char *text);

#endif
