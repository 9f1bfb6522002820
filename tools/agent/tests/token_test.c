// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is read of bearer tokens, and how long they are taken to live.
 */
#include <kunit/test.h>
#include <stdio.h>

#include "token.h"

/* {"alg":"EdDSA"} */
#define HEADER	"eyJhbGciOiJFZERTQSJ9"

#define FULL	HEADER \
	".eyJwc3NpZCI6InAiLCJleHAiOjE3MDAwMDM2MDAsImlhdCI6MTcwMDAwMDAwMCwianRpIjoiYWJjIn0.c2ln"

static int read_token(struct snt_token_claims *claims, const char *text)
{
	const char *why;

	return snt_token_read(claims, text, strlen(text), &why);
}

static void claims_are_read(struct kunit *test)
{
	struct snt_token_claims claims;

	/* {"pssid":"p","exp":1700003600,"iat":1700000000,"jti":"abc"} */
	KUNIT_ASSERT_EQ(test, read_token(&claims, FULL), 0);
	KUNIT_EXPECT_EQ(test, claims.expires_s, 1700003600);
	KUNIT_EXPECT_EQ(test, claims.issued_s, 1700000000);
	KUNIT_EXPECT_TRUE(test, !strcmp(claims.id, "abc"));
	/* {"exp":1700003600.5} */
	KUNIT_ASSERT_EQ(test, read_token(&claims, HEADER
					 ".eyJleHAiOjE3MDAwMDM2MDAuNX0."), 0);
	KUNIT_EXPECT_EQ(test, claims.expires_s, 1700003600);
	KUNIT_EXPECT_EQ(test, claims.issued_s, 0);
	KUNIT_EXPECT_TRUE(test, !*claims.id);
}

static const char * const no_tokens[] = {
	"",
	"word",
	"a.b",
	"a..c",
	HEADER ".eyJleHAiOjE3MDAwMDM2MDAuNX0.a.b",	/* four parts */
	HEADER ".eyJleHAiOjE3MDAwMDM2MDAuNX0=.a",	/* padding */
	HEADER ".eyJleHAiOjE3MDAwMDM2MDAu!X0.a",
	HEADER ".eyJleHAiOjE3MDAwMDM2MDAuNX0\n.a",
	HEADER ".eyJleHAiOjE3MDAwMDM2MDAuNX0. a",
	HEADER ".eyJleHAiOg.a",				/* {"exp": */
	HEADER ".e30.a",				/* {} */
	HEADER ".W10.a",				/* [] */
	HEADER ".eyJleHAiOiIxNyJ9.a",			/* {"exp":"17"} */
	HEADER ".eyJleHAiOi0xN30.a",			/* {"exp":-17} */
};

static void what_is_no_token_is_refused(struct kunit *test)
{
	const char * const *text = test->param_value;
	struct snt_token_claims claims;
	const char *why = NULL;

	KUNIT_EXPECT_NE(test, snt_token_read(&claims, *text, strlen(*text),
					     &why), 0);
	KUNIT_EXPECT_NOT_NULL(test, why);
}

static void describe_text(const char * const *text, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", *text);
}

KUNIT_ARRAY_PARAM(no_tokens, no_tokens, describe_text);

static void token_that_is_too_long_is_refused(struct kunit *test)
{
	static char text[SNT_TOKEN_MAX + 1];

	memset(text, 'a', sizeof(text));
	KUNIT_EXPECT_TRUE(test, snt_token_is_clean(text, sizeof(text) - 1));
	KUNIT_EXPECT_FALSE(test, snt_token_is_clean(text, sizeof(text)));
}

static void life_counts_from_receipt_when_the_clock_is_wrong(struct kunit *test)
{
	struct snt_token_claims claims = {
		.expires_s = 1700003600,
		.issued_s = 1700000000,
	};

	KUNIT_EXPECT_EQ(test, snt_token_life_s(&claims, 1700003000), 600);
	KUNIT_EXPECT_EQ(test, snt_token_life_s(&claims, 0), 3600);
	KUNIT_EXPECT_EQ(test, snt_token_life_s(&claims, 1900000000), 3600);
	claims.issued_s = 0;
	KUNIT_EXPECT_EQ(test, snt_token_life_s(&claims, 1700003000), 600);
	KUNIT_EXPECT_LE(test, snt_token_life_s(&claims, 1900000000), 0);
	KUNIT_EXPECT_EQ(test, snt_token_life_s(&claims, INT64_MIN), 0);
}

static struct kunit_case token_cases[] = {
	KUNIT_CASE(claims_are_read),
	KUNIT_CASE_PARAM(what_is_no_token_is_refused, no_tokens_gen_params),
	KUNIT_CASE(token_that_is_too_long_is_refused),
	KUNIT_CASE(life_counts_from_receipt_when_the_clock_is_wrong),
	{}
};

static struct kunit_suite token_suite = {
	.name = "token",
	.test_cases = token_cases,
};

kunit_test_suite(token_suite);
