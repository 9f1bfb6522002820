// SPDX-License-Identifier: GPL-2.0-only
/*
 * All that has to be right with a token before anything else of a request is
 * looked at.
 */
#include "bearer.h"

#include <errno.h>
#include <string.h>

static const char prefix[] = "Bearer ";

static int check_token(struct snt_claims *claims, const struct snt_keys *keys,
		       const char *token, int64_t now_s,
		       char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *json;
	struct snt_jwt jwt;
	EVP_PKEY *key;
	int ret;

	if (snt_jwt_read(&jwt, token, strlen(token), why))
		return -EINVAL;
	key = snt_keys_find(keys, &jwt, why);
	if (!key)
		return jwt.has_kid ? -ENOKEY : -EINVAL;
	json = snt_jwt_verify(&jwt, key, why);
	if (!json)
		return -EINVAL;
	ret = snt_claims_read(claims, json, now_s, why);
	json_object_put(json);
	return ret;
}

/**
 * snt_bearer_token - the token of a request
 * @authorization: as it was good for snt_bearer_check()
 *
 * Return: the token.
 */
const char *snt_bearer_token(const char *authorization)
{
	return authorization + strlen(prefix);
}

/**
 * snt_bearer_check - is the token of a request good?
 * @claims: filled when it is
 * @keys: that may have signed it
 * @authorization: what the request says, or NULL
 * @now_s: the time of day in seconds since 1970
 * @why: what is wrong, when something is
 *
 * Return: 0, -ENOKEY when it names a key that is not known, or -EINVAL.
 */
int snt_bearer_check(struct snt_claims *claims, const struct snt_keys *keys,
		     const char *authorization, int64_t now_s,
		     char why[SNT_JWT_WHY_SIZE])
{
	if (!authorization) {
		strcpy(why, "authorization header is missing");
		return -EINVAL;
	}
	if (strncmp(authorization, prefix, strlen(prefix))) {
		strcpy(why, "authorization header is not a bearer token");
		return -EINVAL;
	}
	return check_token(claims, keys, authorization + strlen(prefix), now_s,
			   why);
}
