// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of tokens and public keys as bytes.
 */
#include "base64url.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int digit_of(char c)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? at - digits : -1;
}

/**
 * snt_base64url_decode - read bytes
 * @text: the characters, no NUL needed
 * @len: how many
 * @out_len: filled with the number of bytes
 *
 * Return: the bytes with a NUL behind, to be freed; NULL when a character is
 * none of base64.
 */
char *snt_base64url_decode(const char *text, size_t len, size_t *out_len)
{
	char *out = snt_mem_alloc(len * 3 / 4 + 2);
	unsigned int acc = 0, nr_bits = 0;
	size_t i;
	int digit;

	*out_len = 0;
	for (i = 0; i < len; i++) {
		digit = digit_of(text[i]);
		if (digit < 0) {
			free(out);
			return NULL;
		}
		acc = (acc << 6 | digit) & 0xffff;
		nr_bits += 6;
		if (nr_bits < 8)
			continue;
		nr_bits -= 8;
		out[(*out_len)++] = (char)(acc >> nr_bits);
	}
	return out;
}
