/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys of configuration files that "up" and "down" read.
 */
#ifndef _SNT_CONF_QUICK_H
#define _SNT_CONF_QUICK_H

#include <stdbool.h>

#include "conf.h"

/**
 * struct snt_quick_key - a key of [Interface] that "up" and "down" read
 * @name: the key
 * @is_text: white space inside counts
 * @set: takes the value; returns 0, or -EINVAL after filling the error's text
 */
struct snt_quick_key {
	const char *name;
	bool is_text;
	int (*set)(struct snt_quick *quick, const char *value,
		   struct snt_conf_error *error);
};

const struct snt_quick_key *snt_quick_key_find(const char *name);

#endif
