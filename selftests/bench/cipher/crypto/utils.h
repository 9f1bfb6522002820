/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparison in constant time. */
#ifndef _SNT_CIPHER_CRYPTO_UTILS_H
#define _SNT_CIPHER_CRYPTO_UTILS_H

#include <linux/types.h>

static inline bool crypto_memneq(const void *a, const void *b, size_t len)
{
	const u8 *x = a, *y = b;
	u8 differs = 0;

	while (len--)
		differs |= (u8)(*x++ ^ *y++);
	return differs;
}

#endif /* _SNT_CIPHER_CRYPTO_UTILS_H */
