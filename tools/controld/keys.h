/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys that tokens are checked with, and where they come from.
 */
#ifndef _SNT_KEYS_H
#define _SNT_KEYS_H

#include <stdbool.h>

#include "file_watch.h"
#include "jwt.h"
#include "key_set.h"

/**
 * struct snt_keys - keys in use
 * @key_path: file of a key for tokens that name none; NULL for none
 * @set_path: file of a key set; NULL for none
 * @key_watch: of the one
 * @set_watch: of the other
 * @unnamed: the key, or NULL
 * @has_set: tokens that name a key need one of @set
 * @set: the key set
 */
struct snt_keys {
	const char *key_path;
	const char *set_path;
	struct snt_file_watch key_watch;
	struct snt_file_watch set_watch;
	EVP_PKEY *unnamed;
	bool has_set;
	struct snt_key_set set;
};

int snt_keys_init(struct snt_keys *keys, struct snt_loop *loop,
		  const char *key_path, const char *set_path);
void snt_keys_uninit(struct snt_keys *keys);
EVP_PKEY *snt_keys_find(const struct snt_keys *keys, const struct snt_jwt *jwt,
			char why[SNT_JWT_WHY_SIZE]);

#endif
