/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration files of "Key = value" lines in sections.
 */
#ifndef _SNT_SECTIONS_H
#define _SNT_SECTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "conf_line.h"
#include "list.h"

/**
 * struct snt_sections - a file that is being read
 * @reader: knows the line
 * @error: what is wrong
 * @begin: a section begins, by its name with the brackets; returns 0 or -EINVAL
 * @set: takes a line; likewise
 */
struct snt_sections {
	struct snt_line_reader reader;
	struct snt_conf_error *error;
	int (*begin)(struct snt_sections *sections, const char *name);
	int (*set)(struct snt_sections *sections, const char *key,
		   const char *value);
};

char *snt_sections_read(const char *path, size_t *len,
			struct snt_conf_error *error);
int snt_sections_parse(struct snt_sections *sections, const char *text,
		       size_t len);

/* For whoever takes the lines: they return 0 or -EINVAL. */
int snt_sections_fail(struct snt_sections *sections, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int snt_sections_fail_key(struct snt_sections *sections, const char *key);
int snt_sections_set_text(struct snt_sections *sections, char **text,
			  const char *value);
int snt_sections_set_number(struct snt_sections *sections, uint32_t *number,
			    const char *value, uint32_t least, uint32_t most);
int snt_sections_set_bool(struct snt_sections *sections, bool *to,
			  const char *value);
int snt_sections_add_list(struct snt_sections *sections, struct snt_list *list,
			  const char *value);

#endif
