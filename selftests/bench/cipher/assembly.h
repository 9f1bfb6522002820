/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of the kernel's assembly */
#ifndef _SNT_CIPHER_ASSEMBLY_H
#define _SNT_CIPHER_ASSEMBLY_H

#include <linux/types.h>

typedef void chacha_asm(u32 *state, u8 *dst, const u8 *src, unsigned int len,
			int rounds);
chacha_asm chacha_block_xor_ssse3, chacha_4block_xor_ssse3;
chacha_asm chacha_2block_xor_avx2, chacha_4block_xor_avx2;
chacha_asm chacha_8block_xor_avx2, chacha_2block_xor_avx512vl;
chacha_asm chacha_4block_xor_avx512vl, chacha_8block_xor_avx512vl;

typedef void poly1305_asm(void *state, const u8 *src, size_t len, u32 pad);
poly1305_asm poly1305_blocks_x86_64, poly1305_blocks_avx;
poly1305_asm poly1305_blocks_avx2, poly1305_blocks_avx512;
void poly1305_init_x86_64(void *state, const u8 *key);
void poly1305_emit_avx(void *state, u8 *tag, const u32 nonce[4]);

#endif /* _SNT_CIPHER_ASSEMBLY_H */
