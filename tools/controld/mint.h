/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tokens of one's own, and the key to sign them with.
 */
#ifndef _SNT_MINT_H
#define _SNT_MINT_H

#include <stdint.h>

#include "base64url.h"
#include "key_set.h"

/* a SHA-256 as text */
#define SNT_THUMBPRINT_SIZE	SNT_BASE64URL_SIZE(32)
#define SNT_UUID_SIZE		37

/**
 * struct snt_mint - what a token is to say
 * @version: 0 or 1
 * @from_s: from when it is good, in seconds since 1970
 * @expires_s: until when
 * @kid: name of its key; empty for none
 * @id: of the token
 * @pssid: whose it is, a UUID
 */
struct snt_mint {
	int version;
	int64_t from_s;
	int64_t expires_s;
	const char *kid;
	const char *id;
	const char *pssid;
};

EVP_PKEY *snt_mint_key_read(const char *path, const char **why);
int snt_mint_key_write(EVP_PKEY *key, const char *path);
void snt_mint_thumbprint(char text[SNT_THUMBPRINT_SIZE], EVP_PKEY *key);
char *snt_mint_key_set(EVP_PKEY *key, const char *kid);
char *snt_mint_token(const struct snt_mint *mint, EVP_PKEY *key);
int snt_mint_uuid(char text[SNT_UUID_SIZE]);
int snt_mint_uuid_read(uint8_t bytes[16], const char *text);

#endif
