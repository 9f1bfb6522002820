// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reasons are those that the reference gives, as clients and their authors know
 * them. Nothing of the payload is looked at before the signature is.
 */
#include "jwt.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "json_read.h"
#include "mem.h"

#define SIGNATURE_LEN	64

static const char *find_last(const char *text, size_t len, char c)
{
	while (len && text[len - 1] != c)
		len--;
	return len ? text + len - 1 : NULL;
}

/* Returns the bytes with a NUL behind, or NULL: a token has one text only. */
static char *decode(const char *text, size_t len, size_t *out_len,
		    const char *step, char why[SNT_JWT_WHY_SIZE])
{
	size_t at;

	switch (snt_base64url_check(text, len, &at)) {
	case SNT_BASE64URL_GOOD:
		return snt_base64url_decode(text, len, out_len);
	case SNT_BASE64URL_LENGTH:
		snprintf(why, SNT_JWT_WHY_SIZE,
			 "%s: Base64 error: Invalid input length: %zu", step,
			 len);
		return NULL;
	case SNT_BASE64URL_LAST:
		snprintf(why, SNT_JWT_WHY_SIZE,
			 "%s: Base64 error: Invalid last symbol %u, offset %zu.",
			 step, (unsigned char)text[at], at);
		return NULL;
	default:
		snprintf(why, SNT_JWT_WHY_SIZE,
			 "%s: Base64 error: Invalid symbol %u, offset %zu.",
			 step, (unsigned char)text[at], at);
		return NULL;
	}
}

static int fail(char why[SNT_JWT_WHY_SIZE], const char *step,
		const char *what)
{
	snprintf(why, SNT_JWT_WHY_SIZE, "%s: %s", step, what);
	return -EINVAL;
}

/* What has to be understood and is not would make the signature mean less. */
static int read_header(struct snt_jwt *jwt, const struct json_object *json,
		       const char *step, char why[SNT_JWT_WHY_SIZE])
{
	const char *alg = snt_json_text(json, "alg");
	const char *kid = snt_json_text(json, "kid");

	if (!alg)
		return fail(why, step, "JSON error: missing field `alg`");
	jwt->is_eddsa = !strcmp(alg, "EdDSA") &&
			!json_object_object_get_ex(json, "crit", NULL);
	jwt->has_kid = json_object_object_get_ex(json, "kid", NULL);
	if (jwt->has_kid && (!kid || strlen(kid) >= SNT_KID_SIZE))
		return fail(why, step, "JSON error: invalid `kid`");
	if (kid)
		strcpy(jwt->kid, kid);
	return 0;
}

static int decode_header(struct snt_jwt *jwt, const char *step,
			 char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *json;
	int ret = -EINVAL;
	size_t len;
	char *out = decode(jwt->text, jwt->payload - 1 - jwt->text, &len, step,
			   why);

	if (!out)
		return ret;
	json = snt_json_read(out, len);
	if (json_object_is_type(json, json_type_object))
		ret = read_header(jwt, json, step, why);
	else
		fail(why, step, "JSON error: it is no object");
	json_object_put(json);
	free(out);
	return ret;
}

/**
 * snt_jwt_read - take a token apart
 * @jwt: filled; refers to @text
 * @text: its characters, no NUL needed
 * @len: how many
 * @why: what is wrong with it, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_jwt_read(struct snt_jwt *jwt, const char *text, size_t len,
		 char why[SNT_JWT_WHY_SIZE])
{
	static const char step[] = "failed to decode JWT header";
	const char *last = len > SNT_JWT_MAX ? NULL : find_last(text, len, '.');
	const char *first = last ? find_last(text, last - text, '.') : NULL;

	memset(jwt, 0, sizeof(*jwt));
	if (!first)
		return fail(why, step, "InvalidToken");
	jwt->text = text;
	jwt->text_len = last - text;
	jwt->payload = first + 1;
	jwt->signature = last + 1;
	jwt->signature_len = text + len - jwt->signature;
	return decode_header(jwt, step, why);
}

static bool is_signed(const struct snt_jwt *jwt, EVP_PKEY *key,
		      const char *signature, size_t len)
{
	EVP_MD_CTX *context = snt_mem_check(EVP_MD_CTX_new());
	bool is_good;

	is_good = len == SIGNATURE_LEN &&
		  EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestVerify(context, (const uint8_t *)signature, len,
				   (const uint8_t *)jwt->text,
				   jwt->text_len) == 1;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return is_good;
}

/* Of what is signed, so whoever has the key wrote it. */
static struct json_object *read_payload(const struct snt_jwt *jwt,
					const char *step,
					char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *json;
	size_t len;
	char *out = decode(jwt->payload, jwt->text + jwt->text_len -
			   jwt->payload, &len, step, why);

	if (!out)
		return NULL;
	json = snt_json_read(out, len);
	free(out);
	if (json_object_is_type(json, json_type_object))
		return json;
	fail(why, step, "JSON error: it is no object");
	json_object_put(json);
	return NULL;
}

/**
 * snt_jwt_verify - check the signature of a token
 * @jwt: from snt_jwt_read(); its text is still there
 * @key: that it is to be signed with
 * @why: what is wrong with it, when something is
 *
 * Return: its claims, an object, to be given to json_object_put(); or NULL.
 */
struct json_object *snt_jwt_verify(const struct snt_jwt *jwt, EVP_PKEY *key,
				   char why[SNT_JWT_WHY_SIZE])
{
	static const char step[] = "token verification failed";
	char *signature;
	bool is_good;
	size_t len;

	if (!jwt->is_eddsa) {
		fail(why, step, "InvalidAlgorithm");
		return NULL;
	}
	signature = decode(jwt->signature, jwt->signature_len, &len, step, why);
	if (!signature)
		return NULL;
	is_good = is_signed(jwt, key, signature, len);
	free(signature);
	if (is_good)
		return read_payload(jwt, step, why);
	fail(why, step, "InvalidSignature");
	return NULL;
}
