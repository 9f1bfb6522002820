/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device and its peers look like to the tools: filled from the kernel,
 * from a file or from a command line, and sent, compared or printed.
 */
#ifndef _SNT_MODEL_H
#define _SNT_MODEL_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNT_KEY_LEN	32
#define SNT_LABEL_LEN	64
/* that a client can have */
#define SNT_MOST_TUNNELS	1024
/* that a gateway can have */
#define SNT_MOST_ISD_ASES	16

/* Which members hold a value; read from the kernel: absent means absent. */
enum snt_model_dev_flag {
	SNT_DEV_HAS_PRIVATE_KEY = 1 << 0,
	SNT_DEV_HAS_PUBLIC_KEY = 1 << 1,
	SNT_DEV_HAS_LISTEN_PORT = 1 << 2,
	SNT_DEV_HAS_FWMARK = 1 << 3,
	SNT_DEV_HAS_WIRE = 1 << 4,
	SNT_DEV_HAS_PAYLOAD = 1 << 5,
	SNT_DEV_HAS_GSO = 1 << 6,
	SNT_DEV_HAS_ROLE = 1 << 7,
	SNT_DEV_REPLACE_PEERS = 1 << 8,
	SNT_DEV_HAS_ADDRESS_POLICY = 1 << 9,
	SNT_DEV_HAS_GIVE_UP = 1 << 10,
	SNT_DEV_HAS_CARRIER = 1 << 11,
	SNT_DEV_HAS_FACADE = 1 << 12,
	SNT_DEV_HAS_FACADE_SENDERS = 1 << 13,
	SNT_DEV_HAS_FACADE_TRANSLATION = 1 << 14,
	SNT_DEV_HAS_FLOW_LIMIT = 1 << 15,
	SNT_DEV_HAS_FLOW_IDLE = 1 << 16,
	SNT_DEV_HAS_POLICY = 1 << 17,
	SNT_DEV_HAS_ISD_AS = 1 << 18,
	SNT_DEV_HAS_TUNNEL_IDLE = 1 << 19,
	SNT_DEV_HAS_HAIRPIN = 1 << 20,
	SNT_DEV_HAS_KEYLOG = 1 << 21,
	SNT_DEV_HAS_IDENTITIES = 1 << 22,
	SNT_DEV_HAS_TUNNELS = 1 << 23,
};

enum snt_model_peer_flag {
	SNT_PEER_HAS_PSK = 1 << 0,
	SNT_PEER_HAS_ENDPOINT = 1 << 1,
	SNT_PEER_HAS_KEEPALIVE = 1 << 2,
	SNT_PEER_HAS_LABEL = 1 << 3,
	/* the list of allowed IPs is the whole list, not a change to it */
	SNT_PEER_REPLACE_ALLOWED_IPS = 1 << 4,
	SNT_PEER_REMOVE = 1 << 5,
	SNT_PEER_UPDATE_ONLY = 1 << 6,
	SNT_PEER_HAS_STATE = 1 << 7,
	SNT_PEER_HAS_ASSIGNED = 1 << 8,
	SNT_PEER_HAS_LAST_ERROR = 1 << 9,
	SNT_PEER_HAS_ENCAP = 1 << 10,
	SNT_PEER_HAS_VNI = 1 << 11,
	SNT_PEER_HAS_LOCAL_PORT = 1 << 12,
	SNT_PEER_HAS_PREVIOUS = 1 << 13,
	/* nothing but @action happens to the tunnel */
	SNT_PEER_HAS_ACTION = 1 << 14,
	SNT_PEER_HAS_COUNT = 1 << 15,
	SNT_PEER_HAS_APP = 1 << 16,
	SNT_PEER_HAS_APP_IDLE = 1 << 17,
	SNT_PEER_HAS_IDLE = 1 << 18,
};

/**
 * struct snt_prefix - one allowed IP
 * @addr: address, the first 4 or all 16 bytes
 * @family: AF_INET or AF_INET6
 * @len: bits that count; those behind are zero in @addr
 * @remove: take it away instead of adding it
 */
struct snt_prefix {
	uint8_t addr[16];
	uint8_t family;
	uint8_t len;
	bool remove;
};

union snt_sockaddr {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/**
 * struct snt_peer - one peer; of a client its gateway, or one of its tunnels; of
 *	a gateway one of its tunnels
 * @next: in the order of the kernel or of the file
 * @flags: enum snt_model_peer_flag
 * @public_key: what names it
 * @preshared_key: all zero removes
 * @endpoint: where it is, by number
 * @endpoint_host: where it is, as written; resolved into @endpoint later
 * @endpoint_port: the port that belongs to @endpoint_host
 * @keepalive_s: seconds between unasked keepalives, 0 for none
 * @label: free text
 * @prefixes: allowed IPs
 * @nr_prefixes: how many
 * @max_prefixes: how many @prefixes has room for
 * @line: where the file names it, 0 when it comes from elsewhere
 * @state: enum snaptun_peer_state
 * @last_error: enum snaptun_peer_error
 * @last_error_ns: wall clock, 0 for never
 * @last_handshake_ns: wall clock, 0 for never
 * @rx_bytes: received
 * @tx_bytes: sent
 * @rx_packets: received
 * @tx_packets: sent
 * @encap: enum snaptun_encap
 * @vni: of the Geneve header
 * @gso_refused: packets of many messages that could not be sent as one
 * @assigned: the address under which the peer sees us
 * @id: of a client's or gateway's tunnel, which names it
 * @local_port: of a client's tunnel, 0 for any
 * @local_port_max: any from @local_port to this one will do; 0 for no range
 * @count: how many tunnels like this one there shall be; 0 is one
 * @previous: of a client's tunnel, the address that was in use before @assigned,
 *	or that is until @assigned is accepted
 * @action: enum snaptun_tunnel_action, what a client's tunnel is to do
 * @app: of a client's tunnel, the application's socket that has it
 * @app_idle_s: seconds since that sent or was sent a packet
 * @idle_s: of a gateway's tunnel, seconds since its other end was heard
 */
struct snt_peer {
	struct snt_peer *next;
	uint32_t flags;
	uint8_t public_key[SNT_KEY_LEN];
	uint8_t preshared_key[SNT_KEY_LEN];
	union snt_sockaddr endpoint;
	char *endpoint_host;
	char *endpoint_port;
	uint16_t keepalive_s;
	char label[SNT_LABEL_LEN + 1];
	struct snt_prefix *prefixes;
	size_t nr_prefixes;
	size_t max_prefixes;
	unsigned int line;
	uint32_t state;
	uint32_t last_error;
	uint64_t last_error_ns;
	uint64_t last_handshake_ns;
	uint64_t rx_bytes;
	uint64_t tx_bytes;
	uint64_t rx_packets;
	uint64_t tx_packets;
	uint32_t encap;
	uint32_t vni;
	uint32_t gso_refused;
	union snt_sockaddr assigned;
	uint32_t id;
	uint16_t local_port;
	uint16_t local_port_max;
	uint32_t count;
	union snt_sockaddr previous;
	uint32_t action;
	union snt_sockaddr app;
	uint32_t app_idle_s;
	uint32_t idle_s;
};

/**
 * struct snt_dev - one device with its peers, or a client with its tunnels
 * @name: of the link
 * @ifindex: of the link, 0 when not known
 * @flags: enum snt_model_dev_flag
 * @private_key: all zero removes
 * @public_key: read only
 * @listen_port: UDP port, 0 for any
 * @fwmark: of what it sends, 0 for none
 * @wire: enum snaptun_wire
 * @payload: enum snaptun_payload
 * @gso: enum snaptun_gso
 * @role: enum snaptun_role
 * @address_policy: enum snaptun_address_policy
 * @give_up_s: seconds after which a client's tunnel tries no more, 0 for never
 * @carrier: enum snaptun_carrier
 * @facade: of a client, where applications find their next hop; no family for
 *	none
 * @facade_senders: enum snaptun_facade_senders
 * @facade_translation: enum snaptun_facade_translation
 * @flow_limit: of a client, how many tunnels may be made for applications
 * @flow_idle_s: seconds after which one that is not used goes, 0 for never
 * @policy: enum snaptun_policy
 * @isd_as: of a gateway, its ISD-ASes; 0 behind the last
 * @tunnel_idle_s: of a gateway, seconds after which a tunnel goes
 * @hairpin: enum snaptun_hairpin
 * @keylog: enum snaptun_keylog
 * @nr_identities: of a gateway
 * @nr_tunnels: of a gateway, which are not in @peers
 * @gateway: of a client, where its tunnels lead to; NULL for none
 * @peers: first peer, or first tunnel of a client
 * @last: last peer
 * @nr_peers: how many
 */
struct snt_dev {
	char name[IFNAMSIZ];
	uint32_t ifindex;
	uint32_t flags;
	uint8_t private_key[SNT_KEY_LEN];
	uint8_t public_key[SNT_KEY_LEN];
	uint16_t listen_port;
	uint32_t fwmark;
	uint32_t wire;
	uint32_t payload;
	uint32_t gso;
	uint32_t role;
	uint32_t address_policy;
	uint32_t give_up_s;
	uint32_t carrier;
	union snt_sockaddr facade;
	uint32_t facade_senders;
	uint32_t facade_translation;
	uint32_t flow_limit;
	uint32_t flow_idle_s;
	uint32_t policy;
	uint64_t isd_as[SNT_MOST_ISD_ASES];
	uint32_t tunnel_idle_s;
	uint32_t hairpin;
	uint32_t keylog;
	uint32_t nr_identities;
	uint32_t nr_tunnels;
	struct snt_peer *gateway;
	struct snt_peer *peers;
	struct snt_peer *last;
	size_t nr_peers;
};

struct snt_dev *snt_model_create(const char *name);
void snt_model_destroy(struct snt_dev *dev);
struct snt_peer *snt_model_add_peer(struct snt_dev *dev, const uint8_t *key);
struct snt_peer *snt_model_add_tunnel(struct snt_dev *dev, uint32_t id);
struct snt_peer *snt_model_find_tunnel(const struct snt_dev *dev, uint32_t id);
struct snt_peer *snt_model_set_gateway(struct snt_dev *dev, const uint8_t *key);
const struct snt_peer *snt_model_group_tunnels(const struct snt_peer *first,
					       struct snt_peer *group);
bool snt_model_is_client(const struct snt_dev *dev);
bool snt_model_is_gateway(const struct snt_dev *dev);
bool snt_model_is_made(const struct snt_dev *dev,
		       const struct snt_peer *tunnel);
void snt_model_remove_peers(struct snt_dev *dev);
void snt_model_remove_made(struct snt_dev *dev);
struct snt_prefix *snt_model_add_prefix(struct snt_peer *peer);
void snt_model_sort_prefixes(struct snt_peer *peer);
int snt_model_compare_prefix(const struct snt_prefix *a,
			     const struct snt_prefix *b);
void snt_model_fold_duplicates(struct snt_dev *dev,
			       void (*merge)(struct snt_peer *into,
					     struct snt_peer *from));
struct snt_peer **snt_model_index(const struct snt_dev *dev);
struct snt_peer *snt_model_lookup(struct snt_peer **index, size_t nr,
				  const uint8_t *key);
bool snt_model_is_same_host(const union snt_sockaddr *a,
			    const union snt_sockaddr *b);
bool snt_model_is_same_address(const union snt_sockaddr *a,
			       const union snt_sockaddr *b);
void snt_model_sort_by_handshake(struct snt_dev *dev);

#endif
