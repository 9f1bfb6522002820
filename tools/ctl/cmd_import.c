// SPDX-License-Identifier: GPL-2.0-only
/*
 * import: takes over a file of wg-quick(8).
 */
#include "ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf_import.h"
#include "ctl_conf.h"
#include "file.h"
#include "quick.h"

#define WG_CONF_FOLDER	"/etc/wireguard"

static bool is_path(const char *what)
{
	const char *dot = strrchr(what, '.');

	return strchr(what, '/') || (dot && !strcmp(dot, ".conf"));
}

/* A name stands for a file, as wg-quick(8) has it. */
static void name_source(char path[PATH_MAX], const char *what)
{
	if (is_path(what))
		snprintf(path, PATH_MAX, "%s", what);
	else
		snprintf(path, PATH_MAX, WG_CONF_FOLDER "/%s.conf", what);
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Without another name the file keeps its own. */
static int find_target(struct quick *quick, const char *source,
		       const char *what)
{
	char path[sizeof(QUICK_CONF_FOLDER) + PATH_MAX];

	if (what)
		return quick_find(quick, what);
	snprintf(path, sizeof(path), QUICK_CONF_FOLDER "/%s", base_of(source));
	return quick_find(quick, path);
}

static char *read_source(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = fd < 0 ? NULL : snt_file_read(fd, len);

	if (!text)
		ctl_fail("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return text;
}

static void print_list(FILE *out, const char *path, const struct snt_list *list)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		fprintf(out, "%s:%s\n", path, list->text[i]);
}

static int write_target(const struct quick *to, const char *text, size_t len,
			bool replace)
{
	int ret = snt_file_write(to->path, text, len, replace);

	if (ret == -EEXIST)
		return ctl_fail("%s is there already; with --replace it is overwritten",
				to->path);
	return ret ? ctl_fail("%s: %s", to->path, strerror(-ret)) : 0;
}

static void name_interface(char name[PATH_MAX], const char *path)
{
	char *dot;

	snprintf(name, PATH_MAX, "%s", base_of(path));
	dot = strrchr(name, '.');
	if (dot)
		*dot = '\0';
}

static int import(const char *from, const struct quick *to, const char *text,
		  size_t len, bool replace)
{
	struct snt_import import = { 0 };
	struct snt_conf_error error;
	char *fresh = NULL, name[PATH_MAX];
	size_t fresh_len = 0;
	FILE *out = open_memstream(&fresh, &fresh_len);
	int status = 0;

	name_interface(name, from);
	import.old_name = strcmp(name, to->ifname) ? name : NULL;
	if (!out)
		return ctl_fail("%s", strerror(errno));
	if (snt_import_conf(&import, out, text, len, &error))
		status = ctl_fail_conf(from, &error);
	if (fclose(out) && !status)
		status = ctl_fail("%s", strerror(errno));
	if (!status)
		status = write_target(to, fresh, fresh_len, replace);
	if (!status) {
		print_list(stdout, from, &import.changes);
		print_list(stderr, from, &import.notes);
		printf("%s is written\n", to->path);
	}
	explicit_bzero(fresh, fresh_len);
	free(fresh);
	snt_import_uninit(&import);
	return status;
}

int cmd_import(int argc, char **argv)
{
	bool replace = ctl_take_option(&argc, argv, "--replace");
	char from[PATH_MAX], *text;
	struct quick to;
	size_t len;
	int status;

	if (argc < 2 || argc > 3)
		return CTL_USAGE;
	name_source(from, argv[1]);
	status = find_target(&to, from, argv[2]);
	if (!status) {
		text = read_source(from, &len);
		status = text ? import(from, &to, text, len, replace) : 1;
		if (text)
			explicit_bzero(text, len);
		free(text);
	}
	quick_uninit(&to);
	return status;
}
