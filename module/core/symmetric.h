/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symmetric half of Noise: a running hash of what was said, and a chaining
 * key that secrets are mixed into. Only noise.c uses it.
 */
#ifndef _SNT_SYMMETRIC_H
#define _SNT_SYMMETRIC_H

#include "limits.h"

/* The longest thing that a handshake hashes: a sealed static key. */
#define SNT_SYMMETRIC_MIX_MAX_LEN	(SNT_KEY_LEN + SNT_TAG_LEN)

void snt_symmetric_mix_hash(u8 hash[SNT_HASH_LEN], const void *data,
			    size_t len);
void snt_symmetric_mix_key(u8 chaining_key[SNT_HASH_LEN], u8 *second, u8 *third,
			   const u8 *data, size_t len);
void snt_symmetric_seal(u8 *dst, const u8 *src, size_t len,
			const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN]);
int snt_symmetric_open(u8 *dst, const u8 *src, size_t len,
		       const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN]);

#endif /* _SNT_SYMMETRIC_H */
