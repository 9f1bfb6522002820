/* SPDX-License-Identifier: GPL-2.0-only */
/* Poly1305 of libcrypto under the names of the kernel's library. */
#ifndef _SNT_UNIT_CRYPTO_POLY1305_H
#define _SNT_UNIT_CRYPTO_POLY1305_H

#include <openssl/evp.h>
#include <linux/types.h>

#define POLY1305_KEY_SIZE	32
#define POLY1305_BLOCK_SIZE	16

struct poly1305_desc_ctx {
	EVP_MAC_CTX *mac;
};

static inline void poly1305_init(struct poly1305_desc_ctx *poly, const u8 *key)
{
	EVP_MAC *kind = EVP_MAC_fetch(NULL, "POLY1305", NULL);

	poly->mac = EVP_MAC_CTX_new(kind);
	EVP_MAC_free(kind);
	assert(poly->mac);
	assert(EVP_MAC_init(poly->mac, key, POLY1305_KEY_SIZE, NULL));
}

static inline void poly1305_update(struct poly1305_desc_ctx *poly,
				   const u8 *src, unsigned int len)
{
	assert(EVP_MAC_update(poly->mac, src, len));
}

static inline void poly1305_final(struct poly1305_desc_ctx *poly, u8 *tag)
{
	size_t len;

	assert(EVP_MAC_final(poly->mac, tag, &len, POLY1305_BLOCK_SIZE));
	EVP_MAC_CTX_free(poly->mac);
}

#endif /* _SNT_UNIT_CRYPTO_POLY1305_H */
