// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding and reading the file of an interface, and its hooks.
 */
#include "quick.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "ctl_conf.h"
#include "exec.h"
#include "mem.h"
#include "route.h"

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
		snprintf(path, sizeof(path), QUICK_CONF_FOLDER "/%s.conf",
			 what);
	else
		snprintf(path, sizeof(path), "%s", what);
	base = strrchr(path, '/');
	base = base ? base + 1 : path;
	dot = strrchr(base, '.');
	if (!dot || strcmp(dot, ".conf") || !is_name(base, dot - base))
		return ctl_fail("%s: the name of the file must be that of an interface, and .conf",
				path);
	if (strchr(path, '\n'))
		return ctl_fail("the name of the file has more than one line");
	memcpy(quick->ifname, base, dot - base);
	/* what is missing is said by those who need the file */
	quick->path = realpath(path, NULL);
	if (!quick->path)
		quick->path = snt_mem_copy(path, strlen(path));
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
 * quick_find - find out which interface and which file are meant
 * @quick: filled; to be freed with quick_uninit() also on failure
 * @what: name of the interface, or path of the file, which need not be there
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_find(struct quick *quick, const char *what)
{
	memset(quick, 0, sizeof(*quick));
	quick->lock = -1;
	return find_file(quick, what);
}

/**
 * quick_read - read the file
 * @quick: from quick_find()
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_read(struct quick *quick)
{
	int status;

	warn_if_readable_by_all(quick->path);
	status = ctl_read_conf(&quick->conf, quick->path, true);
	if (!status)
		strcpy(quick->conf.dev->name, quick->ifname);
	return status;
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
	int status = quick_find(quick, what);

	return status ? status : quick_read(quick);
}

/**
 * quick_uninit - free what the functions above made
 * @quick: empty afterwards
 */
void quick_uninit(struct quick *quick)
{
	snt_conf_uninit(&quick->conf);
	free(quick->path);
	if (quick->lock >= 0)
		close(quick->lock);
	memset(quick, 0, sizeof(*quick));
	quick->lock = -1;
}

static int report_hook(enum snt_hook hook, const char *command, int status)
{
	const char *name = quick_hook_names[hook];

	if (status == EXEC_STOPPED)
		return ctl_fail("stopped by a signal before %s: `%s'", name,
				command);
	if (status >= EXEC_SIGNALLED)
		return ctl_fail("%s: `%s' was ended by signal %d", name,
				command, status - EXEC_SIGNALLED);
	return ctl_fail("%s: `%s' failed with status %d", name, command,
			status);
}

/**
 * quick_run_hooks - run the commands of one phase, in the file's order
 * @quick: the file
 * @hook: the phase
 *
 * Return: 0, or the exit status after saying which command failed first.
 */
int quick_run_hooks(const struct quick *quick, enum snt_hook hook)
{
	const struct snt_list *list = &quick->conf.quick.hooks[hook];
	size_t i;

	for (i = 0; i < list->nr; i++) {
		int status = exec_hook(list->text[i], quick->ifname);

		if (status)
			return report_hook(hook, list->text[i], status);
	}
	return 0;
}

/**
 * quick_set_mtu - set the MTU of the link
 * @quick: the interface
 * @mtu: bytes, or 0 for what the ways to the peers let through
 * @up: set the link up as well
 *
 * Return: 0, or an exit status.
 */
int quick_set_mtu(const struct quick *quick, uint32_t mtu, bool up)
{
	char text[16];

	if (!mtu)
		mtu = route_inner_mtu(quick->conf.dev);
	snprintf(text, sizeof(text), "%u", mtu);
	return up ? exec_run("ip", "link", "set", "mtu", text, "up", "dev",
			     quick->ifname) :
		    exec_run("ip", "link", "set", "mtu", text, "dev",
			     quick->ifname);
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

/**
 * quick_clean_up - undo what is outside the link, and would stay without it
 * @quick: the interface
 *
 * Return: 0, or an exit status.
 */
int quick_clean_up(const struct quick *quick)
{
	int status = quick_remove_rules(quick);
	int dns_status = quick_unset_dns(quick);

	return status ? status : dns_status;
}
