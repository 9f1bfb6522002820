// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices as JSON. What is absent in the kernel is absent here.
 */
#include "show.h"

#include "key.h"

static bool is_last(const struct show_field *field)
{
	return !field->name && !field->json;
}

static void write_fields(struct snt_json *json, const struct snt_dev *dev,
			 const struct snt_peer *peer, bool with_secrets)
{
	const struct show_field *field;

	for (field = show_fields; !is_last(field); field++) {
		if (field->of_peer == !!peer && field->json &&
		    (with_secrets || !field->secret))
			field->json(json, dev, peer);
	}
}

static void begin_peer(struct snt_json *json, const struct snt_peer *peer)
{
	char text[SNT_KEY_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_key_to_text(text, peer->public_key);
	snt_json_string(json, "public_key", text);
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
	static const char *const dev_names[] = {
		"public-key", "listen-port", "fwmark", "wire", "payload",
		"gso", NULL,
	};
	static const char *const peer_names[] = {
		"labels", "endpoints", "states", "last-errors",
		"latest-handshakes", "assigned-addresses",
		"persistent-keepalive", "encaps", NULL,
	};
	const char *const *name = peer ? peer_names : dev_names;
	char text[SNT_KEY_TEXT];

	snt_json_begin(json, "interface", '{');
	snt_json_string(json, "name", dev->name);
	snt_json_uint(json, "ifindex", dev->ifindex);
	if (peer) {
		snt_json_end(json, '}');
		snt_json_begin(json, "peer", '{');
		snt_key_to_text(text, peer->public_key);
		snt_json_string(json, "public_key", text);
	}
	for (; *name; name++)
		show_find_field(*name)->json(json, dev, peer);
	snt_json_end(json, '}');
}

static void write_peers(struct snt_json *json, const struct snt_dev *dev,
			const struct show_field *field, bool with_secrets)
{
	const struct snt_peer *peer;

	snt_json_begin(json, "peers", '[');
	for (peer = dev->peers; peer; peer = peer->next) {
		begin_peer(json, peer);
		if (!field)
			write_fields(json, dev, peer, with_secrets);
		else if (field->json)
			field->json(json, dev, peer);
		snt_json_end(json, '}');
	}
	snt_json_end(json, ']');
}

/**
 * show_json_dev - write a device as an object
 * @json: inside an array
 * @dev: the device
 * @field: the only field to write, or NULL for all
 * @with_secrets: private and preshared keys too
 */
void show_json_dev(struct snt_json *json, const struct snt_dev *dev,
		   const struct show_field *field, bool with_secrets)
{
	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", dev->name);
	if (!field) {
		snt_json_uint(json, "ifindex", dev->ifindex);
		write_fields(json, dev, NULL, with_secrets);
	} else if (!field->of_peer) {
		field->json(json, dev, NULL);
	}
	if (!field || field->of_peer)
		write_peers(json, dev, field, with_secrets);
	snt_json_end(json, '}');
}

/**
 * show_json_conf - write what "showconf" shows, as one JSON document
 * @dev: the device
 */
void show_json_conf(const struct snt_dev *dev)
{
	static const char *const conf[] = {
		"private-key", "listen-port", "fwmark", "wire", "payload",
		"gso",
	};
	static const char *const conf_peer[] = {
		"labels", "preshared-keys", "endpoints", "allowed-ips",
		"persistent-keepalive", "encaps",
	};
	struct snt_json json = { .out = stdout };
	const struct snt_peer *peer;
	size_t i;

	snt_json_begin(&json, NULL, '{');
	for (i = 0; i < sizeof(conf) / sizeof(conf[0]); i++)
		show_find_field(conf[i])->json(&json, dev, NULL);
	snt_json_begin(&json, "peers", '[');
	for (peer = dev->peers; peer; peer = peer->next) {
		begin_peer(&json, peer);
		for (i = 0; i < sizeof(conf_peer) / sizeof(conf_peer[0]); i++)
			show_find_field(conf_peer[i])->json(&json, dev, peer);
		snt_json_end(&json, '}');
	}
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}
