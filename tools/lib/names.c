// SPDX-License-Identifier: GPL-2.0-only
/*
 * From number to name and back.
 */
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

/**
 * snt_name_text - the name of a number
 * @names: table
 * @value: number; a newer kernel may know more than the table
 *
 * Return: the name, or "unknown".
 */
const char *snt_name_text(const struct snt_names *names, uint32_t value)
{
	return value < names->nr ? names->name[value].name : "unknown";
}

/**
 * snt_name_value - the number of a name
 * @names: table
 * @text: name, in any case
 * @value: number goes here
 *
 * Return: 0, or -EINVAL for a name that is not in the table.
 */
int snt_name_value(const struct snt_names *names, const char *text,
		   uint32_t *value)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++) {
		if (!strcasecmp(names->name[i].name, text)) {
			*value = i;
			return 0;
		}
	}
	return -EINVAL;
}

/**
 * snt_name_list - all names, for people
 * @text: goes here, such as "`auto', `on' or `off'"
 * @names: table
 *
 * Return: @text.
 */
const char *snt_name_list(char text[SNT_NAME_LIST],
			  const struct snt_names *names)
{
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < names->nr && used < SNT_NAME_LIST; i++)
		used += snprintf(text + used, SNT_NAME_LIST - used, "%s`%s'",
				 !i ? "" : i + 1 < names->nr ? ", " : " or ",
				 names->name[i].name);
	return text;
}
