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

static void begin_object_of(struct snt_json *json, const struct snt_kind *kind)
{
	if (kind == &snt_kind_gateway)
		snt_json_begin(json, "gateway", '{');
	else if (kind == &snt_kind_tunnel || kind == &snt_kind_made)
		snt_json_begin(json, "tunnel", '{');
	else
		snt_json_begin(json, "peer", '{');
}

static void begin_list_of(struct snt_json *json, const struct snt_dev *dev)
{
	if (snt_model_is_client(dev))
		snt_json_begin(json, "tunnels", '[');
	else
		snt_json_begin(json, "peers", '[');
}

/**
 * show_json_event - write what a notification says
 * @json: inside an object
 * @event: the notification
 */
void show_json_event(struct snt_json *json, const struct snt_event *event)
{
	snt_json_begin(json, "interface", '{');
	snt_json_string(json, "name", event->dev.name);
	if (event->kind == &snt_kind_dev) {
		write_members(json, snt_kind_dev.event_json, &event->dev);
	} else {
		snt_json_uint(json, "ifindex", event->dev.ifindex);
		snt_json_end(json, '}');
		begin_object_of(json, event->kind);
		write_id(json, event->kind, &event->peer);
		write_members(json, event->kind->event_json, &event->peer);
	}
	snt_json_end(json, '}');
}

static void write_list(struct snt_json *json, const struct snt_dev *dev,
		       const char *column, bool with_secrets)
{
	const struct snt_kind *kind = snt_kind_of_list(dev);
	const struct snt_peer *peer;

	if (column && !snt_kind_has_column(kind, column))
		return;
	begin_list_of(json, dev);
	for (peer = dev->peers; peer; peer = peer->next) {
		snt_json_begin(json, NULL, '{');
		write_id(json, kind, peer);
		write_shown(json, kind, peer, column, with_secrets);
		snt_json_end(json, '}');
	}
	snt_json_end(json, ']');
}

static void write_gateway(struct snt_json *json, const struct snt_dev *dev,
			  const char *column, bool with_secrets)
{
	if (!dev->gateway ||
	    (column && !snt_kind_has_column(&snt_kind_gateway, column)))
		return;
	begin_object_of(json, &snt_kind_gateway);
	write_id(json, &snt_kind_gateway, dev->gateway);
	write_shown(json, &snt_kind_gateway, dev->gateway, column,
		    with_secrets);
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
	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", dev->name);
	write_shown(json, &snt_kind_dev, dev, column, with_secrets);
	write_gateway(json, dev, column, with_secrets);
	/* A gateway's may be more than memory. */
	if (dev->role != SNAPTUN_ROLE_GATEWAY)
		write_list(json, dev, column, with_secrets);
	snt_json_end(json, '}');
}

/**
 * show_json_made - write a tunnel of a gateway as an object
 * @json: inside an array
 * @tunnel: the tunnel
 */
void show_json_made(struct snt_json *json, const struct snt_peer *tunnel)
{
	snt_json_begin(json, NULL, '{');
	write_id(json, &snt_kind_made, tunnel);
	write_shown(json, &snt_kind_made, tunnel, NULL, false);
	snt_json_end(json, '}');
}

/* As in files, the role that all have who have not another is not said. */
static void write_conf_dev(struct snt_json *json, const struct snt_dev *dev)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, snt_kind_dev.conf_json) {
		if (!(*row)->at_birth || !snt_field_is_zero(*row, dev))
			write_member(json, *row, dev);
	}
}

static void write_conf_gateway(struct snt_json *json,
			       const struct snt_peer *gateway)
{
	begin_object_of(json, &snt_kind_gateway);
	write_id(json, &snt_kind_gateway, gateway);
	write_members(json, snt_kind_gateway.conf_json, gateway);
	snt_json_end(json, '}');
}

static void write_conf_tunnels(struct snt_json *json,
			       const struct snt_peer *tunnel)
{
	struct snt_peer group;

	while (tunnel) {
		tunnel = snt_model_group_tunnels(tunnel, &group);
		snt_json_begin(json, NULL, '{');
		write_members(json, snt_kind_tunnel.conf_json, &group);
		snt_json_end(json, '}');
	}
}

static void write_conf_peers(struct snt_json *json, const struct snt_peer *peer)
{
	for (; peer; peer = peer->next) {
		snt_json_begin(json, NULL, '{');
		write_id(json, &snt_kind_peer, peer);
		write_members(json, snt_kind_peer.conf_json, peer);
		snt_json_end(json, '}');
	}
}

/**
 * show_json_conf - write what "showconf" shows, as one JSON document
 * @dev: the device
 */
void show_json_conf(const struct snt_dev *dev)
{
	struct snt_json json = { .out = stdout };

	snt_json_begin(&json, NULL, '{');
	write_conf_dev(&json, dev);
	if (dev->gateway)
		write_conf_gateway(&json, dev->gateway);
	begin_list_of(&json, dev);
	if (snt_model_is_client(dev))
		write_conf_tunnels(&json, dev->peers);
	else
		write_conf_peers(&json, dev->peers);
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}
