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

void snt_cookie_source_set(struct snt_cookie_source *source, const u8 *addr,
			   size_t addr_len, u16 port);
void snt_cookie_checker_init(struct snt_cookie_checker *checker,
			     const u8 public_key[SNT_KEY_LEN]);
bool snt_cookie_secret_is_stale(const struct snt_cookie_checker *checker,
				u64 now_ns);
void snt_cookie_secret_set(struct snt_cookie_checker *checker,
			   const u8 secret[SNT_KEY_LEN], u64 now_ns);

enum snt_cookie_verdict
snt_cookie_check(const struct snt_cookie_checker *checker, const u8 *msg,
		 size_t len, const struct snt_cookie_source *source,
		 u64 now_ns);

void snt_cookie_make(const struct snt_cookie_checker *checker,
		     const struct snt_cookie_source *source,
		     u8 cookie[SNT_COOKIE_LEN]);
void snt_cookie_reply_build(const struct snt_cookie_checker *checker,
			    const u8 *msg, size_t len,
			    const u8 cookie[SNT_COOKIE_LEN],
			    const u8 nonce[SNT_COOKIE_NONCE_LEN],
			    struct snt_wire_cookie_reply *reply);
void snt_cookie_jar_init(struct snt_cookie_jar *jar,
			 const u8 public_key[SNT_KEY_LEN]);
void snt_cookie_jar_add_macs(struct snt_cookie_jar *jar, u8 *msg, size_t len,
			     u64 now_ns);
int snt_cookie_jar_consume(struct snt_cookie_jar *jar,
			   const struct snt_wire_cookie_reply *reply,
			   u64 now_ns);

#endif /* _SNT_COOKIE_H */
