// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any packet out of a tunnel: what passes at a level passes at all that are
 * less strict, what is said of a part is said of the whole, and an answer is a
 * SCION packet that quotes the packet, is none to an error, and gets none.
 */
#include "core/policy.h"
#include "fuzz.h"

#define GATEWAY_LEN	4
#define MESSAGE_LEN	8

static const u64 local[] = { 0x0001ff0000000110ULL };

static int judge(enum snt_policy_level level, const struct snt_flow *remote,
		 const u8 *buf, size_t head, size_t len,
		 struct snt_policy_verdict *verdict)
{
	const struct snt_policy policy = {
		.level = level, .nr_local = 1, .local = local,
	};
	/* Of exactly that size, so that a read beyond is noticed. */
	u8 *part = malloc(head ? head : 1);
	int err;

	MUST(part);
	if (head)
		memcpy(part, buf, head);
	err = snt_policy_check(&policy, remote, part, head, len, verdict);
	free(part);
	return err;
}

static void check_passed(enum snt_policy_level level,
			 const struct snt_flow *remote, const u8 *buf,
			 size_t len, const struct snt_policy_verdict *verdict)
{
	struct snt_scion s;

	MUST(!verdict->answer.type && !verdict->answer.code);
	if (level == SNT_POLICY_OFF)
		return;
	MUST(!snt_scion_parse(buf, len, &s));
	MUST(!memcmp(&s, &verdict->scion, sizeof(s)));
	MUST(s.path_type <= SNT_SCION_PATH_SCION);
	MUST(s.src.len == (remote->version == 4 ? 4 : 16) && !s.src.type);
	MUST(!memcmp(buf + s.src.off, remote->host, s.src.len));
	MUST(level != SNT_POLICY_STRICT || s.src_ia == local[0]);
}

static void check_answer(struct snt_policy_verdict *verdict, const u8 *buf,
			 size_t head, size_t max)
{
	u8 *out = malloc(max ? max : 1);
	size_t len, quote;
	struct snt_scion s;

	MUST(out);
	verdict->answer.src.version = 4;
	len = snt_policy_answer(out, max, verdict, buf, head);
	MUST(len <= max && len <= SNT_SCMP_ERROR_MAX);
	if (len) {
		MUST(snt_scion_parse_head(buf, head, &s) ||
		     snt_scmp_may_answer(buf, head));
		MUST(!snt_scion_parse(out, len, &s));
		MUST(s.hdr_len + s.payload_len == (int)len);
		MUST(!s.src_ia && !s.dst_ia && s.hdr_len == s.path_off);
		MUST(s.src.len == GATEWAY_LEN);
		quote = s.payload_len - MESSAGE_LEN;
		MUST(quote <= head && quote <= verdict->len);
		MUST(!memcmp(out + len - quote, buf, quote));
		MUST(!snt_scmp_may_answer(out, len));
	}
	free(out);
}

static int check_level(enum snt_policy_level level,
		       const struct snt_flow *remote, const u8 *buf, size_t head,
		       size_t len, size_t max)
{
	size_t most = len < SNT_FLOW_HEAD_MAX ? len : SNT_FLOW_HEAD_MAX;
	struct snt_policy_verdict verdict, part;
	int err = judge(level, remote, buf, most, len, &verdict);
	int early = judge(level, remote, buf, head, len, &part);

	MUST(err != -ENODATA && verdict.len <= len);
	MUST(early == err || (early == -ENODATA && head < most));
	if (early == err)
		MUST(part.len == verdict.len &&
		     part.answer.value == verdict.answer.value);
	if (err)
		check_answer(&verdict, buf, most, max);
	else
		check_passed(level, remote, buf, len, &verdict);
	return err;
}

/* The host at the source, whatever it is, so that it often is the right one. */
static void take_source(const u8 *buf, size_t len, struct snt_flow *remote)
{
	struct snt_scion s;

	if (!snt_flow_parse(buf, len, SNT_FLOW_SOURCE, remote))
		return;
	memset(remote, 0, sizeof(*remote));
	remote->version = 4;
	if (snt_scion_parse_head(buf, len, &s) || !snt_scion_host_is_ip(&s.src))
		return;
	remote->version = s.src.len == 4 ? 4 : 6;
	memcpy(remote->host, buf + s.src.off, s.src.len);
}

/* What to change of the tunnel, how much is there, how long, the packet. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_flow remote;
	size_t head, max;
	int by_host;
	u8 choice;

	choice = take_u8(&in);
	head = take_u16(&in);
	max = take_u16(&in) % 2048;
	if (!in.len)
		return 0;
	if (head > in.len)
		head = in.len;
	take_source(in.p, in.len, &remote);
	remote.host[0] ^= choice & 1;
	remote.port ^= choice >> 1 & 1;
	MUST(!check_level(SNT_POLICY_OFF, &remote, in.p, head, in.len, max));
	by_host = check_level(SNT_POLICY_HOST, &remote, in.p, head, in.len,
			      max);
	if (!check_level(SNT_POLICY_STRICT, &remote, in.p, head, in.len, max))
		MUST(!by_host);
	return 0;
}
