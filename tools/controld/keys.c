// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files are read again when they change: a key that is no longer there is good
 * for nothing. What is wrong with a file leaves the keys before in use.
 */
#include "keys.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "say.h"
#include "sections.h"

static int complain(const char *path, const char *why)
{
	snt_say_error("%s: %s", path, why);
	return -EINVAL;
}

static int read_key(struct snt_keys *keys)
{
	struct snt_conf_error error;
	const char *why;
	EVP_PKEY *key;
	size_t len;
	char *text;

	if (!keys->key_path)
		return 0;
	text = snt_sections_read(keys->key_path, &len, &error);
	if (!text)
		return complain(keys->key_path, error.text);
	key = snt_key_read_pem(text, len, &why);
	free(text);
	if (!key)
		return complain(keys->key_path, why);
	EVP_PKEY_free(keys->unnamed);
	keys->unnamed = key;
	return 0;
}

static int read_set(struct snt_keys *keys)
{
	struct snt_conf_error error;
	struct snt_key_set set;
	const char *why;
	size_t len;
	char *text;
	int ret;

	if (!keys->set_path)
		return 0;
	text = snt_sections_read(keys->set_path, &len, &error);
	if (!text)
		return complain(keys->set_path, error.text);
	ret = snt_key_set_read(&set, text, len, &why);
	free(text);
	if (ret) {
		snt_key_set_uninit(&set);
		return complain(keys->set_path, why);
	}
	snt_key_set_uninit(&keys->set);
	keys->set = set;
	return 0;
}

static void key_changed(struct snt_file_watch *watch)
{
	struct snt_keys *keys =
		snt_container_of(watch, struct snt_keys, key_watch);

	if (!read_key(keys))
		snt_say("%s: read again", keys->key_path);
}

static void set_changed(struct snt_file_watch *watch)
{
	struct snt_keys *keys =
		snt_container_of(watch, struct snt_keys, set_watch);

	if (!read_set(keys))
		snt_say("%s: read again: %zu keys", keys->set_path,
			keys->set.nr);
}

/**
 * snt_keys_init - read the keys
 * @keys: filled; to be given to snt_keys_uninit() also on failure
 * @loop: what it runs on
 * @key_path: file of a key in PEM, which stays; or NULL
 * @set_path: file of a key set, which stays; or NULL
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_keys_init(struct snt_keys *keys, struct snt_loop *loop,
		  const char *key_path, const char *set_path)
{
	*keys = (struct snt_keys){
		.key_path = key_path,
		.set_path = set_path,
		.has_set = set_path,
	};
	snt_file_watch_init(&keys->key_watch, loop, key_path, key_changed);
	snt_file_watch_init(&keys->set_watch, loop, set_path, set_changed);
	return read_key(keys) || read_set(keys) ? -EINVAL : 0;
}

/**
 * snt_keys_uninit - forget them
 * @keys: from snt_keys_init()
 */
void snt_keys_uninit(struct snt_keys *keys)
{
	snt_file_watch_uninit(&keys->key_watch);
	snt_file_watch_uninit(&keys->set_watch);
	EVP_PKEY_free(keys->unnamed);
	snt_key_set_uninit(&keys->set);
}

static void say_unknown(char why[SNT_JWT_WHY_SIZE], const char *kid)
{
	char *text = why + sprintf(why, "JWKS key not found for kid '");

	for (; *kid; kid++)
		*text++ = isprint((unsigned char)*kid) ? *kid : '?';
	strcpy(text, "'");
}

/**
 * snt_keys_find - the key that a token is to be signed with
 * @keys: where to look
 * @jwt: the token
 * @why: there is none
 *
 * Return: the key, until there is news of keys; or NULL.
 */
EVP_PKEY *snt_keys_find(const struct snt_keys *keys, const struct snt_jwt *jwt,
			char why[SNT_JWT_WHY_SIZE])
{
	EVP_PKEY *key = keys->unnamed;

	if (jwt->has_kid && keys->has_set) {
		key = snt_key_set_find(&keys->set, jwt->kid);
		if (!key)
			say_unknown(why, jwt->kid);
	} else if (!key) {
		strcpy(why, "token carries no kid and the verifier has no static key");
	}
	return key;
}
