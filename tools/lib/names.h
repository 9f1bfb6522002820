/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of what the kernel says in numbers. The tables are generated from the
 * netlink spec into names_gen.c.
 */
#ifndef _SNT_NAMES_H
#define _SNT_NAMES_H

#include <stdint.h>

/* Room for all names of a table that people may write. */
#define SNT_NAME_LIST	96

/**
 * struct snt_name - one entry of an enum
 * @name: as in the spec
 * @doc: what it means, in a sentence
 */
struct snt_name {
	const char *name;
	const char *doc;
};

/**
 * struct snt_attr_name - one attribute of a set
 * @name: as in the spec
 * @nested: the attributes inside it, or NULL
 * @nested_max: the last index of @nested
 */
struct snt_attr_name {
	const char *name;
	const struct snt_attr_name *nested;
	uint16_t nested_max;
};

extern const struct snt_name snt_names_role[], snt_names_wire[],
	snt_names_payload[], snt_names_gso[], snt_names_encap[],
	snt_names_peer_state[], snt_names_peer_error[], snt_names_peer_event[],
	snt_names_drop_reason[];
extern const unsigned int snt_names_role_nr, snt_names_wire_nr,
	snt_names_payload_nr, snt_names_gso_nr, snt_names_encap_nr,
	snt_names_peer_state_nr, snt_names_peer_error_nr, snt_names_peer_event_nr,
	snt_names_drop_reason_nr;
extern const struct snt_attr_name snt_attrs_dev[], snt_attrs_peer[],
	snt_attrs_stats[];

const char *snt_name_text(const struct snt_name *names, unsigned int nr,
			  uint32_t value);
int snt_name_value(const struct snt_name *names, unsigned int nr,
		   const char *text, uint32_t *value);
const char *snt_name_list(char text[SNT_NAME_LIST], const struct snt_name *names,
			  unsigned int nr);

/* Both as SNT_NAME(wire, dev->wire). */
#define SNT_NAME(list, value) \
	snt_name_text(snt_names_##list, snt_names_##list##_nr, value)
#define SNT_VALUE(list, text, value) \
	snt_name_value(snt_names_##list, snt_names_##list##_nr, text, value)
/* What a word has to be, where @text is an array for it: SNT_LIST(wire, text) */
#define SNT_LIST(list, text) \
	snt_name_list(text, snt_names_##list, snt_names_##list##_nr)

#endif
