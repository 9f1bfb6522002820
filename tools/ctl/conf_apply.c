// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a configuration file to the kernel.
 */
#include "ctl_conf.h"

#include <string.h>

#include "ctl.h"
#include "diff.h"
#include "resolve.h"

/**
 * ctl_fail_conf - say what is wrong with a file
 * @path: the file
 * @error: what is wrong
 *
 * Return: the exit status 1.
 */
int ctl_fail_conf(const char *path, const struct snt_conf_error *error)
{
	if (error->line)
		fprintf(stderr, "%s:%u: %s\n", path, error->line, error->text);
	else
		fprintf(stderr, "%s: %s\n", path, error->text);
	return 1;
}

/**
 * ctl_read_conf - read a file and say what is wrong with it
 * @conf: filled; to be freed with snt_conf_uninit() also on failure
 * @path: the file
 * @quick: admit the keys of "up" and "down"
 *
 * Return: 0, or the exit status after one line on standard error.
 */
int ctl_read_conf(struct snt_conf *conf, const char *path, bool quick)
{
	struct snt_conf_error error;
	int ret = snt_conf_read(conf, path, quick, &error);
	size_t i;

	for (i = 0; i < conf->warnings.nr && !ret; i++)
		fprintf(stderr, "%s:%s\n", path, conf->warnings.text[i]);
	return ret ? ctl_fail_conf(path, &error) : 0;
}

/**
 * ctl_resolve_conf - find the addresses of all endpoints of a file
 * @conf: the file
 * @path: its name
 *
 * Return: 0, or the exit status after one line on standard error.
 */
int ctl_resolve_conf(struct snt_conf *conf, const char *path)
{
	char error[SNT_RESOLVE_ERROR];
	struct snt_peer *peer;

	if (conf->dev->gateway &&
	    snt_resolve_peer(conf->dev->gateway, error)) {
		fprintf(stderr, "%s:%u: the endpoint of this [Gateway]: %s\n",
			path, conf->dev->gateway->line, error);
		return 1;
	}
	for (peer = conf->dev->peers; peer; peer = peer->next) {
		if (!snt_resolve_peer(peer, error))
			continue;
		fprintf(stderr, "%s:%u: the endpoint of this [Peer]: %s\n",
			path, peer->line, error);
		return 1;
	}
	return 0;
}

static int apply_difference(struct snt_nl *nl, struct snt_dev *want,
			    enum snt_diff_mode mode)
{
	struct snt_dev *have, *change;
	int status = ctl_get_dev(nl, want->name, &have);

	if (status)
		return status;
	change = snt_diff_create(have, want, mode);
	if (change->flags || change->peers || change->gateway)
		status = ctl_apply(nl, change);
	snt_model_destroy(change);
	snt_model_destroy(have);
	return status;
}

/**
 * ctl_apply_dev - bring a configuration to the kernel
 * @want: the device, its endpoints resolved
 * @mode: whether to add, to set or to synchronise
 *
 * Return: 0, or the exit status after one line on standard error.
 */
int ctl_apply_dev(struct snt_dev *want, enum ctl_conf_mode mode)
{
	struct snt_nl nl;
	int status = ctl_open(&nl);

	if (!status)
		status = ctl_check_role(&nl, want);
	if (!status && mode == CTL_CONF_ADD)
		status = ctl_apply(&nl, want);
	else if (!status)
		status = apply_difference(&nl, want, mode == CTL_CONF_SET ?
					  SNT_DIFF_SET : SNT_DIFF_SYNC);
	snt_nl_close(&nl);
	return status;
}

/**
 * ctl_apply_conf - bring a file to the kernel
 * @conf: the file, its endpoints resolved
 * @ifname: the interface
 * @mode: whether to add, to set or to synchronise
 *
 * Return: 0, or the exit status after one line on standard error.
 */
int ctl_apply_conf(struct snt_conf *conf, const char *ifname,
		   enum ctl_conf_mode mode)
{
	if (strlen(ifname) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", ifname);
	strcpy(conf->dev->name, ifname);
	return ctl_apply_dev(conf->dev, mode);
}
