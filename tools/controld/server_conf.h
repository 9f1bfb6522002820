/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration file of a control plane that runs.
 */
#ifndef _SNT_SERVER_CONF_H
#define _SNT_SERVER_CONF_H

#include "members.h"
#include "sections.h"

/**
 * struct snt_listen_conf - a [Listen] section
 * @next: in the order of the file
 * @line: where it begins
 * @address: where it is; no family until that is known
 * @certificate: file of a chain for TLS, or NULL
 * @key: file of its private key, or NULL
 * @allows_plain: tokens may come from other machines without TLS
 * @conns_max: connections at a time
 */
struct snt_listen_conf {
	struct snt_listen_conf *next;
	unsigned int line;
	union snt_sockaddr address;
	char *certificate;
	char *key;
	bool allows_plain;
	uint32_t conns_max;
};

/**
 * struct snt_clients_conf - the [Clients] section
 * @proxies: who may ask for others
 * @nr_proxies: how many
 * @max_proxies: how many @proxies has room for
 * @conns_max: connections of one address at a time; 0 for any number
 */
struct snt_clients_conf {
	struct snt_prefix *proxies;
	size_t nr_proxies;
	size_t max_proxies;
	uint32_t conns_max;
};

/**
 * struct snt_tokens_conf - the [Tokens] section
 * @key_file: public key for tokens that name none, or NULL
 * @keys_file: key set for the others, or NULL
 * @keys_url: where that is fetched instead, or NULL
 * @keys_ca_file: certificates that its server may have been signed with, or NULL
 * @keys_interval_s: how often it is fetched
 * @revoked_file: what is not let in any more
 */
struct snt_tokens_conf {
	char *key_file;
	char *keys_file;
	char *keys_url;
	char *keys_ca_file;
	uint32_t keys_interval_s;
	char *revoked_file;
};

/**
 * struct snt_gateway_conf - the [Gateway] section
 * @device: name of the interface
 * @addrs: where tunnels go
 * @url: where registrations go, or NULL
 * @members_file: of several gateways, which know all that better; or NULL
 * @tunnel_limit: of each identity; 0 for what the kernel chooses
 */
struct snt_gateway_conf {
	char device[IFNAMSIZ];
	struct snt_plane_addrs addrs;
	char *url;
	char *members_file;
	uint32_t tunnel_limit;
};

/**
 * struct snt_endhost_conf - the [Endhost] section
 * @url: of an endhost API that calls are passed on to, or NULL
 * @ca_file: certificates that its server may have been signed with, or NULL
 * @allows_plain: tokens may be sent to other machines without TLS
 * @ases: that the gateway is in, so that it is known what is to be answered
 * @nr_ases: how many
 */
struct snt_endhost_conf {
	char *url;
	char *ca_file;
	bool allows_plain;
	uint64_t ases[SNT_SNAP_ASES_MAX];
	size_t nr_ases;
};

/**
 * struct snt_server_conf - a file that was read
 * @listens: first [Listen]
 * @monitor: where it is watched; no family for nowhere
 * @is_silent: requests are not logged
 * @clients: who asks
 * @tokens: who is let in
 * @gateway: where to
 * @endhost: what else is answered
 */
struct snt_server_conf {
	struct snt_listen_conf *listens;
	union snt_sockaddr monitor;
	bool is_silent;
	struct snt_clients_conf clients;
	struct snt_tokens_conf tokens;
	struct snt_gateway_conf gateway;
	struct snt_endhost_conf endhost;
};

int snt_server_conf_parse(struct snt_server_conf *conf, const char *text,
			  size_t len, struct snt_conf_error *error);
int snt_server_conf_read(struct snt_server_conf *conf, const char *path,
			 struct snt_conf_error *error);
void snt_server_conf_uninit(struct snt_server_conf *conf);

#endif
