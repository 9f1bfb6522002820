/* SPDX-License-Identifier: GPL-2.0-only */
/* ChaCha20 by the kernel's assembly, called as the kernel's library is. */
#ifndef _SNT_CIPHER_CRYPTO_CHACHA_H
#define _SNT_CIPHER_CRYPTO_CHACHA_H

#include <linux/types.h>

#define CHACHA_IV_SIZE		16
#define CHACHA_BLOCK_SIZE	64
#define CHACHA_ROUNDS		20

struct chacha_state {
	u32 x[16];
} __attribute__((aligned(16)));

void chacha_init(struct chacha_state *state, const u32 key[8],
		 const u8 iv[CHACHA_IV_SIZE]);
void chacha20_crypt(struct chacha_state *state, u8 *dst, const u8 *src,
		    unsigned int len);

static inline void chacha_zeroize_state(struct chacha_state *state)
{
	memzero_explicit(state, sizeof(*state));
}

#endif /* _SNT_CIPHER_CRYPTO_CHACHA_H */
