// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cipher of the data path. It makes the same bytes as the kernel library's
 * chacha20poly1305 functions, but takes the block that keys Poly1305 out of the
 * same vector call as the text: a third of the cost at 64 bytes, five sixths at
 * 1312.
 */
#include "cipher.h"

#include <linux/errno.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <crypto/chacha.h>
#include <crypto/chacha20poly1305.h>
#include <crypto/poly1305.h>
#include <crypto/utils.h>

/* Cleared by snt_cipher_check() if the parts do not make what they should. */
static DEFINE_STATIC_KEY_TRUE(use_parts);

/*
 * ChaCha20 from block 0 over the 64 bytes in front of @src and @len bytes of
 * it. What stands in front of @dst is put back afterwards; the key stream of
 * block 0, which is that result without what stood in front of @src, is the
 * Poly1305 key.
 */
static void crypt_with_front(const struct snt_cipher *cipher, u8 *dst,
			     const u8 *src, size_t len, u64 nonce,
			     u8 poly_key[POLY1305_KEY_SIZE])
{
	u64 kept[SNT_CIPHER_FRONT_LEN / sizeof(u64)];
	u64 before[POLY1305_KEY_SIZE / sizeof(u64)];
	u64 after[POLY1305_KEY_SIZE / sizeof(u64)];
	u8 *dst_front = dst - SNT_CIPHER_FRONT_LEN;
	const u8 *src_front = src - SNT_CIPHER_FRONT_LEN;
	u8 iv[CHACHA_IV_SIZE] = {};
	struct chacha_state state;
	unsigned int i;

	memcpy(kept, dst_front, sizeof(kept));
	memcpy(before, src_front, sizeof(before));
	put_unaligned_le64(nonce, iv + sizeof(u64));
	chacha_init(&state, cipher->words, iv);
	chacha20_crypt(&state, dst_front, src_front,
		       len + SNT_CIPHER_FRONT_LEN);
	memcpy(after, dst_front, sizeof(after));
	memcpy(dst_front, kept, sizeof(kept));
	for (i = 0; i < ARRAY_SIZE(after); i++)
		after[i] ^= before[i];
	memcpy(poly_key, after, sizeof(after));
	memzero_explicit(after, sizeof(after));
	chacha_zeroize_state(&state);
}

/* The last 16 bytes that go into the tag: nothing but @len bytes of text. */
static void put_lengths(u8 *block, size_t len)
{
	put_unaligned_le64(0, block);
	put_unaligned_le64(len, block + sizeof(u64));
}

/* The tag of any text, with the lengths in a place of their own. */
static void make_tag_apart(u8 tag[SNT_CIPHER_TAG_LEN], const u8 *text,
			   size_t len, const u8 poly_key[POLY1305_KEY_SIZE])
{
	size_t rest = len % POLY1305_BLOCK_SIZE;
	u8 tail[2 * POLY1305_BLOCK_SIZE] = {};
	size_t padded = rest ? POLY1305_BLOCK_SIZE : 0;
	struct poly1305_desc_ctx poly;

	poly1305_init(&poly, poly_key);
	poly1305_update(&poly, text, len - rest);
	memcpy(tail, text + len - rest, rest);
	put_lengths(tail + padded, len);
	poly1305_update(&poly, tail, padded + POLY1305_BLOCK_SIZE);
	poly1305_final(&poly, tag);
}

/*
 * The tag of whole blocks, with the lengths put behind the text where there is
 * room for a tag: so all of it goes through in one piece.
 */
static void make_tag_behind(u8 tag[SNT_CIPHER_TAG_LEN], u8 *text, size_t len,
			    const u8 poly_key[POLY1305_KEY_SIZE])
{
	struct poly1305_desc_ctx poly;

	put_lengths(text + len, len);
	poly1305_init(&poly, poly_key);
	poly1305_update(&poly, text, len + POLY1305_BLOCK_SIZE);
	poly1305_final(&poly, tag);
}

static void make_tag(u8 tag[SNT_CIPHER_TAG_LEN], u8 *text, size_t len,
		     const u8 poly_key[POLY1305_KEY_SIZE], bool may_write_tag)
{
	if (may_write_tag && len % POLY1305_BLOCK_SIZE == 0)
		make_tag_behind(tag, text, len, poly_key);
	else
		make_tag_apart(tag, text, len, poly_key);
}

/* The key as the library's one-call form wants it; to be wiped after use. */
static void get_key(const struct snt_cipher *cipher, u8 key[SNT_CIPHER_KEY_LEN])
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cipher->words); i++)
		put_unaligned_le32(cipher->words[i], key + i * sizeof(u32));
}

static void seal_by_library(const struct snt_cipher *cipher, u8 *dst,
			    const u8 *src, size_t len, u64 nonce)
{
	u8 key[SNT_CIPHER_KEY_LEN];

	get_key(cipher, key);
	chacha20poly1305_encrypt(dst, src, len, NULL, 0, nonce, key);
	memzero_explicit(key, sizeof(key));
}

static bool open_by_library(const struct snt_cipher *cipher, u8 *dst,
			    const u8 *src, size_t len, u64 nonce)
{
	u8 key[SNT_CIPHER_KEY_LEN];
	bool is_good;

	get_key(cipher, key);
	is_good = chacha20poly1305_decrypt(dst, src, len + SNT_CIPHER_TAG_LEN,
					   NULL, 0, nonce, key);
	memzero_explicit(key, sizeof(key));
	return is_good;
}

static void seal_by_parts(const struct snt_cipher *cipher, u8 *buf, size_t len,
			  u64 nonce)
{
	u8 poly_key[POLY1305_KEY_SIZE];

	crypt_with_front(cipher, buf, buf, len, nonce, poly_key);
	make_tag(buf + len, buf, len, poly_key, true);
	memzero_explicit(poly_key, sizeof(poly_key));
}

static int open_by_parts(const struct snt_cipher *cipher, u8 *dst, u8 *src,
			 size_t len, u64 nonce, bool may_write_tag)
{
	u8 theirs[SNT_CIPHER_TAG_LEN], ours[SNT_CIPHER_TAG_LEN];
	u8 poly_key[POLY1305_KEY_SIZE];
	int err = 0;

	memcpy(theirs, src + len, sizeof(theirs));
	crypt_with_front(cipher, dst, src, len, nonce, poly_key);
	make_tag(ours, src, len, poly_key, may_write_tag);
	if (crypto_memneq(ours, theirs, sizeof(ours))) {
		memzero_explicit(dst, len);
		err = -EBADMSG;
	}
	memzero_explicit(poly_key, sizeof(poly_key));
	return err;
}

/**
 * snt_cipher_init - prepare a key
 * @cipher: to be set up
 * @key: 32 bytes
 *
 * Context: any.
 */
void snt_cipher_init(struct snt_cipher *cipher,
		     const u8 key[SNT_CIPHER_KEY_LEN])
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cipher->words); i++)
		cipher->words[i] = get_unaligned_le32(key + i * sizeof(u32));
}

/**
 * snt_cipher_wipe - forget the key
 * @cipher: nobody uses it any more
 *
 * Context: any.
 */
void snt_cipher_wipe(struct snt_cipher *cipher)
{
	memzero_explicit(cipher, sizeof(*cipher));
}

/**
 * snt_cipher_seal - encrypt in place and put the tag behind
 * @cipher: the key
 * @buf: text that nobody else can see; SNT_CIPHER_FRONT_LEN bytes in front of
 *	 it are written to and put back, SNT_CIPHER_TAG_LEN behind it are set
 * @len: bytes of text, any number
 * @nonce: never used before with this key
 *
 * Context: any where the caller may use the FPU or not; no hard interrupts.
 */
void snt_cipher_seal(const struct snt_cipher *cipher, u8 *buf, size_t len,
		     u64 nonce)
{
	if (static_branch_likely(&use_parts))
		seal_by_parts(cipher, buf, len, nonce);
	else
		seal_by_library(cipher, buf, buf, len, nonce);
}

/**
 * snt_cipher_open - check the tag and decrypt
 * @cipher: the key
 * @dst: where to, nobody else can see it; SNT_CIPHER_FRONT_LEN bytes in front
 *	 of it are written to and put back. It may be @src, which is slower, but
 *	 may not overlap it otherwise. Wiped if the tag is wrong
 * @src: what was sealed, with the tag behind it; that and
 *	 SNT_CIPHER_FRONT_LEN bytes in front of it are read
 * @len: bytes of text, without the tag
 * @nonce: as it was sealed with
 * @may_write_tag: nobody else can see the tag behind @src, nor misses it; else
 *	 @src is only read
 *
 * Context: any but hard interrupts.
 * Return: 0, or -EBADMSG if @src is not what was sealed.
 */
int snt_cipher_open(const struct snt_cipher *cipher, u8 *dst, u8 *src,
		    size_t len, u64 nonce, bool may_write_tag)
{
	if (static_branch_likely(&use_parts) && dst != src)
		return open_by_parts(cipher, dst, src, len, nonce,
				     may_write_tag);
	if (!open_by_library(cipher, dst, src, len, nonce)) {
		memzero_explicit(dst, len);
		return -EBADMSG;
	}
	return 0;
}

static bool is_as_library(const struct snt_cipher *cipher, size_t len)
{
	u8 ours[SNT_CIPHER_FRONT_LEN + 192 + SNT_CIPHER_TAG_LEN] = {};
	u8 *text = ours + SNT_CIPHER_FRONT_LEN;
	u8 theirs[192 + SNT_CIPHER_TAG_LEN];
	u8 plain[192] = {};

	seal_by_parts(cipher, text, len, len);
	seal_by_library(cipher, theirs, plain, len, len);
	return !memcmp(text, theirs, len + SNT_CIPHER_TAG_LEN) &&
	       !memchr_inv(ours, 0, SNT_CIPHER_FRONT_LEN);
}

/**
 * snt_cipher_check - see once whether the fast form is right on this machine
 *
 * The library's parts have no documented contract beyond what the library does
 * with them itself, so ask before the first packet. If not, its one-call form
 * is used.
 *
 * Context: process, at module load.
 */
void snt_cipher_check(void)
{
	static const u16 lens[] = { 0, 1, 16, 63, 64, 100, 192 };
	u8 key[SNT_CIPHER_KEY_LEN];
	struct snt_cipher cipher;
	unsigned int i;

	memset(key, 0x5a, sizeof(key));
	snt_cipher_init(&cipher, key);
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		if (is_as_library(&cipher, lens[i]))
			continue;
		pr_warn("snaptun: fast cipher is wrong here, using the slow one\n");
		static_branch_disable(&use_parts);
		return;
	}
}
