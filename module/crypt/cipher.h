/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_CIPHER_H
#define _SNT_CIPHER_H

#include <linux/types.h>

#define SNT_CIPHER_KEY_LEN	32	/* bytes: RFC 8439, 2.8 */
#define SNT_CIPHER_TAG_LEN	16	/* bytes: RFC 8439, 2.8 */
/* The block that keys Poly1305 is made in front of the text, in one go. */
#define SNT_CIPHER_FRONT_LEN	64	/* bytes: one ChaCha20 block */

/**
 * struct snt_cipher - ChaCha20-Poly1305 with one key, for the data path
 * @words: the key as ChaCha20 wants it
 *
 * Read only after snt_cipher_init(): any number of CPUs may use it at once.
 */
struct snt_cipher {
	u32 words[SNT_CIPHER_KEY_LEN / sizeof(u32)];
};

void snt_cipher_init(struct snt_cipher *cipher,
		     const u8 key[SNT_CIPHER_KEY_LEN]);
void snt_cipher_wipe(struct snt_cipher *cipher);
void snt_cipher_seal(const struct snt_cipher *cipher, u8 *buf, size_t len,
		     u64 nonce);
int snt_cipher_open(const struct snt_cipher *cipher, u8 *dst, u8 *src,
		    size_t len, u64 nonce, bool may_write_tag);
void snt_cipher_check(void);

#endif /* _SNT_CIPHER_H */
