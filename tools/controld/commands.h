/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of snaptun-controld.
 */
#ifndef _SNT_COMMANDS_H
#define _SNT_COMMANDS_H

#define CONTROLD_CONF	"/etc/snaptun/snaptun-controld.conf"

/**
 * struct controld_options - the command line; NULL for what is not given
 * @config: configuration file
 * @key: file of a private key
 * @kid: name of that
 * @life: for how many seconds a token is good
 * @pssid: whose it is
 * @id: of the token
 * @version: of what it says
 * @operand: what stands behind the command
 */
struct controld_options {
	const char *config;
	const char *key;
	const char *kid;
	const char *life;
	const char *pssid;
	const char *id;
	const char *version;
	const char *operand;
};

/* common.c */
int controld_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* one file each; they return the exit status */
int cmd_serve(const struct controld_options *options);
int cmd_keygen(const struct controld_options *options);
int cmd_jwks(const struct controld_options *options);
int cmd_verify(const struct controld_options *options);
int cmd_token(const struct controld_options *options);

#endif
