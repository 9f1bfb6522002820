// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads identities and accounts of a gateway and gives them to the kernel, many
 * at a time; none is kept.
 */
#include "ctl.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "identity_settings.h"
#include "isd_as.h"
#include "key.h"
#include "names.h"
#include "show.h"
#include "state.h"
#include "words.h"

/* More drops and pairs than an account has */
#define MEMBERS_MAX	256

/**
 * struct restoring - how far the file is read
 * @ifname: the gateway
 * @batch: requests
 * @line: number of the line
 * @account: the request that has the account of the lines before, or NULL
 * @nr_identities: lines of identities
 * @nr_accounts: lines of accounts
 * @nr_ended: identities whose registration has ended
 * @nr_members: drops and pairs of the account
 * @is_complete: the last line was there
 */
struct restoring {
	const char *ifname;
	struct snt_nl_batch batch;
	unsigned long line;
	struct nlmsghdr *account;
	size_t nr_identities;
	size_t nr_accounts;
	size_t nr_ended;
	unsigned int nr_members;
	bool is_complete;
};

static int bad_line(const struct restoring *restoring, const char *what)
{
	return ctl_fail("line %lu: %s", restoring->line, what);
}

static int parse_u64(uint64_t *value, const char *text)
{
	char *end;

	if (!text || *text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return errno || *end ? -EINVAL : 0;
}

/* The account before is complete. */
static void end_account(struct restoring *restoring)
{
	if (restoring->account)
		snt_nl_batch_end(&restoring->batch, restoring->account);
	restoring->account = NULL;
}

/* A request about the identity of a line, or NULL after saying why not */
static struct nlmsghdr *begin_request(struct restoring *restoring,
				      uint8_t cmd, const char *word)
{
	struct nlmsghdr *nlh;
	uint8_t key[SNT_KEY_LEN];

	if (!word || snt_key_from_text(key, word, strlen(word))) {
		bad_line(restoring, "there is no key in base64");
		return NULL;
	}
	nlh = snt_nl_batch_begin(&restoring->batch, cmd);
	if (!nlh)
		return NULL;
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, restoring->ifname);
	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, sizeof(key), key);
	return nlh;
}

static int put_psk(struct nlmsghdr *nlh, const char *text)
{
	uint8_t psk[SNT_KEY_LEN];

	if (snt_key_from_text(psk, text, strlen(text)))
		return ctl_fail("preshared-key: this is not a key in base64");
	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PRESHARED_KEY, sizeof(psk), psk);
	explicit_bzero(psk, sizeof(psk));
	return 0;
}

static bool has_ended(char **words)
{
	for (; *words && words[1]; words += 2) {
		if (!strcmp(*words, "expires") && strcmp(words[1], "never"))
			return strtod(words[1], NULL) * 1e9 <=
			       (double)show_now_ns();
	}
	return false;
}

static int put_settings(struct restoring *restoring, struct nlmsghdr *nlh,
			char **words)
{
	int status = 0;

	for (; !status && *words; words += 2) {
		if (!words[1])
			return bad_line(restoring, "a value is missing");
		status = strcmp(*words, "preshared-key") ?
			 identity_put_setting(nlh, words[0], words[1]) :
			 put_psk(nlh, words[1]);
	}
	return status;
}

static int take_identity(struct restoring *restoring, char **words, int nr)
{
	struct nlmsghdr *nlh;
	int status;

	restoring->nr_identities++;
	if (nr > 2 && has_ended(words + 2)) {
		restoring->nr_ended++;
		return 0;
	}
	nlh = begin_request(restoring, SNAPTUN_CMD_IDENTITY_SET, words[1]);
	if (!nlh)
		return 1;
	status = put_settings(restoring, nlh, words + 2);
	if (!status)
		snt_nl_batch_end(&restoring->batch, nlh);
	return status;
}

static int put_numbers(struct nlmsghdr *nlh, char **words,
		       const uint16_t *types, unsigned int nr)
{
	uint64_t value;

	for (; nr; nr--) {
		if (parse_u64(&value, *words++))
			return -EINVAL;
		mnl_attr_put_u64(nlh, *types++, value);
	}
	return 0;
}

static int put_counts(struct nlmsghdr *nlh, char **words)
{
	static const uint16_t generation[] = { SNAPTUN_A_IDENTITY_GENERATION };
	static const uint16_t rx[] = { SNAPTUN_A_IDENTITY_RX_PACKETS,
				       SNAPTUN_A_IDENTITY_RX_BYTES,
				       SNAPTUN_A_IDENTITY_RX_LAST };
	static const uint16_t tx[] = { SNAPTUN_A_IDENTITY_TX_PACKETS,
				       SNAPTUN_A_IDENTITY_TX_BYTES,
				       SNAPTUN_A_IDENTITY_TX_LAST };

	if (strcmp(words[0], "generation") || strcmp(words[2], "rx") ||
	    strcmp(words[6], "tx") ||
	    put_numbers(nlh, words + 1, generation, 1) ||
	    put_numbers(nlh, words + 3, rx, 3) ||
	    put_numbers(nlh, words + 7, tx, 3))
		return -EINVAL;
	return 0;
}

static int take_account(struct restoring *restoring, char **words, int nr)
{
	struct nlmsghdr *nlh;

	restoring->nr_accounts++;
	nlh = begin_request(restoring, SNAPTUN_CMD_ACCOUNT_SET, words[1]);
	if (!nlh)
		return 1;
	if (nr != 12 || put_counts(nlh, words + 2))
		return bad_line(restoring, "this is no account");
	restoring->account = nlh;
	restoring->nr_members = 0;
	return 0;
}

/* The request that the line belongs to; there is room in it for so many. */
static struct nlmsghdr *next_member(struct restoring *restoring)
{
	return restoring->nr_members++ < MEMBERS_MAX ? restoring->account :
						       NULL;
}

static int take_drop(struct restoring *restoring, char **words, int nr)
{
	struct nlmsghdr *nlh = next_member(restoring);
	struct nlattr *nest;
	uint64_t packets;
	uint32_t reason;

	if (!nlh || nr != 3 || parse_u64(&packets, words[2]) ||
	    SNT_VALUE(drop_reason, words[1], &reason))
		return bad_line(restoring, "this is no drop of an account");
	nest = mnl_attr_nest_start(nlh, SNAPTUN_A_IDENTITY_DROP);
	mnl_attr_put_u32(nlh, SNAPTUN_A_DROP_REASON, reason);
	mnl_attr_put_u64(nlh, SNAPTUN_A_DROP_COUNT, packets);
	mnl_attr_nest_end(nlh, nest);
	return 0;
}

static int put_pair(struct nlmsghdr *nlh, char **words)
{
	uint64_t src, dst;

	if (strcmp(words[2], "-") || strcmp(words[3], "-")) {
		if (snt_isd_as_read(&src, words[2]) ||
		    snt_isd_as_read(&dst, words[3]))
			return -EINVAL;
		mnl_attr_put_u64(nlh, SNAPTUN_A_IA_PAIR_SRC_IA, src);
		mnl_attr_put_u64(nlh, SNAPTUN_A_IA_PAIR_DST_IA, dst);
	}
	return 0;
}

static int take_pair(struct restoring *restoring, char **words, int nr)
{
	static const uint16_t types[] = { SNAPTUN_A_IA_PAIR_PACKETS,
					  SNAPTUN_A_IA_PAIR_BYTES };
	struct nlmsghdr *nlh = next_member(restoring);
	struct nlattr *nest;
	uint32_t way;

	if (!nlh || nr != 6 || SNT_VALUE(way, words[1], &way))
		return bad_line(restoring, "this is no pair of an account");
	nest = mnl_attr_nest_start(nlh, SNAPTUN_A_IDENTITY_IA_PAIR);
	mnl_attr_put_u32(nlh, SNAPTUN_A_IA_PAIR_WAY, way);
	if (put_pair(nlh, words) || put_numbers(nlh, words + 4, types, 2))
		return bad_line(restoring, "this is no pair of an account");
	mnl_attr_nest_end(nlh, nest);
	return 0;
}

static int take_end(struct restoring *restoring, char **words, int nr)
{
	uint64_t identities, accounts;

	if (nr != 3 || parse_u64(&identities, words[1]) ||
	    parse_u64(&accounts, words[2]) ||
	    identities != restoring->nr_identities ||
	    accounts != restoring->nr_accounts)
		return bad_line(restoring,
				"there were not so many, lines are missing");
	restoring->is_complete = true;
	return 0;
}

static int take_line(struct restoring *restoring, char *line)
{
	char *words[STATE_WORDS_MAX];
	int nr = snt_words_split(line, words, STATE_WORDS_MAX);

	if (nr < 0)
		return bad_line(restoring, "this cannot be taken apart");
	if (!nr || *words[0] == '#')
		return 0;
	if (restoring->is_complete)
		return bad_line(restoring, "there is something behind the end");
	if (!strcmp(words[0], "drop"))
		return take_drop(restoring, words, nr);
	if (!strcmp(words[0], "pair"))
		return take_pair(restoring, words, nr);
	end_account(restoring);
	if (!strcmp(words[0], "identity"))
		return take_identity(restoring, words, nr);
	if (!strcmp(words[0], "account"))
		return take_account(restoring, words, nr);
	if (!strcmp(words[0], "end"))
		return take_end(restoring, words, nr);
	return bad_line(restoring,
			"this begins with none of identity, account, drop, pair, end");
}

/* Lines may have keys in them. */
static int take_all(struct restoring *restoring, FILE *in)
{
	size_t size = 0;
	char *line = NULL;
	int status = 0;

	while (!status && getline(&line, &size, in) >= 0) {
		restoring->line++;
		if (restoring->line == 1 &&
		    strncmp(line, STATE_HEAD, strlen(STATE_HEAD)))
			status = bad_line(restoring,
					  "this is no file of `identity save'");
		else
			status = take_line(restoring, line);
	}
	if (line)
		explicit_bzero(line, size);
	free(line);
	if (!status && !restoring->is_complete)
		status = ctl_fail("the file ends before it is complete");
	return status;
}

/**
 * state_restore - give a gateway what another one knew
 * @nl: the socket
 * @ifname: the gateway
 * @in: from state_save()
 *
 * Return: 0, or the exit status after saying what is wrong; some of it may be
 * there then.
 */
int state_restore(struct snt_nl *nl, const char *ifname, FILE *in)
{
	struct restoring restoring = {
		.ifname = ifname,
		.batch.nl = nl,
	};
	int status = take_all(&restoring, in);

	if (snt_nl_batch_flush(&restoring.batch))
		status = ctl_fail("%s: %s", ifname, nl->error);
	if (!status && restoring.nr_ended)
		ctl_warn("the registration of %zu identities has ended meanwhile",
			 restoring.nr_ended);
	return status;
}
