// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields of a peer, and of what a client has instead: a gateway, which is
 * much like a peer, and tunnels to it, each with the state of one.
 */
#include "fields.h"

#include <linux/snaptun.h>

#define IN_PEER(member, has)	SNT_IN(struct snt_peer, member, has)

static const struct snt_field public_key = {
	.type = &snt_type_key, IN_PEER(public_key, 0),
	.attr = SNAPTUN_A_PEER_PUBLIC_KEY,
	.in_files = "PublicKey", .in_show = "peers", .in_json = "public_key",
};

static const struct snt_field label = {
	.type = &snt_type_text, IN_PEER(label, SNT_PEER_HAS_LABEL),
	.attr = SNAPTUN_A_PEER_LABEL, .quiet = true, .reset = true,
	.in_files = "Label", .in_set = "label",
	.in_show = "labels", .in_json = "label",
	.for_people = "label",
};

static const struct snt_field preshared_key = {
	.type = &snt_type_key, IN_PEER(preshared_key, SNT_PEER_HAS_PSK),
	.attr = SNAPTUN_A_PEER_PRESHARED_KEY, .secret = true, .reset = true,
	.in_files = "PresharedKey", .in_set = "preshared-key",
	.in_show = "preshared-keys", .in_json = "preshared_key",
	.for_people = "preshared key",
};

static const struct snt_address_attrs endpoint_attrs = {
	.ipv4 = SNAPTUN_A_PEER_REMOTE_IPV4,
	.ipv6 = SNAPTUN_A_PEER_REMOTE_IPV6,
	.scope_id = SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID,
	.port = SNAPTUN_A_PEER_REMOTE_PORT,
};

/* One that is not named stays as it is: it may have been learned. */
static const struct snt_field endpoint = {
	.type = &snt_type_endpoint, IN_PEER(endpoint, SNT_PEER_HAS_ENDPOINT),
	.address = &endpoint_attrs,
	.in_files = "Endpoint", .in_set = "endpoint",
	.in_show = "endpoints", .in_json = "endpoint",
	.for_people = "endpoint",
};

static const struct snt_field allowed_ips = {
	.type = &snt_type_prefixes, IN_PEER(prefixes, 0),
	.attr = SNAPTUN_A_PEER_ALLOWEDIP,
	.in_files = "AllowedIPs", .in_set = "allowed-ips",
	.in_show = "allowed-ips", .in_json = "allowed_ips",
	.for_people = "allowed ips",
};

static const struct snt_field keepalive = {
	.type = &snt_type_seconds, IN_PEER(keepalive_s, SNT_PEER_HAS_KEEPALIVE),
	.attr = SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE, .quiet = true,
	.reset = true,
	.in_files = "PersistentKeepalive", .in_set = "persistent-keepalive",
	.in_show = "persistent-keepalive", .in_json = "persistent_keepalive_s",
	.for_people = "persistent keepalive",
};

static const struct snt_field encap = {
	.type = &snt_type_name, IN_PEER(encap, SNT_PEER_HAS_ENCAP),
	.attr = SNAPTUN_A_PEER_ENCAP, .names = &snt_names_encap, .quiet = true,
	.reset = true,
	.in_files = "Encap", .in_set = "encap",
	.in_show = "encaps", .in_json = "encap",
	.for_people = "encap",
};

static const struct snt_field vni = {
	.type = &snt_type_vni, IN_PEER(vni, SNT_PEER_HAS_VNI),
	.attr = SNAPTUN_A_PEER_VNI, .reset = true,
	.in_files = "Vni", .in_set = "vni",
	.in_show = "encaps", .in_json = "vni",
};

static const struct snt_field state = {
	.type = &snt_type_name, IN_PEER(state, SNT_PEER_HAS_STATE),
	.attr = SNAPTUN_A_PEER_STATE, .names = &snt_names_peer_state,
	.in_show = "states", .in_json = "state",
	.for_people = "state",
};

static const struct snt_field last_error = {
	.type = &snt_type_name, IN_PEER(last_error, SNT_PEER_HAS_LAST_ERROR),
	.attr = SNAPTUN_A_PEER_LAST_ERROR, .names = &snt_names_peer_error,
	.quiet = true,
	.in_show = "last-errors", .in_json = "last_error",
	.for_people = "last error",
};

static const struct snt_field last_error_time = {
	.type = &snt_type_time, IN_PEER(last_error_ns, 0),
	.attr = SNAPTUN_A_PEER_LAST_ERROR_TIME,
	.in_show = "last-errors", .in_json = "last_error_time",
};

static const struct snt_field latest_handshake = {
	.type = &snt_type_time, IN_PEER(last_handshake_ns, 0),
	.attr = SNAPTUN_A_PEER_LAST_HANDSHAKE,
	.in_show = "latest-handshakes", .in_json = "latest_handshake",
	.for_people = "latest handshake",
};

static const struct snt_address_attrs assigned_attrs = {
	.ipv4 = SNAPTUN_A_PEER_ASSIGNED_IPV4,
	.ipv6 = SNAPTUN_A_PEER_ASSIGNED_IPV6,
	.port = SNAPTUN_A_PEER_ASSIGNED_PORT,
};

static const struct snt_field assigned = {
	.type = &snt_type_address, IN_PEER(assigned, SNT_PEER_HAS_ASSIGNED),
	.address = &assigned_attrs,
	.in_show = "assigned-addresses", .in_json = "assigned_address",
	.for_people = "assigned address",
};

static const struct snt_field rx_bytes = {
	.type = &snt_type_count, IN_PEER(rx_bytes, 0),
	.attr = SNAPTUN_A_PEER_RX_BYTES,
	.in_show = "transfer", .in_json = "rx_bytes",
	.for_people = "transfer",
};

static const struct snt_field tx_bytes = {
	.type = &snt_type_count, IN_PEER(tx_bytes, 0),
	.attr = SNAPTUN_A_PEER_TX_BYTES,
	.in_show = "transfer", .in_json = "tx_bytes",
};

static const struct snt_field rx_packets = {
	.type = &snt_type_count, IN_PEER(rx_packets, 0),
	.attr = SNAPTUN_A_PEER_RX_PACKETS,
	.in_show = "packets", .in_json = "rx_packets",
};

static const struct snt_field tx_packets = {
	.type = &snt_type_count, IN_PEER(tx_packets, 0),
	.attr = SNAPTUN_A_PEER_TX_PACKETS,
	.in_show = "packets", .in_json = "tx_packets",
};

static const struct snt_field gso_refused = {
	.type = &snt_type_count, IN_PEER(gso_refused, 0),
	.attr = SNAPTUN_A_PEER_GSO_REFUSED,
	.in_show = "packets", .in_json = "gso_refused", .no_column = true,
};

static const struct snt_field gateway_key = {
	.type = &snt_type_key, IN_PEER(public_key, 0),
	.attr = SNAPTUN_A_PEER_PUBLIC_KEY,
	.in_files = "PublicKey", .in_show = "gateway", .in_json = "public_key",
};

/* Without one a gateway has some: none is worth saying. */
static const struct snt_field gateway_keepalive = {
	.type = &snt_type_seconds, IN_PEER(keepalive_s, SNT_PEER_HAS_KEEPALIVE),
	.attr = SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE,
	.in_files = "PersistentKeepalive", .in_set = "persistent-keepalive",
	.in_show = "persistent-keepalive", .in_json = "persistent_keepalive_s",
	.for_people = "persistent keepalive",
};

static const struct snt_field id = {
	.type = &snt_type_count, IN_PEER(id, 0),
	.attr = SNAPTUN_A_PEER_ID,
	.in_show = "tunnels", .in_json = "id",
};

static const struct snt_field local_port = {
	.type = &snt_type_ports, IN_PEER(local_port, SNT_PEER_HAS_LOCAL_PORT),
	.attr = SNAPTUN_A_PEER_LOCAL_PORT,
	.in_files = "LocalPort", .in_set = "port",
	.in_show = "local-ports", .in_json = "local_port",
	.for_people = "local port",
};

static const struct snt_field count = {
	.type = &snt_type_amount, IN_PEER(count, SNT_PEER_HAS_COUNT),
	.in_files = "Count", .in_set = "count", .in_json = "count",
};

static const struct snt_address_attrs previous_attrs = {
	.ipv4 = SNAPTUN_A_PEER_PREVIOUS_IPV4,
	.ipv6 = SNAPTUN_A_PEER_PREVIOUS_IPV6,
	.port = SNAPTUN_A_PEER_PREVIOUS_PORT,
};

static const struct snt_field previous = {
	.type = &snt_type_address, IN_PEER(previous, SNT_PEER_HAS_PREVIOUS),
	.address = &previous_attrs,
	.in_show = "previous-addresses", .in_json = "previous_address",
	.for_people = "previous address",
};

static const struct snt_address_attrs app_attrs = {
	.ipv4 = SNAPTUN_A_PEER_APP_IPV4,
	.ipv6 = SNAPTUN_A_PEER_APP_IPV6,
	.port = SNAPTUN_A_PEER_APP_PORT,
};

static const struct snt_field app = {
	.type = &snt_type_address, IN_PEER(app, SNT_PEER_HAS_APP),
	.address = &app_attrs,
	.in_show = "applications", .in_json = "app",
	.for_people = "application",
};

static const struct snt_field app_idle = {
	.type = &snt_type_number, IN_PEER(app_idle_s, SNT_PEER_HAS_APP_IDLE),
	.attr = SNAPTUN_A_PEER_APP_IDLE,
	.in_show = "applications", .in_json = "app_idle_s",
};

static const struct snt_field *const peer_shown[] = {
	&public_key, &label, &preshared_key, &endpoint, &allowed_ips, &state,
	&last_error, &last_error_time, &latest_handshake, &assigned, &rx_bytes,
	&tx_bytes, &rx_packets, &tx_packets, &gso_refused, &encap, &vni,
	&keepalive, NULL,
};

static const struct snt_field *const peer_files[] = {
	&preshared_key, &allowed_ips, &endpoint, &keepalive, &encap, &vni,
	&label, NULL,
};

static const struct snt_field *const peer_words[] = {
	&preshared_key, &endpoint, &keepalive, &allowed_ips, &encap, &vni,
	&label, NULL,
};

static const struct snt_field *const peer_people[] = {
	&label, &preshared_key, &endpoint, &encap, &allowed_ips, &state,
	&latest_handshake, &last_error, &assigned, &rx_bytes, &keepalive, NULL,
};

static const struct snt_field *const peer_conf_json[] = {
	&label, &preshared_key, &endpoint, &allowed_ips, &keepalive, &encap,
	&vni, NULL,
};

static const struct snt_field *const peer_event_json[] = {
	&label, &endpoint, &state, &last_error, &last_error_time,
	&latest_handshake, &assigned, &keepalive, &encap, &vni, NULL,
};

static const struct snt_field *const peer_dump[] = {
	&public_key, &preshared_key, &endpoint, &allowed_ips, &latest_handshake,
	&rx_bytes, &tx_bytes, &keepalive, NULL,
};

const struct snt_kind snt_kind_peer = {
	.section = "Peer",
	.id = &public_key,
	.shown = peer_shown,
	.files = peer_files,
	.words = peer_words,
	.people = peer_people,
	.conf_json = peer_conf_json,
	.event_json = peer_event_json,
	.dump = peer_dump,
};

static const struct snt_field *const none[] = { NULL };

static const struct snt_field *const gateway_shown[] = {
	&gateway_key, &preshared_key, &endpoint, &gateway_keepalive, NULL,
};

static const struct snt_field *const gateway_files[] = {
	&preshared_key, &endpoint, &gateway_keepalive, NULL,
};

static const struct snt_field *const gateway_event_json[] = {
	&endpoint, &gateway_keepalive, NULL,
};

const struct snt_kind snt_kind_gateway = {
	.section = "Gateway",
	.id = &gateway_key,
	.shown = gateway_shown,
	.files = gateway_files,
	.words = gateway_files,
	.people = gateway_files,
	.conf_json = gateway_files,
	.event_json = gateway_event_json,
	.dump = none,
};

static const struct snt_field *const tunnel_shown[] = {
	&id, &local_port, &state, &last_error, &last_error_time,
	&latest_handshake, &assigned, &previous, &app, &app_idle, &rx_bytes,
	&tx_bytes, &rx_packets, &tx_packets, &gso_refused, &count, NULL,
};

static const struct snt_field *const tunnel_files[] = {
	&local_port, &count, NULL,
};

static const struct snt_field *const tunnel_people[] = {
	&local_port, &state, &latest_handshake, &last_error, &assigned,
	&previous, &app, &rx_bytes, NULL,
};

static const struct snt_field *const tunnel_event_json[] = {
	&local_port, &state, &last_error, &last_error_time, &latest_handshake,
	&assigned, &previous, &app, &app_idle, NULL,
};

const struct snt_kind snt_kind_tunnel = {
	.section = "Tunnel",
	.id = &id,
	.shown = tunnel_shown,
	.files = tunnel_files,
	.words = tunnel_files,
	.people = tunnel_people,
	.conf_json = tunnel_files,
	.event_json = tunnel_event_json,
	.dump = none,
};

static const struct snt_field identity = {
	.type = &snt_type_key, IN_PEER(public_key, 0),
	.attr = SNAPTUN_A_PEER_PUBLIC_KEY,
	.in_show = "identities", .in_json = "identity",
};

static const struct snt_field idle = {
	.type = &snt_type_number, IN_PEER(idle_s, SNT_PEER_HAS_IDLE),
	.attr = SNAPTUN_A_PEER_IDLE,
	.in_show = "idle", .in_json = "idle_s",
};

/* The rest of a gateway may be more than memory: these are shown one by one. */
static const struct snt_field *const made_shown[] = {
	&id, &identity, &endpoint, &state, &idle, &last_error,
	&last_error_time, &latest_handshake, &rx_bytes, &tx_bytes, &rx_packets,
	&tx_packets, &gso_refused, NULL,
};

static const struct snt_field *const made_event_json[] = {
	&identity, &endpoint, &state, &idle, &last_error, &last_error_time,
	&latest_handshake, NULL,
};

const struct snt_kind snt_kind_made = {
	.section = "Tunnel",
	.id = &id,
	.shown = made_shown,
	.files = none,
	.words = none,
	.people = none,
	.conf_json = none,
	.event_json = made_event_json,
	.dump = none,
};

/**
 * snt_kind_of_list - what a device has many of
 * @dev: the device
 *
 * Return: the kind of what is in its list.
 */
const struct snt_kind *snt_kind_of_list(const struct snt_dev *dev)
{
	return snt_model_is_client(dev) ? &snt_kind_tunnel : &snt_kind_peer;
}
