// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long the cipher of the data path takes on this processor: nanoseconds for
 * each packet of a batch, as crypt/cipher.c makes it of parts and in one call, for
 * each width of vectors. The least of many rounds counts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <linux/string.h>
#include <crypto/chacha20poly1305.h>
#include "crypt/cipher.h"
#include "width.h"

#define PACKETS		64
#define STRIDE		2048
#define ROOM		64	/* in front of each, as there are headers */

static u8 texts[PACKETS][STRIDE], opened[PACKETS][STRIDE];
static const u8 key[32] = { 1, 2, 3 };

typedef void batch(const struct snt_cipher *cipher, size_t len);

static void seal(const struct snt_cipher *cipher, size_t len)
{
	unsigned int i;

	for (i = 0; i < PACKETS; i++)
		snt_cipher_seal(cipher, texts[i] + ROOM, len, i);
}

static void open_all(const struct snt_cipher *cipher, size_t len)
{
	unsigned int i;

	for (i = 0; i < PACKETS; i++) {
		if (snt_cipher_open(cipher, opened[i] + ROOM, texts[i] + ROOM,
				    len, i, false))
			abort();
	}
}

static void seal_at_once(const struct snt_cipher *cipher, size_t len)
{
	unsigned int i;

	for (i = 0; i < PACKETS; i++)
		chacha20poly1305_encrypt(texts[i] + ROOM, texts[i] + ROOM, len,
					 NULL, 0, i, key);
}

static void open_at_once(const struct snt_cipher *cipher, size_t len)
{
	unsigned int i;

	for (i = 0; i < PACKETS; i++) {
		if (!chacha20poly1305_decrypt(opened[i] + ROOM, texts[i] + ROOM,
					      len + 16, NULL, 0, i, key))
			abort();
	}
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Nanoseconds for a packet; @before prepares each round. */
static double least(batch *run, batch *before, const struct snt_cipher *cipher,
		    size_t len, unsigned int rounds)
{
	uint64_t best = UINT64_MAX, began, took;

	while (rounds--) {
		if (before)
			before(cipher, len);
		began = now_ns();
		run(cipher, len);
		took = now_ns() - began;
		if (took < best)
			best = took;
	}
	return (double)best / PACKETS;
}

/* What is made of parts is what is made in one call, and can be opened. */
static void check(const struct snt_cipher *cipher, size_t len)
{
	static u8 other[STRIDE];
	unsigned int i;

	for (i = 0; i < len; i++)
		texts[1][ROOM + i] = (u8)(i * 7);
	chacha20poly1305_encrypt(other, texts[1] + ROOM, len, NULL, 0, 1, key);
	snt_cipher_seal(cipher, texts[1] + ROOM, len, 1);
	if (memcmp(other, texts[1] + ROOM, len + 16) ||
	    snt_cipher_open(cipher, opened[1] + ROOM, texts[1] + ROOM, len, 1,
			    false) ||
	    opened[1][ROOM + len - 1] != (u8)((len - 1) * 7)) {
		fprintf(stderr, "%s: %zu bytes are not what they should be\n",
			width_name(width), len);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	static const size_t lens[] = { 64, 128, 512, 1312, 1424 };
	unsigned int rounds = argc > 1 ? (unsigned int)atoi(argv[1]) : 2000;
	struct snt_cipher cipher;
	unsigned int i;

	snt_cipher_init(&cipher, key);
	printf("%-8s %6s %9s %9s %12s %12s\n", "width", "bytes", "seal", "open",
	       "seal, once", "open, once");
	for (width = 0; width < WIDTH_NR; width++) {
		for (i = 0; i < sizeof(lens) / sizeof(*lens) &&
		     width_is_there(width); i++) {
			check(&cipher, lens[i]);
			printf("%-8s %6zu %9.1f %9.1f %12.1f %12.1f\n",
			       width_name(width), lens[i],
			       least(seal, NULL, &cipher, lens[i], rounds),
			       least(open_all, seal, &cipher, lens[i], rounds),
			       least(seal_at_once, NULL, &cipher, lens[i],
				     rounds),
			       least(open_at_once, seal_at_once, &cipher,
				     lens[i], rounds));
		}
	}
	return 0;
}
