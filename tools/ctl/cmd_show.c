// SPDX-License-Identifier: GPL-2.0-only
/*
 * show.
 */
#include "ctl.h"

#include <errno.h>
#include <string.h>

#include "mem.h"
#include "show.h"

/**
 * struct request - what is to be shown, and how
 * @column: FIELD, or NULL
 * @dump: in wg(8)'s columns
 * @all: of all interfaces
 * @names: of all interfaces, but their names only
 * @json: as JSON, into @doc
 * @doc: the document
 * @nr: interfaces shown so far
 */
struct request {
	const char *column;
	bool dump;
	bool all;
	bool names;
	bool json;
	struct snt_json doc;
	size_t nr;
};

static void show_dev(struct request *request, struct snt_dev *dev)
{
	bool with_secrets = request->dump || !show_hides_keys();

	if (request->json) {
		show_json_dev(&request->doc, dev, request->column,
			      with_secrets);
	} else if (request->dump) {
		show_dump(dev, request->all);
	} else if (request->column) {
		show_columns(dev, request->column, request->all);
	} else {
		if (request->nr)
			putchar('\n');
		show_pretty(dev);
	}
	request->nr++;
}

static int read_named(const struct request *request, struct snt_nl *nl,
		      const char *name, struct snt_devs *devs)
{
	struct snt_dev *dev;
	int ret = snt_nl_get_dev(nl, name, &dev);

	/* one that went away since the names were read is not there */
	if (ret == -ENODEV && request->all)
		return 0;
	if (ret)
		return ctl_fail("Unable to access interface %s: %s", name,
				nl->error);
	devs->dev = snt_mem_grow(devs->dev, &devs->max, devs->nr + 1,
				 sizeof(*devs->dev));
	devs->dev[devs->nr++] = dev;
	return 0;
}

static int read_names(struct snt_nl *nl, struct snt_devs *devs)
{
	if (snt_nl_get_names(nl, devs))
		return ctl_fail("Unable to list interfaces: %s", nl->error);
	return 0;
}

static int read_all(const struct request *request, struct snt_nl *nl,
		    struct snt_devs *devs)
{
	struct snt_devs names;
	int status = read_names(nl, &names);
	size_t i;

	for (i = 0; i < names.nr && !status; i++)
		status = read_named(request, nl, names.dev[i]->name, devs);
	snt_nl_free_devs(&names);
	return status;
}

static void show_names(struct request *request, const struct snt_devs *devs)
{
	size_t i;

	for (i = 0; i < devs->nr; i++) {
		if (request->json) {
			snt_json_begin(&request->doc, NULL, '{');
			snt_json_string(&request->doc, "name",
					devs->dev[i]->name);
			snt_json_end(&request->doc, '}');
		} else {
			printf("%s%c", devs->dev[i]->name,
			       i + 1 < devs->nr ? ' ' : '\n');
		}
	}
}

/* All is read before the first byte is written: no half output. */
static void show_devs(struct request *request, const struct snt_devs *devs)
{
	size_t i;

	if (request->json) {
		snt_json_begin(&request->doc, NULL, '{');
		snt_json_begin(&request->doc, "interfaces", '[');
	}
	if (request->names)
		show_names(request, devs);
	for (i = 0; i < devs->nr && !request->names; i++)
		show_dev(request, devs->dev[i]);
	if (request->json) {
		snt_json_end(&request->doc, ']');
		snt_json_end(&request->doc, '}');
	}
}

static void print_columns(const char *title, const struct snt_kind *kind)
{
	const struct snt_field *const *row;
	const char *last = "";

	fputs(title, stdout);
	snt_for_each_field(row, kind->shown) {
		if (!(*row)->in_show || !strcmp((*row)->in_show, last))
			continue;
		last = (*row)->in_show;
		printf(" %s", last);
	}
	putchar('\n');
}

/**
 * show_print_names - say what FIELD may be
 */
void show_print_names(void)
{
	print_columns("Fields of an interface:", &snt_kind_dev);
	print_columns("Fields of its peers:", &snt_kind_peer);
	print_columns("Fields of a client's gateway:", &snt_kind_gateway);
	print_columns("Fields of a client's tunnels:", &snt_kind_tunnel);
}

static int parse_what(struct request *request, const char *what)
{
	if (!what)
		return 0;
	request->dump = !strcmp(what, "dump");
	if (request->dump)
		return 0;
	request->column = what;
	if (snt_kind_has_column(&snt_kind_dev, what) ||
	    snt_kind_has_column(&snt_kind_peer, what) ||
	    snt_kind_has_column(&snt_kind_gateway, what) ||
	    snt_kind_has_column(&snt_kind_tunnel, what))
		return 0;
	return ctl_fail("show: there is no field `%s': " CTL_NAME
			" show --help lists them", what);
}

int cmd_show(int argc, char **argv)
{
	struct request request = { .doc = { .out = stdout } };
	struct snt_devs devs = { 0 };
	const char *name = "all";
	struct snt_nl nl;
	int status;

	request.json = ctl_take_option(&argc, argv, "--json");
	if (argc > 1)
		name = argv[1];
	request.all = !strcmp(name, "all");
	request.names = !strcmp(name, "interfaces");
	if (argc > 3 || (argc > 2 && request.names))
		return CTL_USAGE;
	status = parse_what(&request, argc > 2 ? argv[2] : NULL);
	if (status)
		return status;

	status = ctl_open(&nl);
	if (!status && request.all)
		status = read_all(&request, &nl, &devs);
	else if (!status && request.names)
		status = read_names(&nl, &devs);
	else if (!status)
		status = read_named(&request, &nl, name, &devs);
	if (!status)
		show_devs(&request, &devs);
	snt_nl_free_devs(&devs);
	snt_nl_close(&nl);
	return status;
}
