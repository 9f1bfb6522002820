// SPDX-License-Identifier: GPL-2.0-only
/*
 * Base64 without tables or branches on the secret, reading keys from files,
 * and the public key that belongs to a private one.
 */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* all ones when lo <= c <= hi, else 0 */
static int range_mask(int c, int lo, int hi)
{
	return ((lo - 1 - c) & (c - hi - 1)) >> 31;
}

static char encode_six_bits(int v)
{
	int c = v + 'A';

	c += range_mask(v, 26, 51) & ('a' - 'A' - 26);
	c += range_mask(v, 52, 61) & ('0' - 'A' - 52);
	c += range_mask(v, 62, 62) & ('+' - 'A' - 62);
	c += range_mask(v, 63, 63) & ('/' - 'A' - 63);
	return (char)c;
}

/* 0 to 63, or -1 for what is no base64 character */
static int decode_six_bits(int c)
{
	int v = -1;

	v += range_mask(c, 'A', 'Z') & (c - 'A' + 1);
	v += range_mask(c, 'a', 'z') & (c - 'a' + 27);
	v += range_mask(c, '0', '9') & (c - '0' + 53);
	v += range_mask(c, '+', '+') & 63;
	v += range_mask(c, '/', '/') & 64;
	return v;
}

/**
 * snt_key_to_text - write a key in base64
 * @text: 44 characters and a NUL go here
 * @key: the key
 */
void snt_key_to_text(char text[SNT_KEY_TEXT], const uint8_t key[SNT_KEY_LEN])
{
	size_t i, bits;

	for (i = 0; i < SNT_KEY_TEXT - 2; i++) {
		size_t at = i * 6 / 8, shift = i * 6 % 8;

		bits = (size_t)key[at] << 8;
		if (at + 1 < SNT_KEY_LEN)
			bits |= key[at + 1];
		text[i] = encode_six_bits((bits >> (10 - shift)) & 63);
	}
	text[SNT_KEY_TEXT - 2] = '=';
	text[SNT_KEY_TEXT - 1] = '\0';
}

/**
 * snt_key_from_text - read a key in base64
 * @key: the key goes here; wiped on failure
 * @text: the characters, no NUL needed
 * @len: how many there are
 *
 * Return: 0, or -EINVAL when this is not the one way to write 32 bytes.
 */
int snt_key_from_text(uint8_t key[SNT_KEY_LEN], const char *text, size_t len)
{
	unsigned int acc = 0, nr_bits = 0;
	size_t i, out = 0;
	int bad = 0;

	if (len != SNT_KEY_TEXT - 1 || text[len - 1] != '=')
		return -EINVAL;

	for (i = 0; i < SNT_KEY_TEXT - 2; i++) {
		int v = decode_six_bits((unsigned char)text[i]);

		bad |= v;
		acc = (acc << 6 | (v & 63)) & 0x3fff;
		nr_bits += 6;
		if (nr_bits >= 8) {
			nr_bits -= 8;
			key[out++] = (uint8_t)(acc >> nr_bits);
		}
	}
	/* the last two bits belong to no byte and must not hide anything */
	bad |= -(int)(acc & 3);
	if (bad >= 0)
		return 0;
	explicit_bzero(key, SNT_KEY_LEN);
	return -EINVAL;
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One read more than fits, so that a longer file is seen to be longer. */
static ssize_t read_all(int fd, char *buf, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while (used < size) {
		n = read(fd, buf + used, size - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		used += n;
	}
	return used;
}

/**
 * snt_key_from_fd - read a key in base64 to the end of a file
 * @key: the key goes here; all zero for an empty file
 * @fd: where to read
 *
 * Return: 0, -ENODATA for a file without any character, -EINVAL for one that
 * holds anything but one key and white space, or the error of the read.
 */
int snt_key_from_fd(uint8_t key[SNT_KEY_LEN], int fd)
{
	char text[4 * SNT_KEY_TEXT];
	ssize_t len = read_all(fd, text, sizeof(text));
	int ret;

	memset(key, 0, SNT_KEY_LEN);
	if (len < 0)
		return len;
	if (!len)
		return -ENODATA;
	if (len == sizeof(text))
		return -EINVAL;
	while (len && is_white(text[len - 1]))
		len--;
	ret = snt_key_from_text(key, text, len);
	explicit_bzero(text, sizeof(text));
	return ret;
}

/**
 * snt_key_from_file - read a key in base64 from a file
 * @key: the key goes here; all zero for an empty file such as /dev/null
 * @path: the file
 *
 * Return: 0, -EINVAL when the file holds no key, or why it cannot be read.
 */
int snt_key_from_file(uint8_t key[SNT_KEY_LEN], const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	ret = snt_key_from_fd(key, fd);
	close(fd);
	return ret == -ENODATA ? 0 : ret;
}

/**
 * snt_key_is_zero - does the key stand for "no key"?
 * @key: the key
 *
 * Return: true when all bytes are zero; takes the same time for every key.
 */
bool snt_key_is_zero(const uint8_t key[SNT_KEY_LEN])
{
	volatile uint8_t all = 0;
	size_t i;

	for (i = 0; i < SNT_KEY_LEN; i++)
		all |= key[i];
	return !all;
}

/**
 * snt_key_clamp - make random bytes an X25519 private key
 * @key: changed in place, as RFC 7748 section 5 says
 */
void snt_key_clamp(uint8_t key[SNT_KEY_LEN])
{
	key[0] &= 248;
	key[31] = (key[31] & 127) | 64;
}

/**
 * snt_key_random - fill a key from the kernel's generator
 * @key: goes here
 *
 * Return: 0 or why there is no randomness.
 */
int snt_key_random(uint8_t key[SNT_KEY_LEN])
{
	ssize_t n;

	do {
		n = getrandom(key, SNT_KEY_LEN, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == SNT_KEY_LEN ? 0 : -EIO;
}

/**
 * snt_key_public - the public key of a private key
 * @public_key: goes here
 * @private_key: clamped or not
 *
 * Return: 0, or -ENOTSUP when the library has no X25519.
 */
int snt_key_public(uint8_t public_key[SNT_KEY_LEN],
		   const uint8_t private_key[SNT_KEY_LEN])
{
	size_t len = SNT_KEY_LEN;
	EVP_PKEY *pkey;
	int ok;

	pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key,
					    SNT_KEY_LEN);
	if (!pkey)
		return -ENOTSUP;
	ok = EVP_PKEY_get_raw_public_key(pkey, public_key, &len);
	EVP_PKEY_free(pkey);
	return ok == 1 && len == SNT_KEY_LEN ? 0 : -ENOTSUP;
}
