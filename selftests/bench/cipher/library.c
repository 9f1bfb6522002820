// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's library around its assembly: which function gets how much, and
 * the cipher in one call. What the kernel does about registers of the FPU is not
 * here.
 */
#include <stdbool.h>
#include <string.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <crypto/chacha.h>
#include <crypto/chacha20poly1305.h>
#include <crypto/poly1305.h>
#include <crypto/utils.h>
#include "assembly.h"
#include "width.h"

#define BLOCKS(n)	((n) * CHACHA_BLOCK_SIZE)
/* Fewer blocks of Poly1305 than this are not worth several at a time. */
#define FEW		(18 * POLY1305_BLOCK_SIZE)

enum width width;

/**
 * struct step - a function of ChaCha20
 * @run: makes up to @most blocks
 * @most: of these
 * @above: used for more blocks than that
 */
struct step {
	chacha_asm *run;
	unsigned int most;
	unsigned int above;
};

static const struct step steps[WIDTH_NR][4] = {
	[WIDTH_SSSE3] = {
		{ chacha_4block_xor_ssse3, 4, 1 },
		{ chacha_block_xor_ssse3, 1, 0 },
	},
	[WIDTH_AVX2] = {
		{ chacha_8block_xor_avx2, 8, 4 },
		{ chacha_4block_xor_avx2, 4, 2 },
		{ chacha_2block_xor_avx2, 2, 1 },
		{ chacha_block_xor_ssse3, 1, 0 },
	},
	[WIDTH_AVX512] = {
		{ chacha_8block_xor_avx512vl, 8, 4 },
		{ chacha_4block_xor_avx512vl, 4, 2 },
		{ chacha_2block_xor_avx512vl, 2, 0 },
	},
};

bool width_is_there(enum width wanted)
{
	switch (wanted) {
	case WIDTH_SSSE3:
		return __builtin_cpu_supports("ssse3");
	case WIDTH_AVX2:
		return __builtin_cpu_supports("avx2");
	case WIDTH_AVX512:
		return __builtin_cpu_supports("avx512vl") &&
		       __builtin_cpu_supports("avx512bw");
	case WIDTH_NR:
		break;
	}
	return false;
}

const char *width_name(enum width wanted)
{
	static const char *const names[WIDTH_NR] = {
		"SSSE3", "AVX2", "AVX-512"
	};

	return names[wanted];
}

void chacha_init(struct chacha_state *state, const u32 key[8],
		 const u8 iv[CHACHA_IV_SIZE])
{
	static const u8 constants[] = "expand 32-byte k";
	unsigned int i;

	for (i = 0; i < 4; i++) {
		state->x[i] = get_unaligned_le32(constants + i * sizeof(u32));
		state->x[12 + i] = get_unaligned_le32(iv + i * sizeof(u32));
	}
	memcpy(state->x + 4, key, 8 * sizeof(u32));
}

static u32 rotate(u32 word, unsigned int bits)
{
	return word << bits | word >> (32 - bits);
}

static void quarter(u32 *x, unsigned int a, unsigned int b, unsigned int c,
		    unsigned int d)
{
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 7);
}

/* Without vectors, which is how the kernel makes a block on its own. */
static void scalar_block(struct chacha_state *state, u8 *dst, const u8 *src,
			 unsigned int len)
{
	u8 stream[CHACHA_BLOCK_SIZE];
	u32 x[16];
	unsigned int i;

	memcpy(x, state->x, sizeof(x));
	for (i = 0; i < CHACHA_ROUNDS / 2; i++) {
		quarter(x, 0, 4, 8, 12);
		quarter(x, 1, 5, 9, 13);
		quarter(x, 2, 6, 10, 14);
		quarter(x, 3, 7, 11, 15);
		quarter(x, 0, 5, 10, 15);
		quarter(x, 1, 6, 11, 12);
		quarter(x, 2, 7, 8, 13);
		quarter(x, 3, 4, 9, 14);
	}
	for (i = 0; i < 16; i++)
		put_unaligned_le32(x[i] + state->x[i], stream + i * sizeof(u32));
	for (i = 0; i < len; i++)
		dst[i] = src[i] ^ stream[i];
	state->x[12]++;
}

void chacha20_crypt(struct chacha_state *state, u8 *dst, const u8 *src,
		    unsigned int len)
{
	const struct step *step = steps[width];
	unsigned int now;

	if (len <= CHACHA_BLOCK_SIZE) {
		scalar_block(state, dst, src, len);
		return;
	}
	for (; len; step++) {
		while (len > BLOCKS(step->above)) {
			now = len < BLOCKS(step->most) ? len :
							 BLOCKS(step->most);
			step->run(state->x, dst, src, now, CHACHA_ROUNDS);
			state->x[12] += (now + CHACHA_BLOCK_SIZE - 1) /
					CHACHA_BLOCK_SIZE;
			dst += now;
			src += now;
			len -= now;
		}
	}
}

void poly1305_init(struct poly1305_desc_ctx *poly,
		   const u8 key[POLY1305_KEY_SIZE])
{
	unsigned int i;

	memset(&poly->state, 0, sizeof(poly->state));
	poly1305_init_x86_64(&poly->state, key);
	for (i = 0; i < 4; i++)
		poly->nonce[i] = get_unaligned_le32(key + 16 + i * sizeof(u32));
}

static void poly1305_blocks(struct poly1305_desc_ctx *poly, const u8 *src,
			    size_t len)
{
	static poly1305_asm * const functions[WIDTH_NR] = {
		poly1305_blocks_avx, poly1305_blocks_avx2,
		poly1305_blocks_avx512
	};

	if (len < FEW && !poly->state.is_base2_26)
		poly1305_blocks_x86_64(&poly->state, src, len, 1);
	else
		functions[width](&poly->state, src, len, 1);
}

/* Whole blocks only: nobody here has others. */
void poly1305_update(struct poly1305_desc_ctx *poly, const u8 *src,
		     unsigned int len)
{
	if (len)
		poly1305_blocks(poly, src, len);
}

void poly1305_final(struct poly1305_desc_ctx *poly, u8 *tag)
{
	poly1305_emit_avx(&poly->state, tag, poly->nonce);
	memzero_explicit(poly, sizeof(*poly));
}

/* Block 0 on its own keys the tag. */
static void start(struct chacha_state *state, struct poly1305_desc_ctx *poly,
		  u64 nonce, const u8 key[32])
{
	u8 block[CHACHA_BLOCK_SIZE] = {}, iv[CHACHA_IV_SIZE] = {};
	u32 words[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		words[i] = get_unaligned_le32(key + i * sizeof(u32));
	put_unaligned_le64(nonce, iv + 8);
	chacha_init(state, words, iv);
	chacha20_crypt(state, block, block, sizeof(block));
	poly1305_init(poly, block);
	memzero_explicit(block, sizeof(block));
}

/* The text, its padding and the lengths, one after the other */
static void finish(struct poly1305_desc_ctx *poly, const u8 *text, size_t len,
		   u8 *tag)
{
	size_t rest = len % POLY1305_BLOCK_SIZE;
	u8 last[POLY1305_BLOCK_SIZE] = {};

	poly1305_update(poly, text, (unsigned int)(len - rest));
	if (rest) {
		memcpy(last, text + len - rest, rest);
		poly1305_update(poly, last, sizeof(last));
	}
	put_unaligned_le64(0, last);
	put_unaligned_le64(len, last + 8);
	poly1305_update(poly, last, sizeof(last));
	poly1305_final(poly, tag);
}

void chacha20poly1305_encrypt(u8 *dst, const u8 *src, size_t len,
			      const u8 *ad, size_t ad_len, u64 nonce,
			      const u8 key[32])
{
	struct poly1305_desc_ctx poly;
	struct chacha_state state;

	start(&state, &poly, nonce, key);
	chacha20_crypt(&state, dst, src, (unsigned int)len);
	finish(&poly, dst, len, dst + len);
	chacha_zeroize_state(&state);
}

bool chacha20poly1305_decrypt(u8 *dst, const u8 *src, size_t len,
			      const u8 *ad, size_t ad_len, u64 nonce,
			      const u8 key[32])
{
	struct poly1305_desc_ctx poly;
	struct chacha_state state;
	bool is_good;
	u8 tag[16];

	len -= sizeof(tag);
	start(&state, &poly, nonce, key);
	finish(&poly, src, len, tag);
	is_good = !crypto_memneq(tag, src + len, sizeof(tag));
	if (is_good)
		chacha20_crypt(&state, dst, src, (unsigned int)len);
	chacha_zeroize_state(&state);
	return is_good;
}
