// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens that are taken, and those that are not, with what is said of them.
 */
#include <kunit/test.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "mem.h"
#include "mint.h"
#include "secret.h"

#define NOW	1800000000
#define PSSID	"ef16640f-0fa9-4360-be74-dbeec7ab4f9a"
#define GOOD	"\"exp\":1800000100,\"jti\":\"a\",\"pssid\":\"" PSSID "\""
#define WRONG	"token verification failed: "

static EVP_PKEY *make_key(void)
{
	return snt_mem_check(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

static size_t append(char *token, size_t len, const char *text)
{
	return len + snt_base64url_encode(token + len, text, strlen(text));
}

/* Whatever is in it, it is signed. */
static void sign(char token[4096], EVP_PKEY *key, const char *header,
		 const char *claims)
{
	EVP_MD_CTX *context = snt_mem_check(EVP_MD_CTX_new());
	size_t len = append(token, 0, header), signature_len = 64;
	uint8_t signature[64];

	token[len++] = '.';
	len = append(token, len, claims);
	EVP_DigestSignInit(context, NULL, NULL, NULL, key);
	EVP_DigestSign(context, signature, &signature_len, (uint8_t *)token,
		       len);
	token[len++] = '.';
	snt_base64url_encode(token + len, signature, signature_len);
	EVP_MD_CTX_free(context);
}

static int take(struct snt_claims *claims, const char *token, EVP_PKEY *key,
		int64_t now_s, char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *json;
	struct snt_jwt jwt;
	int ret = snt_jwt_read(&jwt, token, strlen(token), why);

	if (ret)
		return ret;
	json = snt_jwt_verify(&jwt, key, why);
	if (!json)
		return -1;
	ret = snt_claims_read(claims, json, now_s, why);
	json_object_put(json);
	return ret;
}

static bool is_reason(const char *why, const char *expected)
{
	return !strcmp(why, expected ? expected : "");
}

static void minted_tokens_are_taken(struct kunit *test)
{
	struct snt_mint mint = {
		.from_s = NOW,
		.expires_s = NOW + 100,
		.kid = "some",
		.id = "first",
		.pssid = PSSID,
	};
	char why[SNT_JWT_WHY_SIZE];
	EVP_PKEY *key = make_key();
	struct snt_claims claims;
	char *token;

	for (mint.version = 0; mint.version < 2; mint.version++) {
		token = snt_mint_token(&mint, key);
		KUNIT_EXPECT_EQ_MSG(test, take(&claims, token, key, NOW, why),
				    0, "%s", why);
		KUNIT_EXPECT_EQ(test, claims.expires_s, NOW + 100);
		KUNIT_EXPECT_TRUE(test, !strcmp(claims.id, "first"));
		KUNIT_EXPECT_TRUE(test, !strcmp(claims.pssid, mint.version ?
				  "AO8WZA8PqUNgvnTb7serT5o" : PSSID));
		snt_secret_free(token);
	}
	EVP_PKEY_free(key);
}

static const struct {
	const char *claims;
	const char *why;
} claim_cases[] = {
	{ GOOD, NULL },
	{ "\"exp\":1800000100.9,\"jti\":\"a\",\"pssid\":\"" PSSID "\"",
	  NULL },
	{ "\"exp\":1799999940,\"jti\":\"a\",\"pssid\":\"" PSSID "\"",
	  NULL },
	{ "\"exp\":1799999939,\"jti\":\"a\",\"pssid\":\"" PSSID "\"",
	  WRONG "ExpiredSignature" },
	{ GOOD ",\"nbf\":1800000060", NULL },
	{ GOOD ",\"nbf\":1800000061", WRONG "ImmatureSignature" },
	{ GOOD ",\"nbf\":\"x\"", WRONG "Invalid format for claim: nbf" },
	{ GOOD ",\"aud\":\"snap\"", NULL },
	{ GOOD ",\"aud\":[\"x\",\"snap\"]", NULL },
	{ GOOD ",\"aud\":\"x\"", WRONG "InvalidAudience" },
	{ GOOD ",\"aud\":[1,\"x\"]", WRONG "InvalidAudience" },
	{ GOOD ",\"aud\":1", WRONG "InvalidAudience" },
	{ "\"jti\":\"a\",\"pssid\":\"" PSSID "\"",
	  WRONG "Missing required claim: exp" },
	{ "\"exp\":-5,\"jti\":\"a\",\"pssid\":\"" PSSID "\"",
	  WRONG "Invalid format for claim: exp" },
	{ "\"exp\":1800000100,\"pssid\":\"" PSSID "\"",
	  WRONG "Missing required claim: jti" },
	{ "\"exp\":1800000100,\"jti\":\"a\\n\",\"pssid\":\"" PSSID "\"",
	  WRONG "Invalid format for claim: jti" },
	{ "\"exp\":1800000100,\"jti\":\"a\\u0000b\",\"pssid\":\"" PSSID "\"",
	  WRONG "Invalid format for claim: jti" },
	{ "\"exp\":1800000100,\"jti\":\"a\"",
	  WRONG "Missing required claim: pssid" },
	{ "\"exp\":1800000100,\"jti\":\"a\",\"pssid\":\"x\"",
	  WRONG "Invalid format for claim: pssid" },
	{ GOOD ",\"ver\":1", WRONG "Missing required claim: iss" },
	{ GOOD ",\"ver\":1,\"iss\":\"x\",\"iat\":1,\"nbf\":1,\"aud\":\"snap\"",
	  WRONG "Invalid format for claim: pssid" },
	{ GOOD ",\"ver\":2",
	  WRONG "JSON error: unsupported SNAP token version" },
};

static void claims_are_checked(struct kunit *test)
{
	char token[4096], text[512], why[SNT_JWT_WHY_SIZE];
	EVP_PKEY *key = make_key();
	struct snt_claims claims;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(claim_cases); i++) {
		snprintf(text, sizeof(text), "{%s}", claim_cases[i].claims);
		sign(token, key, "{\"alg\":\"EdDSA\"}", text);
		*why = '\0';
		ret = take(&claims, token, key, NOW, why);
		KUNIT_EXPECT_TRUE_MSG(test, !ret == !claim_cases[i].why, "%s",
				      claim_cases[i].claims);
		KUNIT_EXPECT_TRUE_MSG(test, is_reason(why, claim_cases[i].why),
				      "%s: %s", claim_cases[i].claims, why);
	}
	EVP_PKEY_free(key);
}

static void headers_are_checked(struct kunit *test)
{
	static const struct {
		const char *header;
		const char *why;
	} cases[] = {
		{ "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", NULL },
		{ "{\"alg\":\"none\"}", WRONG "InvalidAlgorithm" },
		{ "{\"alg\":\"HS256\"}", WRONG "InvalidAlgorithm" },
		{ "{\"alg\":\"EdDSA\",\"crit\":[\"x\"]}",
		  WRONG "InvalidAlgorithm" },
		{ "{}", "failed to decode JWT header: JSON error: missing field `alg`" },
		{ "[]", "failed to decode JWT header: JSON error: it is no object" },
		{ "{\"alg\":\"EdDSA\",\"kid\":5}",
		  "failed to decode JWT header: JSON error: invalid `kid`" },
	};
	char token[4096], why[SNT_JWT_WHY_SIZE];
	EVP_PKEY *key = make_key();
	struct snt_claims claims;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		sign(token, key, cases[i].header, "{" GOOD "}");
		*why = '\0';
		ret = take(&claims, token, key, NOW, why);
		KUNIT_EXPECT_TRUE_MSG(test, !ret == !cases[i].why, "%s",
				      cases[i].header);
		KUNIT_EXPECT_TRUE_MSG(test, is_reason(why, cases[i].why),
				      "%s: %s", cases[i].header, why);
	}
	EVP_PKEY_free(key);
}

/* Each bit of it, and a key that is another one. */
static void changed_tokens_are_refused(struct kunit *test)
{
	char token[4096], why[SNT_JWT_WHY_SIZE];
	EVP_PKEY *key = make_key(), *other = make_key();
	struct snt_claims claims;
	size_t i;

	sign(token, key, "{\"alg\":\"EdDSA\"}", "{" GOOD "}");
	KUNIT_EXPECT_EQ(test, take(&claims, token, key, NOW, why), 0);
	KUNIT_EXPECT_TRUE(test, take(&claims, token, other, NOW, why));
	KUNIT_EXPECT_TRUE(test, !strcmp(why, WRONG "InvalidSignature"));
	for (i = 0; token[i]; i++) {
		token[i] ^= 1;
		KUNIT_EXPECT_TRUE_MSG(test, take(&claims, token, key, NOW, why),
				      "at %zu", i);
		token[i] ^= 1;
	}
	strcat(token, "A");
	KUNIT_EXPECT_TRUE(test, take(&claims, token, key, NOW, why));
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void long_ids_have_a_short_name(struct kunit *test)
{
	char id[200], name[65], again[65];

	memset(id, 'x', sizeof(id));
	id[64] = '\0';
	snt_claims_name(name, sizeof(name), id);
	KUNIT_EXPECT_TRUE(test, !strcmp(name, id));
	id[64] = 'x';
	id[199] = '\0';
	snt_claims_name(name, sizeof(name), id);
	KUNIT_EXPECT_TRUE(test, !strncmp(name, "sha256:", 7));
	id[150] = 'y';
	snt_claims_name(again, sizeof(again), id);
	KUNIT_EXPECT_TRUE(test, strcmp(name, again));
}

#define X	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""
#define OKP	"\"kty\":\"OKP\",\"crv\":\"Ed25519\"," X

static const struct {
	const char *text;
	int nr;
	size_t nr_others;
} key_set_cases[] = {
	{ "{\"keys\":[]}", 0, 0 },
	{ "{\"keys\":[{" OKP ",\"kid\":\"a\"}]}", 1, 0 },
	{ "{\"keys\":[{" OKP ",\"kid\":\"a\"},{" OKP ",\"kid\":\"b\",\"use\":\"sig\",\"alg\":\"EdDSA\"}]}",
	  2, 0 },
	{ "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQ\",\"kid\":\"a\"},7,{" OKP "},{" OKP ",\"kid\":\"a\",\"use\":\"enc\"}]}",
	  0, 4 },
	{ "{\"keys\":[{" OKP ",\"kid\":\"a\"},{" OKP ",\"kid\":\"a\"}]}",
	  -1, 0 },
	{ "{\"keys\":[{" OKP ",\"kid\":\"\"}]}", -1, 0 },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":\"AQ\"}]}",
	  -1, 0 },
	{ "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\"}]}",
	  -1, 0 },
	{ "{\"keys\":{}}", -1, 0 },
	{ "[]", -1, 0 },
	{ "{\"keys\":[]} x", -1, 0 },
	{ "", -1, 0 },
};

static void key_sets_are_read(struct kunit *test)
{
	struct snt_key_set set;
	const char *why;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(key_set_cases); i++) {
		ret = snt_key_set_read(&set, key_set_cases[i].text,
				       strlen(key_set_cases[i].text), &why);
		KUNIT_EXPECT_TRUE_MSG(test, !!ret == (key_set_cases[i].nr < 0), "%s",
				      key_set_cases[i].text);
		if (!ret) {
			KUNIT_EXPECT_EQ(test, set.nr, key_set_cases[i].nr);
			KUNIT_EXPECT_EQ(test, set.nr_others,
					key_set_cases[i].nr_others);
		}
		if (key_set_cases[i].nr > 0) {
			KUNIT_EXPECT_NOT_NULL(test, snt_key_set_find(&set, "a"));
			KUNIT_EXPECT_NULL(test, snt_key_set_find(&set, "c"));
		}
		snt_key_set_uninit(&set);
	}
}

/* That of RFC 8037, appendix A.3. */
static void keys_are_named_by_their_thumbprint(struct kunit *test)
{
	static const char text[] = "{\"keys\":[{" OKP ",\"kid\":\"a\"}]}";
	static const char expected[] =
		"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
	char thumbprint[SNT_THUMBPRINT_SIZE];
	struct snt_key_set set, again;
	const char *why;
	char *written;

	KUNIT_ASSERT_EQ(test, snt_key_set_read(&set, text, strlen(text), &why),
			0);
	snt_mint_thumbprint(thumbprint, set.keys->key);
	KUNIT_EXPECT_TRUE(test, !strcmp(thumbprint, expected));
	written = snt_mint_key_set(set.keys->key, thumbprint);
	KUNIT_EXPECT_EQ(test, snt_key_set_read(&again, written,
					       strlen(written), &why), 0);
	KUNIT_EXPECT_NOT_NULL(test, snt_key_set_find(&again, thumbprint));
	free(written);
	snt_key_set_uninit(&set);
	snt_key_set_uninit(&again);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(minted_tokens_are_taken),
	KUNIT_CASE(claims_are_checked),
	KUNIT_CASE(headers_are_checked),
	KUNIT_CASE(changed_tokens_are_refused),
	KUNIT_CASE(long_ids_have_a_short_name),
	KUNIT_CASE(key_sets_are_read),
	KUNIT_CASE(keys_are_named_by_their_thumbprint),
	{}
};

static struct kunit_suite suite = {
	.name = "snaptun_tokens",
	.test_cases = cases,
};

kunit_test_suite(suite);
