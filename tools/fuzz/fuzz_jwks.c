// SPDX-License-Identifier: GPL-2.0-only
/*
 * Key sets of a server: keys that are taken have names that find them.
 */
#include "fuzz.h"
#include "key_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_key_set set;
	const char *why;
	size_t i;

	if (snt_key_set_read(&set, (const char *)data, size, &why)) {
		MUST(why);
	} else {
		MUST(set.nr + set.nr_others <= SNT_KEY_SET_MAX);
		for (i = 0; i < set.nr; i++)
			MUST(snt_key_set_find(&set, set.keys[i].kid) ==
			     set.keys[i].key);
	}
	snt_key_set_uninit(&set);
	MUST(!set.nr);
	return 0;
}
