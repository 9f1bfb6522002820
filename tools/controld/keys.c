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

	if (!keys->conf->key_file)
		return 0;
	text = snt_sections_read(keys->conf->key_file, &len, &error);
	if (!text)
		return complain(keys->conf->key_file, error.text);
	key = snt_key_read_pem(text, len, &why);
	free(text);
	if (!key)
		return complain(keys->conf->key_file, why);
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

	if (!keys->conf->keys_file)
		return 0;
	text = snt_sections_read(keys->conf->keys_file, &len, &error);
	if (!text)
		return complain(keys->conf->keys_file, error.text);
	ret = snt_key_set_read(&set, text, len, &why);
	free(text);
	if (ret) {
		snt_key_set_uninit(&set);
		return complain(keys->conf->keys_file, why);
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
		snt_say("%s: read again", keys->conf->key_file);
}

static void set_changed(struct snt_file_watch *watch)
{
	struct snt_keys *keys =
		snt_container_of(watch, struct snt_keys, set_watch);

	if (!read_set(keys))
		snt_say("%s: read again: %zu keys", keys->conf->keys_file,
			keys->set.nr);
}

static void fetched(struct snt_key_fetch *fetch)
{
	struct snt_keys *keys =
		snt_container_of(fetch, struct snt_keys, fetch);

	keys->news(keys);
}

/**
 * snt_keys_init - read the keys
 * @keys: filled; to be given to snt_keys_uninit() also on failure
 * @loop: what it runs on
 * @conf: where they come from; stays
 * @news: called when a request for a key set has ended
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_keys_init(struct snt_keys *keys, struct snt_loop *loop,
		  const struct snt_tokens_conf *conf,
		  void (*news)(struct snt_keys *keys))
{
	*keys = (struct snt_keys){ .conf = conf, .news = news };
	snt_file_watch_init(&keys->key_watch, loop, conf->key_file,
			    key_changed);
	snt_file_watch_init(&keys->set_watch, loop, conf->keys_file,
			    set_changed);
	if (read_key(keys) || read_set(keys))
		return -EINVAL;
	return conf->keys_url ?
	       snt_key_fetch_init(&keys->fetch, loop, conf->keys_url,
				  conf->keys_ca_file, conf->keys_interval_s,
				  fetched) : 0;
}

/**
 * snt_keys_uninit - forget them
 * @keys: from snt_keys_init()
 */
void snt_keys_uninit(struct snt_keys *keys)
{
	snt_file_watch_uninit(&keys->key_watch);
	snt_file_watch_uninit(&keys->set_watch);
	snt_key_fetch_uninit(&keys->fetch);
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

/* Returns NULL when there is none, and names of keys do not matter. */
static const struct snt_key_set *set_of(const struct snt_keys *keys)
{
	if (keys->conf->keys_url)
		return &keys->fetch.set;
	return keys->conf->keys_file ? &keys->set : NULL;
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
	const struct snt_key_set *set = set_of(keys);
	EVP_PKEY *key = keys->unnamed;

	if (jwt->has_kid && set) {
		key = snt_key_set_find(set, jwt->kid);
		if (!key)
			say_unknown(why, jwt->kid);
	} else if (!key) {
		strcpy(why, "token carries no kid and the verifier has no static key");
	}
	return key;
}

/**
 * snt_keys_need - a token names a key that is not there
 * @keys: where it might be
 *
 * Return: whether it is worth waiting for news.
 */
bool snt_keys_need(struct snt_keys *keys)
{
	return snt_key_fetch_need(&keys->fetch);
}

/**
 * snt_keys_count - how many there are
 * @keys: all of them
 *
 * Return: keys that tokens may be signed with.
 */
size_t snt_keys_count(const struct snt_keys *keys)
{
	const struct snt_key_set *set = set_of(keys);

	return (set ? set->nr : 0) + !!keys->unnamed;
}
