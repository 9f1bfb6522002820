// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices as JSON. What is absent in the kernel is absent here.
 */
#include "show.h"

#include <string.h>

static void write_member(struct snt_json *json, const struct snt_field *field,
			 const void *object)
{
	if (snt_field_is_there(field, object))
		field->type->json(json, field, object);
}

static void write_id(struct snt_json *json, const struct snt_kind *kind,
		     const void *object)
{
	kind->id->type->json(json, kind->id, object);
}

static void write_members(struct snt_json *json,
			  const struct snt_field *const *list,
			  const void *object)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, list)
		write_member(json, *row, object);
}

/* All fields, or those of one column, which may then be secret. */
static void write_shown(struct snt_json *json, const struct snt_kind *kind,
			const void *object, const char *column,
			bool with_secrets)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->shown) {
		const struct snt_field *field = *row;

		if (field == kind->id)
			continue;
		if (column ? field->in_show && !strcmp(field->in_show, column) :
			     with_secrets || !field->secret)
			write_member(json, field, object);
	}
}

/**
 * show_json_event - write what a notification says
 * @json: inside an object
 * @dev: the device
 * @peer: the peer, or NULL when the notification is about the device
 */
void show_json_event(struct snt_json *json, const struct snt_dev *dev,
		     const struct snt_peer *peer)
{
	snt_json_begin(json, "interface", '{');
	snt_json_string(json, "name", dev->name);
	if (!peer) {
		write_members(json, snt_kind_dev.event_json, dev);
	} else {
		snt_json_uint(json, "ifindex", dev->ifindex);
		snt_json_end(json, '}');
		snt_json_begin(json, "peer", '{');
		write_id(json, &snt_kind_peer, peer);
		write_members(json, snt_kind_peer.event_json, peer);
	}
	snt_json_end(json, '}');
}

/**
 * show_json_dev - write a device as an object
 * @json: inside an array
 * @dev: the device
 * @column: the only field to write, or NULL for all
 * @with_secrets: private and preshared keys too
 */
void show_json_dev(struct snt_json *json, const struct snt_dev *dev,
		   const char *column, bool with_secrets)
{
	const struct snt_peer *peer;

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", dev->name);
	write_shown(json, &snt_kind_dev, dev, column, with_secrets);
	if (!column || snt_kind_has_column(&snt_kind_peer, column)) {
		snt_json_begin(json, "peers", '[');
		for (peer = dev->peers; peer; peer = peer->next) {
			snt_json_begin(json, NULL, '{');
			write_id(json, &snt_kind_peer, peer);
			write_shown(json, &snt_kind_peer, peer, column,
				    with_secrets);
			snt_json_end(json, '}');
		}
		snt_json_end(json, ']');
	}
	snt_json_end(json, '}');
}

/**
 * show_json_conf - write what "showconf" shows, as one JSON document
 * @dev: the device
 */
void show_json_conf(const struct snt_dev *dev)
{
	struct snt_json json = { .out = stdout };
	const struct snt_peer *peer;

	snt_json_begin(&json, NULL, '{');
	write_members(&json, snt_kind_dev.conf_json, dev);
	snt_json_begin(&json, "peers", '[');
	for (peer = dev->peers; peer; peer = peer->next) {
		snt_json_begin(&json, NULL, '{');
		write_id(&json, &snt_kind_peer, peer);
		write_members(&json, snt_kind_peer.conf_json, peer);
		snt_json_end(&json, '}');
	}
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}
