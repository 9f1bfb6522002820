// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signs what it is told to. A key is named by its thumbprint (RFC 7638), so
 * that nobody has to think of a name, and no two have the same.
 */
#include "mint.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "secret.h"

#define SIGNATURE_LEN	64

/**
 * snt_mint_key_read - read a private key
 * @path: its file, which nobody else may read
 * @why: what is wrong with it, when something is
 *
 * Return: the key, to be given to EVP_PKEY_free(), or NULL.
 */
EVP_PKEY *snt_mint_key_read(const char *path, const char **why)
{
	EVP_PKEY *key = NULL;
	struct stat stat_of;
	char *text;
	size_t len;
	BIO *bio;
	int ret = snt_secret_read(&text, &len, path);

	*why = strerror(-ret);
	if (ret)
		return NULL;
	bio = snt_mem_check(BIO_new_mem_buf(text, len));
	*why = "it is no private key in PEM";
	key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	snt_secret_free(text);
	if (key && EVP_PKEY_id(key) != EVP_PKEY_ED25519)
		*why = "it is no key of Ed25519";
	else if (key && (stat(path, &stat_of) || stat_of.st_mode & 077))
		*why = "others may read it: chmod 600, or make a new key if they have";
	else
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

/**
 * snt_mint_key_write - write a private key
 * @key: the key
 * @path: its file, which must not be there yet
 *
 * Return: 0 or why it cannot be written; then there is none.
 */
int snt_mint_key_write(EVP_PKEY *key, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int ret = 0;
	FILE *out;

	if (fd < 0)
		return -errno;
	out = snt_mem_check(fdopen(fd, "w"));
	errno = EIO;
	if (PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) != 1 ||
	    fflush(out) || fsync(fd))
		ret = -errno;
	if (fclose(out) && !ret)
		ret = -errno;
	if (ret)
		unlink(path);
	return ret;
}

static void public_text(char text[SNT_BASE64URL_SIZE(SNT_ED25519_LEN)],
			EVP_PKEY *key)
{
	uint8_t bytes[SNT_ED25519_LEN];
	size_t len = sizeof(bytes);

	if (EVP_PKEY_get_raw_public_key(key, bytes, &len) != 1)
		snt_mem_check(NULL);
	snt_base64url_encode(text, bytes, len);
}

/**
 * snt_mint_thumbprint - the name of a key
 * @text: filled
 * @key: public or private
 */
void snt_mint_thumbprint(char text[SNT_THUMBPRINT_SIZE], EVP_PKEY *key)
{
	char x[SNT_BASE64URL_SIZE(SNT_ED25519_LEN)], json[128];
	uint8_t digest[SHA256_DIGEST_LENGTH];
	int len;

	public_text(x, key);
	len = snprintf(json, sizeof(json),
		       "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
	SHA256((uint8_t *)json, len, digest);
	snt_base64url_encode(text, digest, sizeof(digest));
}

static void put_text(struct json_object *json, const char *name,
		     const char *text)
{
	json_object_object_add(json, name,
			       snt_mem_check(json_object_new_string(text)));
}

static void put_int(struct json_object *json, const char *name, int64_t value)
{
	json_object_object_add(json, name,
			       snt_mem_check(json_object_new_int64(value)));
}

static char *write_out(struct json_object *json, int flags)
{
	const char *text = json_object_to_json_string_ext(json, flags |
				JSON_C_TO_STRING_NOSLASHESCAPE);
	char *copy = snt_mem_copy(snt_mem_check((void *)text), strlen(text));

	json_object_put(json);
	return copy;
}

/**
 * snt_mint_key_set - the public half of a key as a JSON web key set
 * @key: public or private
 * @kid: its name
 *
 * Return: the text, to be freed.
 */
char *snt_mint_key_set(EVP_PKEY *key, const char *kid)
{
	struct json_object *set = snt_mem_check(json_object_new_object());
	struct json_object *keys = snt_mem_check(json_object_new_array());
	struct json_object *one = snt_mem_check(json_object_new_object());
	char x[SNT_BASE64URL_SIZE(SNT_ED25519_LEN)];

	public_text(x, key);
	put_text(one, "kty", "OKP");
	put_text(one, "crv", "Ed25519");
	put_text(one, "x", x);
	put_text(one, "kid", kid);
	put_text(one, "use", "sig");
	put_text(one, "alg", "EdDSA");
	json_object_array_add(keys, one);
	json_object_object_add(set, "keys", keys);
	return write_out(set, JSON_C_TO_STRING_PRETTY);
}

/**
 * snt_mint_uuid_read - read a UUID
 * @bytes: filled
 * @text: its text
 *
 * Return: 0 or -EINVAL.
 */
int snt_mint_uuid_read(uint8_t bytes[16], const char *text)
{
	size_t nr = 0, i;

	for (i = 0; i < SNT_UUID_SIZE - 1; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (text[i] != '-')
				return -EINVAL;
			continue;
		}
		if (!isxdigit((unsigned char)text[i]))
			return -EINVAL;
		bytes[nr / 2] = bytes[nr / 2] << 4 |
				(isdigit((unsigned char)text[i]) ?
				 text[i] - '0' : (text[i] | 32) - 'a' + 10);
		nr++;
	}
	return text[i] ? -EINVAL : 0;
}

/**
 * snt_mint_uuid - make a UUID of chance
 * @text: filled
 *
 * Return: 0 or why there is no chance.
 */
int snt_mint_uuid(char text[SNT_UUID_SIZE])
{
	uint8_t b[16];

	if (getrandom(b, sizeof(b), 0) != sizeof(b))
		return -EIO;
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	snprintf(text, SNT_UUID_SIZE,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
	return 0;
}

static char *write_header(const struct snt_mint *mint)
{
	struct json_object *json = snt_mem_check(json_object_new_object());

	put_text(json, "typ", "JWT");
	put_text(json, "alg", "EdDSA");
	if (*mint->kid)
		put_text(json, "kid", mint->kid);
	return write_out(json, JSON_C_TO_STRING_PLAIN);
}

/* In version 1 a UUID is written as base64, behind a byte 0. */
static char *write_claims(const struct snt_mint *mint)
{
	struct json_object *json = snt_mem_check(json_object_new_object());
	char pssid[SNT_BASE64URL_SIZE(17)];
	uint8_t bytes[17] = { 0 };

	put_int(json, "exp", mint->expires_s);
	put_text(json, "jti", mint->id);
	if (!mint->version) {
		put_text(json, "pssid", mint->pssid);
		return write_out(json, JSON_C_TO_STRING_PLAIN);
	}
	snt_mint_uuid_read(bytes + 1, mint->pssid);
	snt_base64url_encode(pssid, bytes, sizeof(bytes));
	put_int(json, "ver", 1);
	put_text(json, "iss", "snaptun-controld");
	put_text(json, "aud", "snap");
	put_int(json, "nbf", mint->from_s);
	put_int(json, "iat", mint->from_s);
	put_text(json, "pssid", pssid);
	return write_out(json, JSON_C_TO_STRING_PLAIN);
}

static char *append(char *token, size_t *len, const void *bytes, size_t nr)
{
	size_t at = *len;

	*len += SNT_BASE64URL_SIZE(nr);
	token = snt_mem_check(realloc(token, *len + 1));
	*len = at + snt_base64url_encode(token + at, bytes, nr);
	return token;
}

/**
 * snt_mint_token - make a token
 * @mint: what it is to say
 * @key: private key
 *
 * Return: the token, to be given to snt_secret_free().
 */
char *snt_mint_token(const struct snt_mint *mint, EVP_PKEY *key)
{
	EVP_MD_CTX *context = snt_mem_check(EVP_MD_CTX_new());
	char *header = write_header(mint), *claims = write_claims(mint);
	uint8_t signature[SIGNATURE_LEN];
	size_t signature_len = sizeof(signature), len = 0;
	char *token = append(NULL, &len, header, strlen(header));

	token[len++] = '.';
	token = append(token, &len, claims, strlen(claims));
	if (EVP_DigestSignInit(context, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(context, signature, &signature_len,
			   (uint8_t *)token, len) != 1)
		snt_mem_check(NULL);
	EVP_MD_CTX_free(context);
	token[len++] = '.';
	token = append(token, &len, signature, signature_len);
	free(header);
	free(claims);
	return token;
}
