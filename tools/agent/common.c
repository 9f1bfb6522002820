// SPDX-License-Identifier: GPL-2.0-only
/*
 * What subcommands have in common.
 */
#include "commands.h"
#include "say.h"

/**
 * cmd_read_conf - read the configuration, or say what is wrong with it
 * @conf: filled; to be freed with snt_agent_conf_uninit() also on failure
 * @path: the file
 *
 * Return: 0 or an error.
 */
int cmd_read_conf(struct snt_agent_conf *conf, const char *path)
{
	struct snt_conf_error error;
	int ret = snt_agent_conf_read(conf, path, &error);

	if (ret && error.line)
		snt_say_error("%s:%u: %s", path, error.line, error.text);
	else if (ret)
		snt_say_error("%s: %s", path, error.text);
	return ret;
}
