/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of wg-quick(8) become files of "up".
 */
#ifndef _SNT_CONF_IMPORT_H
#define _SNT_CONF_IMPORT_H

#include <stdio.h>

#include "conf.h"
#include "list.h"

/**
 * struct snt_import - a file that is taken over
 * @old_name: the interface so far, if it gets another name; else NULL
 * @changes: what is different, as "LINE: TEXT"
 * @notes: what is as it was, and may not work any more, as
 *	"LINE: Warning: TEXT"
 */
struct snt_import {
	const char *old_name;
	struct snt_list changes;
	struct snt_list notes;
};

int snt_import_conf(struct snt_import *import, FILE *out, const char *text,
		    size_t len, struct snt_conf_error *error);
void snt_import_uninit(struct snt_import *import);

#endif
