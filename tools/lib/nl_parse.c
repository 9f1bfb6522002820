// SPDX-License-Identifier: GPL-2.0-only
/*
 * From attributes to the model. An attribute that is too short is an error;
 * one that is not known comes from a newer kernel and is passed over.
 */
#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "key.h"
#include "mem.h"

/**
 * struct field - an attribute that is copied as it is
 * @attr: its type
 * @size: its bytes
 * @at: where it belongs in the model
 * @flag: says in the model that it was there
 */
struct field {
	uint16_t attr;
	uint16_t size;
	size_t at;
	uint32_t flag;
};

#define FIELD(name, type, member, flag) \
	{ name, sizeof(((type *)0)->member), offsetof(type, member), flag }
#define DEV(name, member, flag) \
	FIELD(SNAPTUN_A_DEV_##name, struct snt_dev, member, flag)
#define PEER(name, member, flag) \
	FIELD(SNAPTUN_A_PEER_##name, struct snt_peer, member, flag)

static const struct field dev_fields[] = {
	DEV(IFINDEX, ifindex, 0),
	DEV(ROLE, role, SNT_DEV_HAS_ROLE),
	DEV(WIRE, wire, SNT_DEV_HAS_WIRE),
	DEV(PAYLOAD, payload, SNT_DEV_HAS_PAYLOAD),
	DEV(GSO, gso, SNT_DEV_HAS_GSO),
	DEV(PRIVATE_KEY, private_key, SNT_DEV_HAS_PRIVATE_KEY),
	DEV(PUBLIC_KEY, public_key, SNT_DEV_HAS_PUBLIC_KEY),
	DEV(LISTEN_PORT, listen_port, SNT_DEV_HAS_LISTEN_PORT),
	DEV(FWMARK, fwmark, SNT_DEV_HAS_FWMARK),
	{ }
};

static const struct field peer_fields[] = {
	PEER(PUBLIC_KEY, public_key, 0),
	PEER(PRESHARED_KEY, preshared_key, SNT_PEER_HAS_PSK),
	PEER(PERSISTENT_KEEPALIVE, keepalive_s, SNT_PEER_HAS_KEEPALIVE),
	PEER(STATE, state, SNT_PEER_HAS_STATE),
	PEER(LAST_ERROR, last_error, SNT_PEER_HAS_LAST_ERROR),
	PEER(LAST_ERROR_TIME, last_error_ns, 0),
	PEER(LAST_HANDSHAKE, last_handshake_ns, 0),
	PEER(RX_BYTES, rx_bytes, 0),
	PEER(TX_BYTES, tx_bytes, 0),
	PEER(RX_PACKETS, rx_packets, 0),
	PEER(TX_PACKETS, tx_packets, 0),
	PEER(GSO_REFUSED, gso_refused, 0),
	PEER(ENCAP, encap, SNT_PEER_HAS_ENCAP),
	PEER(VNI, vni, SNT_PEER_HAS_VNI),
	PEER(REMOTE_PORT, endpoint.in.sin_port, SNT_PEER_HAS_ENDPOINT),
	PEER(REMOTE_IPV6_SCOPE_ID, endpoint.in6.sin6_scope_id, 0),
	PEER(ASSIGNED_PORT, assigned.in.sin_port, SNT_PEER_HAS_ASSIGNED),
	{ }
};

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

static int take_field(const struct field *fields, const struct nlattr *attr,
		      void *model, uint32_t *flags)
{
	uint16_t type = mnl_attr_get_type(attr);

	for (; fields->size; fields++) {
		if (fields->attr != type)
			continue;
		*flags |= fields->flag;
		return copy_attr(attr, (char *)model + fields->at,
				 fields->size);
	}
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
			ret = take_field(dev_fields, attr, dev, &dev->flags);
		if (ret)
			return ret;
	}
	if (snt_key_is_zero(dev->private_key))
		dev->flags &= ~SNT_DEV_HAS_PRIVATE_KEY;
	if (snt_key_is_zero(dev->public_key))
		dev->flags &= ~SNT_DEV_HAS_PUBLIC_KEY;
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

static int take_ipv4(const struct nlattr *attr, union snt_sockaddr *addr)
{
	addr->sa.sa_family = AF_INET;
	return copy_attr(attr, &addr->in.sin_addr, sizeof(addr->in.sin_addr));
}

static int take_ipv6(const struct nlattr *attr, union snt_sockaddr *addr)
{
	addr->sa.sa_family = AF_INET6;
	return copy_attr(attr, &addr->in6.sin6_addr,
			 sizeof(addr->in6.sin6_addr));
}

static int take_label(const struct nlattr *attr, struct snt_peer *peer)
{
	size_t len = strnlen(mnl_attr_get_payload(attr),
			     mnl_attr_get_payload_len(attr));

	if (len > SNT_LABEL_LEN)
		return -EPROTO;
	memcpy(peer->label, mnl_attr_get_payload(attr), len);
	if (len)
		peer->flags |= SNT_PEER_HAS_LABEL;
	return 0;
}

static int take_event_attr(const struct nlattr *attr, struct snt_event *event)
{
	if (mnl_attr_get_type(attr) == SNAPTUN_A_PEER_EVENT)
		return copy_attr(attr, &event->event, sizeof(event->event));
	return copy_attr(attr, &event->seq, sizeof(event->seq));
}

static int take_peer_attr(const struct nlattr *attr, struct snt_peer *peer,
			  struct snt_event *event)
{
	switch (mnl_attr_get_type(attr)) {
	case SNAPTUN_A_PEER_REMOTE_IPV4:
		return take_ipv4(attr, &peer->endpoint);
	case SNAPTUN_A_PEER_REMOTE_IPV6:
		return take_ipv6(attr, &peer->endpoint);
	case SNAPTUN_A_PEER_ASSIGNED_IPV4:
		return take_ipv4(attr, &peer->assigned);
	case SNAPTUN_A_PEER_ASSIGNED_IPV6:
		return take_ipv6(attr, &peer->assigned);
	case SNAPTUN_A_PEER_LABEL:
		return take_label(attr, peer);
	case SNAPTUN_A_PEER_ALLOWEDIP:
		return take_allowed_ip(peer, attr);
	case SNAPTUN_A_PEER_IFINDEX:
		return event ? copy_attr(attr, &event->dev.ifindex, 4) : 0;
	case SNAPTUN_A_PEER_IFNAME:
		return event ? copy_name(attr, event->dev.name) : 0;
	case SNAPTUN_A_PEER_EVENT:
	case SNAPTUN_A_PEER_SEQ:
		return event ? take_event_attr(attr, event) : 0;
	default:
		return take_field(peer_fields, attr, peer, &peer->flags);
	}
}

/**
 * snt_nl_parse_peer - read a peer-get reply or a notification about a peer
 * @nlh: the message
 * @peer: filled; allowed IPs are appended
 * @event: gets what only notifications have; or NULL
 *
 * Return: 0 or -EPROTO.
 */
int snt_nl_parse_peer(const struct nlmsghdr *nlh, struct snt_peer *peer,
		      struct snt_event *event)
{
	struct nlattr *attr;
	int ret;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		ret = take_peer_attr(attr, peer, event);
		if (ret)
			return ret;
	}
	if (snt_key_is_zero(peer->preshared_key))
		peer->flags &= ~SNT_PEER_HAS_PSK;
	peer->flags |= SNT_PEER_REPLACE_ALLOWED_IPS;
	return 0;
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
	switch (genl->cmd) {
	case SNAPTUN_CMD_DEV_NTF:
		return snt_nl_parse_dev(nlh, &event->dev, &event->seq);
	case SNAPTUN_CMD_PEER_ADD_NTF:
	case SNAPTUN_CMD_PEER_SET_NTF:
	case SNAPTUN_CMD_PEER_DEL_NTF:
	case SNAPTUN_CMD_PEER_EVENT_NTF:
		return snt_nl_parse_peer(nlh, &event->peer, event);
	default:
		return -EPROTO;
	}
}
