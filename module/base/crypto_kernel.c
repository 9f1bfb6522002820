// SPDX-License-Identifier: GPL-2.0-only
/*
 * The primitives of core/crypto.h on top of the kernel's crypto library. The
 * cipher of the data path is in cipher.c.
 */
#include "core/crypto.h"

#include <linux/string.h>
#include <crypto/blake2s.h>
#include <crypto/chacha20poly1305.h>
#include <crypto/curve25519.h>
#include <crypto/utils.h>

void snt_crypto_blake2s(u8 *out, size_t out_len, const u8 *in, size_t in_len,
			const u8 *key, size_t key_len)
{
	blake2s(key, key_len, in, in_len, out, out_len);
}

bool snt_crypto_x25519(u8 out[SNT_KEY_LEN], const u8 private_key[SNT_KEY_LEN],
		       const u8 public_key[SNT_KEY_LEN])
{
	return curve25519(out, private_key, public_key);
}

bool snt_crypto_x25519_public(u8 public_key[SNT_KEY_LEN],
			      const u8 private_key[SNT_KEY_LEN])
{
	return curve25519_generate_public(public_key, private_key);
}

void snt_crypto_aead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce,
			  const u8 key[SNT_KEY_LEN])
{
	chacha20poly1305_encrypt(dst, src, len, ad, ad_len, nonce, key);
}

bool snt_crypto_aead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce,
			  const u8 key[SNT_KEY_LEN])
{
	return chacha20poly1305_decrypt(dst, src, len, ad, ad_len, nonce, key);
}

void snt_crypto_xaead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN])
{
	xchacha20poly1305_encrypt(dst, src, len, ad, ad_len, nonce, key);
}

bool snt_crypto_xaead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN])
{
	return xchacha20poly1305_decrypt(dst, src, len, ad, ad_len, nonce, key);
}

bool snt_crypto_equal(const void *a, const void *b, size_t len)
{
	return !crypto_memneq(a, b, len);
}

void snt_crypto_wipe(void *p, size_t len)
{
	memzero_explicit(p, len);
}
