/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys that tokens are checked with, and where they come from.
 */
#ifndef _SNT_KEYS_H
#define _SNT_KEYS_H

#include <stdbool.h>

#include "file_watch.h"
#include "jwt.h"
#include "key_fetch.h"
#include "server_conf.h"

/**
 * struct snt_keys - keys in use
 * @conf: where they come from
 * @key_watch: of the one
 * @set_watch: of the other
 * @unnamed: the key, or NULL
 * @set: what is in a file of a key set
 * @fetch: fetches one instead
 * @news: a request for a key set has ended
 */
struct snt_keys {
	const struct snt_tokens_conf *conf;
	struct snt_file_watch key_watch;
	struct snt_file_watch set_watch;
	EVP_PKEY *unnamed;
	struct snt_key_set set;
	struct snt_key_fetch fetch;
	void (*news)(struct snt_keys *keys);
};

int snt_keys_init(struct snt_keys *keys, struct snt_loop *loop,
		  const struct snt_tokens_conf *conf,
		  void (*news)(struct snt_keys *keys));
void snt_keys_uninit(struct snt_keys *keys);
EVP_PKEY *snt_keys_find(const struct snt_keys *keys, const struct snt_jwt *jwt,
			char why[SNT_JWT_WHY_SIZE]);
bool snt_keys_need(struct snt_keys *keys);
size_t snt_keys_count(const struct snt_keys *keys);

#endif
