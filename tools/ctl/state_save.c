// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes identities and accounts of a gateway as they come; none is kept.
 */
#include "ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <string.h>

#include "identity.h"
#include "isd_as.h"
#include "key.h"
#include "names.h"
#include "state.h"
#include "words.h"

#define REQUEST_SIZE	512

/**
 * struct saving - what is being written
 * @out: where to
 * @with_secrets: preshared keys too
 * @nr_identities: how many were written
 * @nr_accounts: likewise
 * @key: whose account is being written, if there is one
 */
struct saving {
	FILE *out;
	bool with_secrets;
	size_t nr_identities;
	size_t nr_accounts;
	uint8_t key[SNT_KEY_LEN];
};

static void write_psk(FILE *out, const struct nlmsghdr *nlh)
{
	char text[SNT_KEY_TEXT];
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) !=
			    SNAPTUN_A_IDENTITY_PRESHARED_KEY ||
		    mnl_attr_get_payload_len(attr) != SNT_KEY_LEN)
			continue;
		snt_key_to_text(text, mnl_attr_get_payload(attr));
		fprintf(out, " preshared-key %s", text);
		explicit_bzero(text, sizeof(text));
	}
}

static void write_texts(FILE *out, const struct snt_identity *identity)
{
	if (*identity->token_id) {
		fputs(" token-id ", out);
		snt_words_write(out, identity->token_id);
	}
	if (*identity->label) {
		fputs(" label ", out);
		snt_words_write(out, identity->label);
	}
}

static void write_limits(FILE *out, const struct snt_identity *identity)
{
	fprintf(out, " tunnel-limit %u", identity->tunnel_limit);
	if (identity->quota)
		fprintf(out, " quota %" PRIu64 " quota-used %" PRIu64,
			identity->quota, identity->quota_used);
	if (identity->rate_bps)
		fprintf(out, " rate %" PRIu64, identity->rate_bps);
}

static int identity_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_identity identity;
	struct saving *saving = arg;
	char key[SNT_KEY_TEXT];

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	snt_key_to_text(key, identity.public_key);
	fprintf(saving->out, "identity %s expires ", key);
	if (identity.expires_ms == SNT_IDENTITY_NEVER)
		fputs("never", saving->out);
	else
		fprintf(saving->out, "%" PRIu64 ".%03u",
			identity.expires_ms / 1000,
			(unsigned int)(identity.expires_ms % 1000));
	write_texts(saving->out, &identity);
	write_limits(saving->out, &identity);
	if (saving->with_secrets)
		write_psk(saving->out, nlh);
	putc('\n', saving->out);
	saving->nr_identities++;
	return MNL_CB_OK;
}

static void write_counts(FILE *out, const char *way,
			 const struct snt_counts *counts)
{
	fprintf(out, " %s %" PRIu64 " %" PRIu64 " %" PRIu64, way,
		counts->packets, counts->bytes, counts->last_ns);
}

/* A message that goes on with an account has its key only. */
static void begin_account(struct saving *saving,
			  const struct snt_identity *identity)
{
	char key[SNT_KEY_TEXT];

	if (saving->nr_accounts &&
	    !memcmp(saving->key, identity->public_key, SNT_KEY_LEN))
		return;
	memcpy(saving->key, identity->public_key, SNT_KEY_LEN);
	saving->nr_accounts++;
	snt_key_to_text(key, identity->public_key);
	fprintf(saving->out, "account %s generation %" PRIu64, key,
		identity->account.generation);
	write_counts(saving->out, "rx", &identity->account.rx);
	write_counts(saving->out, "tx", &identity->account.tx);
	putc('\n', saving->out);
}

static void write_member(FILE *out,
			 const struct snt_account_member *member)
{
	char src[SNT_ISD_AS_TEXT] = "-", dst[SNT_ISD_AS_TEXT] = "-";

	if (member->is_drop) {
		fprintf(out, "drop %s %" PRIu64 "\n",
			SNT_NAME(drop_reason, member->reason),
			member->packets);
		return;
	}
	if (member->has_pair) {
		snt_isd_as_text(src, member->src_ia);
		snt_isd_as_text(dst, member->dst_ia);
	}
	fprintf(out, "pair %s %s %s %" PRIu64 " %" PRIu64 "\n",
		SNT_NAME(way, member->way), src, dst, member->packets,
		member->bytes);
}

static int account_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_identity identity;
	struct saving *saving = arg;
	struct snt_account_member member;
	struct nlattr *attr;
	int ret;

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	begin_account(saving, &identity);
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		ret = snt_account_member_parse(attr, &member);
		if (ret < 0)
			return MNL_CB_ERROR;
		if (ret)
			write_member(saving->out, &member);
	}
	return MNL_CB_OK;
}

/* What changes meanwhile would be half of it. */
static int dump(struct snt_nl *nl, const char *ifname, uint8_t cmd,
		mnl_cb_t cb, struct saving *saving)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	nlh = snt_nl_prepare(nl, buf, cmd, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, ifname);
	ret = snt_nl_ask(nl, nlh, cb, saving);
	if (ret == -EINTR)
		return ctl_fail("%s: identities came or went while they were read",
				ifname);
	return ret ? ctl_fail("%s: %s", ifname, nl->error) : 0;
}

/**
 * state_save - write what a gateway knows
 * @nl: the socket
 * @ifname: the gateway
 * @out: where to
 * @with_secrets: preshared keys too
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int state_save(struct snt_nl *nl, const char *ifname, FILE *out,
	       bool with_secrets)
{
	struct saving saving = { .out = out, .with_secrets = with_secrets };
	int status;

	fprintf(out, "%s\n", STATE_HEAD);
	status = dump(nl, ifname, SNAPTUN_CMD_IDENTITY_GET, identity_cb,
		      &saving);
	if (!status)
		status = dump(nl, ifname, SNAPTUN_CMD_ACCOUNT_GET, account_cb,
			      &saving);
	if (!status)
		fprintf(out, "end %zu %zu\n", saving.nr_identities,
			saving.nr_accounts);
	return status;
}
