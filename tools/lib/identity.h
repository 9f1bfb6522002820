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
 * struct snt_counts - what went one way
 * @packets: how many packets
 * @bytes: their bytes
 * @last_ns: when the last of them, in nanoseconds since 1970
 */
struct snt_counts {
	uint64_t packets;
	uint64_t bytes;
	uint64_t last_ns;
};

/**
 * struct snt_account - what was counted of an identity, in all
 * @generation: another one each time that counting began at zero
 * @rx: what came from it
 * @tx: what went to it
 */
struct snt_account {
	uint64_t generation;
	struct snt_counts rx;
	struct snt_counts tx;
};

/**
 * struct snt_account_member - one of what an account has many of
 * @is_drop: packets that were dropped, else those of a pair of ISD-AS
 * @reason: enum snaptun_drop_reason
 * @way: enum snaptun_way
 * @has_pair: else those of all pairs that had no room
 * @src_ia: where they came from
 * @dst_ia: where they went to
 * @packets: how many
 * @bytes: their bytes, of a pair
 */
struct snt_account_member {
	bool is_drop;
	uint32_t reason;
	uint32_t way;
	bool has_pair;
	uint64_t src_ia;
	uint64_t dst_ia;
	uint64_t packets;
	uint64_t bytes;
};

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
 * @quota: how many bytes may pass, 0 for any number
 * @quota_used: how many of them have
 * @rate_bps: how many bits per second may pass each way, 0 for any number
 * @account: what was counted; its generation is 0 if nothing was
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
	uint64_t quota;
	uint64_t quota_used;
	uint64_t rate_bps;
	struct snt_account account;
};

int snt_identity_parse(const struct nlmsghdr *nlh,
		       struct snt_identity *identity);
int snt_account_member_parse(const struct nlattr *attr,
			     struct snt_account_member *member);

#endif
