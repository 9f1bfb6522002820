/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An identity of a gateway, as a message of the kernel says it.
 */
#ifndef _SNT_IDENTITY_H
#define _SNT_IDENTITY_H

#include <libmnl/libmnl.h>
#include <linux/snaptun.h>
#include <stdint.h>

#include "model.h"

/* The latest time that the kernel takes, some three hundred years after 1970 */
#define SNT_IDENTITY_NEVER		9223372036854LL
/* As many tunnels as one may have at most */
#define SNT_IDENTITY_TUNNELS_MAX	16384U

/**
 * struct snt_identity - one identity
 * @ifindex: of its gateway
 * @ifname: of its gateway
 * @public_key: its key
 * @expires_ms: when its registration ends, in milliseconds since 1970
 * @token_id: what it was registered with, or empty
 * @label: text for people, or empty
 * @tunnel_limit: how many tunnels it may have
 * @tunnels: how many it has
 * @state: enum snaptun_identity_state
 * @event: enum snaptun_identity_event, in a notification
 * @seq: number of the notification
 */
struct snt_identity {
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	uint8_t public_key[SNT_KEY_LEN];
	uint64_t expires_ms;
	char token_id[SNAPTUN_TOKEN_ID_LEN + 1];
	char label[SNAPTUN_LABEL_LEN + 1];
	uint32_t tunnel_limit;
	uint32_t tunnels;
	uint32_t state;
	uint32_t event;
	uint32_t seq;
};

int snt_identity_parse(const struct nlmsghdr *nlh,
		       struct snt_identity *identity);

#endif
