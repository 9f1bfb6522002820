/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways to show a device: for people, for scripts, as JSON.
 */
#ifndef _SHOW_H
#define _SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "fields.h"
#include "identity.h"
#include "nl.h"

/* cmd_show.c */
void show_print_names(void);

/* show_fields.c */
void show_columns(const struct snt_dev *dev, const char *column,
		  bool with_name);
void show_dump(const struct snt_dev *dev, bool with_name);

/* show_json.c */
void show_json_dev(struct snt_json *json, const struct snt_dev *dev,
		   const char *column, bool with_secrets);
void show_json_made(struct snt_json *json, const struct snt_peer *tunnel);
void show_json_event(struct snt_json *json, const struct snt_event *event);
void show_json_conf(const struct snt_dev *dev);

/* show_account.c */
const char *show_identity_name(const struct snt_identity *identity);
void show_json_names(struct snt_json *json,
		     const struct snt_identity *identity);
void show_json_limits(struct snt_json *json,
		      const struct snt_identity *identity);
void show_json_account(struct snt_json *json,
		       const struct snt_identity *identity);

/* show_made.c */
int show_made(struct snt_nl *nl, char **words, bool as_json);

/* show_pretty.c */
void show_pretty(struct snt_dev *dev);

/* terminal.c */
enum show_colour {
	SHOW_PLAIN,
	SHOW_BOLD,
	SHOW_GREEN,
	SHOW_YELLOW,
	SHOW_CYAN,
	SHOW_RED,
};

const char *show_colour(enum show_colour colour);
bool show_hides_keys(void);
uint64_t show_now_ns(void);

#endif
