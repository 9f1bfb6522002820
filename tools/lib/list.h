/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of texts.
 */
#ifndef _SNT_LIST_H
#define _SNT_LIST_H

#include <stddef.h>

/**
 * struct snt_list - texts in the order of the file
 * @text: each with memory of its own
 * @nr: how many
 * @max: how many @text has room for
 */
struct snt_list {
	char **text;
	size_t nr;
	size_t max;
};

void snt_list_add(struct snt_list *list, const char *text, size_t len);
void snt_list_split(struct snt_list *list, const char *text);
void snt_list_uninit(struct snt_list *list);

#endif
