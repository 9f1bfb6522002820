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

/**
 * snt_cookie_source_set - name the sender of a message
 * @source: the result
 * @addr: address as on the wire
 * @addr_len: 4 or 16; anything longer is cut
 * @port: in host order
 *
 * Context: any.
 */
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

/**
 * snt_cookie_checker_init - when the own key was set or changed
 * @checker: all its state is replaced
 * @public_key: the own static public key
 *
 * Context: any; caller excludes users of @checker.
 */
void snt_cookie_checker_init(struct snt_cookie_checker *checker,
			     const u8 public_key[SNT_KEY_LEN])
{
	snt_crypto_wipe(checker, sizeof(*checker));
	key_from_label(checker->mac1_key, mac1_label, public_key);
	key_from_label(checker->reply_key, cookie_label, public_key);
}

/**
 * snt_cookie_secret_is_stale - is a new secret due?
 * @checker: the checker
 * @now_ns: monotonic
 *
 * Return: whether snt_cookie_secret_set() has to be called before a reply.
 * Context: any.
 */
bool snt_cookie_secret_is_stale(const struct snt_cookie_checker *checker,
				u64 now_ns)
{
	return !checker->has_secret ||
	       checker->secret_birth_ns + SNT_COOKIE_SECRET_MAX_AGE_NS <=
		       now_ns;
}

/**
 * snt_cookie_secret_set - begin a new period
 * @checker: the checker
 * @secret: 32 random bytes
 * @now_ns: monotonic
 *
 * Context: any; caller excludes users of @checker.
 */
void snt_cookie_secret_set(struct snt_cookie_checker *checker,
			   const u8 secret[SNT_KEY_LEN], u64 now_ns)
{
	memcpy(checker->secret, secret, SNT_KEY_LEN);
	checker->secret_birth_ns = now_ns;
	checker->has_secret = true;
}

/**
 * snt_cookie_make - the cookie for a sender
 * @checker: with a secret that is not stale
 * @source: the sender
 * @cookie: the result
 *
 * Context: any; caller keeps @checker from changing.
 */
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

/**
 * snt_cookie_check - check the macs of a handshake message
 * @checker: the checker
 * @msg: an initiation or a response
 * @len: its length: 148, 112 or 92
 * @source: who sent it, or NULL if mac2 is of no interest
 * @now_ns: monotonic
 *
 * Return: the verdict; never VALID_MAC2 without a right mac1.
 * Context: any; caller keeps @checker from changing.
 */
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

/**
 * snt_cookie_reply_build - seal a cookie
 * @checker: the checker
 * @msg: the message that is answered; its mac1 is right
 * @len: its length: 148, 112 or 92
 * @cookie: from snt_cookie_make()
 * @nonce: 24 random bytes
 * @reply: the result
 *
 * Context: any.
 */
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

/**
 * snt_cookie_jar_init - when the other end is named
 * @jar: all its state is replaced
 * @public_key: the other end's static public key; stays where it is and as it
 *	is as long as @jar is used
 *
 * Context: any.
 */
void snt_cookie_jar_init(struct snt_cookie_jar *jar,
			 const u8 public_key[SNT_KEY_LEN])
{
	snt_crypto_wipe(jar, sizeof(*jar));
	jar->public_key = public_key;
}

/**
 * snt_cookie_jar_add_macs - complete a handshake message
 * @jar: remembers mac1, so that a cookie reply to it can be opened
 * @msg: an initiation or a response; its last 32 bytes are written
 * @len: its length: 148, 112 or 92
 * @now_ns: monotonic
 *
 * Context: any; caller locks @jar.
 */
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

/**
 * snt_cookie_jar_consume - take the cookie out of a reply
 * @jar: the jar
 * @reply: the reply
 * @now_ns: monotonic
 *
 * Return: 0; -ESTALE: no reply is awaited; -EBADMSG: forged, or the answer to
 * another message.
 * Context: any; caller locks @jar.
 */
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
