// SPDX-License-Identifier: GPL-2.0-only
/*
 * The request that sets an account, so that counting goes on with what was
 * counted before the module was loaded anew. What can be refused is read into
 * an account of its own first.
 */
#include <net/genetlink.h>
#include "role/gateway.h"
#include "tunnel/device.h"
#include "netlink_gen.h"
#include "nl_identity.h"
#include "nl_target.h"

static u64 u64_of(const struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

static int read_drop(struct snt_account *account, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SNAPTUN_A_DROP_MAX + 1];
	int err;

	err = nla_parse_nested(tb, SNAPTUN_A_DROP_MAX, nest,
			       snaptun_drop_nl_policy, extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, SNAPTUN_A_DROP_REASON)) {
		NL_SET_ERR_MSG(extack, "A drop needs a reason");
		return -EINVAL;
	}
	atomic64_set(&account->drops[nla_get_u32(tb[SNAPTUN_A_DROP_REASON])],
		     u64_of(tb[SNAPTUN_A_DROP_COUNT]));
	return 0;
}

static int add_pair(struct snt_account *account, u32 way, struct nlattr **tb)
{
	const struct snt_ia_pair pair = {
		.src_ia = u64_of(tb[SNAPTUN_A_IA_PAIR_SRC_IA]),
		.dst_ia = u64_of(tb[SNAPTUN_A_IA_PAIR_DST_IA]),
		.traffic.packets = u64_of(tb[SNAPTUN_A_IA_PAIR_PACKETS]),
		.traffic.bytes = u64_of(tb[SNAPTUN_A_IA_PAIR_BYTES]),
	};

	if (tb[SNAPTUN_A_IA_PAIR_SRC_IA])
		return snt_account_add_pair(account, way, &pair);
	account->ways[way].pairs.other = pair.traffic;
	return 0;
}

static int read_pair(struct snt_account *account, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SNAPTUN_A_IA_PAIR_MAX + 1];
	int err;

	err = nla_parse_nested(tb, SNAPTUN_A_IA_PAIR_MAX, nest,
			       snaptun_ia_pair_nl_policy, extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, SNAPTUN_A_IA_PAIR_WAY)) {
		NL_SET_ERR_MSG(extack, "An ia-pair needs a way");
		return -EINVAL;
	}
	if (!tb[SNAPTUN_A_IA_PAIR_SRC_IA] != !tb[SNAPTUN_A_IA_PAIR_DST_IA]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "Give an ia-pair both src-ia and dst-ia, or none for all others");
		return -EINVAL;
	}
	return add_pair(account, nla_get_u32(tb[SNAPTUN_A_IA_PAIR_WAY]), tb);
}

static int read_members(struct snt_account *account, struct genl_info *info)
{
	struct nlattr *attr;
	int err = 0, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) == SNAPTUN_A_IDENTITY_DROP)
			err = read_drop(account, attr, info->extack);
		else if (nla_type(attr) == SNAPTUN_A_IDENTITY_IA_PAIR)
			err = read_pair(account, attr, info->extack);
		if (err)
			return err;
	}
	return 0;
}

static void read_counts(struct snt_account *account, struct nlattr **attrs)
{
	struct snt_account_way *rx = &account->ways[SNT_WAY_RX];
	struct snt_account_way *tx = &account->ways[SNT_WAY_TX];

	account->generation = u64_of(attrs[SNAPTUN_A_IDENTITY_GENERATION]);
	rx->traffic.packets = u64_of(attrs[SNAPTUN_A_IDENTITY_RX_PACKETS]);
	rx->traffic.bytes = u64_of(attrs[SNAPTUN_A_IDENTITY_RX_BYTES]);
	rx->last_ns = u64_of(attrs[SNAPTUN_A_IDENTITY_RX_LAST]);
	tx->traffic.packets = u64_of(attrs[SNAPTUN_A_IDENTITY_TX_PACKETS]);
	tx->traffic.bytes = u64_of(attrs[SNAPTUN_A_IDENTITY_TX_BYTES]);
	tx->last_ns = u64_of(attrs[SNAPTUN_A_IDENTITY_TX_LAST]);
}

/* Returns an account that nobody knows, or an ERR_PTR. */
static struct snt_account *read_account(struct genl_info *info)
{
	struct snt_account *account;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_IDENTITY_GENERATION)) {
		GENL_SET_ERR_MSG(info,
				 "Say by generation when counting began");
		return ERR_PTR(-EINVAL);
	}
	account = snt_account_create();
	if (!account)
		return ERR_PTR(-ENOMEM);
	read_counts(account, info->attrs);
	err = read_members(account, info);
	if (!err)
		return account;
	snt_account_destroy(account);
	return ERR_PTR(err);
}

/**
 * snaptun_nl_account_set_doit - set an account
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_account_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_account *account = read_account(info);
	struct snt_netlink_target target;
	struct snt_identity *identity;

	if (IS_ERR(account))
		return PTR_ERR(account);
	identity = snt_netlink_take_identity(&target, skb, info);
	if (IS_ERR(identity)) {
		snt_account_destroy(account);
		return PTR_ERR(identity);
	}
	snt_gateway_set_account(identity, account);
	snt_identity_put(identity);
	snt_netlink_target_release(&target);
	return 0;
}
