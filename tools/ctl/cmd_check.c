// SPDX-License-Identifier: GPL-2.0-only
/*
 * check: goes through what keeps tunnels from working, the cause before the
 * consequence, and says what to do.
 */
#include "ctl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>

#include "check.h"
#include "show.h"
#include "text.h"

/* No clock that was ever set shows less: 2026-01-01. */
#define FIRST_TIME_NS	UINT64_C(1767225600000000000)

/* Initiations carry the time, and one that is not the latest is refused. */
static void check_clock(struct check *check)
{
	struct timex timex = { 0 };
	char text[SNT_TIME_TEXT];
	uint64_t now_ns = show_now_ns();

	snt_text_time(text, now_ns);
	if (now_ns < FIRST_TIME_NS)
		check_report(check, CHECK_FAULT, CHECK_CLOCK, "clock",
			     "it is %s: the clock was never set, and peers that met a later one refuse handshakes",
			     text);
	else if (adjtimex(&timex) == TIME_ERROR)
		check_report(check, CHECK_NOTE, CHECK_OK, "clock",
			     "it is %s; nothing synchronises the clock, which must never go back",
			     text);
	else
		check_report(check, CHECK_FINE, CHECK_OK, "clock",
			     "it is %s, synchronised", text);
}

/* Read again after the network was asked: a handshake may be over meanwhile. */
static int read_dev(struct check *check, struct snt_nl *nl, const char *name,
		    struct check_probe *probe, struct snt_dev **dev)
{
	int ret = snt_nl_get_dev(nl, name, dev);

	if (!ret) {
		check_ask(probe, nl, *dev);
		snt_model_destroy(*dev);
		ret = snt_nl_get_dev(nl, name, dev);
	}
	if (ret)
		check_report(check, CHECK_FAULT, CHECK_CONFIG, name, "%s",
			     nl->error);
	return ret;
}

static void check_named(struct check *check, struct snt_nl *nl,
			const char *name)
{
	struct check_probe probe = { .nr = 0 };
	struct snt_drops *drops = NULL;
	struct snt_dev *dev;
	size_t nr = 0;

	if (read_dev(check, nl, name, &probe, &dev))
		return;
	check_dev(check, dev, &probe);
	if (!snt_nl_get_drops(nl, name, &drops, &nr) && nr)
		check_drops(check, drops);
	while (nr)
		free(drops[--nr].count);
	free(drops);
	snt_model_destroy(dev);
}

static void check_devices(struct check *check, struct snt_nl *nl,
			  const char *name)
{
	struct snt_devs devs;
	size_t i;

	if (name) {
		check_named(check, nl, name);
		return;
	}
	if (snt_nl_get_names(nl, &devs))
		check_report(check, CHECK_FAULT, CHECK_ERROR, "interfaces",
			     "%s", nl->error);
	else if (!devs.nr)
		check_report(check, CHECK_NOTE, CHECK_OK, "interfaces",
			     "there is none: ip link add NAME type snaptun");
	for (i = 0; i < devs.nr; i++)
		check_named(check, nl, devs.dev[i]->name);
	snt_nl_free_devs(&devs);
}

static void run_checks(struct check *check, const char *name)
{
	struct snt_nl nl;
	int ret = snt_nl_open(&nl);

	if (ret == -ENOENT) {
		snt_nl_close(&nl);
		if (!check_explain_module(check))
			return;
		ret = snt_nl_open(&nl);
	}
	if (ret) {
		check_report(check, CHECK_FAULT, CHECK_ERROR, "module", "%s",
			     nl.error);
	} else {
		check_report(check, CHECK_FINE, CHECK_OK, "module",
			     "snaptun is loaded");
		check_clock(check);
		check_devices(check, &nl, name);
	}
	snt_nl_close(&nl);
}

int cmd_check(int argc, char **argv)
{
	struct check check = { .doc = { .out = stdout } };

	check.json = ctl_take_option(&argc, argv, "--json");
	if (argc > 2)
		return CTL_USAGE;
	if (check.json) {
		snt_json_begin(&check.doc, NULL, '{');
		snt_json_begin(&check.doc, "findings", '[');
	}
	run_checks(&check, argc > 1 && strcmp(argv[1], "all") ? argv[1] : NULL);
	if (check.json) {
		snt_json_end(&check.doc, ']');
		snt_json_uint(&check.doc, "status", check.status);
		snt_json_end(&check.doc, '}');
	}
	return check.status;
}
