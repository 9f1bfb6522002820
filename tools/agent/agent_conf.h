/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The agent's configuration file: [Control] sections, each for control planes
 * that take one token, and [Device] sections for interfaces.
 */
#ifndef _SNT_AGENT_CONF_H
#define _SNT_AGENT_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "http.h"
#include "list.h"
#include "model.h"

#define SNT_DESTINATIONS_MAX	16

/* How the control plane of a section is found. */
enum snt_find {
	SNT_FIND_URL,		/* its URL is known */
	SNT_FIND_ENDHOST,	/* by an endhost API */
	SNT_FIND_DISCOVERY,	/* by a service that knows endhost APIs */
	SNT_FIND_AUTHORITY,	/* by whoever makes the token */
};

enum snt_token_origin {
	SNT_TOKEN_NOWHERE,
	SNT_TOKEN_FILE,
	SNT_TOKEN_CREDENTIAL,	/* a file that systemd provides */
	SNT_TOKEN_COMMAND,
	SNT_TOKEN_API_KEY,	/* made for a key in a file */
};

/**
 * struct snt_control_conf - a [Control] section
 * @next: in the order of the file
 * @line: where it begins
 * @name: for [Device] sections and messages
 * @find: how the control plane is found
 * @urls: of control planes, endhost APIs, or the discovery service
 * @origin: where the token comes from
 * @token: file, name of the credential, command, or file of the API key
 * @authority: URL of what makes tokens for API keys
 * @device_id: what we are called there
 * @token_life_s: how long such a token is to live; 0 to leave it to them
 * @ca_file: certificates that servers may have been signed with, or NULL
 * @source: own address for requests, or NULL
 * @way: how servers are spoken to; borrows @ca_file and @source
 * @data_plane: host and port instead of what the control plane says, or NULL
 * @data_plane_key: public key instead of what the control plane says
 * @has_data_plane_key: there is one
 */
struct snt_control_conf {
	struct snt_control_conf *next;
	unsigned int line;
	char *name;
	enum snt_find find;
	struct snt_list urls;
	enum snt_token_origin origin;
	char *token;
	char *authority;
	char *device_id;
	uint32_t token_life_s;
	char *ca_file;
	char *source;
	struct snt_http_way way;
	char *data_plane;
	uint8_t data_plane_key[SNT_KEY_LEN];
	bool has_data_plane_key;
};

/**
 * struct snt_serve_conf - what a device offers to SCION applications
 * @facade: address and port that plays the border router; no family for none
 * @address: of the interface, that applications have; likewise
 * @listen: where the agent answers them; likewise
 * @isd_as: our AS; 0 for the only one that the endhost API knows
 * @destinations: ASes whose segments are asked for without being asked
 * @nr_destinations: how many
 * @topology: file for a SCION daemon, or NULL
 * @pid_file: of that daemon, or NULL
 * @command: told of a new file, word by word; empty for none
 */
struct snt_serve_conf {
	union snt_sockaddr facade;
	union snt_sockaddr address;
	union snt_sockaddr listen;
	uint64_t isd_as;
	uint64_t destinations[SNT_DESTINATIONS_MAX];
	unsigned int nr_destinations;
	char *topology;
	char *pid_file;
	struct snt_list command;
};

/**
 * struct snt_device_conf - a [Device] section
 * @next: in the order of the file
 * @line: where it begins
 * @name: of the interface
 * @key_file: private key; made when it is not there
 * @nr_tunnels: from how many UDP ports
 * @port: the first of those, 0 for any
 * @port_max: the last of those
 * @keepalive_s: seconds between keepalives, 0 for none
 * @address_policy: enum snaptun_address_policy
 * @is_foreign: the interface is somebody else's matter
 * @leaves: the interface stays when the agent ends
 * @controls: names of the sections it uses, best first; empty for all
 * @serve: for applications
 */
struct snt_device_conf {
	struct snt_device_conf *next;
	unsigned int line;
	char name[IFNAMSIZ];
	char *key_file;
	uint32_t nr_tunnels;
	uint16_t port;
	uint16_t port_max;
	uint16_t keepalive_s;
	uint32_t address_policy;
	bool is_foreign;
	bool leaves;
	struct snt_list controls;
	struct snt_serve_conf serve;
};

/**
 * struct snt_agent_conf - a file that was read
 * @controls: first [Control]
 * @devices: first [Device]
 */
struct snt_agent_conf {
	struct snt_control_conf *controls;
	struct snt_device_conf *devices;
};

int snt_agent_conf_parse(struct snt_agent_conf *conf, const char *text,
			 size_t len, struct snt_conf_error *error);
int snt_agent_conf_read(struct snt_agent_conf *conf, const char *path,
			struct snt_conf_error *error);
void snt_agent_conf_uninit(struct snt_agent_conf *conf);

/* agent_conf_check.c: how the sections go together */
int snt_agent_conf_check(const struct snt_agent_conf *conf,
			 struct snt_conf_error *error);
bool snt_agent_conf_uses(const struct snt_device_conf *device,
			 const struct snt_control_conf *control);
unsigned int snt_agent_conf_choices(const struct snt_control_conf *control);

#endif
