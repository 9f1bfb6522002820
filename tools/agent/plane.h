/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control plane at which a key is registered, as long as devices use it.
 */
#ifndef _SNT_PLANE_H
#define _SNT_PLANE_H

#include "agent_conf.h"
#include "control.h"
#include "find.h"
#include "lookup.h"
#include "registration.h"
#include "token_source.h"

/**
 * struct snt_plane - one control plane
 * @conf: its section
 * @url: where it is, when that is known from the start; or NULL
 * @source: of its token
 * @http: for requests
 * @registration: what is asked, and when
 * @client: waits for the answer
 * @timer: when to ask next
 * @key: our public key
 * @finder: looks for it when @url is NULL
 * @next_found: which of those found it is, counted on with each failure
 * @data_plane: where it sends us
 * @endpoint: the address of that
 * @lookup: finds it when it is a name
 * @next_endpoint: which of its addresses it is, counted on when it is silent
 * @register_url: where to register, or NULL
 * @local: own address for the last request, as text; empty before
 * @remote: where that went
 * @way_out: own address that tunnels leave from, as text; empty when not known
 * @is_bound: requests leave from there, too
 * @is_reachable: there was a way to @remote when it was looked for last
 * @has_news: there is one again since then, or from another address
 * @error: what is wrong, one line; empty when nothing is
 * @owner: for whoever is told
 * @changed: told when its registration has another state
 */
struct snt_plane {
	const struct snt_control_conf *conf;
	const char *url;
	struct snt_token_source *source;
	struct snt_http *http;
	struct snt_registration registration;
	struct snt_control_client client;
	struct snt_timer timer;
	uint8_t key[SNT_KEY_LEN];
	struct snt_finder finder;
	size_t next_found;
	struct snt_data_plane data_plane;
	union snt_sockaddr endpoint;
	struct snt_lookup lookup;
	unsigned int next_endpoint;
	char *register_url;
	char local[INET6_ADDRSTRLEN];
	char remote[INET6_ADDRSTRLEN];
	char way_out[INET6_ADDRSTRLEN];
	bool is_bound;
	bool is_reachable;
	bool has_news;
	char error[SNT_CONTROL_ERROR + SNT_URL_SIZE];
	void *owner;
	void (*changed)(struct snt_plane *plane);
};

void snt_plane_init(struct snt_plane *plane,
		    const struct snt_control_conf *conf, const char *url,
		    struct snt_token_source *source, const uint8_t *key,
		    void *owner, void (*changed)(struct snt_plane *plane));
void snt_plane_uninit(struct snt_plane *plane);
void snt_plane_use(struct snt_plane *plane);
void snt_plane_drop(struct snt_plane *plane);
void snt_plane_is_silent(struct snt_plane *plane);
void snt_plane_restart(struct snt_plane *plane);
void snt_plane_take_token(struct snt_plane *plane);
void snt_plane_check_network(struct snt_plane *plane);
const char *snt_plane_name(const struct snt_plane *plane);
const char *snt_plane_endhost(const struct snt_plane *plane);

#endif
