/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that is said of a device or a peer, one row each: how it is
 * called in every place, where the model and netlink have it, and by which type
 * it is read and written. Parsers and writers go by these rows, so that one
 * more thing to say is one more row, and one more kind of object one more file
 * of rows.
 */
#ifndef _SNT_FIELDS_H
#define _SNT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "json.h"
#include "model.h"
#include "names.h"

struct snt_field;

/* When there is something to show of a field. */
enum snt_presence {
	SNT_BY_FLAG,		/* the object has the field's flag */
	SNT_BY_VALUE,		/* the value is not zero */
	SNT_ALWAYS,
};

/**
 * struct snt_type - how values of a kind are read and written
 * @presence: when there is something to show
 * @absent: what scripts see otherwise; empty for no column at all, NULL for the
 *	value even so
 * @parse: sets the value from what people write; returns NULL, or what it should
 *	have been, valid until the next call. NULL for what is only shown, and
 *	for lists and free text, which each place reads in its own way.
 * @write: writes the value as scripts see it
 * @json: writes the member
 */
struct snt_type {
	enum snt_presence presence;
	const char *absent;
	const char *(*parse)(const struct snt_field *field, void *object,
			     const char *text);
	void (*write)(FILE *out, const struct snt_field *field,
		      const void *object);
	void (*json)(struct snt_json *json, const struct snt_field *field,
		     const void *object);
};

/**
 * struct snt_address_attrs - the netlink attributes of one address
 * @ipv4: address
 * @ipv6: address
 * @scope_id: link of an IPv6 address, 0 when it cannot have one
 * @port: UDP port; an address is complete with it
 */
struct snt_address_attrs {
	uint16_t ipv4;
	uint16_t ipv6;
	uint16_t scope_id;
	uint16_t port;
};

/**
 * struct snt_field - one thing that is said of an object
 * @type: how it is read and written
 * @names: the words of an enum
 * @attr: its attribute, copied byte for byte if its type has no other form; 0
 *	for an address
 * @address: the attributes of an address
 * @at: where the value is in the object
 * @size: its bytes
 * @flags_at: where the object has its flags
 * @flag: the one that says that there is a value; 0 when nothing has to say it
 * @in_files: key in configuration files
 * @in_set: word of "set"
 * @in_show: FIELD of "show"; rows that have the same one are its columns
 * @in_json: member of the object in JSON
 * @for_people: what "show" calls it
 * @secret: shown to those only who ask for it
 * @quiet: what is usual is not said to people or in files
 * @usual: that value, if it is a number and not zero
 * @reset: what a file does not name is zero, else as it is
 * @no_column: of @in_show it is only in JSON
 * @at_birth: it is given to a link as that is made, and never changed
 * @of_client: only clients have it
 * @of_gateway: only gateways have it
 * @of_peer: clients do not have it
 */
struct snt_field {
	const struct snt_type *type;
	const struct snt_names *names;
	uint16_t attr;
	const struct snt_address_attrs *address;
	size_t at;
	size_t size;
	size_t flags_at;
	uint32_t flag;
	const char *in_files;
	const char *in_set;
	const char *in_show;
	const char *in_json;
	const char *for_people;
	bool secret;
	bool quiet;
	uint32_t usual;
	bool reset;
	bool no_column;
	bool at_birth;
	bool of_client;
	bool of_gateway;
	bool of_peer;
};

/**
 * struct snt_kind - a kind of object
 * @section: where files have it
 * @id: what names an object of this kind; NULL when its link does
 * @shown: all fields, in the order of "show" in scripts and JSON
 * @files: what can be configured, as files have it
 * @words: the same as "set" lists it
 * @people: as people see it
 * @conf_json: the configuration in JSON
 * @event_json: what notifications say, in JSON
 * @dump: the columns of wg(8)
 *
 * From @shown on these are lists that end with NULL. Who adds a field adds it
 * to those in which it has a place; files and columns have the order of wg(8).
 */
struct snt_kind {
	const char *section;
	const struct snt_field *id;
	const struct snt_field *const *shown;
	const struct snt_field *const *files;
	const struct snt_field *const *words;
	const struct snt_field *const *people;
	const struct snt_field *const *conf_json;
	const struct snt_field *const *event_json;
	const struct snt_field *const *dump;
};

/**
 * SNT_IN - where an object has a value
 * @object: its type, such as struct snt_peer
 * @member: of it
 * @has: the flag that says that there is one, or 0
 */
#define SNT_IN(object, member, has)					\
	.at = offsetof(object, member), .flags_at = offsetof(object, flags), \
	.size = sizeof(((object *)0)->member), .flag = (has)

/* field_types.c */
extern const struct snt_type snt_type_key, snt_type_port, snt_type_mark,
	snt_type_name, snt_type_vni, snt_type_seconds, snt_type_text,
	snt_type_address, snt_type_endpoint, snt_type_prefixes, snt_type_time,
	snt_type_count, snt_type_patience, snt_type_ports, snt_type_amount,
	snt_type_limit, snt_type_facade, snt_type_number, snt_type_isd_ases,
	snt_type_idle;

/* fields_dev.c and fields_peer.c */
extern const struct snt_kind snt_kind_dev, snt_kind_peer, snt_kind_gateway,
	snt_kind_tunnel, snt_kind_made;
const struct snt_kind *snt_kind_of_list(const struct snt_dev *dev);

/* fields.c */
const struct snt_field *snt_field_in_files(const struct snt_kind *kind,
					   const char *name);
const struct snt_field *snt_field_in_set(const struct snt_kind *kind,
					 const char *name);
bool snt_kind_has_column(const struct snt_kind *kind, const char *name);
const char *snt_field_parse(const struct snt_field *field, void *object,
			    const char *text);
bool snt_field_is_there(const struct snt_field *field, const void *object);
bool snt_field_is_zero(const struct snt_field *field, const void *object);
bool snt_field_is_quiet(const struct snt_field *field, const void *object);
void snt_field_copy(const struct snt_field *field, void *to, const void *from);

#define snt_for_each_field(row, list) \
	for ((row) = (list); *(row); (row)++)

static inline void *snt_field_value(const struct snt_field *field,
				    const void *object)
{
	return (char *)object + field->at;
}

static inline uint32_t *snt_field_flags(const struct snt_field *field,
					const void *object)
{
	return (uint32_t *)((char *)object + field->flags_at);
}

static inline bool snt_field_is_set(const struct snt_field *field,
				    const void *object)
{
	return *snt_field_flags(field, object) & field->flag;
}

#endif
