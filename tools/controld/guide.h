/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tells clients where to go.
 */
#ifndef _SNT_GUIDE_H
#define _SNT_GUIDE_H

#include "file_watch.h"
#include "gateway.h"
#include "server_conf.h"

/**
 * struct snt_guide - what there is to tell
 * @conf: the gateway, or a file that names several
 * @gateway: ours
 * @watch: of the file
 * @members: what was read of it
 */
struct snt_guide {
	const struct snt_gateway_conf *conf;
	struct snt_gateway *gateway;
	struct snt_file_watch watch;
	struct snt_members members;
};

/**
 * struct snt_direction - where a client is to go
 * @address: with its tunnel
 * @url: with its registration
 * @key: public key of the data plane
 */
struct snt_direction {
	const union snt_sockaddr *address;
	const char *url;
	uint8_t key[SNT_KEY_LEN];
};

int snt_guide_init(struct snt_guide *guide, struct snt_loop *loop,
		   const struct snt_gateway_conf *conf,
		   struct snt_gateway *gateway);
void snt_guide_uninit(struct snt_guide *guide);
const char *snt_guide_url(const struct snt_guide *guide,
			  const union snt_sockaddr *client);
int snt_guide_show(const struct snt_guide *guide,
		   const union snt_sockaddr *client,
		   struct snt_direction *direction);

#endif
