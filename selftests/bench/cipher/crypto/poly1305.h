/* SPDX-License-Identifier: GPL-2.0-only */
/* Poly1305 by the kernel's assembly, called as the kernel's library is. */
#ifndef _SNT_CIPHER_CRYPTO_POLY1305_H
#define _SNT_CIPHER_CRYPTO_POLY1305_H

#include <linux/types.h>

#define POLY1305_KEY_SIZE	32
#define POLY1305_BLOCK_SIZE	16

/**
 * struct poly1305_state - as the assembly has it
 * @h: the sum so far, in parts of 26 bits
 * @is_base2_26: that is so, and not in two parts of 64
 * @r: the first half of the key
 * @pad: room
 * @powers: of @r, for several blocks at a time
 */
struct poly1305_state {
	union {
		struct {
			u32 h[5];
			u32 is_base2_26;
		};
		u64 hs[3];
	};
	u64 r[2];
	u64 pad;
	u32 powers[9][4];
};

/**
 * struct poly1305_desc_ctx - a tag in the making
 * @state: so far
 * @nonce: the second half of the key
 */
struct poly1305_desc_ctx {
	struct poly1305_state state __attribute__((aligned(16)));
	u32 nonce[4];
};

void poly1305_init(struct poly1305_desc_ctx *poly,
		   const u8 key[POLY1305_KEY_SIZE]);
void poly1305_update(struct poly1305_desc_ctx *poly, const u8 *src,
		     unsigned int len);
void poly1305_final(struct poly1305_desc_ctx *poly, u8 *tag);

#endif /* _SNT_CIPHER_CRYPTO_POLY1305_H */
