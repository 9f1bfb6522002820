// SPDX-License-Identifier: GPL-2.0-only
/*
 * stats: packets that were dropped, by reason.
 */
#include "ctl.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "names.h"

static void print_drops(const struct snt_drops *drops, bool with_zeros)
{
	uint64_t sum = 0;
	size_t i;

	printf("interface: %s\n", drops->name);
	for (i = 0; i < drops->nr; i++) {
		sum += drops->count[i];
		if (!drops->count[i] && !with_zeros)
			continue;
		printf("  %-20s %12" PRIu64 "  %s\n", SNT_NAME(drop_reason, i),
		       drops->count[i], i < snt_names_drop_reason.nr ?
		       snt_names_drop_reason.name[i].doc : "");
	}
	if (!sum && !with_zeros)
		puts("  nothing was dropped");
}

/* All reasons, also those that are zero: a reader need not know them. */
static void write_drops(struct snt_json *json, const struct snt_drops *drops)
{
	size_t i;

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", drops->name);
	snt_json_begin(json, "drops", '{');
	for (i = 0; i < drops->nr; i++) {
		char unknown[32];

		snprintf(unknown, sizeof(unknown), "reason-%zu", i);
		snt_json_uint(json, i < snt_names_drop_reason.nr ?
			      snt_names_drop_reason.name[i].name : unknown,
			      drops->count[i]);
	}
	snt_json_end(json, '}');
	snt_json_end(json, '}');
}

static void write_document(const struct snt_drops *drops, size_t nr)
{
	struct snt_json json = { .out = stdout };
	size_t i;

	snt_json_begin(&json, NULL, '{');
	snt_json_begin(&json, "interfaces", '[');
	for (i = 0; i < nr; i++)
		write_drops(&json, &drops[i]);
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}

static int show_drops(struct snt_nl *nl, const char *name, bool json,
		      bool with_zeros)
{
	struct snt_drops *drops = NULL;
	int status = 0;
	size_t nr = 0, i;

	if (snt_nl_get_drops(nl, name, &drops, &nr)) {
		status = ctl_fail("%s%s%s", name ? name : "", name ? ": " : "",
				  nl->error);
	} else if (json) {
		write_document(drops, nr);
	} else {
		for (i = 0; i < nr; i++) {
			if (i)
				putchar('\n');
			print_drops(&drops[i], with_zeros);
		}
	}
	for (i = 0; i < nr; i++)
		free(drops[i].count);
	free(drops);
	return status;
}

int cmd_stats(int argc, char **argv)
{
	bool with_zeros = ctl_take_option(&argc, argv, "--all");
	bool json = ctl_take_option(&argc, argv, "--json");
	const char *name;
	struct snt_nl nl;
	int status;

	if (argc > 2)
		return CTL_USAGE;
	name = argc > 1 && strcmp(argv[1], "all") ? argv[1] : NULL;
	status = ctl_open(&nl);
	if (!status)
		status = show_drops(&nl, name, json, with_zeros);
	snt_nl_close(&nl);
	return status;
}
