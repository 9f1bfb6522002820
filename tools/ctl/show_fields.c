// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields for scripts, in columns, which are wg(8)'s to the byte where wg(8) has
 * the field.
 */
#include "show.h"

#include <string.h>

#include "text.h"

static void print_name(const struct snt_dev *dev, bool with_name)
{
	if (with_name)
		printf("%s\t", dev->name);
}

static void print_value(const struct snt_field *field, const void *object)
{
	const char *absent = field->type->absent;

	if ((field->of_client || field->of_gateway) && !absent)
		absent = "(none)";
	if (absent && !snt_field_is_there(field, object))
		fputs(absent, stdout);
	else
		field->type->write(stdout, field, object);
}

/* A column that is not there takes its separator with it. */
static bool is_column(const struct snt_field *field, const void *object,
		      const char *column)
{
	const char *absent = field->type->absent;

	if (!field->in_show || strcmp(field->in_show, column) ||
	    field->no_column)
		return false;
	return !absent || *absent || snt_field_is_there(field, object);
}

static void print_columns(const struct snt_kind *kind, const void *object,
			  const char *column)
{
	const char *separator = "";
	const struct snt_field *const *row;

	if (kind->id) {
		print_value(kind->id, object);
		separator = "\t";
	}
	snt_for_each_field(row, kind->shown) {
		if (*row == kind->id || !is_column(*row, object, column))
			continue;
		fputs(separator, stdout);
		print_value(*row, object);
		separator = "\t";
	}
	putchar('\n');
}

/**
 * show_columns - write one field for scripts
 * @dev: the device
 * @column: the field, of the device, its gateway, or its tunnels or peers
 * @with_name: begin each line with the name of the interface
 */
void show_columns(const struct snt_dev *dev, const char *column, bool with_name)
{
	const struct snt_kind *kind = snt_kind_of_list(dev);
	const struct snt_peer *peer;

	if (snt_kind_has_column(&snt_kind_dev, column)) {
		print_name(dev, with_name);
		print_columns(&snt_kind_dev, dev, column);
		return;
	}
	if (dev->gateway && snt_kind_has_column(&snt_kind_gateway, column)) {
		print_name(dev, with_name);
		print_columns(&snt_kind_gateway, dev->gateway, column);
	}
	if (!snt_kind_has_column(kind, column))
		return;
	for (peer = dev->peers; peer; peer = peer->next) {
		print_name(dev, with_name);
		print_columns(kind, peer, column);
	}
}

static void dump_object(const struct snt_kind *kind, const void *object)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->dump) {
		if (row != kind->dump)
			putchar('\t');
		if ((*row)->type == &snt_type_prefixes)
			snt_text_write_prefixes(stdout, object, ",");
		else
			print_value(*row, object);
	}
	putchar('\n');
}

/* As wg(8) would see it: a peer, to which all tunnels lead */
static void dump_gateway(const struct snt_dev *dev)
{
	struct snt_peer sum = *dev->gateway;
	const struct snt_peer *tunnel;

	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		if (sum.last_handshake_ns < tunnel->last_handshake_ns)
			sum.last_handshake_ns = tunnel->last_handshake_ns;
		sum.rx_bytes += tunnel->rx_bytes;
		sum.tx_bytes += tunnel->tx_bytes;
	}
	dump_object(&snt_kind_peer, &sum);
	explicit_bzero(&sum, sizeof(sum));
}

/**
 * show_dump - write all that wg(8) knows for scripts, in wg(8)'s columns
 * @dev: the device
 * @with_name: begin each line with the name of the interface
 */
void show_dump(const struct snt_dev *dev, bool with_name)
{
	const struct snt_peer *peer;

	print_name(dev, with_name);
	dump_object(&snt_kind_dev, dev);
	if (snt_model_is_client(dev)) {
		if (dev->gateway) {
			print_name(dev, with_name);
			dump_gateway(dev);
		}
		return;
	}
	for (peer = dev->peers; peer; peer = peer->next) {
		print_name(dev, with_name);
		dump_object(&snt_kind_peer, peer);
	}
}
