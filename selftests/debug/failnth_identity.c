// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests about identities of a gateway, and about their accounts.
 */
#include <linux/snaptun.h>
#include <stdint.h>

#include "failnth.h"

/* When registrations end: in some hundred years, always the same */
#define EXPIRES		5000000000000ULL

static const unsigned char client_key[SNAPTUN_KEY_LEN] = { 9, [7] = 3 };
static const unsigned char other_key[SNAPTUN_KEY_LEN] = { 11, [5] = 78 };
static const unsigned char psk[SNAPTUN_KEY_LEN] = { 5, [9] = 5 };

static void identity_request(struct nlmsghdr *msg, int cmd, int flags,
			     const unsigned char *key)
{
	genl_request(msg, cmd, flags);
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_IFNAME, DEVICE);
	if (key)
		mnl_attr_put(msg, SNAPTUN_A_IDENTITY_PUBLIC_KEY,
			     SNAPTUN_KEY_LEN, key);
}

void identity_add(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_ADD, 0, client_key);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_EXPIRES, EXPIRES);
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_TOKEN_ID, "one");
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_LABEL, "a label");
	mnl_attr_put(msg, SNAPTUN_A_IDENTITY_PRESHARED_KEY, sizeof(psk), psk);
}

/* Another one, with limits; who has its token is revoked. */
void identity_set_new(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_SET, 0, other_key);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_EXPIRES, EXPIRES);
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_TOKEN_ID, "one");
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_QUOTA, 1000);
}

/* All that an identity has, so that each of it may be what fails */
void identity_set_change(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_SET, 0, client_key);
	mnl_attr_put_u32(msg, SNAPTUN_A_IDENTITY_FLAGS,
			 SNAPTUN_IDENTITY_FLAGS_UPDATE_ONLY);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_EXPIRES, EXPIRES + 1);
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_TOKEN_ID, "two");
	mnl_attr_put_strz(msg, SNAPTUN_A_IDENTITY_LABEL, "another");
	mnl_attr_put_u32(msg, SNAPTUN_A_IDENTITY_TUNNEL_LIMIT, 7);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_QUOTA, 1000);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_RATE, 8000);
}

void identity_get(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_GET, 0, client_key);
}

void identity_dump(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_GET, NLM_F_DUMP, NULL);
}

void identity_del(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_IDENTITY_DEL, 0, client_key);
}

/* So many that their room grows several times. */
void account_set(struct nlmsghdr *msg)
{
	uint64_t i;

	identity_request(msg, SNAPTUN_CMD_ACCOUNT_SET, 0, client_key);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_GENERATION, 1);
	mnl_attr_put_u64(msg, SNAPTUN_A_IDENTITY_RX_PACKETS, 20);
	for (i = 0; i < 20; i++) {
		struct nlattr *nest = mnl_attr_nest_start(msg,
						SNAPTUN_A_IDENTITY_IA_PAIR);

		mnl_attr_put_u32(msg, SNAPTUN_A_IA_PAIR_WAY, SNAPTUN_WAY_RX);
		mnl_attr_put_u64(msg, SNAPTUN_A_IA_PAIR_SRC_IA, i);
		mnl_attr_put_u64(msg, SNAPTUN_A_IA_PAIR_DST_IA, 1);
		mnl_attr_put_u64(msg, SNAPTUN_A_IA_PAIR_PACKETS, 1);
		mnl_attr_nest_end(msg, nest);
	}
}

void account_get(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_ACCOUNT_GET, 0, client_key);
}

void account_dump(struct nlmsghdr *msg)
{
	identity_request(msg, SNAPTUN_CMD_ACCOUNT_GET, NLM_F_DUMP, NULL);
}
