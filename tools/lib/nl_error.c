// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's refusals and warnings in words: its own message, the attribute that it
 * points to, and the peer that the request was about.
 */
#include "nl.h"

#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <string.h>

#include "key.h"

#define ATTRS_AT	(NLMSG_HDRLEN + GENL_HDRLEN)

/**
 * struct refusal - what an acknowledgment says
 * @text: the kernel's message, or NULL
 * @offset: of the attribute in the request, 0 for none
 * @missing: attribute that is not there, 0 for none
 */
struct refusal {
	const char *text;
	uint32_t offset;
	uint32_t missing;
};

static void read_acknowledgment(const struct nlmsghdr *reply,
				struct refusal *refusal)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(reply);
	size_t skip = sizeof(*err);
	struct nlattr *attr;

	/* the end of a dump carries only an int before the attributes */
	if (reply->nlmsg_type == NLMSG_DONE)
		skip = sizeof(int);
	else if (!(reply->nlmsg_flags & NLM_F_CAPPED))
		skip += mnl_nlmsg_get_payload_len(&err->msg);
	if (!(reply->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    mnl_nlmsg_get_payload_len(reply) < skip)
		return;
	mnl_attr_for_each(attr, reply, skip) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
				refusal->text = mnl_attr_get_str(attr);
			break;
		case NLMSGERR_ATTR_OFFS:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
				refusal->offset = mnl_attr_get_u32(attr);
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			if (mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
				refusal->missing = mnl_attr_get_u32(attr);
			break;
		}
	}
}

static const struct snt_attr_name *names_of(const struct nlmsghdr *request,
					    uint16_t *max)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);

	switch (genl->cmd) {
	case SNAPTUN_CMD_DEV_GET:
	case SNAPTUN_CMD_DEV_SET:
		*max = SNAPTUN_A_DEV_MAX;
		return snt_attrs_dev;
	case SNAPTUN_CMD_IDENTITY_GET:
	case SNAPTUN_CMD_IDENTITY_ADD:
	case SNAPTUN_CMD_IDENTITY_SET:
	case SNAPTUN_CMD_IDENTITY_DEL:
		*max = SNAPTUN_A_IDENTITY_MAX;
		return snt_attrs_identity;
	case SNAPTUN_CMD_UNDERLAY_GET:
	case SNAPTUN_CMD_UNDERLAY_SET:
		*max = SNAPTUN_A_UNDERLAY_MAX;
		return snt_attrs_underlay;
	case SNAPTUN_CMD_STATS_GET:
		*max = SNAPTUN_A_STATS_MAX;
		return snt_attrs_stats;
	default:
		*max = SNAPTUN_A_PEER_MAX;
		return snt_attrs_peer;
	}
}

/* Appends the path to the attribute at @offset, such as "allowedip.flags". */
static void name_attribute(const struct nlmsghdr *request, uint32_t offset,
			   char *name, size_t size)
{
	size_t at = ATTRS_AT, end = request->nlmsg_len, used = 0;
	const struct snt_attr_name *names;
	uint16_t max;

	names = names_of(request, &max);
	while (names && at + sizeof(struct nlattr) <= end && used < size) {
		const struct nlattr *attr = (const void *)
			((const char *)request + at);
		size_t len = MNL_ALIGN(attr->nla_len);
		uint16_t type = mnl_attr_get_type(attr);
		const struct snt_attr_name *entry;

		if (offset < at || attr->nla_len < sizeof(*attr) ||
		    at + attr->nla_len > end)
			return;
		if (offset >= at + len) {
			at += len;
			continue;
		}
		entry = type <= max ? &names[type] : NULL;
		if (!entry || !entry->name)
			return;
		used += snprintf(name + used, size - used, "%s%s",
				 used ? "." : "", entry->name);
		if (offset == at)
			return;
		names = entry->nested;
		max = entry->nested_max;
		end = at + len;
		at += MNL_ATTR_HDRLEN;
	}
}

static bool is_about_peer(uint8_t cmd)
{
	return cmd >= SNAPTUN_CMD_PEER_GET && cmd <= SNAPTUN_CMD_PEER_DEL;
}

static bool is_about_tunnel(uint8_t cmd)
{
	return cmd >= SNAPTUN_CMD_TUNNEL_ADD && cmd <= SNAPTUN_CMD_TUNNEL_GET;
}

static void name_object(const struct nlmsghdr *request, char *text, size_t size)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);
	char key[SNT_KEY_TEXT];
	struct nlattr *attr;

	mnl_attr_for_each(attr, request, GENL_HDRLEN) {
		uint16_t type = mnl_attr_get_type(attr);
		size_t len = mnl_attr_get_payload_len(attr);

		if (is_about_peer(genl->cmd) && len == SNT_KEY_LEN &&
		    type == SNAPTUN_A_PEER_PUBLIC_KEY) {
			snt_key_to_text(key, mnl_attr_get_payload(attr));
			snprintf(text, size, "peer %s: ", key);
		} else if (is_about_tunnel(genl->cmd) && len == 4 &&
			   type == SNAPTUN_A_PEER_ID) {
			snprintf(text, size, "tunnel %u: ",
				 mnl_attr_get_u32(attr));
		}
	}
}

/**
 * snt_nl_describe - put a refusal into words
 * @nl: nl->error gets the line
 * @reply: NLMSG_ERROR or NLMSG_DONE that holds an error
 * @request: what it answers, as it was sent
 */
void snt_nl_describe(struct snt_nl *nl, const struct nlmsghdr *reply,
		     const struct nlmsghdr *request)
{
	struct refusal refusal = { 0 };
	char attribute[96] = "", object[64] = "";
	uint16_t max;
	int err = 0;

	memcpy(&err, mnl_nlmsg_get_payload(reply), sizeof(err));
	read_acknowledgment(reply, &refusal);
	if (request->nlmsg_type != GENL_ID_CTRL) {
		const struct snt_attr_name *names = names_of(request, &max);

		name_object(request, object, sizeof(object));
		if (refusal.offset)
			name_attribute(request, refusal.offset, attribute,
				       sizeof(attribute));
		else if (refusal.missing && refusal.missing <= max)
			snprintf(attribute, sizeof(attribute), "%s",
				 names[refusal.missing].name);
	}
	snprintf(nl->error, sizeof(nl->error), "%s%s%s%s%s", object,
		 refusal.text ? refusal.text : strerror(-err),
		 *attribute ? " (attribute " : "", attribute,
		 *attribute ? ")" : "");
}

/**
 * snt_nl_warn - pass on what the kernel says to a success, if anything
 * @nl: nl->warn gets the line
 * @reply: acknowledgment
 * @request: what it answers, as it was sent
 */
void snt_nl_warn(struct snt_nl *nl, const struct nlmsghdr *reply,
		 const struct nlmsghdr *request)
{
	struct refusal refusal = { 0 };

	read_acknowledgment(reply, &refusal);
	if (!refusal.text || !nl->warn)
		return;
	snt_nl_describe(nl, reply, request);
	nl->warn(nl->error);
}
