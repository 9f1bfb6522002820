/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for SipHash: spreads well, keeps no secret. */
#ifndef _SNT_UNIT_LINUX_SIPHASH_H
#define _SNT_UNIT_LINUX_SIPHASH_H

#include <linux/types.h>

typedef struct {
	u64 key[2];
} siphash_key_t;

static inline u64 siphash(const void *data, size_t len,
			  const siphash_key_t *key)
{
	u64 hash = key->key[0];
	const u8 *bytes = data;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * 0x9e3779b97f4a7c15 +
		       (hash >> 29);
	return hash ^ hash >> 32 ^ key->key[1];
}

#endif /* _SNT_UNIT_LINUX_SIPHASH_H */
