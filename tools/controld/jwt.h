/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON web tokens, signed with EdDSA.
 */
#ifndef _SNT_JWT_H
#define _SNT_JWT_H

#include <json-c/json.h>
#include <stdbool.h>

#include "key_set.h"

/* characters of a token */
#define SNT_JWT_MAX		8191
/* characters of a reason, with its NUL */
#define SNT_JWT_WHY_SIZE	(SNT_KID_SIZE + 80)

/**
 * struct snt_jwt - a token that has been taken apart
 * @text: of header and payload, which is signed
 * @text_len: characters of it
 * @payload: in @text
 * @signature: behind @text
 * @signature_len: characters of it
 * @is_eddsa: its header names EdDSA, and wants nothing else understood
 * @has_kid: its header names a key
 * @kid: the name
 */
struct snt_jwt {
	const char *text;
	size_t text_len;
	const char *payload;
	const char *signature;
	size_t signature_len;
	bool is_eddsa;
	bool has_kid;
	char kid[SNT_KID_SIZE];
};

int snt_jwt_read(struct snt_jwt *jwt, const char *text, size_t len,
		 char why[SNT_JWT_WHY_SIZE]);
struct json_object *snt_jwt_verify(const struct snt_jwt *jwt, EVP_PKEY *key,
				   char why[SNT_JWT_WHY_SIZE]);

#endif
