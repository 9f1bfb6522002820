// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a file says of an interface, written as in a file.
 */
#include "quick.h"

#include <stdio.h>

const char *const quick_hook_names[SNT_HOOK_NR] = {
	[SNT_HOOK_PRE_UP] = "PreUp",
	[SNT_HOOK_POST_UP] = "PostUp",
	[SNT_HOOK_PRE_DOWN] = "PreDown",
	[SNT_HOOK_POST_DOWN] = "PostDown",
};

/**
 * quick_write_list - write a list that a file may give on several lines
 * @out: where to
 * @key: before each entry
 * @list: the entries
 */
void quick_write_list(FILE *out, const char *key, const struct snt_list *list)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		fprintf(out, "%s = %s\n", key, list->text[i]);
}

/**
 * quick_write_gateway - write what a file says of a client's gateway
 * @out: where to
 * @dev: the device; nothing is written when it has no gateway
 * @conf: what the file says
 */
void quick_write_gateway(FILE *out, const struct snt_dev *dev,
			 const struct snt_quick *conf)
{
	snt_conf_write_gateway(out, dev);
	if (dev->gateway)
		quick_write_list(out, "AllowedIPs", &conf->routes);
}

/**
 * quick_write_rest - write what no link can tell
 * @out: where to
 * @conf: what a file says
 */
void quick_write_rest(FILE *out, const struct snt_quick *conf)
{
	size_t i;

	quick_write_list(out, "DNS", &conf->dns);
	quick_write_list(out, "DNS", &conf->dns_search);
	if (conf->table)
		fprintf(out, "Table = %s\n", conf->table);
	if (conf->save)
		fputs("SaveConfig = true\n", out);
	for (i = 0; i < SNT_HOOK_NR; i++)
		quick_write_list(out, quick_hook_names[i], &conf->hooks[i]);
}
