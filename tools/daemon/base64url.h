/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base64 for URLs, without padding, as JSON web tokens and keys have it.
 */
#ifndef _SNT_BASE64URL_H
#define _SNT_BASE64URL_H

#include <stddef.h>

/* characters for so many bytes, and a NUL */
#define SNT_BASE64URL_SIZE(len)	(((len) * 4 + 2) / 3 + 1)

/* What keeps a text from being the one of some bytes. */
enum snt_base64url_fault {
	SNT_BASE64URL_GOOD,
	SNT_BASE64URL_SYMBOL,		/* a character is none of base64 */
	SNT_BASE64URL_LENGTH,		/* no bytes have so many characters */
	SNT_BASE64URL_LAST,		/* the last one has bits too many */
};

enum snt_base64url_fault snt_base64url_check(const char *text, size_t len,
					     size_t *at);
size_t snt_base64url_encode(char *to, const void *bytes, size_t len);
char *snt_base64url_decode(const char *text, size_t len, size_t *out_len);

#endif
