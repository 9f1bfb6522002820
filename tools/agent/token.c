// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON web tokens, as far as a client has to read them.
 */
#include "token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base64url.h"
#include "json_read.h"
#include "mem.h"

/**
 * snt_token_is_clean - may it stand in the header of a request?
 * @text: the characters, no NUL needed
 * @len: how many
 *
 * Return: whether it has the characters of RFC 6750 only.
 */
bool snt_token_is_clean(const char *text, size_t len)
{
	static const char clean[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
	size_t i;

	if (!len || len > SNT_TOKEN_MAX)
		return false;
	for (i = 0; i < len; i++) {
		if (!text[i] || !strchr(clean, text[i]))
			return false;
	}
	return true;
}

/* RFC 7519 lets a time have a fraction. Returns 0 for no time. */
static int64_t read_time(const struct json_object *json, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, name, &value))
		return 0;
	if (json_object_is_type(value, json_type_int) ||
	    json_object_is_type(value, json_type_double))
		return json_object_get_int64(value);
	return 0;
}

static void read_claims(struct snt_token_claims *claims,
			const struct json_object *json)
{
	const char *id = snt_json_text(json, "jti");

	claims->expires_s = read_time(json, "exp");
	claims->issued_s = read_time(json, "iat");
	if (id)
		strncpy(claims->id, id, sizeof(claims->id) - 1);
}

/**
 * snt_token_read - read what a token says of itself
 * @claims: filled
 * @text: the characters, no NUL needed
 * @len: how many
 * @why: what is wrong with it, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_token_read(struct snt_token_claims *claims, const char *text,
		   size_t len, const char **why)
{
	const char *body = memchr(text, '.', len), *end;
	struct json_object *json;
	size_t out_len;
	char *out;

	memset(claims, 0, sizeof(*claims));
	*why = "it is not three parts with a point between them";
	if (!snt_token_is_clean(text, len) || !body)
		return -EINVAL;
	body++;
	end = memchr(body, '.', text + len - body);
	if (!end || memchr(end + 1, '.', text + len - end - 1))
		return -EINVAL;
	*why = "its second part is not JSON in base64";
	out = snt_base64url_decode(body, end - body, &out_len);
	json = out ? snt_json_read(out, out_len) : NULL;
	if (json && json_object_is_type(json, json_type_object)) {
		read_claims(claims, json);
		*why = claims->expires_s > 0 ? NULL : "it does not say when it ends";
	}
	json_object_put(json);
	if (out)
		explicit_bzero(out, out_len);
	free(out);
	return *why ? -EINVAL : 0;
}

/**
 * snt_token_life_s - how long a token is good for
 * @claims: of the token
 * @wall_s: the time of day, as somebody's clock has it
 *
 * A clock by which the token is not born yet, or dead, is taken to be wrong,
 * when the token says how long it lives: those who take it know better.
 *
 * Return: seconds from now on; not above 0 for a token that has ended.
 */
int64_t snt_token_life_s(const struct snt_token_claims *claims, int64_t wall_s)
{
	int64_t whole, left;

	if (__builtin_sub_overflow(claims->expires_s, wall_s, &left))
		left = 0;
	if (claims->issued_s <= 0)
		return left;
	whole = claims->expires_s - claims->issued_s;
	return left > 0 && left <= whole ? left : whole;
}
