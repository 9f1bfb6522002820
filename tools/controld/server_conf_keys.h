/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections of a control plane's configuration file, and their keys.
 */
#ifndef _SNT_SERVER_CONF_KEYS_H
#define _SNT_SERVER_CONF_KEYS_H

#include "server_conf.h"

int snt_server_conf_keys(struct snt_server_conf *conf, const char *text,
			 size_t len, struct snt_conf_error *error);

#endif
