// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding and reading the file of an interface, and its hooks.
 */
#include "quick.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl.h"
#include "ctl_conf.h"
#include "exec.h"
#include "mem.h"
#include "route.h"

#define CONF_FOLDER	"/etc/snaptun"
#define NAME_CHARS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
			"0123456789_=+.-"

static bool is_name(const char *text, size_t len)
{
	return len && len < IFNAMSIZ && strspn(text, NAME_CHARS) >= len;
}

/* FILE is a path that ends in NAME.conf, INTERFACE stands for one in /etc. */
static int find_file(struct quick *quick, const char *what)
{
	const char *base, *dot;
	char path[PATH_MAX];

	if (is_name(what, strlen(what)))
		snprintf(path, sizeof(path), CONF_FOLDER "/%s.conf", what);
	else
		snprintf(path, sizeof(path), "%s", what);
	base = strrchr(path, '/');
	base = base ? base + 1 : path;
	dot = strrchr(base, '.');
	if (!dot || strcmp(dot, ".conf") || !is_name(base, dot - base))
		return ctl_fail("%s: the name of the file must be that of an interface, and .conf",
				path);
	memcpy(quick->ifname, base, dot - base);
	quick->path = realpath(path, NULL);
	if (!quick->path)
		return ctl_fail("%s: %s", path, strerror(errno));
	return 0;
}

static void warn_if_readable_by_all(const char *path)
{
	char folder[PATH_MAX];
	struct stat file, parent;
	char *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	if (!stat(path, &file) && !stat(*folder ? folder : "/", &parent) &&
	    file.st_mode & parent.st_mode & 0007)
		fprintf(stderr, "Warning: everybody can read %s\n", path);
}

/**
 * quick_init - find and read the file of an interface
 * @quick: filled; to be freed with quick_uninit() also on failure
 * @what: name of the interface, or path of the file
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_init(struct quick *quick, const char *what)
{
	int status;

	memset(quick, 0, sizeof(*quick));
	status = find_file(quick, what);
	if (status)
		return status;
	warn_if_readable_by_all(quick->path);
	status = ctl_read_conf(&quick->conf, quick->path, true);
	if (!status)
		strcpy(quick->conf.dev->name, quick->ifname);
	return status;
}

/**
 * quick_uninit - free what quick_init() made
 * @quick: empty afterwards
 */
void quick_uninit(struct quick *quick)
{
	snt_conf_uninit(&quick->conf);
	free(quick->path);
	memset(quick, 0, sizeof(*quick));
}

/**
 * quick_run_hooks - run the commands of one phase, in the file's order
 * @quick: the file
 * @hook: the phase
 *
 * Return: 0, or the status of the first command that failed.
 */
int quick_run_hooks(const struct quick *quick, enum snt_hook hook)
{
	const struct snt_list *list = &quick->conf.quick.hooks[hook];
	int status = 0;
	size_t i;

	for (i = 0; i < list->nr && !status; i++)
		status = exec_hook(list->text[i], quick->ifname);
	return status;
}

/**
 * quick_require_snaptun - see that the interface is there, and ours
 * @quick: the file
 *
 * Return: 0, or the exit status after saying that it is not.
 */
int quick_require_snaptun(const struct quick *quick)
{
	struct link link;

	if (!route_get_link(quick->ifname, &link) &&
	    !strcmp(link.kind, "snaptun"))
		return 0;
	return ctl_fail("`%s' is not a snaptun interface", quick->ifname);
}
