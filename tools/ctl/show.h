/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways to show a device: for people, for scripts, as JSON.
 */
#ifndef _SHOW_H
#define _SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "json.h"
#include "model.h"

/**
 * struct show_field - one thing that can be shown
 * @name: FIELD on the command line, NULL for what is only in JSON
 * @of_peer: a value for each peer, else one for the device
 * @secret: left out of JSON unless asked for by name
 * @text: writes the value for scripts as wg(8) does; NULL when the public key
 *	alone is the value
 * @json: writes the members; nothing for what is absent
 */
struct show_field {
	const char *name;
	bool of_peer;
	bool secret;
	void (*text)(const struct snt_dev *dev, const struct snt_peer *peer);
	void (*json)(struct snt_json *json, const struct snt_dev *dev,
		     const struct snt_peer *peer);
};

/* cmd_show.c */
void show_print_names(void);

/* show_fields.c */
extern const struct show_field show_fields[];
const struct show_field *show_find_field(const char *name);
void show_field(const struct snt_dev *dev, const struct show_field *field,
		bool with_name);
void show_dump(const struct snt_dev *dev, bool with_name);

/* show_json.c */
void show_json_dev(struct snt_json *json, const struct snt_dev *dev,
		   const struct show_field *field, bool with_secrets);
void show_json_event(struct snt_json *json, const struct snt_dev *dev,
		     const struct snt_peer *peer);
void show_json_conf(const struct snt_dev *dev);

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
