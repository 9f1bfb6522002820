/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The primitives that the protocol needs. Declared here, defined once for each
 * surrounding: crypto_kernel.c in the module, tools/lib/crypto_user.c outside.
 * No function keeps state, allocates or fails, but for what its comment says.
 */
#ifndef _SNT_CRYPTO_H
#define _SNT_CRYPTO_H

#include "limits.h"

/**
 * snt_crypto_blake2s() - BLAKE2s of one buffer, keyed or not
 * @out: the digest
 * @out_len: its length, 1 to 32
 * @in: what is hashed; may be NULL if @in_len is 0
 * @in_len: its length
 * @key: the key, or NULL
 * @key_len: 0 to 32
 *
 * Context: any.
 */
void snt_crypto_blake2s(u8 *out, size_t out_len, const u8 *in, size_t in_len,
			const u8 *key, size_t key_len);

/**
 * snt_crypto_x25519() - X25519 of a private and a public key
 * @out: the shared secret
 * @private_key: clamped on the fly
 * @public_key: the other end's
 *
 * Return: false if the result is zero (@public_key is of low order); @out is
 * of no use then.
 * Context: process.
 */
bool snt_crypto_x25519(u8 out[SNT_KEY_LEN], const u8 private_key[SNT_KEY_LEN],
		       const u8 public_key[SNT_KEY_LEN]);

/**
 * snt_crypto_x25519_public() - public key of a private one
 * @public_key: the result
 * @private_key: clamped on the fly
 *
 * Return: false if the result is zero.
 * Context: process.
 */
bool snt_crypto_x25519_public(u8 public_key[SNT_KEY_LEN],
			      const u8 private_key[SNT_KEY_LEN]);

/**
 * snt_crypto_aead_seal() - ChaCha20-Poly1305
 * @dst: @len + 16 bytes; may be @src
 * @src: plaintext
 * @len: of the plaintext
 * @ad: associated data, may be NULL if @ad_len is 0
 * @ad_len: its length
 * @nonce: as the last 8 of 12 bytes, little endian; the first 4 are zero
 * @key: the key
 *
 * Context: any.
 */
void snt_crypto_aead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce, const u8 key[SNT_KEY_LEN]);

/**
 * snt_crypto_aead_open() - the reverse
 * @dst: @len - 16 bytes; may be @src
 * @src: ciphertext with its tag behind it
 * @len: length of both
 * @ad: associated data, may be NULL if @ad_len is 0
 * @ad_len: its length
 * @nonce: as for snt_crypto_aead_seal()
 * @key: the key
 *
 * Return: false if the tag is wrong or @len below 16; @dst is of no use then.
 * Context: any.
 */
bool snt_crypto_aead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce, const u8 key[SNT_KEY_LEN]);

/**
 * snt_crypto_xaead_seal() - XChaCha20-Poly1305
 * @dst: @len + 16 bytes
 * @src: plaintext
 * @len: of the plaintext
 * @ad: associated data, may be NULL if @ad_len is 0
 * @ad_len: its length
 * @nonce: 24 bytes
 * @key: the key
 *
 * Context: any.
 */
void snt_crypto_xaead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN]);

/**
 * snt_crypto_xaead_open() - the reverse
 * @dst: @len - 16 bytes
 * @src: ciphertext with its tag behind it
 * @len: length of both
 * @ad: associated data, may be NULL if @ad_len is 0
 * @ad_len: its length
 * @nonce: 24 bytes
 * @key: the key
 *
 * Return: false if the tag is wrong or @len below 16; @dst is of no use then.
 * Context: any.
 */
bool snt_crypto_xaead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN]);

/**
 * snt_crypto_equal() - compare in a time that depends on @len only
 * @a: one buffer
 * @b: the other
 * @len: length of both
 *
 * Return: whether they are equal.
 * Context: any.
 */
bool snt_crypto_equal(const void *a, const void *b, size_t len);

/**
 * snt_crypto_wipe() - zero memory in a way that no compiler removes
 * @p: the memory
 * @len: its length
 *
 * Context: any.
 */
void snt_crypto_wipe(void *p, size_t len);

#endif /* _SNT_CRYPTO_H */
