// SPDX-License-Identifier: GPL-2.0-only
/*
 * show.
 */
#include "ctl.h"

#include <errno.h>
#include <string.h>

#include "show.h"

/**
 * struct request - what is to be shown, and how
 * @field: one field, or NULL
 * @dump: in wg(8)'s columns
 * @all: of all interfaces
 * @json: as JSON, into @doc
 * @doc: the document
 * @nr: interfaces shown so far
 */
struct request {
	const struct show_field *field;
	bool dump;
	bool all;
	bool json;
	struct snt_json doc;
	size_t nr;
};

static void show_dev(struct request *request, struct snt_dev *dev)
{
	bool with_secrets = request->dump || !show_hides_keys();

	if (request->json) {
		show_json_dev(&request->doc, dev, request->field,
			      with_secrets);
	} else if (request->dump) {
		show_dump(dev, request->all);
	} else if (request->field) {
		show_field(dev, request->field, request->all);
	} else {
		if (request->nr)
			putchar('\n');
		show_pretty(dev);
	}
	request->nr++;
}

static int show_named(struct request *request, struct snt_nl *nl,
		      const char *name)
{
	struct snt_dev *dev;
	int ret = snt_nl_get_dev(nl, name, &dev);

	/* one that went away since the names were read is not there */
	if (ret == -ENODEV && request->all)
		return 0;
	if (ret)
		return ctl_fail("Unable to access interface %s: %s", name,
				nl->error);
	show_dev(request, dev);
	snt_model_destroy(dev);
	return 0;
}

static int show_all(struct request *request, struct snt_nl *nl)
{
	struct snt_devs devs;
	int status = 0;
	size_t i;

	if (snt_nl_get_names(nl, &devs))
		status = ctl_fail("Unable to list interfaces: %s", nl->error);
	for (i = 0; i < devs.nr && !status; i++)
		status = show_named(request, nl, devs.dev[i]->name);
	snt_nl_free_devs(&devs);
	return status;
}

static int show_interfaces(struct request *request, struct snt_nl *nl)
{
	struct snt_devs devs;
	int status = 0;
	size_t i;

	if (snt_nl_get_names(nl, &devs))
		status = ctl_fail("Unable to list interfaces: %s", nl->error);
	for (i = 0; i < devs.nr && !status; i++) {
		if (request->json) {
			snt_json_begin(&request->doc, NULL, '{');
			snt_json_string(&request->doc, "name",
					devs.dev[i]->name);
			snt_json_end(&request->doc, '}');
		} else {
			printf("%s%c", devs.dev[i]->name,
			       i + 1 < devs.nr ? ' ' : '\n');
		}
	}
	snt_nl_free_devs(&devs);
	return status;
}

static int parse_what(struct request *request, const char *what)
{
	if (!what)
		return 0;
	request->dump = !strcmp(what, "dump");
	if (!request->dump)
		request->field = show_find_field(what);
	if (request->dump || request->field)
		return 0;
	ctl_fail("there is no field `%s'", what);
	return ctl_usage("show");
}

int cmd_show(int argc, char **argv)
{
	struct request request = { .doc = { .out = stdout } };
	const char *name = "all";
	struct snt_nl nl;
	int status;

	request.json = ctl_take_option(&argc, argv, "--json");
	if (argc > 3)
		return ctl_usage("show");
	if (argc > 1)
		name = argv[1];
	request.all = !strcmp(name, "all");
	if (argc > 2 && !strcmp(name, "interfaces"))
		return ctl_usage("show");
	status = parse_what(&request, argc > 2 ? argv[2] : NULL);
	if (status)
		return status;

	status = ctl_open(&nl);
	if (!status) {
		if (request.json) {
			snt_json_begin(&request.doc, NULL, '{');
			snt_json_begin(&request.doc, "interfaces", '[');
		}
		if (request.all)
			status = show_all(&request, &nl);
		else if (!strcmp(name, "interfaces"))
			status = show_interfaces(&request, &nl);
		else
			status = show_named(&request, &nl, name);
		if (request.json) {
			snt_json_end(&request.doc, ']');
			snt_json_end(&request.doc, '}');
		}
	}
	snt_nl_close(&nl);
	return status;
}
