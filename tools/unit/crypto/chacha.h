/* SPDX-License-Identifier: GPL-2.0-only */
/* ChaCha20 of libcrypto under the names of the kernel's library. */
#ifndef _SNT_UNIT_CRYPTO_CHACHA_H
#define _SNT_UNIT_CRYPTO_CHACHA_H

#include <openssl/evp.h>
#include <linux/types.h>

#define CHACHA_IV_SIZE	16

struct chacha_state {
	u8 key[32];
	u8 iv[CHACHA_IV_SIZE];
};

static inline void chacha_init(struct chacha_state *state, const u32 key[8],
			       const u8 iv[CHACHA_IV_SIZE])
{
	int i;

	for (i = 0; i < 32; i++)
		state->key[i] = (u8)(key[i / 4] >> i % 4 * 8);
	memcpy(state->iv, iv, CHACHA_IV_SIZE);
}

static inline void chacha20_crypt(struct chacha_state *state, u8 *dst,
				  const u8 *src, unsigned int len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int done;

	assert(ctx && EVP_EncryptInit_ex(ctx, EVP_chacha20(), NULL, state->key,
					 state->iv));
	assert(EVP_EncryptUpdate(ctx, dst, &done, src, (int)len));
	EVP_CIPHER_CTX_free(ctx);
}

static inline void chacha_zeroize_state(struct chacha_state *state)
{
	memset(state, 0, sizeof(*state));
}

#endif /* _SNT_UNIT_CRYPTO_CHACHA_H */
