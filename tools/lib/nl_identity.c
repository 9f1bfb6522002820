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
 * @at: offset in struct snt_identity
 * @size: of it; 0: the attribute is passed over
 * @is_text: it ends with a NUL
 */
struct row {
	size_t at;
	size_t size;
	bool is_text;
};

#define ROW(member, text) { offsetof(struct snt_identity, member), \
			    sizeof(((struct snt_identity *)0)->member), text }

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
};

static int take(struct snt_identity *identity, const struct row *row,
		const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (row->is_text)
		len = strnlen(mnl_attr_get_payload(attr), len);
	if (row->is_text ? len >= row->size : len < row->size)
		return -EPROTO;
	memcpy((char *)identity + row->at, mnl_attr_get_payload(attr),
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
	uint16_t type;
	int ret;

	memset(identity, 0, sizeof(*identity));
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		type = mnl_attr_get_type(attr);
		if (type >= sizeof(rows) / sizeof(rows[0]) || !rows[type].size)
			continue;
		ret = take(identity, &rows[type], attr);
		if (ret)
			return ret;
		has_key |= type == SNAPTUN_A_IDENTITY_PUBLIC_KEY;
	}
	return has_key ? 0 : -EPROTO;
}
