// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields of a device.
 */
#include "fields.h"

#include <linux/snaptun.h>

/* What a new client has */
#define FLOW_LIMIT_USUAL	256
#define FLOW_IDLE_USUAL_S	300
/* And a new gateway */
#define TUNNEL_IDLE_USUAL_S	540

#define IN_DEV(member, has)	SNT_IN(struct snt_dev, member, has)

static const struct snt_field ifindex = {
	.type = &snt_type_count, IN_DEV(ifindex, 0),
	.attr = SNAPTUN_A_DEV_IFINDEX,
	.in_json = "ifindex",
};

static const struct snt_field private_key = {
	.type = &snt_type_key, IN_DEV(private_key, SNT_DEV_HAS_PRIVATE_KEY),
	.attr = SNAPTUN_A_DEV_PRIVATE_KEY, .secret = true, .reset = true,
	.in_files = "PrivateKey", .in_set = "private-key",
	.in_show = "private-key", .in_json = "private_key",
	.for_people = "private key",
};

static const struct snt_field public_key = {
	.type = &snt_type_key, IN_DEV(public_key, SNT_DEV_HAS_PUBLIC_KEY),
	.attr = SNAPTUN_A_DEV_PUBLIC_KEY,
	.in_show = "public-key", .in_json = "public_key",
	.for_people = "public key",
};

static const struct snt_field listen_port = {
	.type = &snt_type_port, IN_DEV(listen_port, SNT_DEV_HAS_LISTEN_PORT),
	.attr = SNAPTUN_A_DEV_LISTEN_PORT, .quiet = true, .reset = true,
	.of_peer = true,
	.in_files = "ListenPort", .in_set = "listen-port",
	.in_show = "listen-port", .in_json = "listen_port",
	.for_people = "listening port",
};

static const struct snt_field fwmark = {
	.type = &snt_type_mark, IN_DEV(fwmark, SNT_DEV_HAS_FWMARK),
	.attr = SNAPTUN_A_DEV_FWMARK, .quiet = true, .reset = true,
	.in_files = "FwMark", .in_set = "fwmark",
	.in_show = "fwmark", .in_json = "fwmark",
	.for_people = "fwmark",
};

/* Files for wg(8) do not name what follows, and must not undo it. */
static const struct snt_field wire = {
	.type = &snt_type_name, IN_DEV(wire, SNT_DEV_HAS_WIRE),
	.attr = SNAPTUN_A_DEV_WIRE, .names = &snt_names_wire,
	.in_files = "Wire", .in_set = "wire",
	.in_show = "wire", .in_json = "wire",
	.for_people = "wire",
};

static const struct snt_field payload = {
	.type = &snt_type_name, IN_DEV(payload, SNT_DEV_HAS_PAYLOAD),
	.attr = SNAPTUN_A_DEV_PAYLOAD, .names = &snt_names_payload,
	.in_files = "Payload", .in_set = "payload",
	.in_show = "payload", .in_json = "payload",
	.for_people = "payload",
};

static const struct snt_field gso = {
	.type = &snt_type_name, IN_DEV(gso, SNT_DEV_HAS_GSO),
	.attr = SNAPTUN_A_DEV_GSO, .names = &snt_names_gso, .quiet = true,
	.in_files = "Gso", .in_set = "gso",
	.in_show = "gso", .in_json = "gso",
	.for_people = "gso",
};

static const struct snt_field role = {
	.type = &snt_type_name, IN_DEV(role, SNT_DEV_HAS_ROLE),
	.attr = SNAPTUN_A_DEV_ROLE, .names = &snt_names_role, .quiet = true,
	.at_birth = true,
	.in_files = "Role", .in_set = "role",
	.in_show = "role", .in_json = "role",
	.for_people = "role",
};

static const struct snt_field address_policy = {
	.type = &snt_type_name,
	IN_DEV(address_policy, SNT_DEV_HAS_ADDRESS_POLICY),
	.attr = SNAPTUN_A_DEV_ADDRESS_POLICY,
	.names = &snt_names_address_policy, .quiet = true, .of_client = true,
	.in_files = "AddressPolicy", .in_set = "address-policy",
	.in_show = "address-policy", .in_json = "address_policy",
	.for_people = "address policy",
};

static const struct snt_field give_up_after = {
	.type = &snt_type_patience, IN_DEV(give_up_s, SNT_DEV_HAS_GIVE_UP),
	.attr = SNAPTUN_A_DEV_GIVE_UP_AFTER, .of_client = true,
	.in_files = "GiveUpAfter", .in_set = "give-up-after",
	.in_show = "give-up-after", .in_json = "give_up_after_s",
	.for_people = "give up after",
};

static const struct snt_field carrier = {
	.type = &snt_type_name, IN_DEV(carrier, SNT_DEV_HAS_CARRIER),
	.attr = SNAPTUN_A_DEV_CARRIER, .names = &snt_names_carrier,
	.quiet = true, .of_client = true,
	.in_files = "Carrier", .in_set = "carrier",
	.in_show = "carrier", .in_json = "carrier",
	.for_people = "carrier",
};

static const struct snt_address_attrs facade_attrs = {
	.ipv4 = SNAPTUN_A_DEV_FACADE_IPV4,
	.ipv6 = SNAPTUN_A_DEV_FACADE_IPV6,
	.port = SNAPTUN_A_DEV_FACADE_PORT,
};

static const struct snt_field facade = {
	.type = &snt_type_facade, IN_DEV(facade, SNT_DEV_HAS_FACADE),
	.address = &facade_attrs, .quiet = true, .reset = true,
	.of_client = true,
	.in_files = "Facade", .in_set = "facade",
	.in_show = "facade", .in_json = "facade",
	.for_people = "facade",
};

static const struct snt_field facade_senders = {
	.type = &snt_type_name,
	IN_DEV(facade_senders, SNT_DEV_HAS_FACADE_SENDERS),
	.attr = SNAPTUN_A_DEV_FACADE_SENDERS,
	.names = &snt_names_facade_senders, .quiet = true, .of_client = true,
	.in_files = "FacadeSenders", .in_set = "facade-senders",
	.in_show = "facade-senders", .in_json = "facade_senders",
	.for_people = "facade senders",
};

static const struct snt_field facade_translation = {
	.type = &snt_type_name,
	IN_DEV(facade_translation, SNT_DEV_HAS_FACADE_TRANSLATION),
	.attr = SNAPTUN_A_DEV_FACADE_TRANSLATION,
	.names = &snt_names_facade_translation, .quiet = true,
	.of_client = true,
	.in_files = "FacadeTranslation", .in_set = "facade-translation",
	.in_show = "facade-translation", .in_json = "facade_translation",
	.for_people = "facade translation",
};

static const struct snt_field flow_limit = {
	.type = &snt_type_limit, IN_DEV(flow_limit, SNT_DEV_HAS_FLOW_LIMIT),
	.attr = SNAPTUN_A_DEV_FLOW_LIMIT, .quiet = true,
	.usual = FLOW_LIMIT_USUAL, .of_client = true,
	.in_files = "FlowLimit", .in_set = "flow-limit",
	.in_show = "flow-limit", .in_json = "flow_limit",
	.for_people = "flow limit",
};

static const struct snt_field flow_idle = {
	.type = &snt_type_patience, IN_DEV(flow_idle_s, SNT_DEV_HAS_FLOW_IDLE),
	.attr = SNAPTUN_A_DEV_FLOW_IDLE, .quiet = true,
	.usual = FLOW_IDLE_USUAL_S, .of_client = true,
	.in_files = "FlowIdle", .in_set = "flow-idle",
	.in_show = "flow-idle", .in_json = "flow_idle_s",
	.for_people = "flow idle",
};

static const struct snt_field policy = {
	.type = &snt_type_name, IN_DEV(policy, SNT_DEV_HAS_POLICY),
	.attr = SNAPTUN_A_DEV_POLICY, .names = &snt_names_policy,
	.quiet = true, .usual = SNAPTUN_POLICY_HOST, .of_gateway = true,
	.in_files = "Policy", .in_set = "policy",
	.in_show = "policy", .in_json = "policy",
	.for_people = "policy",
};

static const struct snt_field isd_as = {
	.type = &snt_type_isd_ases, IN_DEV(isd_as, SNT_DEV_HAS_ISD_AS),
	.attr = SNAPTUN_A_DEV_ISD_AS, .quiet = true, .of_gateway = true,
	.in_files = "IsdAs", .in_set = "isd-as",
	.in_show = "isd-as", .in_json = "isd_as",
	.for_people = "isd-as",
};

static const struct snt_field tunnel_idle = {
	.type = &snt_type_idle,
	IN_DEV(tunnel_idle_s, SNT_DEV_HAS_TUNNEL_IDLE),
	.attr = SNAPTUN_A_DEV_TUNNEL_IDLE, .quiet = true,
	.usual = TUNNEL_IDLE_USUAL_S, .of_gateway = true,
	.in_files = "TunnelIdle", .in_set = "tunnel-idle",
	.in_show = "tunnel-idle", .in_json = "tunnel_idle_s",
	.for_people = "tunnel idle",
};

static const struct snt_field hairpin = {
	.type = &snt_type_name, IN_DEV(hairpin, SNT_DEV_HAS_HAIRPIN),
	.attr = SNAPTUN_A_DEV_HAIRPIN, .names = &snt_names_hairpin,
	.quiet = true, .of_gateway = true,
	.in_files = "Hairpin", .in_set = "hairpin",
	.in_show = "hairpin", .in_json = "hairpin",
	.for_people = "hairpin",
};

/* Not in files: a debugging aid is switched off by the next boot. */
static const struct snt_field keylog = {
	.type = &snt_type_name, IN_DEV(keylog, SNT_DEV_HAS_KEYLOG),
	.attr = SNAPTUN_A_DEV_KEYLOG, .names = &snt_names_keylog,
	.quiet = true,
	.in_set = "keylog", .in_show = "keylog", .in_json = "keylog",
	.for_people = "keylog",
};

static const struct snt_field identities = {
	.type = &snt_type_number,
	IN_DEV(nr_identities, SNT_DEV_HAS_IDENTITIES),
	.attr = SNAPTUN_A_DEV_IDENTITIES,
	.in_show = "identities", .in_json = "nr_identities",
	.for_people = "identities",
};

static const struct snt_field tunnels = {
	.type = &snt_type_number, IN_DEV(nr_tunnels, SNT_DEV_HAS_TUNNELS),
	.attr = SNAPTUN_A_DEV_PEERS,
	.in_show = "gateway-tunnels", .in_json = "nr_tunnels",
	.for_people = "tunnels",
};

static const struct snt_field *const dev_shown[] = {
	&ifindex, &private_key, &public_key, &listen_port, &fwmark, &wire,
	&payload, &gso, &role, &address_policy, &give_up_after, &carrier,
	&facade, &facade_senders, &facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, &keylog, &identities,
	&tunnels, NULL,
};

static const struct snt_field *const dev_files[] = {
	&listen_port, &fwmark, &private_key, &wire, &payload, &gso, &role,
	&address_policy, &give_up_after, &carrier, &facade, &facade_senders,
	&facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, NULL,
};

static const struct snt_field *const dev_words[] = {
	&listen_port, &fwmark, &private_key, &wire, &payload, &gso, &role,
	&address_policy, &give_up_after, &carrier, &facade, &facade_senders,
	&facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, &keylog, NULL,
};

static const struct snt_field *const dev_people[] = {
	&public_key, &private_key, &listen_port, &fwmark, &wire, &payload, &gso,
	&role, &address_policy, &give_up_after, &carrier, &facade,
	&facade_senders, &facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, &keylog, &identities,
	&tunnels, NULL,
};

static const struct snt_field *const dev_conf_json[] = {
	&private_key, &listen_port, &fwmark, &wire, &payload, &gso, &role,
	&address_policy, &give_up_after, &carrier, &facade, &facade_senders,
	&facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, NULL,
};

static const struct snt_field *const dev_event_json[] = {
	&ifindex, &public_key, &listen_port, &fwmark, &wire, &payload, &gso,
	&address_policy, &give_up_after, &carrier, &facade, &facade_senders,
	&facade_translation, &flow_limit, &flow_idle,
	&policy, &isd_as, &tunnel_idle, &hairpin, &keylog, NULL,
};

static const struct snt_field *const dev_dump[] = {
	&private_key, &public_key, &listen_port, &fwmark, NULL,
};

const struct snt_kind snt_kind_dev = {
	.section = "Interface",
	.shown = dev_shown,
	.files = dev_files,
	.words = dev_words,
	.people = dev_people,
	.conf_json = dev_conf_json,
	.event_json = dev_event_json,
	.dump = dev_dump,
};
