/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two macs at the end of handshake messages, and cookies: what proves,
 * before any work is done, that a sender knows our public key (mac1) and owns
 * its address (mac2). The checker is the receiver's side, one per device; the
 * jar the sender's, one per tunnel. Locks are the caller's.
 */
#ifndef _SNT_COOKIE_H
#define _SNT_COOKIE_H

#include "wire.h"

/**
 * struct snt_cookie_checker - checks macs, makes cookies
 * @mac1_key: key of mac1, from the own public key
 * @reply_key: key of cookie replies, from the own public key
 * @secret: random; makes cookies
 * @secret_birth_ns: when it was set
 * @has_secret: whether it was set
 */
struct snt_cookie_checker {
	u8 mac1_key[SNT_KEY_LEN];
	u8 reply_key[SNT_KEY_LEN];
	u8 secret[SNT_KEY_LEN];
	u64 secret_birth_ns;
	bool has_secret;
};

/**
 * struct snt_cookie_jar - adds macs, keeps the other end's cookie
 * @public_key: the other end's, from which the keys of macs and cookie replies
 *	are made when they are needed; borrowed
 * @cookie_birth_ns: when the latest cookie came
 * @cookie: the latest cookie
 * @last_mac1: of the message that was sent last
 * @has_cookie: whether there is a cookie
 * @has_last_mac1: whether a cookie reply to it may still come
 */
struct snt_cookie_jar {
	const u8 *public_key;
	u64 cookie_birth_ns;
	u8 cookie[SNT_COOKIE_LEN];
	u8 last_mac1[SNT_MAC_LEN];
	bool has_cookie;
	bool has_last_mac1;
};

/**
 * enum snt_cookie_verdict - what the macs of a message prove
 * @SNT_COOKIE_INVALID_MAC: nothing
 * @SNT_COOKIE_VALID_MAC1: the sender knows our public key
 * @SNT_COOKIE_VALID_MAC2: and receives what is sent to its address
 */
enum snt_cookie_verdict {
	SNT_COOKIE_INVALID_MAC,
	SNT_COOKIE_VALID_MAC1,
	SNT_COOKIE_VALID_MAC2,
};

/**
 * struct snt_cookie_source - what a cookie is bound to
 * @bytes: address bytes, then the port, big endian
 * @len: 6 or 18
 */
struct snt_cookie_source {
	u8 bytes[SNT_COOKIE_SOURCE_MAX_LEN];
	u8 len;
};

/**
 * snt_cookie_source_set() - name the sender of a message
 * @source: the result
 * @addr: address as on the wire
 * @addr_len: 4 or 16; anything longer is cut
 * @port: in host order
 *
 * Context: any.
 */
void snt_cookie_source_set(struct snt_cookie_source *source, const u8 *addr,
			   size_t addr_len, u16 port);

/**
 * snt_cookie_checker_init() - when the own key was set or changed
 * @checker: all its state is replaced
 * @public_key: the own static public key
 *
 * Context: any; caller excludes users of @checker.
 */
void snt_cookie_checker_init(struct snt_cookie_checker *checker,
			     const u8 public_key[SNT_KEY_LEN]);

/**
 * snt_cookie_secret_is_stale() - is a new secret due?
 * @checker: the checker
 * @now_ns: monotonic
 *
 * Return: whether snt_cookie_secret_set() has to be called before a reply.
 * Context: any.
 */
bool snt_cookie_secret_is_stale(const struct snt_cookie_checker *checker,
				u64 now_ns);

/**
 * snt_cookie_secret_set() - begin a new period
 * @checker: the checker
 * @secret: 32 random bytes
 * @now_ns: monotonic
 *
 * Context: any; caller excludes users of @checker.
 */
void snt_cookie_secret_set(struct snt_cookie_checker *checker,
			   const u8 secret[SNT_KEY_LEN], u64 now_ns);

/**
 * snt_cookie_check() - check the macs of a handshake message
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
		 size_t len, const struct snt_cookie_source *source,
		 u64 now_ns);

/**
 * snt_cookie_make() - the cookie for a sender
 * @checker: with a secret that is not stale
 * @source: the sender
 * @cookie: the result
 *
 * Context: any; caller keeps @checker from changing.
 */
void snt_cookie_make(const struct snt_cookie_checker *checker,
		     const struct snt_cookie_source *source,
		     u8 cookie[SNT_COOKIE_LEN]);

/**
 * snt_cookie_reply_build() - seal a cookie
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
			    struct snt_wire_cookie_reply *reply);

/**
 * snt_cookie_jar_init() - when the other end is named
 * @jar: all its state is replaced
 * @public_key: the other end's static public key; stays where it is and as it
 *	is as long as @jar is used
 *
 * Context: any.
 */
void snt_cookie_jar_init(struct snt_cookie_jar *jar,
			 const u8 public_key[SNT_KEY_LEN]);

/**
 * snt_cookie_jar_add_macs() - complete a handshake message
 * @jar: remembers mac1, so that a cookie reply to it can be opened
 * @msg: an initiation or a response; its last 32 bytes are written
 * @len: its length: 148, 112 or 92
 * @now_ns: monotonic
 *
 * Context: any; caller locks @jar.
 */
void snt_cookie_jar_add_macs(struct snt_cookie_jar *jar, u8 *msg, size_t len,
			     u64 now_ns);

/**
 * snt_cookie_jar_consume() - take the cookie out of a reply
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
			   u64 now_ns);

#endif /* _SNT_COOKIE_H */
