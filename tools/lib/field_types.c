// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of fields: reading them as people write them, writing them for
 * scripts, which see what wg(8) shows to the byte where it has the field, and
 * as JSON.
 */
#include "fields.h"

#include <inttypes.h>
#include <string.h>

#include "isd_as.h"
#include "key.h"
#include "parse.h"
#include "text.h"

#define NS_PER_S	UINT64_C(1000000000)

/* The number, of whatever size it is */
static uint64_t load(const struct snt_field *field, const void *object)
{
	const void *value = snt_field_value(field, object);

	switch (field->size) {
	case sizeof(uint16_t):
		return *(const uint16_t *)value;
	case sizeof(uint32_t):
		return *(const uint32_t *)value;
	default:
		return *(const uint64_t *)value;
	}
}

static void write_number(FILE *out, const struct snt_field *field,
			 const void *object)
{
	fprintf(out, "%" PRIu64, load(field, object));
}

static void json_number(struct snt_json *json, const struct snt_field *field,
			const void *object)
{
	snt_json_uint(json, field->in_json, load(field, object));
}

const struct snt_type snt_type_count = {
	.presence = SNT_ALWAYS,
	.write = write_number,
	.json = json_number,
};

static const char *parse_key(const struct snt_field *field, void *object,
			     const char *text)
{
	return snt_key_from_text(snt_field_value(field, object), text,
				 strlen(text)) ? SNT_WANT_KEY : NULL;
}

static void write_key(FILE *out, const struct snt_field *field,
		      const void *object)
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, snt_field_value(field, object));
	fputs(text, out);
	explicit_bzero(text, sizeof(text));
}

static void json_key(struct snt_json *json, const struct snt_field *field,
		     const void *object)
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, snt_field_value(field, object));
	snt_json_string(json, field->in_json, text);
	explicit_bzero(text, sizeof(text));
}

const struct snt_type snt_type_key = {
	.presence = SNT_BY_FLAG,
	.absent = "(none)",
	.parse = parse_key,
	.write = write_key,
	.json = json_key,
};

static const char *parse_port(const struct snt_field *field, void *object,
			      const char *text)
{
	return snt_parse_port(snt_field_value(field, object), text) ?
	       SNT_WANT_PORT : NULL;
}

const struct snt_type snt_type_port = {
	.presence = SNT_BY_VALUE,
	.parse = parse_port,
	.write = write_number,
	.json = json_number,
};

static const char *parse_mark(const struct snt_field *field, void *object,
			      const char *text)
{
	return snt_parse_fwmark(snt_field_value(field, object), text) ?
	       SNT_WANT_FWMARK : NULL;
}

static void write_mark(FILE *out, const struct snt_field *field,
		       const void *object)
{
	fprintf(out, "0x%" PRIx64, load(field, object));
}

const struct snt_type snt_type_mark = {
	.presence = SNT_BY_VALUE,
	.absent = "off",
	.parse = parse_mark,
	.write = write_mark,
	.json = json_number,
};

static const char *parse_name(const struct snt_field *field, void *object,
			      const char *text)
{
	static char list[SNT_NAME_LIST];

	return snt_name_value(field->names, text,
			      snt_field_value(field, object)) ?
	       snt_name_list(list, field->names) : NULL;
}

static const char *name_of(const struct snt_field *field, const void *object)
{
	return snt_name_text(field->names, (uint32_t)load(field, object));
}

static void write_name(FILE *out, const struct snt_field *field,
		       const void *object)
{
	fputs(name_of(field, object), out);
}

static void json_name(struct snt_json *json, const struct snt_field *field,
		      const void *object)
{
	snt_json_string(json, field->in_json, name_of(field, object));
}

const struct snt_type snt_type_name = {
	.presence = SNT_BY_FLAG,
	.parse = parse_name,
	.write = write_name,
	.json = json_name,
};

static const char *parse_vni(const struct snt_field *field, void *object,
			     const char *text)
{
	return snt_parse_vni(snt_field_value(field, object), text) ?
	       SNT_WANT_VNI : NULL;
}

const struct snt_type snt_type_vni = {
	.presence = SNT_BY_FLAG,
	.absent = "",
	.parse = parse_vni,
	.write = write_number,
	.json = json_number,
};

static const char *parse_seconds(const struct snt_field *field, void *object,
				 const char *text)
{
	return snt_parse_keepalive(snt_field_value(field, object), text) ?
	       SNT_WANT_KEEPALIVE : NULL;
}

/* What only the kernel says */
const struct snt_type snt_type_number = {
	.presence = SNT_BY_FLAG,
	.absent = "",
	.write = write_number,
	.json = json_number,
};

const struct snt_type snt_type_seconds = {
	.presence = SNT_BY_VALUE,
	.absent = "off",
	.parse = parse_seconds,
	.write = write_number,
	.json = json_number,
};

static void write_text(FILE *out, const struct snt_field *field,
		       const void *object)
{
	fputs(snt_field_value(field, object), out);
}

static void json_text(struct snt_json *json, const struct snt_field *field,
		      const void *object)
{
	snt_json_string(json, field->in_json, snt_field_value(field, object));
}

const struct snt_type snt_type_text = {
	.presence = SNT_BY_FLAG,
	.absent = "(none)",
	.write = write_text,
	.json = json_text,
};

static void write_address(FILE *out, const struct snt_field *field,
			  const void *object)
{
	char text[SNT_ADDR_TEXT];

	fputs(snt_text_sockaddr(text, snt_field_value(field, object)), out);
}

static void json_address(struct snt_json *json, const struct snt_field *field,
			 const void *object)
{
	char text[SNT_ADDR_TEXT];

	snt_json_string(json, field->in_json,
			snt_text_sockaddr(text,
					  snt_field_value(field, object)));
}

const struct snt_type snt_type_address = {
	.presence = SNT_BY_VALUE,
	.absent = "(none)",
	.write = write_address,
	.json = json_address,
};

static const char *parse_facade(const struct snt_field *field, void *object,
				const char *text)
{
	return snt_parse_facade(snt_field_value(field, object), text) ?
	       SNT_WANT_FACADE : NULL;
}

const struct snt_type snt_type_facade = {
	.presence = SNT_BY_VALUE,
	.absent = "off",
	.parse = parse_facade,
	.write = write_address,
	.json = json_address,
};

static const char *parse_endpoint(const struct snt_field *field, void *object,
				  const char *text)
{
	const char *want;

	(void)field;
	return snt_parse_endpoint(object, text, &want) ? want : NULL;
}

const struct snt_type snt_type_endpoint = {
	.presence = SNT_BY_VALUE,
	.absent = "(none)",
	.parse = parse_endpoint,
	.write = write_address,
	.json = json_address,
};

static void write_prefixes(FILE *out, const struct snt_field *field,
			   const void *object)
{
	(void)field;
	snt_text_write_prefixes(out, object, " ");
}

static void json_prefixes(struct snt_json *json, const struct snt_field *field,
			  const void *object)
{
	const struct snt_peer *peer = object;
	char text[SNT_ADDR_TEXT];
	size_t i;

	snt_json_begin(json, field->in_json, '[');
	for (i = 0; i < peer->nr_prefixes; i++)
		snt_json_string(json, NULL,
				snt_text_prefix(text, &peer->prefixes[i]));
	snt_json_end(json, ']');
}

const struct snt_type snt_type_prefixes = {
	.presence = SNT_ALWAYS,
	.write = write_prefixes,
	.json = json_prefixes,
};

static void write_time(FILE *out, const struct snt_field *field,
		       const void *object)
{
	fprintf(out, "%" PRIu64, load(field, object) / NS_PER_S);
}

static void json_time(struct snt_json *json, const struct snt_field *field,
		      const void *object)
{
	snt_json_time(json, field->in_json, load(field, object));
}

const struct snt_type snt_type_time = {
	.presence = SNT_BY_VALUE,
	.write = write_time,
	.json = json_time,
};

static const char *parse_patience(const struct snt_field *field, void *object,
				  const char *text)
{
	return snt_parse_patience(snt_field_value(field, object), text) ?
	       SNT_WANT_PATIENCE : NULL;
}

static void write_patience(FILE *out, const struct snt_field *field,
			   const void *object)
{
	if (snt_field_is_zero(field, object))
		fputs("never", out);
	else
		write_number(out, field, object);
}

const struct snt_type snt_type_patience = {
	.presence = SNT_BY_FLAG,
	.parse = parse_patience,
	.write = write_patience,
	.json = json_number,
};

static const char *parse_ports(const struct snt_field *field, void *object,
			       const char *text)
{
	struct snt_peer *tunnel = object;

	(void)field;
	return snt_parse_ports(&tunnel->local_port, &tunnel->local_port_max,
			       text) ? SNT_WANT_PORTS : NULL;
}

static void write_ports(FILE *out, const struct snt_field *field,
			const void *object)
{
	const struct snt_peer *tunnel = object;

	(void)field;
	if (!tunnel->local_port)
		fputs("any", out);
	else
		fprintf(out, "%u", tunnel->local_port);
	if (tunnel->local_port_max)
		fprintf(out, "-%u", tunnel->local_port_max);
}

const struct snt_type snt_type_ports = {
	.presence = SNT_BY_VALUE,
	.absent = "any",
	.parse = parse_ports,
	.write = write_ports,
	.json = json_number,
};

static const char *parse_amount(const struct snt_field *field, void *object,
				const char *text)
{
	return snt_parse_amount(snt_field_value(field, object), text) ?
	       SNT_WANT_AMOUNT : NULL;
}

static const char *parse_limit(const struct snt_field *field, void *object,
			       const char *text)
{
	return snt_parse_limit(snt_field_value(field, object), text) ?
	       SNT_WANT_LIMIT : NULL;
}

const struct snt_type snt_type_limit = {
	.presence = SNT_BY_FLAG,
	.parse = parse_limit,
	.write = write_number,
	.json = json_number,
};

const struct snt_type snt_type_amount = {
	.presence = SNT_BY_VALUE,
	.parse = parse_amount,
	.write = write_number,
	.json = json_number,
};

static const char *parse_idle(const struct snt_field *field, void *object,
			      const char *text)
{
	return snt_parse_idle(snt_field_value(field, object), text) ?
	       SNT_WANT_IDLE : NULL;
}

const struct snt_type snt_type_idle = {
	.presence = SNT_BY_FLAG,
	.parse = parse_idle,
	.write = write_number,
	.json = json_number,
};

static const char *parse_isd_ases(const struct snt_field *field, void *object,
				  const char *text)
{
	return snt_isd_as_parse_list(snt_field_value(field, object),
				     SNT_MOST_ISD_ASES, text) ?
	       SNT_WANT_ISD_ASES : NULL;
}

static void write_isd_ases(FILE *out, const struct snt_field *field,
			   const void *object)
{
	const uint64_t *list = snt_field_value(field, object);
	char text[SNT_ISD_AS_TEXT];
	size_t i;

	if (!*list)
		fputs("off", out);
	for (i = 0; i < SNT_MOST_ISD_ASES && list[i]; i++)
		fprintf(out, "%s%s", i ? "," : "",
			snt_isd_as_text(text, list[i]));
}

static void json_isd_ases(struct snt_json *json, const struct snt_field *field,
			  const void *object)
{
	const uint64_t *list = snt_field_value(field, object);
	char text[SNT_ISD_AS_TEXT];
	size_t i;

	snt_json_begin(json, field->in_json, '[');
	for (i = 0; i < SNT_MOST_ISD_ASES && list[i]; i++)
		snt_json_string(json, NULL, snt_isd_as_text(text, list[i]));
	snt_json_end(json, ']');
}

const struct snt_type snt_type_isd_ases = {
	.presence = SNT_BY_FLAG,
	.parse = parse_isd_ases,
	.write = write_isd_ases,
	.json = json_isd_ases,
};
