/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration files: [Interface] and [Peer] sections of "Key = value" lines,
 * as wg(8) and wg-quick(8) have them, or of a client [Gateway] and [Tunnel].
 */
#ifndef _SNT_CONF_H
#define _SNT_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "list.h"
#include "model.h"

enum snt_hook {
	SNT_HOOK_PRE_UP,
	SNT_HOOK_POST_UP,
	SNT_HOOK_PRE_DOWN,
	SNT_HOOK_POST_DOWN,
	SNT_HOOK_NR,
};

/**
 * struct snt_quick - what only "up" and "down" use
 * @addresses: of the link, with or without prefix length
 * @routes: what goes into a client's link; of other links the allowed IPs do
 * @dns: name servers
 * @dns_search: search domains
 * @hooks: commands for bash, by enum snt_hook
 * @mtu: of the link, 0 to work it out
 * @table: routing table as written, NULL for "auto"
 * @save: write the file anew before the link goes
 */
struct snt_quick {
	struct snt_list addresses;
	struct snt_list routes;
	struct snt_list dns;
	struct snt_list dns_search;
	struct snt_list hooks[SNT_HOOK_NR];
	uint32_t mtu;
	char *table;
	bool save;
};

/**
 * struct snt_conf - a file that was read
 * @dev: the device and its peers, or its gateway and tunnels
 * @warnings: what may not be meant, as "LINE: TEXT"
 * @quick: the rest
 * @has_section: there is at least one, though it may be empty
 */
struct snt_conf {
	struct snt_dev *dev;
	struct snt_list warnings;
	struct snt_quick quick;
	bool has_section;
};

/**
 * struct snt_conf_error - what is wrong with a file
 * @line: where, from 1; 0 for the file as a whole
 * @text: one line without its end
 */
struct snt_conf_error {
	unsigned int line;
	char text[256];
};

int snt_conf_parse(struct snt_conf *conf, const char *text, size_t len,
		   bool quick, struct snt_conf_error *error);
int snt_conf_read(struct snt_conf *conf, const char *path, bool quick,
		  struct snt_conf_error *error);
void snt_conf_uninit(struct snt_conf *conf);

/* conf_write.c */
void snt_conf_write_interface(FILE *out, const struct snt_dev *dev);
void snt_conf_write_gateway(FILE *out, const struct snt_dev *dev);
void snt_conf_write_peers(FILE *out, const struct snt_dev *dev);

#endif
