// SPDX-License-Identifier: GPL-2.0-only
/*
 * tunnel: the tunnels of a client, and those that a gateway has made.
 */
#include "ctl.h"

#include <linux/snaptun.h>
#include <string.h>

#include "names.h"
#include "parse.h"
#include "show.h"
#include "text.h"

/* Words of one tunnel line, each so wide that the next begin below each other */
#define LINE_FORMAT	"%-6s %-6s %-15s %-24s %s\n"

static void print_table(const struct snt_dev *dev)
{
	char id[16], port[8], assigned[SNT_ADDR_TEXT];
	const struct snt_peer *tunnel;

	printf(LINE_FORMAT, "tunnel", "port", "state", "assigned address",
	       "last error");
	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		snprintf(id, sizeof(id), "%u", tunnel->id);
		snprintf(port, sizeof(port), "%u", tunnel->local_port);
		printf(LINE_FORMAT, id, tunnel->local_port ? port : "any",
		       SNT_NAME(peer_state, tunnel->state),
		       tunnel->assigned.sa.sa_family ?
		       snt_text_sockaddr(assigned, &tunnel->assigned) : "-",
		       tunnel->last_error ?
		       SNT_NAME(peer_error, tunnel->last_error) : "-");
	}
}

static void write_tunnels(const struct snt_dev *dev)
{
	struct snt_json json = { .out = stdout };

	show_json_dev(&json, dev, "local-ports", false);
}

static int check_client(const struct snt_dev *dev)
{
	if (snt_model_is_client(dev))
		return 0;
	return dev->role == SNAPTUN_ROLE_GATEWAY ?
	       ctl_fail("%s makes its tunnels itself, for identities: revoke those",
			dev->name) :
	       ctl_fail("%s has peers, no tunnels of its own; those are of `ip link add ... type snaptun role client'",
			dev->name);
}

static int read_client(struct snt_nl *nl, const char *ifname,
		       struct snt_dev **dev)
{
	int status = ctl_get_dev(nl, ifname, dev);

	return status ? status : check_client(*dev);
}

/* @words: the interface, and what tunnels of a gateway are asked for */
static int show(struct snt_nl *nl, char **words, bool as_json)
{
	struct snt_dev *dev;
	int status = ctl_get_dev(nl, words[0], &dev);

	if (!status && dev->role == SNAPTUN_ROLE_GATEWAY) {
		snt_model_destroy(dev);
		return show_made(nl, words, as_json);
	}
	if (!status)
		status = check_client(dev);
	if (!status && words[1])
		status = ctl_fail("`%s' can only be asked of a gateway's tunnels",
				  words[1]);
	if (!status && as_json) {
		struct snt_json json = { .out = stdout };

		show_json_dev(&json, dev, NULL, false);
	} else if (!status) {
		print_table(dev);
	}
	snt_model_destroy(dev);
	return status;
}

static int parse_new(struct snt_peer *tunnel, char **words)
{
	const struct snt_field *field;
	const char *want;

	for (; *words; words += 2) {
		field = snt_field_in_set(&snt_kind_tunnel, *words);
		if (!field)
			return ctl_fail("tunnel add: `%s' is not `port' or `count'",
					*words);
		if (!words[1])
			return ctl_fail("`%s' needs a value", *words);
		want = snt_field_parse(field, tunnel, words[1]);
		if (want)
			return ctl_fail("%s: `%s' is not %s", *words, words[1],
					want);
	}
	return 0;
}

/* All or none: what was made before one was refused goes again. */
static int undo(struct snt_nl *nl, const struct snt_dev *made)
{
	char why[SNT_NL_ERROR_LEN];

	memcpy(why, nl->error, sizeof(why));
	if (made->peers && snt_nl_apply(nl, made, NULL))
		ctl_warn("some of the tunnels are still there: %s", nl->error);
	return ctl_fail("Unable to add tunnels to %s: %s", made->name, why);
}

static int add(struct snt_nl *nl, const char *ifname, char **words,
	       bool as_json)
{
	struct snt_dev *want, *made;
	int status;

	if (strlen(ifname) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", ifname);
	want = snt_model_create(ifname);
	made = snt_model_create(ifname);
	want->role = SNAPTUN_ROLE_CLIENT;
	made->role = SNAPTUN_ROLE_CLIENT;
	status = parse_new(snt_model_add_tunnel(want, 0), words);
	if (!status && snt_nl_apply(nl, want, made))
		status = undo(nl, made);
	if (!status && as_json)
		write_tunnels(made);
	else if (!status)
		show_columns(made, "local-ports", false);
	snt_model_destroy(made);
	snt_model_destroy(want);
	return status;
}

/* Adds to @want those tunnels of @have that are meant. */
static int select_tunnels(struct snt_dev *want, const struct snt_dev *have,
			  const char *which)
{
	const struct snt_peer *tunnel = have->peers;
	uint32_t id;

	if (!strcmp(which, "all")) {
		for (; tunnel; tunnel = tunnel->next)
			snt_model_add_tunnel(want, tunnel->id);
		return 0;
	}
	if (snt_parse_id(&id, which))
		return ctl_fail("`%s' is not the number of a tunnel, or `all'",
				which);
	if (!snt_model_find_tunnel(have, id))
		return ctl_fail("%s has no tunnel %s: `" CTL_NAME " tunnel show %s' lists them",
				have->name, which, have->name);
	snt_model_add_tunnel(want, id);
	return 0;
}

static void mark(struct snt_dev *dev, const char *verb)
{
	struct snt_peer *tunnel;

	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		tunnel->flags = SNT_PEER_HAS_ACTION;
		if (!strcmp(verb, "del"))
			tunnel->flags = SNT_PEER_REMOVE;
		else if (!strcmp(verb, "restart"))
			tunnel->action = SNAPTUN_TUNNEL_ACTION_RESTART;
		else
			tunnel->action = SNAPTUN_TUNNEL_ACTION_ACCEPT_ADDRESS;
	}
}

static int change(struct snt_nl *nl, const char *ifname, const char *verb,
		  const char *which)
{
	struct snt_dev *have, *want = snt_model_create(ifname);
	int status = read_client(nl, ifname, &have);

	want->role = SNAPTUN_ROLE_CLIENT;
	if (!status)
		status = select_tunnels(want, have, which);
	mark(want, verb);
	if (!status && want->peers)
		status = ctl_apply(nl, want);
	snt_model_destroy(want);
	snt_model_destroy(have);
	return status;
}

static bool is_change(const char *verb)
{
	return !strcmp(verb, "del") || !strcmp(verb, "restart") ||
	       !strcmp(verb, "accept-address");
}

static bool is_usage(int argc, char **argv)
{
	if (argc < 3)
		return false;
	/* Each filter has a value. */
	if (!strcmp(argv[1], "show"))
		return argc % 2;
	return !strcmp(argv[1], "add") || (is_change(argv[1]) && argc == 4);
}

int cmd_tunnel(int argc, char **argv)
{
	bool as_json = ctl_take_option(&argc, argv, "--json");
	struct snt_nl nl;
	int status;

	if (!is_usage(argc, argv))
		return CTL_USAGE;
	status = ctl_open(&nl);
	if (!status && !strcmp(argv[1], "add"))
		status = add(&nl, argv[2], argv + 3, as_json);
	else if (!status && !strcmp(argv[1], "show"))
		status = show(&nl, argv + 2, as_json);
	else if (!status)
		status = change(&nl, argv[2], argv[1], argv[3]);
	snt_nl_close(&nl);
	return status;
}
