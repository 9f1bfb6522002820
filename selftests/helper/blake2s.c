// SPDX-License-Identifier: GPL-2.0-only
/*
 * BLAKE2s as RFC 7693 describes it, for mac1 of forged initiations.  Written
 * for size; nothing here is secret.
 */
#include "helper.h"

#include <string.h>

#define BLOCK 64

static const uint32_t iv[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint8_t sigma[10][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	{ 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
	{ 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
	{ 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
	{ 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
	{ 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
	{ 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
	{ 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
	{ 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
	{ 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

static uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void mix(uint32_t v[16], int a, int b, int c, int d, uint32_t x,
		uint32_t y)
{
	v[a] += v[b] + x;
	v[d] = rotate(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 12);
	v[a] += v[b] + y;
	v[d] = rotate(v[d] ^ v[a], 8);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 7);
}

static void compress(uint32_t h[8], const uint8_t block[BLOCK], uint64_t count,
		     bool last)
{
	uint32_t v[16], m[16];
	int i, j;

	for (i = 0; i < 16; i++)
		m[i] = block[4 * i] | (uint32_t)block[4 * i + 1] << 8 |
		       (uint32_t)block[4 * i + 2] << 16 |
		       (uint32_t)block[4 * i + 3] << 24;
	memcpy(v, h, 32);
	memcpy(v + 8, iv, 32);
	v[12] ^= (uint32_t)count;
	v[13] ^= (uint32_t)(count >> 32);
	if (last)
		v[14] = ~v[14];
	for (i = 0; i < 10; i++) {
		const uint8_t *s = sigma[i];

		for (j = 0; j < 4; j++)
			mix(v, j, j + 4, j + 8, j + 12, m[s[2 * j]],
			    m[s[2 * j + 1]]);
		for (j = 0; j < 4; j++)
			mix(v, j, 4 + (j + 1) % 4, 8 + (j + 2) % 4,
			    12 + (j + 3) % 4, m[s[8 + 2 * j]],
			    m[s[9 + 2 * j]]);
	}
	for (i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[i + 8];
}

void blake2s(uint8_t *out, size_t out_len, const void *in, size_t in_len,
	     const uint8_t *key, size_t key_len)
{
	const uint8_t *data = in;
	uint8_t block[BLOCK] = { 0 };
	uint64_t count = 0;
	uint32_t h[8];
	size_t i;

	memcpy(h, iv, sizeof(h));
	h[0] ^= 0x01010000 ^ (uint32_t)key_len << 8 ^ (uint32_t)out_len;
	if (key_len) {
		memcpy(block, key, key_len);
		count = BLOCK;
		compress(h, block, count, !in_len);
	}
	while (in_len > BLOCK) {
		count += BLOCK;
		compress(h, data, count, false);
		data += BLOCK;
		in_len -= BLOCK;
	}
	if (in_len || !key_len) {
		memset(block, 0, sizeof(block));
		memcpy(block, data, in_len);
		compress(h, block, count + in_len, true);
	}
	for (i = 0; i < out_len; i++)
		out[i] = (uint8_t)(h[i / 4] >> (8 * (i % 4)));
}
