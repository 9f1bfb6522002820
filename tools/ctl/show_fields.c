// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every field that can be shown, in the form of scripts and of JSON. The
 * former is wg(8)'s to the byte where wg(8) has the field.
 */
#include "show.h"

#include <inttypes.h>
#include <string.h>

#include "key.h"
#include "names.h"
#include "text.h"

#define NS_PER_S	UINT64_C(1000000000)

static void print_key(bool there, const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT] = "(none)";

	if (there)
		snt_key_to_text(text, key);
	fputs(text, stdout);
	explicit_bzero(text, sizeof(text));
}

static void json_key(struct snt_json *json, const char *name, bool there,
		     const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT];

	if (!there)
		return;
	snt_key_to_text(text, key);
	snt_json_string(json, name, text);
	explicit_bzero(text, sizeof(text));
}

static void text_private_key(const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	(void)peer;
	print_key(dev->flags & SNT_DEV_HAS_PRIVATE_KEY, dev->private_key);
}

static void json_private_key(struct snt_json *json, const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	(void)peer;
	json_key(json, "private_key", dev->flags & SNT_DEV_HAS_PRIVATE_KEY,
		 dev->private_key);
}

static void text_public_key(const struct snt_dev *dev,
			    const struct snt_peer *peer)
{
	(void)peer;
	print_key(dev->flags & SNT_DEV_HAS_PUBLIC_KEY, dev->public_key);
}

static void json_public_key(struct snt_json *json, const struct snt_dev *dev,
			    const struct snt_peer *peer)
{
	(void)peer;
	json_key(json, "public_key", dev->flags & SNT_DEV_HAS_PUBLIC_KEY,
		 dev->public_key);
}

static void text_listen_port(const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	(void)peer;
	printf("%u", dev->listen_port);
}

static void json_listen_port(struct snt_json *json, const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	(void)peer;
	if (dev->listen_port)
		snt_json_uint(json, "listen_port", dev->listen_port);
}

static void text_fwmark(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)peer;
	if (dev->fwmark)
		printf("0x%x", dev->fwmark);
	else
		fputs("off", stdout);
}

static void json_fwmark(struct snt_json *json, const struct snt_dev *dev,
			const struct snt_peer *peer)
{
	(void)peer;
	if (dev->fwmark)
		snt_json_uint(json, "fwmark", dev->fwmark);
}

static void text_wire(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)peer;
	fputs(SNT_NAME(wire, dev->wire), stdout);
}

static void json_wire(struct snt_json *json, const struct snt_dev *dev,
		      const struct snt_peer *peer)
{
	(void)peer;
	if (dev->flags & SNT_DEV_HAS_WIRE)
		snt_json_string(json, "wire", SNT_NAME(wire, dev->wire));
}

static void text_payload(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)peer;
	fputs(SNT_NAME(payload, dev->payload), stdout);
}

static void json_payload(struct snt_json *json, const struct snt_dev *dev,
			 const struct snt_peer *peer)
{
	(void)peer;
	if (dev->flags & SNT_DEV_HAS_PAYLOAD)
		snt_json_string(json, "payload",
				SNT_NAME(payload, dev->payload));
}

static void text_gso(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)peer;
	fputs(SNT_NAME(gso, dev->gso), stdout);
}

static void json_gso(struct snt_json *json, const struct snt_dev *dev,
		     const struct snt_peer *peer)
{
	(void)peer;
	if (dev->flags & SNT_DEV_HAS_GSO)
		snt_json_string(json, "gso", SNT_NAME(gso, dev->gso));
}

static void json_role(struct snt_json *json, const struct snt_dev *dev,
		      const struct snt_peer *peer)
{
	(void)peer;
	if (dev->flags & SNT_DEV_HAS_ROLE)
		snt_json_string(json, "role", SNT_NAME(role, dev->role));
}

static void text_preshared_key(const struct snt_dev *dev,
			       const struct snt_peer *peer)
{
	(void)dev;
	print_key(peer->flags & SNT_PEER_HAS_PSK, peer->preshared_key);
}

static void json_preshared_key(struct snt_json *json,
			       const struct snt_dev *dev,
			       const struct snt_peer *peer)
{
	(void)dev;
	json_key(json, "preshared_key", peer->flags & SNT_PEER_HAS_PSK,
		 peer->preshared_key);
}

static void text_endpoint(const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];

	(void)dev;
	fputs(snt_text_sockaddr(text, &peer->endpoint), stdout);
}

static void json_endpoint(struct snt_json *json, const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];

	(void)dev;
	if (peer->endpoint.sa.sa_family)
		snt_json_string(json, "endpoint",
				snt_text_sockaddr(text, &peer->endpoint));
}

static void print_allowed_ips(const struct snt_peer *peer, char separator)
{
	char text[SNT_ADDR_TEXT];
	size_t i;

	if (!peer->nr_prefixes)
		fputs("(none)", stdout);
	for (i = 0; i < peer->nr_prefixes; i++) {
		if (i)
			putchar(separator);
		fputs(snt_text_prefix(text, &peer->prefixes[i]), stdout);
	}
}

static void text_allowed_ips(const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	(void)dev;
	print_allowed_ips(peer, ' ');
}

static void json_allowed_ips(struct snt_json *json, const struct snt_dev *dev,
			     const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];
	size_t i;

	(void)dev;
	snt_json_begin(json, "allowed_ips", '[');
	for (i = 0; i < peer->nr_prefixes; i++)
		snt_json_string(json, NULL,
				snt_text_prefix(text, &peer->prefixes[i]));
	snt_json_end(json, ']');
}

static void text_handshake(const struct snt_dev *dev,
			   const struct snt_peer *peer)
{
	(void)dev;
	printf("%" PRIu64, peer->last_handshake_ns / NS_PER_S);
}

static void json_handshake(struct snt_json *json, const struct snt_dev *dev,
			   const struct snt_peer *peer)
{
	(void)dev;
	snt_json_time(json, "latest_handshake", peer->last_handshake_ns);
}

static void text_transfer(const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	(void)dev;
	printf("%" PRIu64 "\t%" PRIu64, peer->rx_bytes, peer->tx_bytes);
}

static void json_transfer(struct snt_json *json, const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	(void)dev;
	snt_json_uint(json, "rx_bytes", peer->rx_bytes);
	snt_json_uint(json, "tx_bytes", peer->tx_bytes);
}

static void text_packets(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)dev;
	printf("%" PRIu64 "\t%" PRIu64, peer->rx_packets, peer->tx_packets);
}

static void json_packets(struct snt_json *json, const struct snt_dev *dev,
			 const struct snt_peer *peer)
{
	(void)dev;
	snt_json_uint(json, "rx_packets", peer->rx_packets);
	snt_json_uint(json, "tx_packets", peer->tx_packets);
	snt_json_uint(json, "gso_refused", peer->gso_refused);
}

static void text_encap(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)dev;
	fputs(SNT_NAME(encap, peer->encap), stdout);
	if (peer->flags & SNT_PEER_HAS_VNI)
		printf("\t%u", peer->vni);
}

static void json_encap(struct snt_json *json, const struct snt_dev *dev,
		       const struct snt_peer *peer)
{
	(void)dev;
	if (peer->flags & SNT_PEER_HAS_ENCAP)
		snt_json_string(json, "encap", SNT_NAME(encap, peer->encap));
	if (peer->flags & SNT_PEER_HAS_VNI)
		snt_json_uint(json, "vni", peer->vni);
}

static void text_keepalive(const struct snt_dev *dev,
			   const struct snt_peer *peer)
{
	(void)dev;
	if (peer->keepalive_s)
		printf("%u", peer->keepalive_s);
	else
		fputs("off", stdout);
}

static void json_keepalive(struct snt_json *json, const struct snt_dev *dev,
			   const struct snt_peer *peer)
{
	(void)dev;
	if (peer->keepalive_s)
		snt_json_uint(json, "persistent_keepalive_s",
			      peer->keepalive_s);
}

static void text_label(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)dev;
	fputs(peer->flags & SNT_PEER_HAS_LABEL ? peer->label : "(none)",
	      stdout);
}

static void json_label(struct snt_json *json, const struct snt_dev *dev,
		       const struct snt_peer *peer)
{
	(void)dev;
	if (peer->flags & SNT_PEER_HAS_LABEL)
		snt_json_string(json, "label", peer->label);
}

static void text_state(const struct snt_dev *dev, const struct snt_peer *peer)
{
	(void)dev;
	fputs(peer->flags & SNT_PEER_HAS_STATE ?
	      SNT_NAME(peer_state, peer->state) : "(none)", stdout);
}

static void json_state(struct snt_json *json, const struct snt_dev *dev,
		       const struct snt_peer *peer)
{
	(void)dev;
	if (peer->flags & SNT_PEER_HAS_STATE)
		snt_json_string(json, "state",
				SNT_NAME(peer_state, peer->state));
}

static void text_last_error(const struct snt_dev *dev,
			    const struct snt_peer *peer)
{
	(void)dev;
	printf("%s\t%" PRIu64, SNT_NAME(peer_error, peer->last_error),
	       peer->last_error_ns / NS_PER_S);
}

static void json_last_error(struct snt_json *json, const struct snt_dev *dev,
			    const struct snt_peer *peer)
{
	(void)dev;
	if (!peer->last_error)
		return;
	snt_json_string(json, "last_error",
			SNT_NAME(peer_error, peer->last_error));
	snt_json_time(json, "last_error_time", peer->last_error_ns);
}

static void text_assigned(const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];

	(void)dev;
	fputs(snt_text_sockaddr(text, &peer->assigned), stdout);
}

static void json_assigned(struct snt_json *json, const struct snt_dev *dev,
			  const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];

	(void)dev;
	if (peer->assigned.sa.sa_family)
		snt_json_string(json, "assigned_address",
				snt_text_sockaddr(text, &peer->assigned));
}

const struct show_field show_fields[] = {
	{ "private-key", false, true, text_private_key, json_private_key },
	{ "public-key", false, false, text_public_key, json_public_key },
	{ "listen-port", false, false, text_listen_port, json_listen_port },
	{ "fwmark", false, false, text_fwmark, json_fwmark },
	{ "wire", false, false, text_wire, json_wire },
	{ "payload", false, false, text_payload, json_payload },
	{ "gso", false, false, text_gso, json_gso },
	{ NULL, false, false, NULL, json_role },
	{ "peers", true, false, NULL, NULL },
	{ "labels", true, false, text_label, json_label },
	{ "preshared-keys", true, true, text_preshared_key,
	  json_preshared_key },
	{ "endpoints", true, false, text_endpoint, json_endpoint },
	{ "allowed-ips", true, false, text_allowed_ips, json_allowed_ips },
	{ "states", true, false, text_state, json_state },
	{ "last-errors", true, false, text_last_error, json_last_error },
	{ "latest-handshakes", true, false, text_handshake, json_handshake },
	{ "assigned-addresses", true, false, text_assigned, json_assigned },
	{ "transfer", true, false, text_transfer, json_transfer },
	{ "packets", true, false, text_packets, json_packets },
	{ "encaps", true, false, text_encap, json_encap },
	{ "persistent-keepalive", true, false, text_keepalive,
	  json_keepalive },
	{ }
};

/**
 * show_find_field - look up FIELD of the command line
 * @name: the word
 *
 * Return: the field, or NULL.
 */
const struct show_field *show_find_field(const char *name)
{
	const struct show_field *field;

	for (field = show_fields; field->text || field->json || field->name;
	     field++) {
		if (field->name && !strcmp(field->name, name))
			return field;
	}
	return NULL;
}

static void print_name(const struct snt_dev *dev, bool with_name)
{
	if (with_name)
		printf("%s\t", dev->name);
}

/**
 * show_field - write one field for scripts
 * @dev: the device
 * @field: which
 * @with_name: begin each line with the name of the interface
 */
void show_field(const struct snt_dev *dev, const struct show_field *field,
		bool with_name)
{
	const struct snt_peer *peer;

	if (!field->of_peer) {
		print_name(dev, with_name);
		field->text(dev, NULL);
		putchar('\n');
		return;
	}
	for (peer = dev->peers; peer; peer = peer->next) {
		print_name(dev, with_name);
		print_key(true, peer->public_key);
		if (field->text) {
			putchar('\t');
			field->text(dev, peer);
		}
		putchar('\n');
	}
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
	text_private_key(dev, NULL);
	putchar('\t');
	text_public_key(dev, NULL);
	putchar('\t');
	text_listen_port(dev, NULL);
	putchar('\t');
	text_fwmark(dev, NULL);
	putchar('\n');
	for (peer = dev->peers; peer; peer = peer->next) {
		print_name(dev, with_name);
		print_key(true, peer->public_key);
		putchar('\t');
		text_preshared_key(dev, peer);
		putchar('\t');
		text_endpoint(dev, peer);
		putchar('\t');
		print_allowed_ips(peer, ',');
		putchar('\t');
		text_handshake(dev, peer);
		putchar('\t');
		text_transfer(dev, peer);
		putchar('\t');
		text_keepalive(dev, peer);
		putchar('\n');
	}
}
