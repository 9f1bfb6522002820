/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Identities and accounts of a gateway as lines of text, which outlive the
 * module. Each begins with its word:
 *
 *	identity KEY SETTINGS...	as "identity add" has them
 *	account KEY generation N rx PACKETS BYTES LAST tx PACKETS BYTES LAST
 *	drop REASON PACKETS		of the account before
 *	pair WAY SRC DST PACKETS BYTES	likewise; "- -" for all other pairs
 *	end IDENTITIES ACCOUNTS
 */
#ifndef _STATE_H
#define _STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "nl.h"

/* The first line */
#define STATE_HEAD	"# State of a gateway, by " CTL_NAME " identity save: 1"
/* Words of the longest line */
#define STATE_WORDS_MAX	32

/* state_save.c */
int state_save(struct snt_nl *nl, const char *ifname, FILE *out,
	       bool with_secrets);

/* state_restore.c */
int state_restore(struct snt_nl *nl, const char *ifname, FILE *in);

#endif
