/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several gateways, each of which serves some of the clients.
 */
#ifndef _SNT_MEMBERS_H
#define _SNT_MEMBERS_H

#include "conf.h"
#include "model.h"
#include "snap.h"

#define SNT_MEMBERS_MAX		256
#define SNT_MEMBER_NAME_SIZE	64

/**
 * struct snt_plane_addrs - where tunnels go
 * @ipv4: for clients that come by IPv4; no family for none
 * @ipv6: likewise
 */
struct snt_plane_addrs {
	union snt_sockaddr ipv4;
	union snt_sockaddr ipv6;
};

/**
 * struct snt_member - one gateway
 * @name: which decides whom it serves
 * @addrs: its own
 * @key: its public key
 * @url: of its control plane
 */
struct snt_member {
	char name[SNT_MEMBER_NAME_SIZE];
	struct snt_plane_addrs addrs;
	uint8_t key[SNT_KEY_LEN];
	char url[SNT_SNAP_URL_SIZE];
};

/**
 * struct snt_members - all of them
 * @members: in the order of the file, which does not matter
 * @nr: how many
 */
struct snt_members {
	struct snt_member *members;
	size_t nr;
};

int snt_members_parse(struct snt_members *members, const char *text, size_t len,
		      struct snt_conf_error *error);
void snt_members_uninit(struct snt_members *members);
const struct snt_member *snt_members_choose(const struct snt_members *members,
					    const union snt_sockaddr *client);
int snt_plane_addrs_add(struct snt_plane_addrs *addrs, const char *text);
const union snt_sockaddr *
snt_plane_addrs_choose(const struct snt_plane_addrs *addrs,
		       const union snt_sockaddr *client);

#endif
