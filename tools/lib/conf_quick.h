/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys of configuration files that "up" and "down" read.
 */
#ifndef _SNT_CONF_QUICK_H
#define _SNT_CONF_QUICK_H

#include <stdbool.h>

#include "conf.h"
#include "fields.h"

/**
 * struct snt_quick_key - a key that "up" and "down" read
 * @name: the key
 * @kind: of the sections that may have it
 * @is_text: white space inside counts
 * @set: takes the value; returns 0, or -EINVAL after filling the error's text
 */
struct snt_quick_key {
	const char *name;
	const struct snt_kind *kind;
	bool is_text;
	int (*set)(struct snt_quick *quick, const char *value,
		   struct snt_conf_error *error);
};

const struct snt_quick_key *snt_quick_key_find(const struct snt_kind *kind,
					       const char *name);

#endif
