/* SPDX-License-Identifier: GPL-2.0-only */
/* Both in one call, in the way of the kernel's library. */
#ifndef _SNT_CIPHER_CRYPTO_CHACHA20POLY1305_H
#define _SNT_CIPHER_CRYPTO_CHACHA20POLY1305_H

#include <linux/types.h>

void chacha20poly1305_encrypt(u8 *dst, const u8 *src, size_t len,
			      const u8 *ad, size_t ad_len, u64 nonce,
			      const u8 key[32]);
bool chacha20poly1305_decrypt(u8 *dst, const u8 *src, size_t len,
			      const u8 *ad, size_t ad_len, u64 nonce,
			      const u8 key[32]);

#endif /* _SNT_CIPHER_CRYPTO_CHACHA20POLY1305_H */
