// SPDX-License-Identifier: GPL-2.0-only
/*
 * Identities from attributes. They are not part of the model of a device, as
 * there may be more of them than memory.
 */
#include "identity.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <stddef.h>
#include <string.h>

/**
 * struct row - where the value of an attribute is
 * @at: offset in the object
 * @size: of it; 0: the attribute is passed over
 * @is_text: it ends with a NUL
 */
struct row {
	size_t at;
	size_t size;
	bool is_text;
};

#define ROW_OF(type, member, text) { offsetof(struct type, member), \
				     sizeof(((struct type *)0)->member), text }
#define ROW(member, text)	ROW_OF(snt_identity, member, text)
#define NR_OF(rows)		(sizeof(rows) / sizeof((rows)[0]))

static const struct row rows[] = {
	[SNAPTUN_A_IDENTITY_IFINDEX] = ROW(ifindex, false),
	[SNAPTUN_A_IDENTITY_IFNAME] = ROW(ifname, true),
	[SNAPTUN_A_IDENTITY_PUBLIC_KEY] = ROW(public_key, false),
	[SNAPTUN_A_IDENTITY_EXPIRES] = ROW(expires_ms, false),
	[SNAPTUN_A_IDENTITY_TOKEN_ID] = ROW(token_id, true),
	[SNAPTUN_A_IDENTITY_LABEL] = ROW(label, true),
	[SNAPTUN_A_IDENTITY_TUNNEL_LIMIT] = ROW(tunnel_limit, false),
	[SNAPTUN_A_IDENTITY_TUNNELS] = ROW(tunnels, false),
	[SNAPTUN_A_IDENTITY_STATE] = ROW(state, false),
	[SNAPTUN_A_IDENTITY_EVENT] = ROW(event, false),
	[SNAPTUN_A_IDENTITY_SEQ] = ROW(seq, false),
	[SNAPTUN_A_IDENTITY_QUOTA] = ROW(quota, false),
	[SNAPTUN_A_IDENTITY_QUOTA_USED] = ROW(quota_used, false),
	[SNAPTUN_A_IDENTITY_RATE] = ROW(rate_bps, false),
	[SNAPTUN_A_IDENTITY_GENERATION] = ROW(account.generation, false),
	[SNAPTUN_A_IDENTITY_RX_PACKETS] = ROW(account.rx.packets, false),
	[SNAPTUN_A_IDENTITY_RX_BYTES] = ROW(account.rx.bytes, false),
	[SNAPTUN_A_IDENTITY_RX_LAST] = ROW(account.rx.last_ns, false),
	[SNAPTUN_A_IDENTITY_TX_PACKETS] = ROW(account.tx.packets, false),
	[SNAPTUN_A_IDENTITY_TX_BYTES] = ROW(account.tx.bytes, false),
	[SNAPTUN_A_IDENTITY_TX_LAST] = ROW(account.tx.last_ns, false),
};

static const struct row drop_rows[] = {
	[SNAPTUN_A_DROP_REASON] = ROW_OF(snt_account_member, reason, false),
	[SNAPTUN_A_DROP_COUNT] = ROW_OF(snt_account_member, packets, false),
};

static const struct row pair_rows[] = {
	[SNAPTUN_A_IA_PAIR_WAY] = ROW_OF(snt_account_member, way, false),
	[SNAPTUN_A_IA_PAIR_SRC_IA] = ROW_OF(snt_account_member, src_ia, false),
	[SNAPTUN_A_IA_PAIR_DST_IA] = ROW_OF(snt_account_member, dst_ia, false),
	[SNAPTUN_A_IA_PAIR_PACKETS] = ROW_OF(snt_account_member, packets, false),
	[SNAPTUN_A_IA_PAIR_BYTES] = ROW_OF(snt_account_member, bytes, false),
};

/* What is not in the rows is passed over. */
static int take(void *object, const struct row *table, size_t nr,
		const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	uint16_t type = mnl_attr_get_type(attr);
	const struct row *row;

	if (type >= nr || !table[type].size)
		return 0;
	row = &table[type];
	if (row->is_text)
		len = strnlen(mnl_attr_get_payload(attr), len);
	if (row->is_text ? len >= row->size : len < row->size)
		return -EPROTO;
	memcpy((char *)object + row->at, mnl_attr_get_payload(attr),
	       row->is_text ? len : row->size);
	return 0;
}

/**
 * snt_identity_parse - read an identity-get reply or an identity-ntf
 * @nlh: the message
 * @identity: filled
 *
 * Return: 0 or -EPROTO.
 */
int snt_identity_parse(const struct nlmsghdr *nlh,
		       struct snt_identity *identity)
{
	bool has_key = false;
	struct nlattr *attr;
	int ret;

	memset(identity, 0, sizeof(*identity));
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		ret = take(identity, rows, NR_OF(rows), attr);
		if (ret)
			return ret;
		has_key |= mnl_attr_get_type(attr) ==
			   SNAPTUN_A_IDENTITY_PUBLIC_KEY;
	}
	return has_key ? 0 : -EPROTO;
}

/**
 * snt_account_member_parse - read one of what an account has many of
 * @attr: an attribute of an account-get reply
 * @member: filled
 *
 * Return: 1, 0: it is something else, or -EPROTO.
 */
int snt_account_member_parse(const struct nlattr *attr,
			     struct snt_account_member *member)
{
	uint16_t type = mnl_attr_get_type(attr);
	struct nlattr *part;
	int ret;

	if (type != SNAPTUN_A_IDENTITY_DROP &&
	    type != SNAPTUN_A_IDENTITY_IA_PAIR)
		return 0;
	memset(member, 0, sizeof(*member));
	member->is_drop = type == SNAPTUN_A_IDENTITY_DROP;
	mnl_attr_for_each_nested(part, attr) {
		if (member->is_drop)
			ret = take(member, drop_rows, NR_OF(drop_rows), part);
		else
			ret = take(member, pair_rows, NR_OF(pair_rows), part);
		if (ret)
			return ret;
		member->has_pair |= !member->is_drop &&
			mnl_attr_get_type(part) == SNAPTUN_A_IA_PAIR_SRC_IA;
	}
	return 1;
}
