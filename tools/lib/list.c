// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of texts that own their memory.
 */
#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/**
 * snt_list_add - append a copy of a text
 * @list: the list
 * @text: first character
 * @len: how many
 */
void snt_list_add(struct snt_list *list, const char *text, size_t len)
{
	list->text = snt_mem_grow(list->text, &list->max, list->nr + 1,
				  sizeof(*list->text));
	list->text[list->nr++] = snt_mem_copy(text, len);
}

/**
 * snt_list_split - append the entries of a text that commas separate
 * @list: the list
 * @text: entries; those that are empty are left out
 */
void snt_list_split(struct snt_list *list, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ",");

		if (len)
			snt_list_add(list, text, len);
		text += len + !!text[len];
	}
}

/**
 * snt_list_uninit - free all texts of a list
 * @list: empty afterwards
 */
void snt_list_uninit(struct snt_list *list)
{
	while (list->nr)
		free(list->text[--list->nr]);
	free(list->text);
	memset(list, 0, sizeof(*list));
}
