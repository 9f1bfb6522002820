// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hash and chaining key of a handshake. Every buffer that secrets pass through
 * is wiped.
 */
#include "symmetric.h"

#include "crypto.h"

#define HMAC_BLOCK_LEN	64
/* A hash and the number of the output. */
#define HMAC_DATA_MAX_LEN (SNT_HASH_LEN + 1)

/**
 * snt_symmetric_mix_hash - hash something on top of what was hashed before
 * @hash: the running hash
 * @data: what is new
 * @len: its length, at most SNT_SYMMETRIC_MIX_MAX_LEN
 *
 * Context: any.
 */
void snt_symmetric_mix_hash(u8 hash[SNT_HASH_LEN], const void *data, size_t len)
{
	u8 buf[SNT_HASH_LEN + SNT_SYMMETRIC_MIX_MAX_LEN];

	memcpy(buf, hash, SNT_HASH_LEN);
	memcpy(buf + SNT_HASH_LEN, data, len);
	snt_crypto_blake2s(hash, SNT_HASH_LEN, buf, SNT_HASH_LEN + len, NULL,
			   0);
	snt_crypto_wipe(buf, sizeof(buf));
}

/* One half of HMAC-BLAKE2s: hash of the padded key and @data. */
static void hmac_half(u8 out[SNT_HASH_LEN], const u8 key[SNT_HASH_LEN], u8 pad,
		      const u8 *data, size_t len)
{
	u8 buf[HMAC_BLOCK_LEN + HMAC_DATA_MAX_LEN];
	size_t n;

	memset(buf, pad, HMAC_BLOCK_LEN);
	for (n = 0; n < SNT_HASH_LEN; n++)
		buf[n] ^= key[n];
	if (len)
		memcpy(buf + HMAC_BLOCK_LEN, data, len);
	snt_crypto_blake2s(out, SNT_HASH_LEN, buf, HMAC_BLOCK_LEN + len, NULL,
			   0);
	snt_crypto_wipe(buf, sizeof(buf));
}

static void hmac(u8 out[SNT_HASH_LEN], const u8 key[SNT_HASH_LEN],
		 const u8 *data, size_t len)
{
	u8 inner[SNT_HASH_LEN];

	hmac_half(inner, key, 0x36, data, len);
	hmac_half(out, key, 0x5c, inner, sizeof(inner));
	snt_crypto_wipe(inner, sizeof(inner));
}

/**
 * snt_symmetric_mix_key - HKDF with one to three outputs
 * @chaining_key: mixed with @data; the first output replaces it
 * @second: the second output, or NULL
 * @third: the third output, or NULL; only with @second
 * @data: what is mixed in, may be NULL if @len is 0
 * @len: at most 33
 *
 * Context: any.
 */
void snt_symmetric_mix_key(u8 chaining_key[SNT_HASH_LEN], u8 *second, u8 *third,
			   const u8 *data, size_t len)
{
	u8 buf[SNT_HASH_LEN + 1];
	u8 secret[SNT_HASH_LEN];

	hmac(secret, chaining_key, data, len);
	buf[0] = 1;
	hmac(chaining_key, secret, buf, 1);
	if (second) {
		memcpy(buf, chaining_key, SNT_HASH_LEN);
		buf[SNT_HASH_LEN] = 2;
		hmac(second, secret, buf, sizeof(buf));
	}
	if (third) {
		memcpy(buf, second, SNT_HASH_LEN);
		buf[SNT_HASH_LEN] = 3;
		hmac(third, secret, buf, sizeof(buf));
	}
	snt_crypto_wipe(secret, sizeof(secret));
	snt_crypto_wipe(buf, sizeof(buf));
}

/**
 * snt_symmetric_seal - seal something and hash the result
 * @dst: @len + 16 bytes
 * @src: plaintext
 * @len: its length
 * @key: used once, so that the nonce is 0
 * @hash: the running hash; associated data, then mixed with @dst
 *
 * Context: any.
 */
void snt_symmetric_seal(u8 *dst, const u8 *src, size_t len,
			const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN])
{
	snt_crypto_aead_seal(dst, src, len, hash, SNT_HASH_LEN, 0, key);
	snt_symmetric_mix_hash(hash, dst, len + SNT_TAG_LEN);
}

/**
 * snt_symmetric_open - the reverse
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
		       const u8 key[SNT_KEY_LEN], u8 hash[SNT_HASH_LEN])
{
	if (!snt_crypto_aead_open(dst, src, len, hash, SNT_HASH_LEN, 0, key))
		return -EBADMSG;
	snt_symmetric_mix_hash(hash, src, len);
	return 0;
}
