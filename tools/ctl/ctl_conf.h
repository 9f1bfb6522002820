/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a configuration file to the kernel, for the subcommands that do it.
 */
#ifndef _CTL_CONF_H
#define _CTL_CONF_H

#include <stdbool.h>

#include "conf.h"

enum ctl_conf_mode {
	CTL_CONF_ADD,
	CTL_CONF_SET,
	CTL_CONF_SYNC,
};

int ctl_fail_conf(const char *path, const struct snt_conf_error *error);
int ctl_read_conf(struct snt_conf *conf, const char *path, bool quick);
int ctl_resolve_conf(struct snt_conf *conf, const char *path);
int ctl_apply_dev(struct snt_dev *want, enum ctl_conf_mode mode);
int ctl_apply_conf(struct snt_conf *conf, const char *ifname,
		   enum ctl_conf_mode mode);

#endif
