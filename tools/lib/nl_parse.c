// SPDX-License-Identifier: GPL-2.0-only
/*
 * From attributes to the model. An attribute that is too short is an error;
 * one that is not known comes from a newer kernel and is passed over.
 */
#include "nl.h"

#include <endian.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <string.h>

#include "fields.h"

/* One port for both families. */
_Static_assert(offsetof(struct sockaddr_in, sin_port) ==
	       offsetof(struct sockaddr_in6, sin6_port), "sockaddr layout");

static int copy_attr(const struct nlattr *attr, void *to, size_t size)
{
	if (mnl_attr_get_payload_len(attr) < size)
		return -EPROTO;
	memcpy(to, mnl_attr_get_payload(attr), size);
	return 0;
}

static int copy_name(const struct nlattr *attr, char name[IFNAMSIZ])
{
	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
		return -EPROTO;
	strncpy(name, mnl_attr_get_str(attr), IFNAMSIZ - 1);
	name[IFNAMSIZ - 1] = '\0';
	return 0;
}

static int take_allowed_ip(struct snt_peer *peer, const struct nlattr *nest)
{
	struct snt_prefix *prefix = snt_model_add_prefix(peer);
	struct nlattr *attr;
	int ret = 0;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case SNAPTUN_A_ALLOWEDIP_IPV4:
			prefix->family = AF_INET;
			ret = copy_attr(attr, prefix->addr, 4);
			break;
		case SNAPTUN_A_ALLOWEDIP_IPV6:
			prefix->family = AF_INET6;
			ret = copy_attr(attr, prefix->addr, 16);
			break;
		case SNAPTUN_A_ALLOWEDIP_PREFIX_LEN:
			ret = copy_attr(attr, &prefix->len, 1);
			break;
		}
		if (ret)
			return ret;
	}
	return prefix->family ? 0 : -EPROTO;
}

static int take_address(const struct nlattr *attr,
			const struct snt_address_attrs *attrs,
			union snt_sockaddr *addr)
{
	uint16_t type = mnl_attr_get_type(attr);

	if (type == attrs->port)
		return copy_attr(attr, &addr->in.sin_port, 2);
	if (type == attrs->scope_id)
		return copy_attr(attr, &addr->in6.sin6_scope_id, 4);
	if (type == attrs->ipv4) {
		addr->sa.sa_family = AF_INET;
		return copy_attr(attr, &addr->in.sin_addr, 4);
	}
	addr->sa.sa_family = AF_INET6;
	return copy_attr(attr, &addr->in6.sin6_addr, 16);
}

static int take_text(const struct nlattr *attr, char *text, size_t size)
{
	size_t len = strnlen(mnl_attr_get_payload(attr),
			     mnl_attr_get_payload_len(attr));

	if (len >= size)
		return -EPROTO;
	memcpy(text, mnl_attr_get_payload(attr), len);
	return 0;
}

static int take_isd_ases(const struct nlattr *attr, uint64_t *list)
{
	const uint64_t *from = mnl_attr_get_payload(attr);
	size_t i, nr = mnl_attr_get_payload_len(attr) / sizeof(*from);

	if (nr > SNT_MOST_ISD_ASES)
		return -EPROTO;
	memset(list, 0, SNT_MOST_ISD_ASES * sizeof(*list));
	memcpy(list, from, nr * sizeof(*list));
	for (i = 0; i < nr; i++)
		list[i] = be64toh(list[i]);
	return 0;
}

static bool is_attr_of(const struct snt_field *field, uint16_t type)
{
	const struct snt_address_attrs *attrs = field->address;

	if (attrs)
		return type == attrs->ipv4 || type == attrs->ipv6 ||
		       type == attrs->port ||
		       (type == attrs->scope_id && attrs->scope_id);
	return type == field->attr;
}

static int take_value(const struct nlattr *attr, const struct snt_field *field,
		      void *object)
{
	void *value = snt_field_value(field, object);

	if (field->address)
		return take_address(attr, field->address, value);
	if (field->type == &snt_type_text)
		return take_text(attr, value, field->size);
	if (field->type == &snt_type_prefixes)
		return take_allowed_ip(object, attr);
	if (field->type == &snt_type_isd_ases)
		return take_isd_ases(attr, value);
	return copy_attr(attr, value, field->size);
}

/* What is all zero or empty is absent, where the type cannot mean it. */
static void set_flag(const struct nlattr *attr, const struct snt_field *field,
		     void *object)
{
	uint32_t *flags = snt_field_flags(field, object);
	bool can_be_zero = field->type != &snt_type_key &&
			   field->type != &snt_type_text;

	if (field->address && mnl_attr_get_type(attr) != field->address->port)
		return;
	if (can_be_zero || !snt_field_is_zero(field, object))
		*flags |= field->flag;
	else
		*flags &= ~field->flag;
}

static int take_attr(const struct nlattr *attr, const struct snt_kind *kind,
		     void *object)
{
	const struct snt_field *const *row;
	int ret;

	snt_for_each_field(row, kind->shown) {
		if (!is_attr_of(*row, mnl_attr_get_type(attr)))
			continue;
		ret = take_value(attr, *row, object);
		if (!ret)
			set_flag(attr, *row, object);
		return ret;
	}
	return 0;
}

/**
 * snt_nl_parse_dev - read a dev-get reply or a dev-ntf
 * @nlh: the message
 * @dev: filled
 * @seq: filled when the message has a number; or NULL
 *
 * Return: 0 or -EPROTO.
 */
int snt_nl_parse_dev(const struct nlmsghdr *nlh, struct snt_dev *dev,
		     uint32_t *seq)
{
	struct nlattr *attr;
	int ret = 0;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type == SNAPTUN_A_DEV_IFNAME)
			ret = copy_name(attr, dev->name);
		else if (type == SNAPTUN_A_DEV_SEQ && seq)
			ret = copy_attr(attr, seq, sizeof(*seq));
		else
			ret = take_attr(attr, &snt_kind_dev, dev);
		if (ret)
			return ret;
	}
	/* Of others they are in the list. */
	if (dev->role != SNAPTUN_ROLE_GATEWAY)
		dev->flags &= ~(uint32_t)SNT_DEV_HAS_TUNNELS;
	return 0;
}

/* What only notifications have. */
static int take_event_attr(const struct nlattr *attr, struct snt_event *event)
{
	switch (mnl_attr_get_type(attr)) {
	case SNAPTUN_A_PEER_IFINDEX:
		return copy_attr(attr, &event->dev.ifindex, 4);
	case SNAPTUN_A_PEER_IFNAME:
		return copy_name(attr, event->dev.name);
	case SNAPTUN_A_PEER_EVENT:
		return copy_attr(attr, &event->event, sizeof(event->event));
	case SNAPTUN_A_PEER_SEQ:
		return copy_attr(attr, &event->seq, sizeof(event->seq));
	default:
		return 0;
	}
}

/**
 * snt_nl_parse_peer - read a reply or a notification about a peer, a gateway or
 * a tunnel
 * @nlh: the message
 * @kind: which of them it is
 * @peer: filled; allowed IPs are appended
 * @event: gets what only notifications have; or NULL
 *
 * Return: 0 or -EPROTO.
 */
int snt_nl_parse_peer(const struct nlmsghdr *nlh, const struct snt_kind *kind,
		      struct snt_peer *peer, struct snt_event *event)
{
	struct nlattr *attr;
	int ret;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		ret = take_attr(attr, kind, peer);
		if (!ret && event)
			ret = take_event_attr(attr, event);
		if (ret)
			return ret;
	}
	peer->flags |= SNT_PEER_REPLACE_ALLOWED_IPS;
	return 0;
}

/* A client's has a port of its own, a gateway's the device's. */
static bool has_port(const struct nlmsghdr *nlh)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == SNAPTUN_A_PEER_LOCAL_PORT)
			return true;
	}
	return false;
}

static const struct snt_kind *kind_of_event(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	switch (genl->cmd) {
	case SNAPTUN_CMD_DEV_NTF:
		return &snt_kind_dev;
	case SNAPTUN_CMD_PEER_ADD_NTF:
	case SNAPTUN_CMD_PEER_SET_NTF:
	case SNAPTUN_CMD_PEER_DEL_NTF:
	case SNAPTUN_CMD_PEER_EVENT_NTF:
		return &snt_kind_peer;
	case SNAPTUN_CMD_GATEWAY_NTF:
		return &snt_kind_gateway;
	case SNAPTUN_CMD_TUNNEL_ADD_NTF:
	case SNAPTUN_CMD_TUNNEL_DEL_NTF:
	case SNAPTUN_CMD_TUNNEL_EVENT_NTF:
		return has_port(nlh) ? &snt_kind_tunnel : &snt_kind_made;
	default:
		return NULL;
	}
}

/**
 * snt_nl_parse_event - read a notification
 * @nlh: the message
 * @event: filled; its peer's prefixes are to be freed with free()
 *
 * Return: 0, or -EPROTO for what is no notification.
 */
int snt_nl_parse_event(const struct nlmsghdr *nlh, struct snt_event *event)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	memset(event, 0, sizeof(*event));
	if (nlh->nlmsg_type < NLMSG_MIN_TYPE ||
	    mnl_nlmsg_get_payload_len(nlh) < GENL_HDRLEN)
		return -EPROTO;
	event->cmd = genl->cmd;
	event->kind = kind_of_event(nlh);
	if (!event->kind)
		return -EPROTO;
	if (event->kind == &snt_kind_dev)
		return snt_nl_parse_dev(nlh, &event->dev, &event->seq);
	return snt_nl_parse_peer(nlh, event->kind, &event->peer, event);
}
