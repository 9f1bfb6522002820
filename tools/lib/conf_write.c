// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing configurations in the form that conf.c reads.
 */
#include "conf.h"

#include <linux/snaptun.h>
#include <string.h>

#include "fields.h"
#include "text.h"

/* A list of changes says so at its entries, which is then read the same way. */
static void write_prefixes(FILE *out, const struct snt_field *field,
			   const struct snt_peer *peer)
{
	bool is_change = !(peer->flags & SNT_PEER_REPLACE_ALLOWED_IPS);
	char text[SNT_ADDR_TEXT];
	size_t i;

	for (i = 0; i < peer->nr_prefixes; i++) {
		const struct snt_prefix *prefix = &peer->prefixes[i];
		const char *sign = prefix->remove ? "-" : "+";

		if (!i)
			fprintf(out, "%s = ", field->in_files);
		fprintf(out, "%s%s%s", i ? ", " : "", is_change ? sign : "",
			snt_text_prefix(text, prefix));
	}
	if (peer->nr_prefixes)
		putc('\n', out);
}

/* As it was written, not as it was resolved. */
static void write_host(FILE *out, const struct snt_peer *peer)
{
	if (strchr(peer->endpoint_host, ':'))
		fprintf(out, "[%s]:%s", peer->endpoint_host,
			peer->endpoint_port);
	else
		fprintf(out, "%s:%s", peer->endpoint_host,
			peer->endpoint_port);
}

/* In quotes where a reader would cut it otherwise. */
static void write_text(FILE *out, const char *text)
{
	bool plain = !strchr(text, '#') && !strchr(" \"", text[0]) &&
		     text[strlen(text) - 1] != ' ';

	if (plain) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++)
		fprintf(out, "%s%c", strchr("\"\\", *text) ? "\\" : "", *text);
	putc('"', out);
}

static bool is_written(const struct snt_field *field, const void *object)
{
	/* A VNI goes with its encapsulation, whether it was named or not. */
	if (field->type == &snt_type_vni)
		return ((const struct snt_peer *)object)->encap !=
		       SNAPTUN_ENCAP_NONE;
	return snt_field_is_set(field, object) &&
	       !snt_field_is_quiet(field, object);
}

static void write_value(FILE *out, const struct snt_field *field,
			const void *object)
{
	const struct snt_peer *peer = object;

	if (field->type == &snt_type_text)
		write_text(out, snt_field_value(field, object));
	else if (field->type == &snt_type_endpoint && peer->endpoint_host)
		write_host(out, peer);
	else
		field->type->write(out, field, object);
}

static void write_line(FILE *out, const struct snt_field *field,
		       const void *object)
{
	fprintf(out, "%s = ", field->in_files);
	write_value(out, field, object);
	putc('\n', out);
}

static void write_section(FILE *out, const struct snt_kind *kind,
			  const void *object)
{
	const struct snt_field *const *row;

	fprintf(out, "[%s]\n", kind->section);
	if (kind->id && kind->id->in_files)
		write_line(out, kind->id, object);
	snt_for_each_field(row, kind->files) {
		if ((*row)->type == &snt_type_prefixes)
			write_prefixes(out, *row, object);
		else if (is_written(*row, object))
			write_line(out, *row, object);
	}
}

/**
 * snt_conf_write_interface - write the [Interface] section
 * @out: where to
 * @dev: the device
 */
void snt_conf_write_interface(FILE *out, const struct snt_dev *dev)
{
	write_section(out, &snt_kind_dev, dev);
}

/**
 * snt_conf_write_gateway - write the [Gateway] section, an empty line before it
 * @out: where to
 * @dev: the device; nothing is written when it has no gateway
 */
void snt_conf_write_gateway(FILE *out, const struct snt_dev *dev)
{
	if (!dev->gateway)
		return;
	putc('\n', out);
	write_section(out, &snt_kind_gateway, dev->gateway);
}

static void write_tunnels(FILE *out, const struct snt_dev *dev)
{
	const struct snt_peer *tunnel = dev->peers;
	struct snt_peer group;

	while (tunnel) {
		tunnel = snt_model_group_tunnels(tunnel, &group);
		putc('\n', out);
		write_section(out, &snt_kind_tunnel, &group);
	}
}

/**
 * snt_conf_write_peers - write the [Peer] sections, or the [Tunnel] sections of
 * a client, an empty line before each
 * @out: where to
 * @dev: the device
 */
void snt_conf_write_peers(FILE *out, const struct snt_dev *dev)
{
	const struct snt_peer *peer;

	if (snt_model_is_client(dev)) {
		write_tunnels(out, dev);
		return;
	}
	for (peer = dev->peers; peer; peer = peer->next) {
		putc('\n', out);
		write_section(out, &snt_kind_peer, peer);
	}
}
