/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Public keys that tokens are signed with the other halves of.
 */
#ifndef _SNT_KEY_SET_H
#define _SNT_KEY_SET_H

#include <openssl/evp.h>
#include <stddef.h>

/* keys of a set, and characters of a name with the NUL */
#define SNT_KEY_SET_MAX		64
#define SNT_KID_SIZE		129
/* bytes of a file or an answer that has keys */
#define SNT_KEY_SET_TEXT_MAX	65536
#define SNT_ED25519_LEN		32

/**
 * struct snt_named_key - a public key
 * @kid: its name
 * @key: the key
 */
struct snt_named_key {
	char kid[SNT_KID_SIZE];
	EVP_PKEY *key;
};

/**
 * struct snt_key_set - keys by their names
 * @keys: the keys, no two of one name
 * @nr: how many
 * @nr_others: how many more were there that no token may be signed with
 */
struct snt_key_set {
	struct snt_named_key *keys;
	size_t nr;
	size_t nr_others;
};

int snt_key_set_read(struct snt_key_set *set, const char *text, size_t len,
		     const char **why);
void snt_key_set_uninit(struct snt_key_set *set);
EVP_PKEY *snt_key_set_find(const struct snt_key_set *set, const char *kid);
EVP_PKEY *snt_key_read_pem(const char *text, size_t len, const char **why);

#endif
