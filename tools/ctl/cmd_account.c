// SPDX-License-Identifier: GPL-2.0-only
/*
 * account: what those who use a gateway have sent and received. Each is written
 * as it comes and none is kept, so there may be any number of them.
 */
#include "ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "isd_as.h"
#include "key.h"
#include "names.h"
#include "show.h"
#include "text.h"

#define REQUEST_SIZE	512

/* Words of one line, each so wide that the next begin below each other */
#define LINE_FORMAT	"%-44s %12s %16s %12s %16s %12s  %s\n"

/* In which list of an account's JSON object one is */
enum part {
	PART_COUNTS,
	PART_DROPS,
	PART_PAIRS,
};

/**
 * struct listing - accounts that are written one by one, as they come
 * @json: the document, if it is one
 * @as_json: whether it is
 * @in_full: all that is known of one account, for people
 * @nr: how many were begun
 * @identity: the one that is being written; there may be more of it to come
 * @is_open: there is one
 * @part: how far its object is
 * @dropped: packets dropped, of what has come
 */
struct listing {
	struct snt_json json;
	bool as_json;
	bool in_full;
	size_t nr;
	struct snt_identity identity;
	bool is_open;
	enum part part;
	uint64_t dropped;
};

static const char *number(char text[24], uint64_t value)
{
	snprintf(text, 24, "%" PRIu64, value);
	return text;
}

static void print_line(const struct listing *listing)
{
	const struct snt_account *account = &listing->identity.account;
	char rx_packets[24], rx_bytes[24], tx_packets[24], tx_bytes[24];
	char key[SNT_KEY_TEXT], dropped[24];

	snt_key_to_text(key, listing->identity.public_key);
	printf(LINE_FORMAT, key, number(rx_packets, account->rx.packets),
	       number(rx_bytes, account->rx.bytes),
	       number(tx_packets, account->tx.packets),
	       number(tx_bytes, account->tx.bytes),
	       number(dropped, listing->dropped), show_identity_name(&listing->identity));
}

static void print_counts(const char *what, const struct snt_counts *counts)
{
	char last[SNT_TIME_TEXT];

	printf("  %s: %" PRIu64 " packets, %" PRIu64 " bytes", what,
	       counts->packets, counts->bytes);
	if (counts->last_ns)
		printf(", last %s", snt_text_time(last, counts->last_ns));
	putchar('\n');
}

static void print_head(const struct snt_identity *identity)
{
	char key[SNT_KEY_TEXT];

	snt_key_to_text(key, identity->public_key);
	printf("identity: %s", key);
	if (*show_identity_name(identity))
		printf(" (%s)", show_identity_name(identity));
	putchar('\n');
	print_counts("received", &identity->account.rx);
	print_counts("sent", &identity->account.tx);
	if (identity->quota)
		printf("  quota: %" PRIu64 " of %" PRIu64 " bytes used\n",
		       identity->quota_used, identity->quota);
	if (identity->rate_bps)
		printf("  rate: %" PRIu64 " bits per second each way\n",
		       identity->rate_bps);
}

static void print_member(const struct snt_account_member *member)
{
	char src[SNT_ISD_AS_TEXT], dst[SNT_ISD_AS_TEXT];

	if (member->is_drop) {
		printf("  dropped %s: %" PRIu64 " packets\n",
		       SNT_NAME(drop_reason, member->reason), member->packets);
		return;
	}
	fputs(member->way == SNAPTUN_WAY_RX ? "  received " : "  sent ",
	      stdout);
	if (member->has_pair)
		printf("from %s to %s", snt_isd_as_text(src, member->src_ia),
		       snt_isd_as_text(dst, member->dst_ia));
	else
		fputs("between others", stdout);
	printf(": %" PRIu64 " packets, %" PRIu64 " bytes\n", member->packets,
	       member->bytes);
}

static void write_head(struct snt_json *json,
		       const struct snt_identity *identity)
{
	char key[SNT_KEY_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_key_to_text(key, identity->public_key);
	snt_json_string(json, "public_key", key);
	show_json_names(json, identity);
	show_json_account(json, identity);
	show_json_limits(json, identity);
}

/* Both lists are there in any case, drops first, as they come. */
static void go_on_to(struct listing *listing, enum part part)
{
	for (; listing->part < part; listing->part++) {
		if (listing->part == PART_COUNTS) {
			snt_json_begin(&listing->json, "drops", '{');
		} else {
			snt_json_end(&listing->json, '}');
			snt_json_begin(&listing->json, "pairs", '[');
		}
	}
}

static void write_pair(struct snt_json *json,
		       const struct snt_account_member *member)
{
	char text[SNT_ISD_AS_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "way", SNT_NAME(way, member->way));
	if (member->has_pair) {
		snt_json_string(json, "src",
				snt_isd_as_text(text, member->src_ia));
		snt_json_string(json, "dst",
				snt_isd_as_text(text, member->dst_ia));
	}
	snt_json_uint(json, "packets", member->packets);
	snt_json_uint(json, "bytes", member->bytes);
	snt_json_end(json, '}');
}

static void take_member(struct listing *listing,
			const struct snt_account_member *member)
{
	if (member->is_drop)
		listing->dropped += member->packets;
	if (listing->as_json) {
		go_on_to(listing, member->is_drop ? PART_DROPS : PART_PAIRS);
		if (member->is_drop)
			snt_json_uint(&listing->json,
				      SNT_NAME(drop_reason, member->reason),
				      member->packets);
		else
			write_pair(&listing->json, member);
	} else if (listing->in_full) {
		print_member(member);
	}
}

static void end_account(struct listing *listing)
{
	if (!listing->is_open)
		return;
	if (listing->as_json) {
		go_on_to(listing, PART_PAIRS);
		snt_json_end(&listing->json, ']');
		snt_json_end(&listing->json, '}');
	} else if (!listing->in_full) {
		print_line(listing);
	}
	listing->is_open = false;
}

static void begin_account(struct listing *listing,
			  const struct snt_identity *identity)
{
	listing->identity = *identity;
	listing->is_open = true;
	listing->part = PART_COUNTS;
	listing->dropped = 0;
	if (listing->as_json)
		write_head(&listing->json, identity);
	else if (listing->in_full)
		print_head(identity);
	else if (!listing->nr)
		printf(LINE_FORMAT, "identity", "rx packets", "rx bytes",
		       "tx packets", "tx bytes", "dropped", "label or token");
	listing->nr++;
}

static int account_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_identity identity;
	struct listing *listing = arg;
	struct snt_account_member member;
	struct nlattr *attr;
	int ret;

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	/* An account that did not fit goes on in the next message. */
	if (!listing->is_open || memcmp(identity.public_key,
					listing->identity.public_key,
					SNT_KEY_LEN)) {
		end_account(listing);
		begin_account(listing, &identity);
	}
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		ret = snt_account_member_parse(attr, &member);
		if (ret < 0)
			return MNL_CB_ERROR;
		if (ret)
			take_member(listing, &member);
	}
	return MNL_CB_OK;
}

static int ask(struct snt_nl *nl, const char *ifname, const char *key_word,
	       struct listing *listing)
{
	uint8_t key[SNT_KEY_LEN];
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	if (key_word && ctl_read_key(key_word, key))
		return 1;
	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_ACCOUNT_GET,
			     key_word ? NLM_F_ACK : NLM_F_DUMP);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, ifname);
	if (key_word)
		mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, sizeof(key),
			     key);
	ret = snt_nl_ask(nl, nlh, account_cb, listing);
	end_account(listing);
	if (ret == -EINTR)
		ctl_warn("identities came or went while they were read");
	else if (ret)
		return ctl_fail("%s: %s", ifname, nl->error);
	return 0;
}

static int show_one(struct snt_nl *nl, const char *ifname, const char *key,
		    struct listing *listing)
{
	int status;

	if (strlen(ifname) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", ifname);
	if (listing->as_json) {
		snt_json_begin(&listing->json, NULL, '{');
		snt_json_string(&listing->json, "name", ifname);
		snt_json_begin(&listing->json, "accounts", '[');
	}
	status = ask(nl, ifname, key, listing);
	if (listing->as_json) {
		snt_json_end(&listing->json, ']');
		snt_json_end(&listing->json, '}');
	}
	return status;
}

static int show_all(struct snt_nl *nl, struct listing *listing)
{
	struct snt_devs devs;
	int status = 0;
	size_t i;

	if (snt_nl_get_names(nl, &devs))
		status = ctl_fail("Unable to list interfaces: %s", nl->error);
	for (i = 0; !status && i < devs.nr; i++) {
		if (devs.dev[i]->role != SNAPTUN_ROLE_GATEWAY)
			continue;
		if (!listing->as_json)
			printf("%sinterface: %s\n", listing->nr ? "\n" : "",
			       devs.dev[i]->name);
		listing->nr = 0;
		status = show_one(nl, devs.dev[i]->name, NULL, listing);
	}
	snt_nl_free_devs(&devs);
	return status;
}

static int show(struct snt_nl *nl, int argc, char **argv, bool as_json)
{
	struct listing listing = {
		.json.out = stdout,
		.as_json = as_json,
		.in_full = argc > 1,
	};
	int status;

	if (as_json) {
		snt_json_begin(&listing.json, NULL, '{');
		snt_json_begin(&listing.json, "interfaces", '[');
	}
	if (argc)
		status = show_one(nl, argv[0], argc > 1 ? argv[1] : NULL,
				  &listing);
	else
		status = show_all(nl, &listing);
	if (as_json) {
		snt_json_end(&listing.json, ']');
		snt_json_end(&listing.json, '}');
	}
	return status;
}

int cmd_account(int argc, char **argv)
{
	bool as_json = ctl_take_option(&argc, argv, "--json");
	struct snt_nl nl;
	int status;

	if (argc < 2 || argc > 4 || strcmp(argv[1], "show"))
		return CTL_USAGE;
	status = ctl_open(&nl);
	if (!status)
		status = show(&nl, argc - 2, argv + 2, as_json);
	snt_nl_close(&nl);
	return status;
}
