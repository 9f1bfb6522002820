// SPDX-License-Identifier: GPL-2.0-only
/*
 * Macs and cookies. All keys here come from public keys, but for the checker's
 * secret; what leaves a function on the stack needs no wiping, except cookies.
 */
#include "cookie.h"

#include "crypto.h"

#define LABEL_LEN	8

static const u8 mac1_label[LABEL_LEN] = { 'm', 'a', 'c', '1', '-', '-', '-',
					  '-' };
static const u8 cookie_label[LABEL_LEN] = { 'c', 'o', 'o', 'k', 'i', 'e', '-',
					    '-' };

static void key_from_label(u8 key[SNT_KEY_LEN], const u8 label[LABEL_LEN],
			   const u8 public_key[SNT_KEY_LEN])
{
	u8 buf[LABEL_LEN + SNT_KEY_LEN];

	memcpy(buf, label, LABEL_LEN);
	memcpy(buf + LABEL_LEN, public_key, SNT_KEY_LEN);
	snt_crypto_blake2s(key, SNT_KEY_LEN, buf, sizeof(buf), NULL, 0);
}

/* Offsets of the macs: they end the message, whatever its length. */
static size_t mac1_off(size_t len)
{
	return len - sizeof(struct snt_wire_macs);
}

static size_t mac2_off(size_t len)
{
	return len - SNT_MAC_LEN;
}

static void compute_mac1(u8 mac[SNT_MAC_LEN], const u8 *msg, size_t len,
			 const u8 key[SNT_KEY_LEN])
{
	snt_crypto_blake2s(mac, SNT_MAC_LEN, msg, mac1_off(len), key,
			   SNT_KEY_LEN);
}

static void compute_mac2(u8 mac[SNT_MAC_LEN], const u8 *msg, size_t len,
			 const u8 cookie[SNT_COOKIE_LEN])
{
	snt_crypto_blake2s(mac, SNT_MAC_LEN, msg, mac2_off(len), cookie,
			   SNT_COOKIE_LEN);
}

void snt_cookie_source_set(struct snt_cookie_source *source, const u8 *addr,
			   size_t addr_len, u16 port)
{
	if (addr_len > SNT_COOKIE_SOURCE_MAX_LEN - 2)
		addr_len = SNT_COOKIE_SOURCE_MAX_LEN - 2;
	memcpy(source->bytes, addr, addr_len);
	source->bytes[addr_len] = (u8)(port >> 8);
	source->bytes[addr_len + 1] = (u8)port;
	source->len = (u8)(addr_len + 2);
}

void snt_cookie_checker_init(struct snt_cookie_checker *checker,
			     const u8 public_key[SNT_KEY_LEN])
{
	snt_crypto_wipe(checker, sizeof(*checker));
	key_from_label(checker->mac1_key, mac1_label, public_key);
	key_from_label(checker->reply_key, cookie_label, public_key);
}

bool snt_cookie_secret_is_stale(const struct snt_cookie_checker *checker,
				u64 now_ns)
{
	return !checker->has_secret ||
	       checker->secret_birth_ns + SNT_COOKIE_SECRET_MAX_AGE_NS <=
		       now_ns;
}

void snt_cookie_secret_set(struct snt_cookie_checker *checker,
			   const u8 secret[SNT_KEY_LEN], u64 now_ns)
{
	memcpy(checker->secret, secret, SNT_KEY_LEN);
	checker->secret_birth_ns = now_ns;
	checker->has_secret = true;
}

void snt_cookie_make(const struct snt_cookie_checker *checker,
		     const struct snt_cookie_source *source,
		     u8 cookie[SNT_COOKIE_LEN])
{
	snt_crypto_blake2s(cookie, SNT_COOKIE_LEN, source->bytes, source->len,
			   checker->secret, SNT_KEY_LEN);
}

static bool mac2_is_valid(const struct snt_cookie_checker *checker,
			  const u8 *msg, size_t len,
			  const struct snt_cookie_source *source)
{
	u8 cookie[SNT_COOKIE_LEN];
	u8 mac[SNT_MAC_LEN];

	snt_cookie_make(checker, source, cookie);
	compute_mac2(mac, msg, len, cookie);
	snt_crypto_wipe(cookie, sizeof(cookie));
	return snt_crypto_equal(mac, msg + mac2_off(len), sizeof(mac));
}

enum snt_cookie_verdict
snt_cookie_check(const struct snt_cookie_checker *checker, const u8 *msg,
		 size_t len, const struct snt_cookie_source *source, u64 now_ns)
{
	u8 mac[SNT_MAC_LEN];

	compute_mac1(mac, msg, len, checker->mac1_key);
	if (!snt_crypto_equal(mac, msg + mac1_off(len), sizeof(mac)))
		return SNT_COOKIE_INVALID_MAC;
	if (!source || snt_cookie_secret_is_stale(checker, now_ns))
		return SNT_COOKIE_VALID_MAC1;
	if (!mac2_is_valid(checker, msg, len, source))
		return SNT_COOKIE_VALID_MAC1;
	return SNT_COOKIE_VALID_MAC2;
}

void snt_cookie_reply_build(const struct snt_cookie_checker *checker,
			    const u8 *msg, size_t len,
			    const u8 cookie[SNT_COOKIE_LEN],
			    const u8 nonce[SNT_COOKIE_NONCE_LEN],
			    struct snt_wire_cookie_reply *reply)
{
	memset(reply, 0, sizeof(*reply));
	reply->type = SNT_WIRE_COOKIE_REPLY;
	/* Initiation and response have their sender index at the same place. */
	memcpy(&reply->receiver_index,
	       msg + offsetof(struct snt_wire_initiation, sender_index),
	       sizeof(reply->receiver_index));
	memcpy(reply->nonce, nonce, sizeof(reply->nonce));
	snt_crypto_xaead_seal(reply->sealed_cookie, cookie, SNT_COOKIE_LEN,
			      msg + mac1_off(len), SNT_MAC_LEN, nonce,
			      checker->reply_key);
}

static_assert(offsetof(struct snt_wire_initiation, sender_index) ==
	      offsetof(struct snt_wire_response_head, sender_index));

void snt_cookie_jar_init(struct snt_cookie_jar *jar,
			 const u8 public_key[SNT_KEY_LEN])
{
	snt_crypto_wipe(jar, sizeof(*jar));
	jar->public_key = public_key;
}

void snt_cookie_jar_add_macs(struct snt_cookie_jar *jar, u8 *msg, size_t len,
			     u64 now_ns)
{
	u8 mac1_key[SNT_KEY_LEN];

	key_from_label(mac1_key, mac1_label, jar->public_key);
	compute_mac1(jar->last_mac1, msg, len, mac1_key);
	memcpy(msg + mac1_off(len), jar->last_mac1, SNT_MAC_LEN);
	jar->has_last_mac1 = true;

	if (jar->has_cookie &&
	    jar->cookie_birth_ns + SNT_COOKIE_VALID_NS > now_ns)
		compute_mac2(msg + mac2_off(len), msg, len, jar->cookie);
	else
		memset(msg + mac2_off(len), 0, SNT_MAC_LEN);
}

int snt_cookie_jar_consume(struct snt_cookie_jar *jar,
			   const struct snt_wire_cookie_reply *reply,
			   u64 now_ns)
{
	u8 reply_key[SNT_KEY_LEN], cookie[SNT_COOKIE_LEN];

	if (!jar->has_last_mac1)
		return -ESTALE;
	key_from_label(reply_key, cookie_label, jar->public_key);
	if (!snt_crypto_xaead_open(cookie, reply->sealed_cookie,
				   sizeof(reply->sealed_cookie),
				   jar->last_mac1, SNT_MAC_LEN, reply->nonce,
				   reply_key))
		return -EBADMSG;

	memcpy(jar->cookie, cookie, SNT_COOKIE_LEN);
	jar->cookie_birth_ns = now_ns;
	jar->has_cookie = true;
	/* One reply to each message: a repeated one cannot renew the cookie. */
	jar->has_last_mac1 = false;
	snt_crypto_wipe(cookie, sizeof(cookie));
	return 0;
}
