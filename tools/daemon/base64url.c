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
 * snt_base64url_check - is this the one text of some bytes?
 * @text: the characters, no NUL needed
 * @len: how many
 * @at: set to the place of a character that is wrong
 *
 * Return: what is wrong.
 */
enum snt_base64url_fault snt_base64url_check(const char *text, size_t len,
					     size_t *at)
{
	/* bits of the last character that belong to no byte, by what is left */
	static const unsigned int unused[] = { 0, 0, 15, 3 };

	for (*at = 0; *at < len; (*at)++) {
		if (digit_of(text[*at]) < 0)
			return SNT_BASE64URL_SYMBOL;
	}
	if (len % 4 == 1)
		return SNT_BASE64URL_LENGTH;
	if (!len || !(digit_of(text[len - 1]) & unused[len % 4]))
		return SNT_BASE64URL_GOOD;
	*at = len - 1;
	return SNT_BASE64URL_LAST;
}

/**
 * snt_base64url_encode - write bytes
 * @to: SNT_BASE64URL_SIZE(@len) characters with the NUL
 * @bytes: the bytes
 * @len: how many
 *
 * Return: characters without the NUL.
 */
size_t snt_base64url_encode(char *to, const void *bytes, size_t len)
{
	const unsigned char *from = bytes;
	unsigned int acc = 0, nr_bits = 0;
	size_t i, nr = 0;

	for (i = 0; i < len; i++) {
		acc = (acc << 8 | from[i]) & 0xffff;
		for (nr_bits += 8; nr_bits >= 6; nr_bits -= 6)
			to[nr++] = digits[acc >> (nr_bits - 6) & 63];
	}
	if (nr_bits)
		to[nr++] = digits[acc << (6 - nr_bits) & 63];
	to[nr] = '\0';
	return nr;
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
