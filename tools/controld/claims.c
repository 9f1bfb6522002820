// SPDX-License-Identifier: GPL-2.0-only
/*
 * Claims of both versions of tokens. Those of the second have to be there all.
 */
#include "claims.h"

#include <ctype.h>
#include <errno.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"

#define AUDIENCE	"snap"
#define UUID_LEN	36
/* a byte 0 and the UUID */
#define PSSID_LEN	17

static int __attribute__((format(printf, 2, 3)))
fail(char why[SNT_JWT_WHY_SIZE], const char *format, ...)
{
	size_t len = snprintf(why, SNT_JWT_WHY_SIZE,
			      "token verification failed: ");
	va_list args;

	va_start(args, format);
	vsnprintf(why + len, SNT_JWT_WHY_SIZE - len, format, args);
	va_end(args);
	return -EINVAL;
}

/* A fraction of a second is cut. Times before 1970 are none. */
static int read_time(const struct json_object *json, const char *name,
		     int64_t *seconds, char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, name, &value))
		return fail(why, "Missing required claim: %s", name);
	*seconds = -1;
	if (json_object_is_type(value, json_type_int) ||
	    json_object_is_type(value, json_type_double))
		*seconds = json_object_get_int64(value);
	return *seconds > 0 ? 0 :
	       fail(why, "Invalid format for claim: %s", name);
}

/* Printable, as it goes into logs and to people. */
static int read_text(const struct json_object *json, const char *name,
		     char *to, size_t size, char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *value;
	const char *text;
	size_t len, i;

	if (!json_object_object_get_ex(json, name, &value))
		return fail(why, "Missing required claim: %s", name);
	if (!json_object_is_type(value, json_type_string))
		return fail(why, "Invalid format for claim: %s", name);
	text = json_object_get_string(value);
	len = json_object_get_string_len(value);
	for (i = 0; i < len && text[i] >= ' ' && text[i] <= '~'; i++)
		;
	if (!len || i < len || len >= size)
		return fail(why, "Invalid format for claim: %s", name);
	memcpy(to, text, len + 1);
	return 0;
}

/* The audience may be one or several. */
static bool is_for_us(struct json_object *aud)
{
	size_t nr, i;

	if (json_object_is_type(aud, json_type_string))
		return !strcmp(json_object_get_string(aud), AUDIENCE);
	if (!json_object_is_type(aud, json_type_array))
		return false;
	nr = json_object_array_length(aud);
	for (i = 0; i < nr; i++) {
		struct json_object *one = json_object_array_get_idx(aud, i);

		if (json_object_is_type(one, json_type_string) &&
		    !strcmp(json_object_get_string(one), AUDIENCE))
			return true;
	}
	return false;
}

static bool is_uuid(const char *text)
{
	size_t i;

	for (i = 0; i < UUID_LEN; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return false;
		} else if (!isxdigit((unsigned char)text[i])) {
			return false;
		}
	}
	return !text[i];
}

static bool is_pssid(const char *text)
{
	size_t len = strlen(text), at;
	char *bytes;
	bool is_good;

	if (snt_base64url_check(text, len, &at))
		return false;
	bytes = snt_base64url_decode(text, len, &len);
	is_good = bytes && len == PSSID_LEN && !*bytes;
	free(bytes);
	return is_good;
}

/* Returns 0 or 1, or -EINVAL. */
static int read_version(const struct json_object *json,
			char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, "ver", &value))
		return 0;
	if (json_object_is_type(value, json_type_int) &&
	    json_object_get_int64(value) == 1)
		return 1;
	return fail(why, "JSON error: unsupported SNAP token version");
}

static int check_version_1(const struct json_object *json,
			   char why[SNT_JWT_WHY_SIZE])
{
	char issuer[SNT_CLAIMS_ID_SIZE];
	int64_t when_s;
	int ret = read_text(json, "iss", issuer, sizeof(issuer), why);

	if (!ret)
		ret = read_time(json, "iat", &when_s, why);
	if (!ret)
		ret = read_time(json, "nbf", &when_s, why);
	if (!ret && !json_object_object_get_ex(json, "aud", NULL))
		ret = fail(why, "Missing required claim: aud");
	return ret;
}

static bool is_good_pssid(const char *pssid, int version)
{
	return version ? is_pssid(pssid) : is_uuid(pssid);
}

static int read_who(struct snt_claims *claims, const struct json_object *json,
		    char why[SNT_JWT_WHY_SIZE])
{
	int version = read_version(json, why), ret;

	if (version < 0)
		return version;
	ret = read_time(json, "exp", &claims->expires_s, why);
	if (!ret)
		ret = read_text(json, "pssid", claims->pssid,
				sizeof(claims->pssid), why);
	if (!ret)
		ret = read_text(json, "jti", claims->id, sizeof(claims->id),
				why);
	if (!ret && version == 1)
		ret = check_version_1(json, why);
	if (!ret && !is_good_pssid(claims->pssid, version))
		ret = fail(why, "Invalid format for claim: pssid");
	return ret;
}

/**
 * snt_claims_read - read what a token says, and whether it is good now
 * @claims: filled
 * @json: an object, which is signed
 * @now_s: the time of day in seconds since 1970
 * @why: what is wrong with it, when something is
 *
 * A token is taken until SNT_CLAIMS_LEEWAY_S after its end.
 *
 * Return: 0 or -EINVAL.
 */
int snt_claims_read(struct snt_claims *claims, const struct json_object *json,
		    int64_t now_s, char why[SNT_JWT_WHY_SIZE])
{
	struct json_object *aud;
	int64_t from_s;
	int ret;

	memset(claims, 0, sizeof(*claims));
	ret = read_who(claims, json, why);
	if (ret)
		return ret;
	if (claims->expires_s < now_s - SNT_CLAIMS_LEEWAY_S)
		return fail(why, "ExpiredSignature");
	if (json_object_object_get_ex(json, "nbf", NULL)) {
		ret = read_time(json, "nbf", &from_s, why);
		if (ret)
			return ret;
		if (from_s > now_s + SNT_CLAIMS_LEEWAY_S)
			return fail(why, "ImmatureSignature");
	}
	if (json_object_object_get_ex(json, "aud", &aud) && !is_for_us(aud))
		return fail(why, "InvalidAudience");
	return 0;
}

/**
 * snt_claims_name - a name for a token that is not too long
 * @name: filled
 * @size: characters there is room for; at least 52
 * @id: of the token
 *
 * It is the id, or, when that is too long, a digest of it.
 */
void snt_claims_name(char *name, size_t size, const char *id)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	size_t len = strlen(id);
	static const char prefix[] = "sha256:";

	if (len < size) {
		memcpy(name, id, len + 1);
		return;
	}
	SHA256((const uint8_t *)id, len, digest);
	memcpy(name, prefix, sizeof(prefix));
	snt_base64url_encode(name + strlen(prefix), digest, sizeof(digest));
}

/**
 * snt_claims_holder - one form of whom tokens were given to
 * @uuid: filled with a UUID in small letters
 * @pssid: as a token of either version has it
 *
 * Return: 0 or -EINVAL.
 */
int snt_claims_holder(char uuid[SNT_CLAIMS_PSSID_SIZE], const char *pssid)
{
	size_t len = 0, i, at;
	char *bytes = NULL;

	if (is_uuid(pssid)) {
		for (i = 0; i <= UUID_LEN; i++)
			uuid[i] = tolower((unsigned char)pssid[i]);
		return 0;
	}
	if (!is_pssid(pssid))
		return -EINVAL;
	bytes = snt_base64url_decode(pssid, strlen(pssid), &at);
	for (i = 1; i < PSSID_LEN; i++) {
		len += sprintf(uuid + len, "%02x", (uint8_t)bytes[i]);
		if (i == 4 || i == 6 || i == 8 || i == 10)
			uuid[len++] = '-';
	}
	free(bytes);
	return 0;
}
