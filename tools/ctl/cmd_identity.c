// SPDX-License-Identifier: GPL-2.0-only
/*
 * identity: who may use a gateway, and until when.
 */
#include "ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <string.h>

#include "file.h"
#include "identity.h"
#include "identity_settings.h"
#include "key.h"
#include "names.h"
#include "show.h"
#include "state.h"
#include "text.h"

#define REQUEST_SIZE	1024

/* Words of one line, each so wide that the next begin below each other */
#define LINE_FORMAT	"%-44s %-8s %-28s %12s  %s\n"

/**
 * struct listing - identities that are written one by one, as they come
 * @json: the document, if it is one
 * @as_json: whether it is
 * @nr: how many were written
 */
struct listing {
	struct snt_json json;
	bool as_json;
	size_t nr;
};

static void print_identity(const struct snt_identity *identity)
{
	char key[SNT_KEY_TEXT], until[SNT_TIME_TEXT], tunnels[32];

	snt_key_to_text(key, identity->public_key);
	snprintf(tunnels, sizeof(tunnels), "%u of %u", identity->tunnels,
		 identity->tunnel_limit);
	printf(LINE_FORMAT, key, SNT_NAME(identity_state, identity->state),
	       identity->expires_ms == SNT_IDENTITY_NEVER ? "never" :
	       snt_text_time(until, identity->expires_ms * 1000000), tunnels,
	       show_identity_name(identity));
}

static void write_identity(struct snt_json *json,
			   const struct snt_identity *identity)
{
	char key[SNT_KEY_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_key_to_text(key, identity->public_key);
	snt_json_string(json, "public_key", key);
	snt_json_string(json, "state",
			SNT_NAME(identity_state, identity->state));
	if (identity->expires_ms != SNT_IDENTITY_NEVER)
		snt_json_time(json, "expires", identity->expires_ms * 1000000);
	show_json_names(json, identity);
	snt_json_uint(json, "tunnels", identity->tunnels);
	snt_json_uint(json, "tunnel_limit", identity->tunnel_limit);
	show_json_limits(json, identity);
	snt_json_end(json, '}');
}

static int show_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct snt_identity identity;
	struct listing *listing = arg;

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	if (!listing->nr++ && !listing->as_json)
		printf(LINE_FORMAT, "identity", "state", "expires", "tunnels",
		       "label or token");
	if (listing->as_json)
		write_identity(&listing->json, &identity);
	else
		print_identity(&identity);
	return MNL_CB_OK;
}

/* Nothing is kept, so there may be any number of them. What changes meanwhile
 * may be there or not.
 */
static int list(struct snt_nl *nl, struct nlmsghdr *nlh, const char *ifname,
		struct listing *listing)
{
	int ret;

	if (listing->as_json) {
		listing->json.out = stdout;
		snt_json_begin(&listing->json, NULL, '{');
		snt_json_string(&listing->json, "name", ifname);
		snt_json_begin(&listing->json, "identities", '[');
	}
	ret = snt_nl_ask(nl, nlh, show_cb, listing);
	if (listing->as_json) {
		snt_json_end(&listing->json, ']');
		snt_json_end(&listing->json, '}');
	}
	if (ret == -EINTR)
		ctl_warn("identities came or went while they were read");
	else if (ret)
		return ctl_fail("%s: %s", ifname, nl->error);
	return 0;
}

static int show(struct snt_nl *nl, char **argv, bool as_json)
{
	struct listing listing = { .as_json = as_json };
	uint8_t key[SNT_KEY_LEN];
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;

	if (argv[1] && ctl_read_key(argv[1], key))
		return 1;
	nlh = snt_nl_prepare(nl, buf, SNAPTUN_CMD_IDENTITY_GET, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, argv[0]);
	if (argv[1])
		mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, sizeof(key),
			     key);
	return list(nl, nlh, argv[0], &listing);
}

static int put_settings(struct nlmsghdr *nlh, char **words)
{
	int status = 0;

	for (; !status && *words; words += 2) {
		if (!words[1])
			return ctl_fail("`%s' needs a value", *words);
		status = identity_put_setting(nlh, words[0], words[1]);
	}
	return status;
}

static uint8_t command_of(const char *verb)
{
	if (!strcmp(verb, "add"))
		return SNAPTUN_CMD_IDENTITY_ADD;
	return !strcmp(verb, "prolong") ? SNAPTUN_CMD_IDENTITY_SET :
					  SNAPTUN_CMD_IDENTITY_DEL;
}

/* @argv: interface, key, settings */
static int change(struct snt_nl *nl, const char *verb, char **argv)
{
	uint8_t key[SNT_KEY_LEN], cmd = command_of(verb);
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int status;

	if (ctl_read_key(argv[1], key))
		return 1;
	nlh = snt_nl_prepare(nl, buf, cmd, NLM_F_ACK);
	mnl_attr_put_strz(nlh, SNAPTUN_A_IDENTITY_IFNAME, argv[0]);
	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PUBLIC_KEY, sizeof(key), key);
	if (cmd == SNAPTUN_CMD_IDENTITY_SET)
		mnl_attr_put_u32(nlh, SNAPTUN_A_IDENTITY_FLAGS,
				 SNAPTUN_IDENTITY_FLAGS_UPDATE_ONLY);
	status = put_settings(nlh, argv + 2);
	if (!status && snt_nl_ask(nl, nlh, NULL, NULL))
		status = ctl_fail("%s: %s", argv[0], nl->error);
	explicit_bzero(buf, sizeof(buf));
	return status;
}

static bool is_usage(int argc, char **argv)
{
	if (argc < 3)
		return false;
	if (!strcmp(argv[1], "show") || !strcmp(argv[1], "save") ||
	    !strcmp(argv[1], "restore"))
		return argc <= 4;
	if (!strcmp(argv[1], "revoke"))
		return argc == 4;
	return argc >= 4 && (!strcmp(argv[1], "add") ||
			     !strcmp(argv[1], "prolong"));
}

static int save(struct snt_nl *nl, char **argv, bool with_secrets)
{
	struct snt_file_new file;
	int ret, status;

	if (!argv[1])
		return state_save(nl, argv[0], stdout, with_secrets);
	ret = snt_file_begin(&file, argv[1], 0600);
	if (ret)
		return ctl_fail("%s: %s", argv[1], strerror(-ret));
	status = state_save(nl, argv[0], file.out, with_secrets);
	ret = snt_file_end(&file, !status);
	return ret ? ctl_fail("%s: %s", argv[1], strerror(-ret)) : status;
}

static int restore(struct snt_nl *nl, char **argv)
{
	FILE *in = argv[1] ? fopen(argv[1], "re") : stdin;
	int status;

	if (!in)
		return ctl_fail("%s: %s", argv[1], strerror(errno));
	status = state_restore(nl, argv[0], in);
	if (argv[1])
		fclose(in);
	return status;
}

static int carry_out(struct snt_nl *nl, char **argv, bool as_json,
		     bool with_secrets)
{
	const char *verb = argv[1];

	if (!strcmp(verb, "show"))
		return show(nl, argv + 2, as_json);
	if (!strcmp(verb, "save"))
		return save(nl, argv + 2, with_secrets);
	if (!strcmp(verb, "restore"))
		return restore(nl, argv + 2);
	return change(nl, verb, argv + 2);
}

int cmd_identity(int argc, char **argv)
{
	bool with_secrets = ctl_take_option(&argc, argv, "--secrets");
	bool as_json = ctl_take_option(&argc, argv, "--json");
	struct snt_nl nl;
	int status;

	if (!is_usage(argc, argv) || (as_json && strcmp(argv[1], "show")) ||
	    (with_secrets && strcmp(argv[1], "save")))
		return CTL_USAGE;
	if (strlen(argv[2]) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", argv[2]);
	status = ctl_open(&nl);
	if (!status)
		status = carry_out(&nl, argv, as_json, with_secrets);
	snt_nl_close(&nl);
	return status;
}
