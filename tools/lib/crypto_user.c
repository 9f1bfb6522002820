// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/crypto.h on top of OpenSSL's libcrypto, for tests, fuzzers and tools.
 * libcrypto only fails here for want of memory or of an algorithm; the program
 * ends then.
 */
#include <stdio.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "core/crypto.h"

#define NONCE_LEN	12

static void must(int ok, const char *what)
{
	if (ok > 0)
		return;
	fprintf(stderr, "libcrypto: %s failed\n", what);
	abort();
}

static void blake2s_keyed(u8 *out, size_t out_len, const u8 *in, size_t in_len,
			  const u8 *key, size_t key_len)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_size_t(OSSL_MAC_PARAM_SIZE, &out_len),
		OSSL_PARAM_END,
	};
	static EVP_MAC *mac;
	EVP_MAC_CTX *ctx;
	size_t written;

	if (!mac)
		mac = EVP_MAC_fetch(NULL, "BLAKE2SMAC", NULL);
	ctx = EVP_MAC_CTX_new(mac);
	must(!!ctx, "BLAKE2SMAC");
	must(EVP_MAC_init(ctx, key, key_len, params), "BLAKE2SMAC init");
	must(EVP_MAC_update(ctx, in, in_len), "BLAKE2SMAC update");
	must(EVP_MAC_final(ctx, out, &written, out_len), "BLAKE2SMAC final");
	EVP_MAC_CTX_free(ctx);
}

void snt_crypto_blake2s(u8 *out, size_t out_len, const u8 *in, size_t in_len,
			const u8 *key, size_t key_len)
{
	static const u8 nothing;
	unsigned int written;

	if (!in_len)
		in = &nothing;
	if (key_len) {
		blake2s_keyed(out, out_len, in, in_len, key, key_len);
		return;
	}
	if (out_len != SNT_HASH_LEN) {
		fputs("unkeyed BLAKE2s is only made for 32 bytes\n", stderr);
		abort();
	}
	must(EVP_Digest(in, in_len, out, &written, EVP_blake2s256(), NULL),
	     "BLAKE2s");
}

bool snt_crypto_x25519(u8 out[SNT_KEY_LEN], const u8 private_key[SNT_KEY_LEN],
		       const u8 public_key[SNT_KEY_LEN])
{
	EVP_PKEY *ours, *theirs;
	size_t len = SNT_KEY_LEN;
	EVP_PKEY_CTX *ctx;
	bool ok;

	ours = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key,
					    SNT_KEY_LEN);
	theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public_key,
					     SNT_KEY_LEN);
	ctx = EVP_PKEY_CTX_new(ours, NULL);
	must(ours && theirs && ctx, "X25519");
	must(EVP_PKEY_derive_init(ctx), "X25519 init");
	/* Zero as result is the one reason to fail. */
	ok = EVP_PKEY_derive_set_peer(ctx, theirs) > 0 &&
	     EVP_PKEY_derive(ctx, out, &len) > 0;
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(theirs);
	EVP_PKEY_free(ours);
	return ok;
}

bool snt_crypto_x25519_public(u8 public_key[SNT_KEY_LEN],
			      const u8 private_key[SNT_KEY_LEN])
{
	static const u8 base[SNT_KEY_LEN] = { 9 };

	return snt_crypto_x25519(public_key, private_key, base);
}

static void nonce_from_counter(u8 nonce[NONCE_LEN], u64 counter)
{
	__le64 le = cpu_to_le64(counter);

	memset(nonce, 0, NONCE_LEN - sizeof(le));
	memcpy(nonce + NONCE_LEN - sizeof(le), &le, sizeof(le));
}

static EVP_CIPHER_CTX *cipher_begin(const u8 *key, const u8 *nonce,
				    const u8 *ad, size_t ad_len, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len;

	must(ctx && EVP_CipherInit_ex(ctx, EVP_chacha20_poly1305(), NULL, key,
				      nonce, encrypt), "ChaCha20-Poly1305");
	if (ad_len)
		must(EVP_CipherUpdate(ctx, NULL, &len, ad, (int)ad_len),
		     "associated data");
	return ctx;
}

static void seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
		 size_t ad_len, const u8 *nonce, const u8 *key)
{
	EVP_CIPHER_CTX *ctx = cipher_begin(key, nonce, ad, ad_len, 1);
	int n;

	if (len)
		must(EVP_CipherUpdate(ctx, dst, &n, src, (int)len), "encrypt");
	must(EVP_CipherFinal_ex(ctx, dst + len, &n), "encrypt");
	must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SNT_TAG_LEN,
				 dst + len), "tag");
	EVP_CIPHER_CTX_free(ctx);
}

static bool open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
		 size_t ad_len, const u8 *nonce, const u8 *key)
{
	EVP_CIPHER_CTX *ctx;
	u8 tag[SNT_TAG_LEN];
	u8 nothing[1];
	bool ok;
	int n;

	if (len < SNT_TAG_LEN)
		return false;
	len -= SNT_TAG_LEN;
	memcpy(tag, src + len, SNT_TAG_LEN);
	ctx = cipher_begin(key, nonce, ad, ad_len, 0);
	must(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, SNT_TAG_LEN, tag),
	     "tag");
	if (len)
		must(EVP_CipherUpdate(ctx, dst, &n, src, (int)len), "decrypt");
	ok = EVP_CipherFinal_ex(ctx, len ? dst + len : nothing, &n) > 0;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

void snt_crypto_aead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce, const u8 key[SNT_KEY_LEN])
{
	u8 bytes[NONCE_LEN];

	nonce_from_counter(bytes, nonce);
	seal(dst, src, len, ad, ad_len, bytes, key);
}

bool snt_crypto_aead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			  size_t ad_len, u64 nonce, const u8 key[SNT_KEY_LEN])
{
	u8 bytes[NONCE_LEN];

	nonce_from_counter(bytes, nonce);
	return open(dst, src, len, ad, ad_len, bytes, key);
}

static u32 get_le32(const u8 *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return le32_to_cpu(v);
}

static void put_le32(u8 *p, u32 v)
{
	v = cpu_to_le32(v);
	memcpy(p, &v, sizeof(v));
}

static u32 rotate(u32 v, int by)
{
	return v << by | v >> (32 - by);
}

static void quarter_round(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

/* HChaCha20: libcrypto has no XChaCha20, but this is all that is missing. */
static void hchacha20(u8 out[SNT_KEY_LEN], const u8 key[SNT_KEY_LEN],
		      const u8 nonce[16])
{
	static const u8 sigma[] = "expand 32-byte k";
	u32 x[16];
	int n;

	for (n = 0; n < 4; n++) {
		x[n] = get_le32(sigma + 4 * n);
		x[12 + n] = get_le32(nonce + 4 * n);
	}
	for (n = 0; n < 8; n++)
		x[4 + n] = get_le32(key + 4 * n);
	for (n = 0; n < 80; n++) {
		int col = n % 4, turn = n / 4 % 2;

		quarter_round(&x[col], &x[4 + (col + turn) % 4],
			      &x[8 + (col + 2 * turn) % 4],
			      &x[12 + (col + 3 * turn) % 4]);
	}
	for (n = 0; n < 4; n++) {
		put_le32(out + 4 * n, x[n]);
		put_le32(out + 16 + 4 * n, x[12 + n]);
	}
	snt_crypto_wipe(x, sizeof(x));
}

static void x_prepare(u8 subkey[SNT_KEY_LEN], u8 bytes[NONCE_LEN],
		      const u8 nonce[SNT_COOKIE_NONCE_LEN],
		      const u8 key[SNT_KEY_LEN])
{
	hchacha20(subkey, key, nonce);
	memset(bytes, 0, 4);
	memcpy(bytes + 4, nonce + 16, 8);
}

void snt_crypto_xaead_seal(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN])
{
	u8 subkey[SNT_KEY_LEN], bytes[NONCE_LEN];

	x_prepare(subkey, bytes, nonce, key);
	seal(dst, src, len, ad, ad_len, bytes, subkey);
	snt_crypto_wipe(subkey, sizeof(subkey));
}

bool snt_crypto_xaead_open(u8 *dst, const u8 *src, size_t len, const u8 *ad,
			   size_t ad_len, const u8 nonce[SNT_COOKIE_NONCE_LEN],
			   const u8 key[SNT_KEY_LEN])
{
	u8 subkey[SNT_KEY_LEN], bytes[NONCE_LEN];
	bool ok;

	x_prepare(subkey, bytes, nonce, key);
	ok = open(dst, src, len, ad, ad_len, bytes, subkey);
	snt_crypto_wipe(subkey, sizeof(subkey));
	return ok;
}

bool snt_crypto_equal(const void *a, const void *b, size_t len)
{
	return !CRYPTO_memcmp(a, b, len);
}

void snt_crypto_wipe(void *p, size_t len)
{
	OPENSSL_cleanse(p, len);
}
