// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a handshake message worth a key exchange? Owns the use of the device's
 * cookie checker; what macs and cookies are is in core/cookie. Allocates
 * nothing but the cookie reply that goes out.
 */
#include "admission.h"
#include <linux/random.h>
#include <linux/timekeeping.h>
#include "core/cookie.h"
#include "core/limits.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "handshake.h"
#include "ratelimit.h"

static int refuse(struct snt_device *snt, enum snaptun_drop_reason reason)
{
	snt_stats_drop(&snt->stats, reason, 1);
	return -EACCES;
}

static void name_source(struct snt_cookie_source *source,
			const struct snt_endpoint *from)
{
	if (from->addr.sa_family == AF_INET)
		snt_cookie_source_set(source, (const u8 *)&from->addr4.sin_addr,
				      4, ntohs(from->addr4.sin_port));
	else
		snt_cookie_source_set(source,
				      (const u8 *)&from->addr6.sin6_addr, 16,
				      ntohs(from->addr6.sin6_port));
}

/* Secrets are made when one is needed: no timer, no work while all is calm. */
static void refresh_cookie_secret(struct snt_device *snt, u64 now_ns)
{
	u8 secret[SNT_KEY_LEN];
	bool is_stale;

	down_read(&snt->cookie_lock);
	is_stale = snt_cookie_secret_is_stale(&snt->cookies, now_ns);
	up_read(&snt->cookie_lock);
	if (!is_stale)
		return;
	get_random_bytes(secret, sizeof(secret));
	down_write(&snt->cookie_lock);
	if (snt_cookie_secret_is_stale(&snt->cookies, now_ns))
		snt_cookie_secret_set(&snt->cookies, secret, now_ns);
	up_write(&snt->cookie_lock);
	memzero_explicit(secret, sizeof(secret));
}

static void send_cookie_reply(struct snt_device *snt,
			      const struct snt_handshake_msg *msg,
			      const struct snt_cookie_source *source,
			      u64 now_ns)
{
	struct snt_wire_cookie_reply reply;
	u8 nonce[SNT_COOKIE_NONCE_LEN];
	u8 cookie[SNT_COOKIE_LEN];
	struct snt_udp *udp;

	refresh_cookie_secret(snt, now_ns);
	get_random_bytes(nonce, sizeof(nonce));
	down_read(&snt->cookie_lock);
	snt_cookie_make(&snt->cookies, source, cookie);
	snt_cookie_reply_build(&snt->cookies, msg->data, msg->len, cookie,
			       nonce, &reply);
	up_read(&snt->cookie_lock);
	memzero_explicit(cookie, sizeof(cookie));
	/* a lost answer is asked for again */
	rcu_read_lock();
	udp = snt->role->ops->sockets_of(snt->role, msg->number);
	if (udp)
		snt_udp_reply(udp, &msg->from, &reply, sizeof(reply),
			      SNT_HANDSHAKE_DS);
	rcu_read_unlock();
}

static enum snt_cookie_verdict
check_macs(struct snt_device *snt, const struct snt_handshake_msg *msg,
	   const struct snt_cookie_source *source, u64 now_ns)
{
	enum snt_cookie_verdict verdict;

	down_read(&snt->cookie_lock);
	verdict = snt_cookie_check(&snt->cookies, msg->data, msg->len, source,
				   now_ns);
	up_read(&snt->cookie_lock);
	return verdict;
}

/**
 * snt_admission_check - is the message worth a key exchange?
 * @snt: the device
 * @msg: an initiation or a response
 * @is_loaded: more comes in than gets done
 *
 * Its sender must know our public key, and under load must have shown that it
 * receives what is sent to its address: else it is told how to.
 *
 * Context: process.
 * Return: 0, or -EACCES: dropped, and that was counted.
 */
int snt_admission_check(struct snt_device *snt,
			const struct snt_handshake_msg *msg, bool is_loaded)
{
	u64 now_ns = ktime_get_coarse_boottime_ns();
	struct snt_cookie_source source;
	enum snt_cookie_verdict verdict;

	name_source(&source, &msg->from);
	verdict = check_macs(snt, msg, is_loaded ? &source : NULL, now_ns);
	if (verdict == SNT_COOKIE_INVALID_MAC)
		return refuse(snt, SNAPTUN_DROP_REASON_HS_BAD_MAC1);
	if (!is_loaded)
		return 0;
	if (verdict == SNT_COOKIE_VALID_MAC1) {
		send_cookie_reply(snt, msg, &source, now_ns);
		return refuse(snt, SNAPTUN_DROP_REASON_HS_COOKIE_SENT);
	}
	if (snt_ratelimit_take(&snt->handshakes->ratelimit, snt->udp.net,
			       &msg->from.addr, now_ns))
		return refuse(snt, SNAPTUN_DROP_REASON_HS_RATE_LIMITED);
	return 0;
}
