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

/**
 * snt_symmetric_mix_hash() - hash something on top of what was hashed before
 * @hash: the running hash
 * @data: what is new
 * @len: its length, at most SNT_SYMMETRIC_MIX_MAX_LEN
 *
 * Context: any.
 */
void snt_symmetric_mix_hash(u8 hash[SNT_HASH_LEN], const void *data,
			    size_t len);

/**
 * snt_symmetric_mix_key() - HKDF with one to three outputs
 * @chaining_key: mixed with @data; the first output replaces it
 * @second: the second output, or NULL
 * @third: the third output, or NULL; only with @second
 * @data: what is mixed in, may be NULL if @len is 0
 * @len: at most 33
 *
 * Context: any.
 */
void snt_symmetric_mix_key(u8 chaining_key[SNT_HASH_LEN], u8 *second, u8 *third,
			   const u8 *data, size_t len);

/**
 * snt_symmetric_seal() - seal something and hash the result
 * @dst: @len + 16 bytes
 * @src: plaintext
 * @len: its length
 * @key: used once, so that the nonce is 0
 * @hash: the running hash; associated data, then mixed with @dst
 *
 * Context: any.
 */
void snt_symmetric_seal(u8 *dst, const u8 *src, size_t len,
			const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN]);

/**
 * snt_symmetric_open() - the reverse
 * @dst: @len - 16 bytes
 * @src: what was sealed
 * @len: its length with the tag
 * @key: the key
 * @hash: the running hash; only mixed with @src if the tag is right
 *
 * Return: 0, or -EBADMSG.
 * Context: any.
 */
int snt_symmetric_open(u8 *dst, const u8 *src, size_t len,
		       const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN]);

#endif /* _SNT_SYMMETRIC_H */
