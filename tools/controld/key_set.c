// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys as RFC 8037 writes them: those of Ed25519 are taken, others are passed
 * over, as they may be there for somebody else.
 */
#include "key_set.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base64url.h"
#include "json_read.h"
#include "mem.h"

static bool is(const struct json_object *json, const char *name,
	       const char *value)
{
	const char *text = snt_json_text(json, name);

	return text && !strcmp(text, value);
}

static bool is_or_absent(const struct json_object *json, const char *name,
			 const char *value)
{
	return !json_object_object_get_ex(json, name, NULL) ||
	       is(json, name, value);
}

/* Is it there for a signature of ours to be checked with? */
static bool is_ours(const struct json_object *json)
{
	return is(json, "kty", "OKP") && is(json, "crv", "Ed25519") &&
	       is_or_absent(json, "alg", "EdDSA") &&
	       is_or_absent(json, "use", "sig") && snt_json_text(json, "kid");
}

static EVP_PKEY *read_public(const char *text)
{
	EVP_PKEY *key = NULL;
	size_t len;
	char *bytes = snt_base64url_decode(text, strlen(text), &len);

	if (bytes && len == SNT_ED25519_LEN)
		key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
						  (uint8_t *)bytes, len);
	free(bytes);
	return key;
}

static int add_key(struct snt_key_set *set, const struct json_object *json,
		   const char **why)
{
	const char *x = snt_json_text(json, "x");
	const char *kid = snt_json_text(json, "kid");
	struct snt_named_key *named = &set->keys[set->nr];

	if (!is_ours(json)) {
		set->nr_others++;
		return 0;
	}
	*why = "a key of Ed25519 has a name that is too long, or none";
	if (!*kid || strlen(kid) >= SNT_KID_SIZE)
		return -EINVAL;
	*why = "two keys of Ed25519 have one name";
	if (snt_key_set_find(set, kid))
		return -EINVAL;
	*why = "a key of Ed25519 has no `x' of 32 bytes in base64";
	named->key = x ? read_public(x) : NULL;
	if (!named->key)
		return -EINVAL;
	strcpy(named->kid, kid);
	set->nr++;
	return 0;
}

static int add_keys(struct snt_key_set *set, const struct json_object *keys,
		    const char **why)
{
	size_t nr = json_object_array_length(keys), i;
	int ret = 0;

	*why = "it has more keys than make sense";
	if (nr > SNT_KEY_SET_MAX)
		return -EINVAL;
	set->keys = snt_mem_alloc((nr + 1) * sizeof(*set->keys));
	for (i = 0; i < nr && !ret; i++)
		ret = add_key(set, json_object_array_get_idx(keys, i), why);
	return ret;
}

/**
 * snt_key_set_read - read a JSON web key set
 * @set: filled; to be given to snt_key_set_uninit() also on failure
 * @text: its characters, no NUL needed
 * @len: how many
 * @why: what is wrong with it, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_key_set_read(struct snt_key_set *set, const char *text, size_t len,
		     const char **why)
{
	struct json_object *json, *keys;
	int ret = -EINVAL;

	memset(set, 0, sizeof(*set));
	*why = "it is longer than any that makes sense";
	if (len > SNT_KEY_SET_TEXT_MAX)
		return -EINVAL;
	*why = "it is not JSON with an array `keys'";
	json = snt_json_read(text, len);
	if (json_object_is_type(json, json_type_object) &&
	    json_object_object_get_ex(json, "keys", &keys) &&
	    json_object_is_type(keys, json_type_array))
		ret = add_keys(set, keys, why);
	json_object_put(json);
	return ret;
}

/**
 * snt_key_set_uninit - free the keys
 * @set: empty afterwards
 */
void snt_key_set_uninit(struct snt_key_set *set)
{
	size_t i;

	for (i = 0; i < set->nr; i++)
		EVP_PKEY_free(set->keys[i].key);
	free(set->keys);
	memset(set, 0, sizeof(*set));
}

/**
 * snt_key_set_find - find a key by its name
 * @set: where to look
 * @kid: the name
 *
 * Return: the key, as long as the set is there; NULL when there is none.
 */
EVP_PKEY *snt_key_set_find(const struct snt_key_set *set, const char *kid)
{
	size_t i;

	for (i = 0; i < set->nr; i++) {
		if (!strcmp(set->keys[i].kid, kid))
			return set->keys[i].key;
	}
	return NULL;
}

/**
 * snt_key_read_pem - read one public key that has no name
 * @text: the characters of a PEM file, no NUL needed
 * @len: how many
 * @why: what is wrong with it, when something is
 *
 * Return: the key, to be given to EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *snt_key_read_pem(const char *text, size_t len, const char **why)
{
	BIO *bio = snt_mem_check(BIO_new_mem_buf(text, len));
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);

	BIO_free(bio);
	ERR_clear_error();
	*why = "it is no public key in PEM";
	if (!key)
		return NULL;
	if (EVP_PKEY_id(key) == EVP_PKEY_ED25519)
		return key;
	EVP_PKEY_free(key);
	*why = "it is no key of Ed25519";
	return NULL;
}
