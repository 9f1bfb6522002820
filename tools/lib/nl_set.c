// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending a model, or a difference of two, to the kernel.
 */
#include "nl.h"

#include <endian.h>
#include <linux/if_link.h>
#include <linux/snaptun.h>
#include <string.h>

#include "fields.h"

/* One allowed IP takes up to 44 bytes of a message of 16 KiB. */
#define PREFIXES_PER_MESSAGE	350

/* No address takes away the one that is there. */
static void put_address(struct nlmsghdr *nlh,
			const struct snt_address_attrs *attrs,
			const union snt_sockaddr *addr)
{
	static const struct in_addr none;

	if (!addr->sa.sa_family) {
		mnl_attr_put(nlh, attrs->ipv4, sizeof(none), &none);
		return;
	}
	if (addr->sa.sa_family == AF_INET) {
		mnl_attr_put(nlh, attrs->ipv4, 4, &addr->in.sin_addr);
		mnl_attr_put_u16(nlh, attrs->port, addr->in.sin_port);
		return;
	}
	mnl_attr_put(nlh, attrs->ipv6, 16, &addr->in6.sin6_addr);
	if (addr->in6.sin6_scope_id)
		mnl_attr_put_u32(nlh, attrs->scope_id,
				 addr->in6.sin6_scope_id);
	mnl_attr_put_u16(nlh, attrs->port, addr->in6.sin6_port);
}

static void put_isd_ases(struct nlmsghdr *nlh, uint16_t attr,
			 const uint64_t *from)
{
	uint64_t list[SNT_MOST_ISD_ASES];
	size_t nr = 0;

	for (; nr < SNT_MOST_ISD_ASES && from[nr]; nr++)
		list[nr] = htobe64(from[nr]);
	mnl_attr_put(nlh, attr, nr * sizeof(list[0]), list);
}

/* All that can be configured and has a value, but allowed IPs. */
static void put_fields(struct nlmsghdr *nlh, const struct snt_kind *kind,
		       const void *object)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->words) {
		const void *value = snt_field_value(*row, object);

		if (!snt_field_is_set(*row, object) || (*row)->at_birth)
			continue;
		if ((*row)->address)
			put_address(nlh, (*row)->address, value);
		else if ((*row)->type == &snt_type_text)
			mnl_attr_put_strz(nlh, (*row)->attr, value);
		else if ((*row)->type == &snt_type_isd_ases)
			put_isd_ases(nlh, (*row)->attr, value);
		else
			mnl_attr_put(nlh, (*row)->attr, (*row)->size, value);
	}
}

static void put_dev(struct nlmsghdr *nlh, const struct snt_dev *dev)
{
	mnl_attr_put_strz(nlh, SNAPTUN_A_DEV_IFNAME, dev->name);
	if (dev->flags & SNT_DEV_REPLACE_PEERS)
		mnl_attr_put_u32(nlh, SNAPTUN_A_DEV_FLAGS,
				 SNAPTUN_DEV_FLAGS_REPLACE_PEERS);
	put_fields(nlh, &snt_kind_dev, dev);
}

static void set_dev(struct snt_nl_batch *batch, const struct snt_dev *dev)
{
	struct nlmsghdr *nlh = snt_nl_batch_begin(batch, SNAPTUN_CMD_DEV_SET);

	if (!nlh)
		return;
	/* A new key may cost a peer: the answer tells. */
	nlh->nlmsg_flags |= NLM_F_ACK;
	put_dev(nlh, dev);
	snt_nl_batch_end(batch, nlh);
}

static void put_prefix(struct nlmsghdr *nlh, const struct snt_prefix *prefix)
{
	struct nlattr *nest;

	nest = mnl_attr_nest_start(nlh, SNAPTUN_A_PEER_ALLOWEDIP);
	if (prefix->family == AF_INET)
		mnl_attr_put(nlh, SNAPTUN_A_ALLOWEDIP_IPV4, 4, prefix->addr);
	else
		mnl_attr_put(nlh, SNAPTUN_A_ALLOWEDIP_IPV6, 16, prefix->addr);
	mnl_attr_put_u8(nlh, SNAPTUN_A_ALLOWEDIP_PREFIX_LEN, prefix->len);
	if (prefix->remove)
		mnl_attr_put_u32(nlh, SNAPTUN_A_ALLOWEDIP_FLAGS,
				 SNAPTUN_ALLOWEDIP_FLAGS_REMOVE);
	mnl_attr_nest_end(nlh, nest);
}

static void put_peer(struct nlmsghdr *nlh, const struct snt_peer *peer)
{
	uint32_t flags = 0;

	if (peer->flags & SNT_PEER_UPDATE_ONLY)
		flags |= SNAPTUN_PEER_FLAGS_UPDATE_ONLY;
	else	/* It may be left out, as it is ourselves: the answer tells. */
		nlh->nlmsg_flags |= NLM_F_ACK;
	if (peer->flags & SNT_PEER_REPLACE_ALLOWED_IPS)
		flags |= SNAPTUN_PEER_FLAGS_REPLACE_ALLOWEDIPS;
	if (flags)
		mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_FLAGS, flags);
	put_fields(nlh, &snt_kind_peer, peer);
}

static struct nlmsghdr *begin_peer(struct snt_nl_batch *batch, uint8_t cmd,
				   const struct snt_dev *dev,
				   const struct snt_peer *peer)
{
	struct nlmsghdr *nlh = snt_nl_batch_begin(batch, cmd);

	if (!nlh)
		return NULL;
	mnl_attr_put_strz(nlh, SNAPTUN_A_PEER_IFNAME, dev->name);
	mnl_attr_put(nlh, SNAPTUN_A_PEER_PUBLIC_KEY, SNT_KEY_LEN,
		     peer->public_key);
	return nlh;
}

/*
 * All settings go with the first part of the allowed IPs. The parts behind it
 * only add, and must not bring back a peer that was removed meanwhile.
 */
static void set_peer(struct snt_nl_batch *batch, const struct snt_dev *dev,
		     const struct snt_peer *peer)
{
	size_t next = 0, end;

	do {
		struct nlmsghdr *nlh = begin_peer(batch, SNAPTUN_CMD_PEER_SET,
						  dev, peer);

		if (!nlh)
			return;
		if (!next)
			put_peer(nlh, peer);
		else
			mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_FLAGS,
					 SNAPTUN_PEER_FLAGS_UPDATE_ONLY);
		end = next + PREFIXES_PER_MESSAGE;
		if (end > peer->nr_prefixes)
			end = peer->nr_prefixes;
		for (; next < end; next++)
			put_prefix(nlh, &peer->prefixes[next]);
		snt_nl_batch_end(batch, nlh);
	} while (next < peer->nr_prefixes);
}

static void remove_peer(struct snt_nl_batch *batch, const struct snt_dev *dev,
			const struct snt_peer *peer)
{
	struct nlmsghdr *nlh = begin_peer(batch, SNAPTUN_CMD_PEER_DEL, dev,
					  peer);

	if (nlh)
		snt_nl_batch_end(batch, nlh);
}

static void set_gateway(struct snt_nl_batch *batch, const struct snt_dev *dev)
{
	struct nlmsghdr *nlh = begin_peer(batch, SNAPTUN_CMD_GATEWAY_SET, dev,
					  dev->gateway);

	if (!nlh)
		return;
	put_fields(nlh, &snt_kind_gateway, dev->gateway);
	snt_nl_batch_end(batch, nlh);
}

static void add_tunnels(struct snt_nl_batch *batch, const struct snt_dev *dev,
			const struct snt_peer *tunnel)
{
	uint32_t i, nr = tunnel->count ? tunnel->count : 1;

	for (i = 0; i < nr; i++) {
		struct nlmsghdr *nlh;

		nlh = snt_nl_batch_begin(batch, SNAPTUN_CMD_TUNNEL_ADD);
		if (!nlh)
			return;
		mnl_attr_put_strz(nlh, SNAPTUN_A_PEER_IFNAME, dev->name);
		mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_LOCAL_PORT,
				 tunnel->local_port);
		if (tunnel->local_port_max)
			mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_LOCAL_PORT_MAX,
					 tunnel->local_port_max);
		snt_nl_batch_end(batch, nlh);
	}
}

/* Of one that is there: it goes, or does something. */
static void change_tunnel(struct snt_nl_batch *batch, const struct snt_dev *dev,
			  const struct snt_peer *tunnel)
{
	bool is_action = tunnel->flags & SNT_PEER_HAS_ACTION;
	struct nlmsghdr *nlh;

	nlh = snt_nl_batch_begin(batch, is_action ? SNAPTUN_CMD_TUNNEL_SET :
						    SNAPTUN_CMD_TUNNEL_DEL);
	if (!nlh)
		return;
	mnl_attr_put_strz(nlh, SNAPTUN_A_PEER_IFNAME, dev->name);
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ID, tunnel->id);
	if (is_action)
		mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ACTION, tunnel->action);
	snt_nl_batch_end(batch, nlh);
}

static void apply_entry(struct snt_nl_batch *batch, const struct snt_dev *dev,
			const struct snt_peer *entry)
{
	if (snt_model_is_client(dev)) {
		if (entry->id)
			change_tunnel(batch, dev, entry);
		else
			add_tunnels(batch, dev, entry);
	} else if (entry->flags & SNT_PEER_REMOVE) {
		remove_peer(batch, dev, entry);
	} else {
		set_peer(batch, dev, entry);
	}
}

/**
 * snt_nl_put_link - what a link of kind snaptun is to be
 * @nlh: a RTM_NEWLINK, with its header
 * @name: of the link
 * @role: enum snaptun_role
 */
void snt_nl_put_link(struct nlmsghdr *nlh, const char *name, uint32_t role)
{
	struct nlattr *info, *data;

	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "snaptun");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	mnl_attr_put_u32(nlh, SNAPTUN_A_LINK_ROLE, role);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
}

/**
 * snt_nl_apply - carry out what a model says
 * @nl: the socket
 * @dev: the device's flags and its peers' flags say what to change; of a client
 *	tunnels without a number are made, those with one go or do something;
 *	stops at the first part that the kernel refuses
 * @made: tunnels that were made are appended to this client; or NULL
 *
 * Return: 0 or a negative errno with nl->error set.
 */
int snt_nl_apply(struct snt_nl *nl, const struct snt_dev *dev,
		 struct snt_dev *made)
{
	struct snt_nl_batch batch = {
		.nl = nl,
		.cb = made ? snt_nl_add_tunnel_cb : NULL,
		.arg = made,
	};
	const struct snt_peer *peer;

	if (dev->flags & ~(uint32_t)SNT_DEV_HAS_ROLE ||
	    (!dev->peers && !dev->gateway))
		set_dev(&batch, dev);
	if (dev->gateway)
		set_gateway(&batch, dev);
	for (peer = dev->peers; peer && !batch.ret; peer = peer->next)
		apply_entry(&batch, dev, peer);
	return snt_nl_batch_flush(&batch);
}
