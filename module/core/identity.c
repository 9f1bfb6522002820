// SPDX-License-Identifier: GPL-2.0-only
/*
 * The own static key, and what it has in common with the other end's.
 */
#include "noise.h"

#include "crypto.h"

/**
 * snt_noise_identity_set - clamp and set the own private key
 * @identity: to be set; left without a key if @private_key is all zero
 * @private_key: 32 bytes
 *
 * Return: 0, or -EKEYREJECTED if there is no public key to it.
 * Context: process; caller excludes readers of @identity.
 */
int snt_noise_identity_set(struct snt_noise_identity *identity,
			   const u8 private_key[SNT_KEY_LEN])
{
	static const u8 none[SNT_KEY_LEN];
	struct snt_noise_identity next = { .valid = true };
	int err = 0;

	if (snt_crypto_equal(private_key, none, SNT_KEY_LEN)) {
		snt_crypto_wipe(identity, sizeof(*identity));
		return 0;
	}
	memcpy(next.private_key, private_key, SNT_KEY_LEN);
	snt_noise_clamp(next.private_key);
	if (snt_crypto_x25519_public(next.public_key, next.private_key))
		*identity = next;
	else
		err = -EKEYREJECTED;
	snt_crypto_wipe(&next, sizeof(next));
	return err;
}

/*
 * The seven numbers below 2^255 that stand for points of low order, the least
 * significant byte first: any key multiplied with one of them gives zero.
 */
#define LOW_ORDER_NR	7

static const u8 low_order[LOW_ORDER_NR][SNT_KEY_LEN] = {
	{ 0 },
	{ 1 },
	{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
	  0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
	  0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00 },
	{ 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
	  0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
	  0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57 },
	{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	{ 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
};

/**
 * snt_noise_is_low_order - is no handshake safe with this static key?
 * @public_key: any 32 bytes; not secret
 *
 * Tells what snt_noise_remote_set() finds out by a multiplication, where there
 * are too many keys for one each.
 *
 * Context: any.
 * Return: true if so.
 */
bool snt_noise_is_low_order(const u8 public_key[SNT_KEY_LEN])
{
	u8 key[SNT_KEY_LEN];
	size_t i;

	memcpy(key, public_key, sizeof(key));
	key[SNT_KEY_LEN - 1] &= 0x7f;	/* X25519 ignores the last bit. */
	for (i = 0; i < LOW_ORDER_NR; i++) {
		if (!memcmp(key, low_order[i], sizeof(key)))
			return true;
	}
	return false;
}

static int shared_static(u8 ss[SNT_KEY_LEN],
			 const struct snt_noise_identity *identity,
			 const u8 remote_static[SNT_KEY_LEN])
{
	if (!identity->valid)
		return snt_noise_is_low_order(remote_static) ? -EKEYREJECTED :
							       0;
	if (snt_crypto_equal(identity->public_key, remote_static, SNT_KEY_LEN))
		return -ELOOP;
	return snt_crypto_x25519(ss, identity->private_key, remote_static) ?
		       0 : -EKEYREJECTED;
}

/**
 * snt_noise_remote_set - name another end, for the first time
 * @remote: no handshake goes on with it; its psk is left alone
 * @identity: own key; may hold none yet
 * @static_key: the other end's static public key
 *
 * Return: 0; -EKEYREJECTED: a point of low order; -ELOOP: the own key.
 * Context: process.
 */
int snt_noise_remote_set(struct snt_noise_remote *remote,
			 const struct snt_noise_identity *identity,
			 const u8 static_key[SNT_KEY_LEN])
{
	u8 ss[SNT_KEY_LEN];
	int err;

	err = shared_static(ss, identity, static_key);
	if (!err) {
		memcpy(remote->static_key, static_key, SNT_KEY_LEN);
		remote->has_ss = identity->valid;
		if (remote->has_ss)
			memcpy(remote->precomputed_ss, ss, sizeof(ss));
	}
	snt_crypto_wipe(ss, sizeof(ss));
	return err;
}

/**
 * snt_noise_remote_rekey - the own key changed
 * @remote: the other end; handshakes that go on with it are to be cleared
 * @identity: own key; may hold none
 *
 * Return: 0; -EKEYREJECTED or -ELOOP as snt_noise_remote_set(): no handshake
 * is possible then.
 * Context: process; caller locks the keys of @remote for writing.
 */
int snt_noise_remote_rekey(struct snt_noise_remote *remote,
			   const struct snt_noise_identity *identity)
{
	snt_crypto_wipe(remote->precomputed_ss,
			sizeof(remote->precomputed_ss));
	remote->has_ss = false;
	if (!identity->valid)
		return 0;
	return snt_noise_remote_set(remote, identity, remote->static_key);
}
