// SPDX-License-Identifier: GPL-2.0-only
/*
 * setconf, addconf and syncconf: a file becomes the configuration.
 */
#include "ctl.h"

#include "ctl_conf.h"

static int run(int argc, char **argv, enum ctl_conf_mode mode)
{
	struct snt_conf conf;
	int status;

	if (argc != 3)
		return CTL_USAGE;
	status = ctl_read_conf(&conf, argv[2], false);
	if (!status)
		status = ctl_resolve_conf(&conf, argv[2]);
	if (!status)
		status = ctl_apply_conf(&conf, argv[1], mode);
	snt_conf_uninit(&conf);
	return status;
}

int cmd_setconf(int argc, char **argv)
{
	return run(argc, argv, CTL_CONF_SET);
}

int cmd_addconf(int argc, char **argv)
{
	return run(argc, argv, CTL_CONF_ADD);
}

int cmd_syncconf(int argc, char **argv)
{
	return run(argc, argv, CTL_CONF_SYNC);
}
