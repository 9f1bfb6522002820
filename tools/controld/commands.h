/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of snaptun-controld.
 */
#ifndef _SNT_COMMANDS_H
#define _SNT_COMMANDS_H

#include <stdbool.h>

#define CONTROLD_CONF	"/etc/snaptun/snaptun-controld.conf"
#define CONTROLD_SOCKET	"/run/snaptun-controld/socket"

/**
 * struct controld_options - the command line; NULL for what is not given
 * @config: configuration file
 * @socket: at which the control plane is told what to do
 * @json: print JSON
 * @key: file of a private key
 * @kid: name of that
 * @life: for how many seconds a token is good
 * @pssid: whose it is
 * @id: of the token
 * @version: of what it says
 * @operand: what stands behind the command
 * @operand2: and behind that
 */
struct controld_options {
	const char *config;
	const char *socket;
	bool json;
	const char *key;
	const char *kid;
	const char *life;
	const char *pssid;
	const char *id;
	const char *version;
	const char *operand;
	const char *operand2;
};

/* common.c */
int controld_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* one file each; they return the exit status */
int cmd_serve(const struct controld_options *options);
int cmd_controld_status(const struct controld_options *options);
int cmd_revoke(const struct controld_options *options);
int cmd_keygen(const struct controld_options *options);
int cmd_jwks(const struct controld_options *options);
int cmd_verify(const struct controld_options *options);
int cmd_token(const struct controld_options *options);

#endif
