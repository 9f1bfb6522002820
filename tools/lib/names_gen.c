// SPDX-License-Identifier: GPL-2.0-only
/*
 * Do not edit: "make gen" makes this from
 * Documentation/netlink/specs/snaptun.yaml.
 */
#include "names.h"

#include <linux/snaptun.h>

static const struct snt_name role[] = {
	[SNAPTUN_ROLE_PEER] = { "peer",
		"The tunnels are the configured peers, chosen by allowed IPs." },
	[SNAPTUN_ROLE_CLIENT] = { "client",
		"The tunnels lead to one gateway, each from a UDP port of its own. A SCION packet goes by the tunnel whose assigned address is its source, an IP packet by the first tunnel." },
	[SNAPTUN_ROLE_GATEWAY] = { "gateway",
		"The tunnels are made by initiations of registered identities, and named by the address and port that these come from. A SCION packet goes by the tunnel whose address and port are its destination's." },
};

const struct snt_names snt_names_role = {
	.name = role,
	.nr = 3,
};

static const struct snt_name wire[] = {
	[SNAPTUN_WIRE_SNAP] = { "snap",
		"SNAP. The handshake response carries the address that the initiator was seen at (112 bytes)." },
	[SNAPTUN_WIRE_WIREGUARD] = { "wireguard",
		"WireGuard. Plain handshake response (92 bytes)." },
};

const struct snt_names snt_names_wire = {
	.name = wire,
	.nr = 2,
};

static const struct snt_name payload[] = {
	[SNAPTUN_PAYLOAD_IP] = { "ip",
		"IPv4 and IPv6 packets." },
	[SNAPTUN_PAYLOAD_SCION] = { "scion",
		"SCION packets." },
	[SNAPTUN_PAYLOAD_ANY] = { "any",
		"IPv4, IPv6 and SCION packets." },
};

const struct snt_names snt_names_payload = {
	.name = payload,
	.nr = 3,
};

static const struct snt_name gso[] = {
	[SNAPTUN_GSO_AUTO] = { "auto",
		"Yes, but for some seconds not after one was refused, and never on kernels known to cut them wrong." },
	[SNAPTUN_GSO_ON] = { "on",
		"Always. What is refused is sent again one by one." },
	[SNAPTUN_GSO_OFF] = { "off",
		"Never." },
};

const struct snt_names snt_names_gso = {
	.name = gso,
	.nr = 3,
};

static const struct snt_name encap[] = {
	[SNAPTUN_ENCAP_NONE] = { "none",
		"Nothing, messages are UDP payloads." },
	[SNAPTUN_ENCAP_GENEVE] = { "geneve",
		"A Geneve header without options, with the peer's VNI." },
};

const struct snt_names snt_names_encap = {
	.name = encap,
	.nr = 2,
};

static const struct snt_name peer_state[] = {
	[SNAPTUN_PEER_STATE_IDLE] = { "idle",
		"No session, and none is being made." },
	[SNAPTUN_PEER_STATE_HANDSHAKING] = { "handshaking",
		"No usable session yet, or one of a client's that may lead nowhere any more; a handshake is under way." },
	[SNAPTUN_PEER_STATE_UP] = { "up",
		"There is a session that can carry packets." },
	[SNAPTUN_PEER_STATE_STALE] = { "stale",
		"The last session has expired and no newer one was made." },
	[SNAPTUN_PEER_STATE_BACKOFF] = { "backoff",
		"The gateway did not answer; a new attempt begins later." },
	[SNAPTUN_PEER_STATE_ADDRESS_CHANGED] = { "address-changed",
		"The gateway reported another address than the one in use, which has to be accepted first." },
	[SNAPTUN_PEER_STATE_FAILED] = { "failed",
		"The gateway did not answer for long; nothing is tried any more." },
};

const struct snt_names snt_names_peer_state = {
	.name = peer_state,
	.nr = 7,
};

static const struct snt_name peer_error[] = {
	[SNAPTUN_PEER_ERROR_NONE] = { "none",
		"There was no failure since the last session was made." },
	[SNAPTUN_PEER_ERROR_NO_ENDPOINT] = { "no-endpoint",
		"The peer has no endpoint and has not called." },
	[SNAPTUN_PEER_ERROR_NO_ROUTE] = { "no-route",
		"There is no route to the endpoint." },
	[SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT] = { "handshake-timeout",
		"The peer did not answer for 90 seconds." },
	[SNAPTUN_PEER_ERROR_RESPONSE_INVALID] = { "response-invalid",
		"A handshake response could not be authenticated." },
	[SNAPTUN_PEER_ERROR_RESPONSE_WRONG_LENGTH] = { "response-wrong-length",
		"A response came that belongs to the other wire mode." },
	[SNAPTUN_PEER_ERROR_COOKIE_REQUIRED] = { "cookie-required",
		"The peer is under load and asked for a cookie." },
	[SNAPTUN_PEER_ERROR_REPLAYED_INITIATION] = { "replayed-initiation",
		"An initiation was not newer than the last one accepted." },
	[SNAPTUN_PEER_ERROR_LOW_ORDER_KEY] = { "low-order-key",
		"A public key gave a shared secret of zero." },
	[SNAPTUN_PEER_ERROR_ADDRESS_INVALID] = { "address-invalid",
		"A response had an observed address that could not be read." },
	[SNAPTUN_PEER_ERROR_SEND_FAILED] = { "send-failed",
		"A datagram could not be sent." },
	[SNAPTUN_PEER_ERROR_ADDRESS_IN_USE] = { "address-in-use",
		"The address that was assigned is that of another tunnel." },
};

const struct snt_names snt_names_peer_error = {
	.name = peer_error,
	.nr = 12,
};

static const struct snt_name peer_event[] = {
	[SNAPTUN_PEER_EVENT_SESSION_ESTABLISHED] = { "session-established",
		"A handshake was completed and confirmed." },
	[SNAPTUN_PEER_EVENT_ENDPOINT_MOVED] = { "endpoint-moved",
		"An authenticated packet came from a new address or port." },
	[SNAPTUN_PEER_EVENT_ADDRESS_ASSIGNED] = { "address-assigned",
		"The peer reported a new address of ours." },
	[SNAPTUN_PEER_EVENT_SESSION_LOST] = { "session-lost",
		"Sessions expired, or a handshake was given up." },
	[SNAPTUN_PEER_EVENT_GSO_REFUSED] = { "gso-refused",
		"The way to the peer takes no UDP GSO packets. For some seconds messages are sent one by one." },
	[SNAPTUN_PEER_EVENT_FAILED] = { "failed",
		"A client's tunnel has given up, see give-up-after." },
	[SNAPTUN_PEER_EVENT_FLOW_BEGUN] = { "flow-begun",
		"A client's tunnel was given to an application's socket." },
	[SNAPTUN_PEER_EVENT_FLOW_ENDED] = { "flow-ended",
		"The socket has the tunnel no more." },
};

const struct snt_names snt_names_peer_event = {
	.name = peer_event,
	.nr = 8,
};

static const struct snt_name drop_reason[] = {
	[SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED] = { "tx-payload-refused",
		"Packet of a kind that the payload setting does not admit." },
	[SNAPTUN_DROP_REASON_TX_MALFORMED] = { "tx-malformed",
		"Packet to send whose headers or geometry are broken." },
	[SNAPTUN_DROP_REASON_TX_NO_PEER] = { "tx-no-peer",
		"No peer's allowed IPs contain the destination." },
	[SNAPTUN_DROP_REASON_TX_NO_ENDPOINT] = { "tx-no-endpoint",
		"The peer has no endpoint." },
	[SNAPTUN_DROP_REASON_TX_NO_SESSION] = { "tx-no-session",
		"Pushed out of the full queue of packets waiting for a session." },
	[SNAPTUN_DROP_REASON_TX_STAGED_EXPIRED] = { "tx-staged-expired",
		"Waited for a session that was not made." },
	[SNAPTUN_DROP_REASON_TX_TOO_BIG] = { "tx-too-big",
		"Packet longer than the tunnel can carry." },
	[SNAPTUN_DROP_REASON_TX_NO_MEMORY] = { "tx-no-memory",
		"No memory to seal or send." },
	[SNAPTUN_DROP_REASON_TX_QUEUE_FULL] = { "tx-queue-full",
		"The queue towards the cipher or the socket was full." },
	[SNAPTUN_DROP_REASON_TX_LOOP] = { "tx-loop",
		"The route to the endpoint leads back into a tunnel." },
	[SNAPTUN_DROP_REASON_TX_NO_ROUTE] = { "tx-no-route",
		"No route to the endpoint." },
	[SNAPTUN_DROP_REASON_TX_DEVICE] = { "tx-device",
		"The device went down or away while the packet was under way." },
	[SNAPTUN_DROP_REASON_RX_SHORT] = { "rx-short",
		"Datagram too short to be a message." },
	[SNAPTUN_DROP_REASON_RX_UNKNOWN_TYPE] = { "rx-unknown-type",
		"Message of an unknown type." },
	[SNAPTUN_DROP_REASON_RX_WRONG_LENGTH] = { "rx-wrong-length",
		"Message of a length that its type does not have." },
	[SNAPTUN_DROP_REASON_RX_WRONG_MODE] = { "rx-wrong-mode",
		"Handshake response of the other wire mode." },
	[SNAPTUN_DROP_REASON_RX_UNKNOWN_INDEX] = { "rx-unknown-index",
		"No session or handshake has this receiver index." },
	[SNAPTUN_DROP_REASON_RX_SESSION_EXPIRED] = { "rx-session-expired",
		"The session is too old or has received too much." },
	[SNAPTUN_DROP_REASON_RX_AUTH_FAILED] = { "rx-auth-failed",
		"The authentication tag is wrong." },
	[SNAPTUN_DROP_REASON_RX_REPLAYED] = { "rx-replayed",
		"The counter was seen before, or is too old to tell." },
	[SNAPTUN_DROP_REASON_RX_PAYLOAD_REFUSED] = { "rx-payload-refused",
		"Inner packet that the payload setting does not admit." },
	[SNAPTUN_DROP_REASON_RX_SOURCE_REFUSED] = { "rx-source-refused",
		"The inner source address belongs to another peer or to none." },
	[SNAPTUN_DROP_REASON_RX_MALFORMED] = { "rx-malformed",
		"Inner packet whose header is broken or disagrees with its length." },
	[SNAPTUN_DROP_REASON_RX_ECN] = { "rx-ecn",
		"Congestion mark on a packet that cannot carry it (RFC 6040)." },
	[SNAPTUN_DROP_REASON_RX_NO_MEMORY] = { "rx-no-memory",
		"No memory to open or deliver." },
	[SNAPTUN_DROP_REASON_RX_QUEUE_FULL] = { "rx-queue-full",
		"The queue towards the cipher or the stack was full." },
	[SNAPTUN_DROP_REASON_RX_GEOMETRY] = { "rx-geometry",
		"Aggregate of datagrams that could not be taken apart." },
	[SNAPTUN_DROP_REASON_RX_SOCKET_FULL] = { "rx-socket-full",
		"Arrived while too much waited to be looked at already." },
	[SNAPTUN_DROP_REASON_HS_QUEUE_FULL] = { "hs-queue-full",
		"The queue of handshake messages was full." },
	[SNAPTUN_DROP_REASON_HS_BAD_MAC1] = { "hs-bad-mac1",
		"Handshake message not made for our public key." },
	[SNAPTUN_DROP_REASON_HS_COOKIE_SENT] = { "hs-cookie-sent",
		"Under load, answered with a cookie." },
	[SNAPTUN_DROP_REASON_HS_RATE_LIMITED] = { "hs-rate-limited",
		"Too many handshakes from one source address." },
	[SNAPTUN_DROP_REASON_HS_DECRYPT_FAILED] = { "hs-decrypt-failed",
		"Handshake message that could not be opened." },
	[SNAPTUN_DROP_REASON_HS_UNKNOWN_IDENTITY] = { "hs-unknown-identity",
		"Initiation by a key that is no peer's." },
	[SNAPTUN_DROP_REASON_HS_REPLAYED] = { "hs-replayed",
		"Initiation that is not newer than the last one." },
	[SNAPTUN_DROP_REASON_HS_FLOOD] = { "hs-flood",
		"Initiations of one peer faster than 50 per second." },
	[SNAPTUN_DROP_REASON_HS_STALE_RESPONSE] = { "hs-stale-response",
		"Response to a handshake that is over." },
	[SNAPTUN_DROP_REASON_HS_COOKIE_INVALID] = { "hs-cookie-invalid",
		"Cookie reply that could not be opened or was not asked for." },
	[SNAPTUN_DROP_REASON_HS_NO_KEY] = { "hs-no-key",
		"The device has no private key." },
	[SNAPTUN_DROP_REASON_HS_NO_MEMORY] = { "hs-no-memory",
		"No memory for a session or an answer." },
	[SNAPTUN_DROP_REASON_RX_ENCAP_INVALID] = { "rx-encap-invalid",
		"Geneve header of another version or protocol, or with options." },
	[SNAPTUN_DROP_REASON_RX_ENCAP_MISMATCH] = { "rx-encap-mismatch",
		"Geneve header missing, not expected, or with another VNI." },
	[SNAPTUN_DROP_REASON_TX_TOO_MANY] = { "tx-too-many",
		"Packet of more segments than are cut out of one." },
	[SNAPTUN_DROP_REASON_RX_FOREIGN] = { "rx-foreign",
		"Datagram to a client that did not come from its gateway, or of a gateway's tunnel that did not come from its other end." },
	[SNAPTUN_DROP_REASON_TX_NO_TUNNEL] = { "tx-no-tunnel",
		"No tunnel of the client has the packet's source as its address, or none of the gateway has its destination." },
	[SNAPTUN_DROP_REASON_TX_ADDRESS_CHANGED] = { "tx-address-changed",
		"The tunnel's address changed, and was not accepted yet." },
	[SNAPTUN_DROP_REASON_RX_ADDRESS_CHANGED] = { "rx-address-changed",
		"Came by a tunnel whose address changed and was not accepted yet." },
	[SNAPTUN_DROP_REASON_TX_FACADE_MALFORMED] = { "tx-facade-malformed",
		"Packet to the facade without a SCION packet that can be read." },
	[SNAPTUN_DROP_REASON_TX_FACADE_FOREIGN] = { "tx-facade-foreign",
		"Packet to the facade from another host." },
	[SNAPTUN_DROP_REASON_TX_FACADE_SOURCE] = { "tx-facade-source",
		"SCION source that is not the socket which sent it to the facade." },
	[SNAPTUN_DROP_REASON_TX_FACADE_TOO_BIG] = { "tx-facade-too-big",
		"Fragment of a packet to the facade, which was too big for it." },
	[SNAPTUN_DROP_REASON_TX_FACADE_FULL] = { "tx-facade-full",
		"Packet of an application's socket for which no tunnel was free." },
	[SNAPTUN_DROP_REASON_RX_FACADE_MISMATCH] = { "rx-facade-mismatch",
		"Not for the application's socket that has the tunnel." },
	[SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED] = { "tx-identity-expired",
		"Packet to an identity whose registration has ended." },
	[SNAPTUN_DROP_REASON_RX_IDENTITY_EXPIRED] = { "rx-identity-expired",
		"Packet of an identity whose registration has ended." },
	[SNAPTUN_DROP_REASON_HS_IDENTITY_EXPIRED] = { "hs-identity-expired",
		"Initiation by an identity whose registration has ended." },
	[SNAPTUN_DROP_REASON_HS_TUNNEL_LIMIT] = { "hs-tunnel-limit",
		"Initiation by an identity that has as many tunnels as it may." },
	[SNAPTUN_DROP_REASON_RX_PATH_REFUSED] = { "rx-path-refused",
		"SCION path of a type that a gateway does not let out of a tunnel." },
	[SNAPTUN_DROP_REASON_TX_QUOTA] = { "tx-quota",
		"Packet to an identity whose quota is used up." },
	[SNAPTUN_DROP_REASON_RX_QUOTA] = { "rx-quota",
		"Packet of an identity whose quota is used up." },
	[SNAPTUN_DROP_REASON_TX_RATE] = { "tx-rate",
		"Packet to an identity that came faster than its rate." },
	[SNAPTUN_DROP_REASON_RX_RATE] = { "rx-rate",
		"Packet of an identity that came faster than its rate." },
	[SNAPTUN_DROP_REASON_RX_NO_ROUTER] = { "rx-no-router",
		"No router of a gateway's underlay for the next interface of the path, or no way to it." },
	[SNAPTUN_DROP_REASON_TX_NOT_FROM_ROUTER] = { "tx-not-from-router",
		"Datagram to a gateway's underlay that did not come from one of its routers." },
};

const struct snt_names snt_names_drop_reason = {
	.name = drop_reason,
	.nr = 64,
};

static const struct snt_name identity_state[] = {
	[SNAPTUN_IDENTITY_STATE_ACTIVE] = { "active",
		"It is registered." },
	[SNAPTUN_IDENTITY_STATE_EXPIRED] = { "expired",
		"Its registration has ended. Nothing passes, but its tunnels are kept for a while, so that they go on when it is prolonged." },
};

const struct snt_names snt_names_identity_state = {
	.name = identity_state,
	.nr = 2,
};

static const struct snt_name identity_event[] = {
	[SNAPTUN_IDENTITY_EVENT_ADDED] = { "added",
		"It was registered." },
	[SNAPTUN_IDENTITY_EVENT_CHANGED] = { "changed",
		"Its registration was prolonged, or is otherwise another one." },
	[SNAPTUN_IDENTITY_EVENT_REVOKED] = { "revoked",
		"Its registration was taken away, by request or with its token." },
	[SNAPTUN_IDENTITY_EVENT_EXPIRED] = { "expired",
		"Its registration has ended." },
	[SNAPTUN_IDENTITY_EVENT_QUOTA_NEAR] = { "quota-near",
		"Four fifths of its quota are used." },
	[SNAPTUN_IDENTITY_EVENT_QUOTA_USED_UP] = { "quota-used-up",
		"All of its quota is used, no packet passes any more." },
};

const struct snt_names snt_names_identity_event = {
	.name = identity_event,
	.nr = 6,
};

static const struct snt_name way[] = {
	[SNAPTUN_WAY_RX] = { "rx",
		"Out of a tunnel." },
	[SNAPTUN_WAY_TX] = { "tx",
		"Into a tunnel." },
};

const struct snt_names snt_names_way = {
	.name = way,
	.nr = 2,
};

static const struct snt_name address_policy[] = {
	[SNAPTUN_ADDRESS_POLICY_AUTO] = { "auto",
		"SCION packets as with pinned, IP packets as with following." },
	[SNAPTUN_ADDRESS_POLICY_PINNED] = { "pinned",
		"No packets pass until the new address is accepted." },
	[SNAPTUN_ADDRESS_POLICY_FOLLOWING] = { "following",
		"The new address is in use at once." },
};

const struct snt_names snt_names_address_policy = {
	.name = address_policy,
	.nr = 3,
};

static const struct snt_name carrier[] = {
	[SNAPTUN_CARRIER_FOLLOW] = { "follow",
		"While at least one of its tunnels has a session. With a facade always: that makes tunnels, and says itself when there is none." },
	[SNAPTUN_CARRIER_ALWAYS] = { "always",
		"Always." },
};

const struct snt_names snt_names_carrier = {
	.name = carrier,
	.nr = 2,
};

static const struct snt_name facade_senders[] = {
	[SNAPTUN_FACADE_SENDERS_LOCAL] = { "local",
		"Those of sockets on this host." },
	[SNAPTUN_FACADE_SENDERS_ANY] = { "any",
		"Those that are forwarded to it as well." },
};

const struct snt_names snt_names_facade_senders = {
	.name = facade_senders,
	.nr = 2,
};

static const struct snt_name facade_translation[] = {
	[SNAPTUN_FACADE_TRANSLATION_ON] = { "on",
		"Yes. Each application's socket has a tunnel of its own, and its address stays while the assigned one changes." },
	[SNAPTUN_FACADE_TRANSLATION_OFF] = { "off",
		"No. Applications have assigned addresses themselves, and a packet goes by the tunnel that has its source." },
};

const struct snt_names snt_names_facade_translation = {
	.name = facade_translation,
	.nr = 2,
};

static const struct snt_name policy[] = {
	[SNAPTUN_POLICY_OFF] = { "off",
		"Nothing." },
	[SNAPTUN_POLICY_HOST] = { "host",
		"As deployed gateways: lengths agree, the source host is the tunnel's address, the path is empty or SCION's." },
	[SNAPTUN_POLICY_STRICT] = { "strict",
		"Also that the source ISD-AS is one of the gateway's and the source port the tunnel's." },
};

const struct snt_names snt_names_policy = {
	.name = policy,
	.nr = 3,
};

static const struct snt_name hairpin[] = {
	[SNAPTUN_HAIRPIN_ON] = { "on",
		"Yes, those for the same AS that have no path. They do not appear on the device." },
	[SNAPTUN_HAIRPIN_OFF] = { "off",
		"No. They appear on the device like all others." },
};

const struct snt_names snt_names_hairpin = {
	.name = hairpin,
	.nr = 2,
};

static const struct snt_name keylog[] = {
	[SNAPTUN_KEYLOG_OFF] = { "off",
		"No." },
	[SNAPTUN_KEYLOG_ON] = { "on",
		"Yes, of those that begin from now on, unless the kernel is locked down." },
};

const struct snt_names snt_names_keylog = {
	.name = keylog,
	.nr = 2,
};

static const struct snt_name tunnel_action[] = {
	[SNAPTUN_TUNNEL_ACTION_ACCEPT_ADDRESS] = { "accept-address",
		"Use the address that the gateway reported last." },
	[SNAPTUN_TUNNEL_ACTION_RESTART] = { "restart",
		"Begin a new handshake now." },
};

const struct snt_names snt_names_tunnel_action = {
	.name = tunnel_action,
	.nr = 2,
};

static const struct snt_attr_name snt_attrs_allowedip[] = {
	[SNAPTUN_A_ALLOWEDIP_IPV4] = { .name = "ipv4" },
	[SNAPTUN_A_ALLOWEDIP_IPV6] = { .name = "ipv6" },
	[SNAPTUN_A_ALLOWEDIP_PREFIX_LEN] = { .name = "prefix-len" },
	[SNAPTUN_A_ALLOWEDIP_FLAGS] = { .name = "flags" },
};

const struct snt_attr_name snt_attrs_dev[] = {
	[SNAPTUN_A_DEV_IFINDEX] = { .name = "ifindex" },
	[SNAPTUN_A_DEV_IFNAME] = { .name = "ifname" },
	[SNAPTUN_A_DEV_FLAGS] = { .name = "flags" },
	[SNAPTUN_A_DEV_ROLE] = { .name = "role" },
	[SNAPTUN_A_DEV_WIRE] = { .name = "wire" },
	[SNAPTUN_A_DEV_PAYLOAD] = { .name = "payload" },
	[SNAPTUN_A_DEV_PRIVATE_KEY] = { .name = "private-key" },
	[SNAPTUN_A_DEV_PUBLIC_KEY] = { .name = "public-key" },
	[SNAPTUN_A_DEV_LISTEN_PORT] = { .name = "listen-port" },
	[SNAPTUN_A_DEV_FWMARK] = { .name = "fwmark" },
	[SNAPTUN_A_DEV_PEERS] = { .name = "peers" },
	[SNAPTUN_A_DEV_SEQ] = { .name = "seq" },
	[SNAPTUN_A_DEV_GSO] = { .name = "gso" },
	[SNAPTUN_A_DEV_ADDRESS_POLICY] = { .name = "address-policy" },
	[SNAPTUN_A_DEV_GIVE_UP_AFTER] = { .name = "give-up-after" },
	[SNAPTUN_A_DEV_CARRIER] = { .name = "carrier" },
	[SNAPTUN_A_DEV_FACADE_IPV4] = { .name = "facade-ipv4" },
	[SNAPTUN_A_DEV_FACADE_IPV6] = { .name = "facade-ipv6" },
	[SNAPTUN_A_DEV_FACADE_PORT] = { .name = "facade-port" },
	[SNAPTUN_A_DEV_FACADE_SENDERS] = { .name = "facade-senders" },
	[SNAPTUN_A_DEV_FACADE_TRANSLATION] = { .name = "facade-translation" },
	[SNAPTUN_A_DEV_FLOW_LIMIT] = { .name = "flow-limit" },
	[SNAPTUN_A_DEV_FLOW_IDLE] = { .name = "flow-idle" },
	[SNAPTUN_A_DEV_IDENTITIES] = { .name = "identities" },
	[SNAPTUN_A_DEV_POLICY] = { .name = "policy" },
	[SNAPTUN_A_DEV_ISD_AS] = { .name = "isd-as" },
	[SNAPTUN_A_DEV_TUNNEL_IDLE] = { .name = "tunnel-idle" },
	[SNAPTUN_A_DEV_HAIRPIN] = { .name = "hairpin" },
	[SNAPTUN_A_DEV_KEYLOG] = { .name = "keylog" },
	[SNAPTUN_A_DEV_ROUTERS] = { .name = "routers" },
};

const struct snt_attr_name snt_attrs_identity[] = {
	[SNAPTUN_A_IDENTITY_PAD] = { .name = "pad" },
	[SNAPTUN_A_IDENTITY_IFINDEX] = { .name = "ifindex" },
	[SNAPTUN_A_IDENTITY_IFNAME] = { .name = "ifname" },
	[SNAPTUN_A_IDENTITY_FLAGS] = { .name = "flags" },
	[SNAPTUN_A_IDENTITY_PUBLIC_KEY] = { .name = "public-key" },
	[SNAPTUN_A_IDENTITY_PRESHARED_KEY] = { .name = "preshared-key" },
	[SNAPTUN_A_IDENTITY_EXPIRES] = { .name = "expires" },
	[SNAPTUN_A_IDENTITY_TOKEN_ID] = { .name = "token-id" },
	[SNAPTUN_A_IDENTITY_LABEL] = { .name = "label" },
	[SNAPTUN_A_IDENTITY_TUNNEL_LIMIT] = { .name = "tunnel-limit" },
	[SNAPTUN_A_IDENTITY_TUNNELS] = { .name = "tunnels" },
	[SNAPTUN_A_IDENTITY_STATE] = { .name = "state" },
	[SNAPTUN_A_IDENTITY_EVENT] = { .name = "event" },
	[SNAPTUN_A_IDENTITY_SEQ] = { .name = "seq" },
	[SNAPTUN_A_IDENTITY_QUOTA] = { .name = "quota" },
	[SNAPTUN_A_IDENTITY_QUOTA_USED] = { .name = "quota-used" },
	[SNAPTUN_A_IDENTITY_RATE] = { .name = "rate" },
	[SNAPTUN_A_IDENTITY_GENERATION] = { .name = "generation" },
	[SNAPTUN_A_IDENTITY_RX_PACKETS] = { .name = "rx-packets" },
	[SNAPTUN_A_IDENTITY_RX_BYTES] = { .name = "rx-bytes" },
	[SNAPTUN_A_IDENTITY_RX_LAST] = { .name = "rx-last" },
	[SNAPTUN_A_IDENTITY_TX_PACKETS] = { .name = "tx-packets" },
	[SNAPTUN_A_IDENTITY_TX_BYTES] = { .name = "tx-bytes" },
	[SNAPTUN_A_IDENTITY_TX_LAST] = { .name = "tx-last" },
	[SNAPTUN_A_IDENTITY_DROP] = { .name = "drop" },
	[SNAPTUN_A_IDENTITY_IA_PAIR] = { .name = "ia-pair" },
	[SNAPTUN_A_IDENTITY_CONTINUED] = { .name = "continued" },
};

const struct snt_attr_name snt_attrs_peer[] = {
	[SNAPTUN_A_PEER_PAD] = { .name = "pad" },
	[SNAPTUN_A_PEER_IFINDEX] = { .name = "ifindex" },
	[SNAPTUN_A_PEER_IFNAME] = { .name = "ifname" },
	[SNAPTUN_A_PEER_FLAGS] = { .name = "flags" },
	[SNAPTUN_A_PEER_PUBLIC_KEY] = { .name = "public-key" },
	[SNAPTUN_A_PEER_PRESHARED_KEY] = { .name = "preshared-key" },
	[SNAPTUN_A_PEER_REMOTE_IPV4] = { .name = "remote-ipv4" },
	[SNAPTUN_A_PEER_REMOTE_IPV6] = { .name = "remote-ipv6" },
	[SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID] = { .name = "remote-ipv6-scope-id" },
	[SNAPTUN_A_PEER_REMOTE_PORT] = { .name = "remote-port" },
	[SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE] = { .name = "persistent-keepalive" },
	[SNAPTUN_A_PEER_LABEL] = { .name = "label" },
	[SNAPTUN_A_PEER_ALLOWEDIP] = { .name = "allowedip",
		.nested = snt_attrs_allowedip,
		.nested_max = SNAPTUN_A_ALLOWEDIP_MAX },
	[SNAPTUN_A_PEER_CONTINUED] = { .name = "continued" },
	[SNAPTUN_A_PEER_STATE] = { .name = "state" },
	[SNAPTUN_A_PEER_LAST_ERROR] = { .name = "last-error" },
	[SNAPTUN_A_PEER_LAST_ERROR_TIME] = { .name = "last-error-time" },
	[SNAPTUN_A_PEER_LAST_HANDSHAKE] = { .name = "last-handshake" },
	[SNAPTUN_A_PEER_ASSIGNED_IPV4] = { .name = "assigned-ipv4" },
	[SNAPTUN_A_PEER_ASSIGNED_IPV6] = { .name = "assigned-ipv6" },
	[SNAPTUN_A_PEER_ASSIGNED_PORT] = { .name = "assigned-port" },
	[SNAPTUN_A_PEER_RX_BYTES] = { .name = "rx-bytes" },
	[SNAPTUN_A_PEER_TX_BYTES] = { .name = "tx-bytes" },
	[SNAPTUN_A_PEER_RX_PACKETS] = { .name = "rx-packets" },
	[SNAPTUN_A_PEER_TX_PACKETS] = { .name = "tx-packets" },
	[SNAPTUN_A_PEER_EVENT] = { .name = "event" },
	[SNAPTUN_A_PEER_SEQ] = { .name = "seq" },
	[SNAPTUN_A_PEER_GSO_REFUSED] = { .name = "gso-refused" },
	[SNAPTUN_A_PEER_ENCAP] = { .name = "encap" },
	[SNAPTUN_A_PEER_VNI] = { .name = "vni" },
	[SNAPTUN_A_PEER_ID] = { .name = "id" },
	[SNAPTUN_A_PEER_LOCAL_PORT] = { .name = "local-port" },
	[SNAPTUN_A_PEER_LOCAL_PORT_MAX] = { .name = "local-port-max" },
	[SNAPTUN_A_PEER_PREVIOUS_IPV4] = { .name = "previous-ipv4" },
	[SNAPTUN_A_PEER_PREVIOUS_IPV6] = { .name = "previous-ipv6" },
	[SNAPTUN_A_PEER_PREVIOUS_PORT] = { .name = "previous-port" },
	[SNAPTUN_A_PEER_ACTION] = { .name = "action" },
	[SNAPTUN_A_PEER_APP_IPV4] = { .name = "app-ipv4" },
	[SNAPTUN_A_PEER_APP_IPV6] = { .name = "app-ipv6" },
	[SNAPTUN_A_PEER_APP_PORT] = { .name = "app-port" },
	[SNAPTUN_A_PEER_APP_IDLE] = { .name = "app-idle" },
	[SNAPTUN_A_PEER_IDLE] = { .name = "idle" },
};

const struct snt_attr_name snt_attrs_router[] = {
	[SNAPTUN_A_ROUTER_INTERFACE] = { .name = "interface" },
	[SNAPTUN_A_ROUTER_IPV4] = { .name = "ipv4" },
	[SNAPTUN_A_ROUTER_IPV6] = { .name = "ipv6" },
	[SNAPTUN_A_ROUTER_PORT] = { .name = "port" },
};

const struct snt_attr_name snt_attrs_stats[] = {
	[SNAPTUN_A_STATS_IFINDEX] = { .name = "ifindex" },
	[SNAPTUN_A_STATS_IFNAME] = { .name = "ifname" },
	[SNAPTUN_A_STATS_DROP] = { .name = "drop" },
};

const struct snt_attr_name snt_attrs_underlay[] = {
	[SNAPTUN_A_UNDERLAY_IFINDEX] = { .name = "ifindex" },
	[SNAPTUN_A_UNDERLAY_IFNAME] = { .name = "ifname" },
	[SNAPTUN_A_UNDERLAY_PORT] = { .name = "port" },
	[SNAPTUN_A_UNDERLAY_ROUTER] = { .name = "router",
		.nested = snt_attrs_router,
		.nested_max = SNAPTUN_A_ROUTER_MAX },
};
