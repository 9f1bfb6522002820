// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens as anybody may send them, and claims as whoever has the key may sign
 * them: none is taken without its signature, and what is taken can be used.
 */
#include "claims.h"
#include "fuzz.h"
#include "mint.h"

static EVP_PKEY *our_key(void)
{
	static const uint8_t bytes[SNT_ED25519_LEN] = "this is for the fuzzer";
	static EVP_PKEY *key;

	if (!key)
		key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
						   bytes, sizeof(bytes));
	return key;
}

static void check_claims(const struct snt_claims *claims, int64_t now_s)
{
	char name[65];

	MUST(claims->expires_s > 0);
	MUST(claims->expires_s >= now_s - SNT_CLAIMS_LEEWAY_S);
	MUST(*claims->id && strlen(claims->id) < sizeof(claims->id));
	MUST(*claims->pssid && strlen(claims->pssid) < sizeof(claims->pssid));
	snt_claims_name(name, sizeof(name), claims->id);
	MUST(*name && strlen(name) < sizeof(name));
}

static void read_token(const char *text, size_t len)
{
	char why[SNT_JWT_WHY_SIZE] = "";
	struct json_object *json;
	struct snt_jwt jwt;

	if (snt_jwt_read(&jwt, text, len, why)) {
		MUST(*why && strlen(why) < sizeof(why));
		return;
	}
	MUST(jwt.signature + jwt.signature_len == text + len);
	MUST(jwt.payload > text && jwt.payload <= text + jwt.text_len);
	json = snt_jwt_verify(&jwt, our_key(), why);
	MUST(json || *why);
	json_object_put(json);
}

/* The bytes are the claims, and the signature is right. */
static void read_signed(const char *text, size_t len, int64_t now_s)
{
	char why[SNT_JWT_WHY_SIZE] = "";
	struct json_tokener *tokener = json_tokener_new_ex(8);
	struct json_object *json = json_tokener_parse_ex(tokener, text, len);
	struct snt_claims claims;

	if (json_object_is_type(json, json_type_object)) {
		if (snt_claims_read(&claims, json, now_s, why))
			MUST(*why && strlen(why) < sizeof(why));
		else
			check_claims(&claims, now_s);
	}
	json_object_put(json);
	json_tokener_free(tokener);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	u8 way = take_u8(&in);
	int64_t now_s;

	if (way & 1) {
		read_token((const char *)in.p, in.len);
		return 0;
	}
	take(&in, &now_s, sizeof(now_s));
	read_signed((const char *)in.p, in.len, now_s & 0xffffffff);
	return 0;
}
