/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base64 for URLs, without padding, as JSON web tokens and keys have it.
 */
#ifndef _SNT_BASE64URL_H
#define _SNT_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

char *snt_base64url_decode(const char *text, size_t len, size_t *out_len);

#endif
