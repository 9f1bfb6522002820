// SPDX-License-Identifier: GPL-2.0-only
/*
 * Macs and cookie replies: a message of one of the three lengths, a source, and
 * a reply that is the right one, changed, or the fuzzer's own. Only the right
 * one gives a cookie, and only that cookie a valid mac2.
 */
#include "core/cookie.h"
#include "fuzz.h"

#define NOW_NS		SNT_NSEC_PER_SEC

static const size_t lens[] = {
	SNT_INITIATION_LEN, SNT_RESPONSE_SNAP_LEN, SNT_RESPONSE_WIREGUARD_LEN,
};

static const u8 public_key[SNT_KEY_LEN] = { 1 };
static const u8 secret[SNT_KEY_LEN] = { 2 };

/* Change one byte of @bytes; returns whether it is another one now. */
static bool change(struct input *in, void *bytes, size_t len)
{
	size_t offset = take_u8(in) % len;
	u8 mask = take_u8(in);

	((u8 *)bytes)[offset] ^= mask;
	return mask;
}

static void check_reply(struct input *in, struct snt_cookie_checker *checker,
			struct snt_cookie_jar *jar, u8 *msg, size_t len,
			const struct snt_cookie_source *source)
{
	struct snt_wire_cookie_reply reply;
	u8 nonce[SNT_COOKIE_NONCE_LEN];
	u8 cookie[SNT_COOKIE_LEN];
	bool is_changed;
	int err;

	take(in, nonce, sizeof(nonce));
	snt_cookie_make(checker, source, cookie);
	snt_cookie_reply_build(checker, msg, len, cookie, nonce, &reply);
	/* From the nonce on; what is before it is not the jar's business. */
	is_changed = change(in, reply.nonce, sizeof(reply) - 8);
	err = snt_cookie_jar_consume(jar, &reply, NOW_NS);
	MUST(!err == !is_changed);
	MUST(jar->has_cookie == !is_changed);
	snt_cookie_jar_add_macs(jar, msg, len, NOW_NS);
	MUST(snt_cookie_check(checker, msg, len, source, NOW_NS) ==
	     (is_changed ? SNT_COOKIE_VALID_MAC1 : SNT_COOKIE_VALID_MAC2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_wire_cookie_reply reply;
	struct snt_cookie_checker checker;
	struct input in = { data, size };
	struct snt_cookie_source source;
	u8 msg[SNT_INITIATION_LEN];
	struct snt_cookie_jar jar;
	u8 addr[32];
	size_t len;

	snt_cookie_checker_init(&checker, public_key);
	snt_cookie_secret_set(&checker, secret, NOW_NS);
	snt_cookie_jar_init(&jar, public_key);
	len = lens[take_u8(&in) % 3];
	take(&in, addr, sizeof(addr));
	snt_cookie_source_set(&source, addr, addr[0] % sizeof(addr),
			      take_u16(&in));
	take(&in, &reply, sizeof(reply));
	take(&in, msg, len);

	MUST(snt_cookie_check(&checker, msg, len, &source, NOW_NS) ==
	     SNT_COOKIE_INVALID_MAC);
	snt_cookie_jar_add_macs(&jar, msg, len, NOW_NS);
	MUST(snt_cookie_jar_consume(&jar, &reply, NOW_NS) == -EBADMSG);
	MUST(snt_cookie_check(&checker, msg, len, &source, NOW_NS) ==
	     SNT_COOKIE_VALID_MAC1);
	check_reply(&in, &checker, &jar, msg, len, &source);
	return 0;
}
