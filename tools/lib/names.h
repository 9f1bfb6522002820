/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of what the kernel says in numbers. The tables are generated from the
 * netlink spec, one for each enum: snt_names_wire and so on.
 */
#ifndef _SNT_NAMES_H
#define _SNT_NAMES_H

#include <stdint.h>

/* Room for all names of a table that people may write. */
#define SNT_NAME_LIST	96

/**
 * struct snt_name - one entry of an enum
 * @name: as in the spec
 * @doc: what it means, in a sentence
 */
struct snt_name {
	const char *name;
	const char *doc;
};

/**
 * struct snt_names - the entries of an enum
 * @name: by number
 * @nr: how many
 */
struct snt_names {
	const struct snt_name *name;
	unsigned int nr;
};

/**
 * struct snt_attr_name - one attribute of a set
 * @name: as in the spec
 * @nested: the attributes inside it, or NULL
 * @nested_max: the last index of @nested
 */
struct snt_attr_name {
	const char *name;
	const struct snt_attr_name *nested;
	uint16_t nested_max;
};

const char *snt_name_text(const struct snt_names *names, uint32_t value);
int snt_name_value(const struct snt_names *names, const char *text,
		   uint32_t *value);
const char *snt_name_list(char text[SNT_NAME_LIST],
			  const struct snt_names *names);

/* Both as SNT_NAME(wire, dev->wire). */
#define SNT_NAME(list, value)	snt_name_text(&snt_names_##list, value)
#define SNT_VALUE(list, text, value) \
	snt_name_value(&snt_names_##list, text, value)
/* What a word has to be, where @text is an array for it: SNT_LIST(wire, text) */
#define SNT_LIST(list, text)	snt_name_list(text, &snt_names_##list)

#include "names_gen.h"

#endif
