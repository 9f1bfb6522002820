/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the subcommands of snaptun-ctl share.
 */
#ifndef _CTL_H
#define _CTL_H

#include <stdbool.h>
#include <stdio.h>

#include "key.h"
#include "model.h"
#include "nl.h"

#define CTL_NAME	"snaptun-ctl"

/* From a subcommand: its arguments are none that it knows */
#define CTL_USAGE	(-1)

/**
 * struct ctl_command - one subcommand
 * @name: as typed
 * @usage: its arguments
 * @help: a sentence
 * @run: argv[0] is the name; returns the exit status, or CTL_USAGE
 */
struct ctl_command {
	const char *name;
	const char *usage;
	const char *help;
	int (*run)(int argc, char **argv);
};

/* common.c */
int ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void ctl_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool ctl_take_option(int *argc, char **argv, const char *option);
int ctl_open(struct snt_nl *nl);
int ctl_read_key(const char *word, uint8_t key[SNT_KEY_LEN]);
int ctl_get_dev(struct snt_nl *nl, const char *ifname, struct snt_dev **dev);
int ctl_read_dev(const char *ifname, struct snt_dev **dev);
int ctl_check_role(struct snt_nl *nl, const struct snt_dev *want);
int ctl_apply(struct snt_nl *nl, const struct snt_dev *dev);
int ctl_finish(int status);

/* one file each */
int cmd_account(int argc, char **argv);
int cmd_addconf(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_reload(int argc, char **argv);
int cmd_down(int argc, char **argv);
int cmd_flow(int argc, char **argv);
int cmd_genkey(int argc, char **argv);
int cmd_genpsk(int argc, char **argv);
int cmd_identity(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_keylog(int argc, char **argv);
int cmd_metrics(int argc, char **argv);
int cmd_monitor(int argc, char **argv);
int cmd_pubkey(int argc, char **argv);
int cmd_resolve(int argc, char **argv);
int cmd_save(int argc, char **argv);
int cmd_set(int argc, char **argv);
int cmd_setconf(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_showconf(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_strip(int argc, char **argv);
int cmd_syncconf(int argc, char **argv);
int cmd_tunnel(int argc, char **argv);
int cmd_underlay(int argc, char **argv);
int cmd_up(int argc, char **argv);

#endif
