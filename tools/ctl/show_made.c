// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tunnels that a gateway has made. Each is written as it comes and none is
 * kept, so there may be any number of them.
 */
#include "ctl.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "key.h"
#include "names.h"
#include "parse.h"
#include "show.h"
#include "text.h"

#define REQUEST_SIZE	512

/* Words of one line, each so wide that the next begin below each other */
#define LINE_FORMAT	"%-10s %-44s %-15s %8s  %s\n"

/**
 * struct listing - what is listed, and how
 * @json: the document, if it is one
 * @as_json: whether it is
 * @nr: how many were written
 * @has_key: only those of one identity
 * @key: of which
 * @has_state: only those of one state
 * @state: of which
 * @idle_s: only those of which nothing was heard for so long
 */
struct listing {
	struct snt_json json;
	bool as_json;
	size_t nr;
	bool has_key;
	uint8_t key[SNT_KEY_LEN];
	bool has_state;
	uint32_t state;
	uint32_t idle_s;
};

static bool is_wanted(const struct listing *listing,
		      const struct snt_peer *tunnel)
{
	if (listing->has_key &&
	    memcmp(listing->key, tunnel->public_key, SNT_KEY_LEN))
		return false;
	if (listing->has_state && listing->state != tunnel->state)
		return false;
	return tunnel->idle_s >= listing->idle_s;
}

static void print_tunnel(const struct snt_peer *tunnel)
{
	char key[SNT_KEY_TEXT], at[SNT_ADDR_TEXT], id[16], idle[16];

	snt_key_to_text(key, tunnel->public_key);
	snprintf(id, sizeof(id), "%u", tunnel->id);
	snprintf(idle, sizeof(idle), "%u", tunnel->idle_s);
	printf(LINE_FORMAT, id, key, SNT_NAME(peer_state, tunnel->state), idle,
	       tunnel->endpoint.sa.sa_family ?
	       snt_text_sockaddr(at, &tunnel->endpoint) : "-");
}

static int tunnel_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct listing *listing = arg;
	struct snt_peer tunnel = { 0 };

	if (snt_nl_parse_peer(nlh, &snt_kind_made, &tunnel, NULL))
		return MNL_CB_ERROR;
	if (!is_wanted(listing, &tunnel))
		return MNL_CB_OK;
	if (!listing->nr++ && !listing->as_json)
		printf(LINE_FORMAT, "tunnel", "identity", "state", "idle",
		       "address");
	if (listing->as_json)
		show_json_made(&listing->json, &tunnel);
	else
		print_tunnel(&tunnel);
	return MNL_CB_OK;
}

static int read_filter(struct listing *listing, const char *word,
		       const char *value)
{
	char want[SNT_NAME_LIST];

	if (!strcmp(word, "identity")) {
		listing->has_key = true;
		return snt_key_from_text(listing->key, value, strlen(value)) ?
		       ctl_fail("identity: `%s' is not a key in base64",
				value) : 0;
	}
	if (!strcmp(word, "state")) {
		listing->has_state = true;
		return SNT_VALUE(peer_state, value, &listing->state) ?
		       ctl_fail("state: `%s' is none of %s", value,
				SNT_LIST(peer_state, want)) : 0;
	}
	if (!strcmp(word, "idle"))
		return snt_parse_id(&listing->idle_s, value) ?
		       ctl_fail("idle: `%s' is not a number of seconds",
				value) : 0;
	return ctl_fail("tunnel show: `%s' is none of identity, state, idle",
			word);
}

static int read_filters(struct listing *listing, char **words)
{
	int status = 0;

	for (; !status && *words; words += 2)
		status = read_filter(listing, words[0], words[1]);
	return status;
}

static int ask(struct snt_nl *nl, const char *ifname, struct listing *listing)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int ret;

	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_TUNNEL_GET, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, SNAPTUN_A_PEER_IFNAME, ifname);
	ret = snt_nl_ask(nl, nlh, tunnel_cb, listing);
	if (ret == -EINTR)
		ctl_warn("tunnels came or went while they were read");
	else if (ret)
		return ctl_fail("%s: %s", ifname, nl->error);
	return 0;
}

/**
 * show_made - list the tunnels of a gateway
 * @nl: the socket
 * @words: the interface, and pairs of words that say which, with a NULL behind
 * @as_json: as a document
 *
 * Return: the exit status.
 */
int show_made(struct snt_nl *nl, char **words, bool as_json)
{
	struct listing listing = { .json.out = stdout, .as_json = as_json };
	int status = read_filters(&listing, words + 1);

	if (status)
		return status;
	if (as_json) {
		snt_json_begin(&listing.json, NULL, '{');
		snt_json_string(&listing.json, "name", words[0]);
		snt_json_begin(&listing.json, "tunnels", '[');
	}
	status = ask(nl, words[0], &listing);
	if (as_json) {
		snt_json_end(&listing.json, ']');
		snt_json_end(&listing.json, '}');
	}
	return status;
}
