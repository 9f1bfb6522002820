// SPDX-License-Identifier: GPL-2.0-only
/* Identities, and what only gateways and their tunnels have, as attributes. */
#include <net/netlink.h>
#include "tunnel/device.h"
#include "gateway.h"

static int put_times(struct sk_buff *skb, u64 until_ns)
{
	bool is_over = ktime_get_real_ns() >= until_ns;

	if (nla_put_u64_64bit(skb, SNAPTUN_A_IDENTITY_EXPIRES,
			      div_u64(until_ns, NSEC_PER_MSEC),
			      SNAPTUN_A_IDENTITY_PAD))
		return -EMSGSIZE;
	return nla_put_u32(skb, SNAPTUN_A_IDENTITY_STATE, is_over ?
			   SNAPTUN_IDENTITY_STATE_EXPIRED :
			   SNAPTUN_IDENTITY_STATE_ACTIVE);
}

static int put_texts(struct sk_buff *skb, struct snt_identity *identity)
{
	char id[SNAPTUN_TOKEN_ID_LEN + 1] = {};
	int err = 0;

	spin_lock_bh(&identity->lock);
	if (identity->token)
		memcpy(id, identity->token->id, SNAPTUN_TOKEN_ID_LEN);
	if (identity->label)
		err = nla_put_string(skb, SNAPTUN_A_IDENTITY_LABEL,
				     identity->label);
	spin_unlock_bh(&identity->lock);
	if (err)
		return err;
	return *id ? nla_put_string(skb, SNAPTUN_A_IDENTITY_TOKEN_ID, id) : 0;
}

static int put_name(struct sk_buff *skb, const struct snt_identity *identity)
{
	const struct net_device *dev = identity->gateway->role.device->dev;

	if (nla_put_u32(skb, SNAPTUN_A_IDENTITY_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_IDENTITY_IFNAME, dev->name))
		return -EMSGSIZE;
	return nla_put(skb, SNAPTUN_A_IDENTITY_PUBLIC_KEY, SNAPTUN_KEY_LEN,
		       identity->node.public_key);
}

/**
 * snt_identity_describe - an identity without its preshared key and counts
 * @skb: message
 * @identity: the identity
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_identity_describe(struct sk_buff *skb, struct snt_identity *identity)
{
	struct snt_account *account = snt_identity_account(identity);

	if (put_name(skb, identity) ||
	    nla_put_u32(skb, SNAPTUN_A_IDENTITY_TUNNEL_LIMIT,
			READ_ONCE(identity->limit)) ||
	    nla_put_u32(skb, SNAPTUN_A_IDENTITY_TUNNELS,
			READ_ONCE(identity->nr_tunnels)))
		return -EMSGSIZE;
	return put_times(skb, atomic64_read(&identity->until_ns)) ?:
	       put_texts(skb, identity) ?:
	       (account ? snt_account_put_limits(skb, account) : 0);
}

/**
 * snt_identity_describe_counts - what was counted of an identity, if anything
 * @skb: message
 * @identity: the identity
 *
 * Context: any but hard interrupts.
 * Return: 0 or -EMSGSIZE.
 */
int snt_identity_describe_counts(struct sk_buff *skb,
				 struct snt_identity *identity)
{
	struct snt_account *account = snt_identity_account(identity);

	return account ? snt_account_put_counts(skb, account) : 0;
}

/**
 * snt_identity_describe_account - an account with all that it has
 * @skb: message
 * @identity: whose
 * @cursor: as snt_account_put_members() has it: the first message has the rest
 *
 * Context: any but hard interrupts.
 * Return: 0 or -EMSGSIZE.
 */
int snt_identity_describe_account(struct sk_buff *skb,
				  struct snt_identity *identity, u64 *cursor)
{
	struct snt_account *account = snt_identity_account(identity);
	int err = put_name(skb, identity);

	if (err || !account)
		return err;
	if (!*cursor)
		err = put_texts(skb, identity) ?:
		      snt_account_put_limits(skb, account) ?:
		      snt_account_put_counts(skb, account);
	return err ?: snt_account_put_members(skb, account, cursor);
}

/**
 * snt_identity_describe_psk - the preshared key, if there is one
 * @skb: message for somebody who may know it
 * @identity: the identity
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_identity_describe_psk(struct sk_buff *skb,
			      struct snt_identity *identity)
{
	struct snt_device *snt = identity->gateway->role.device;
	const u8 *psk = identity->remote.psk;
	int err = 0;

	down_read(&snt->identity_lock);
	if (memchr_inv(psk, 0, SNAPTUN_KEY_LEN))
		err = nla_put(skb, SNAPTUN_A_IDENTITY_PRESHARED_KEY,
			      SNAPTUN_KEY_LEN, psk);
	up_read(&snt->identity_lock);
	return err;
}

static int put_isd_as(struct sk_buff *skb,
		      const struct snt_gateway_settings *set)
{
	struct nlattr *attr;
	unsigned int i;

	attr = nla_reserve(skb, SNAPTUN_A_DEV_ISD_AS,
			   set->nr_isd_as * sizeof(set->isd_as[0]));
	if (!attr)
		return -EMSGSIZE;
	for (i = 0; i < set->nr_isd_as; i++)
		put_unaligned_be64(set->isd_as[i],
				   nla_data(attr) + i * sizeof(set->isd_as[0]));
	return 0;
}

/**
 * snt_gateway_put_dev - what only gateways have
 * @skb: message
 * @role: of the device; its update lock is held
 *
 * Context: process.
 * Return: 0 or -EMSGSIZE.
 */
int snt_gateway_put_dev(struct sk_buff *skb, struct snt_role *role)
{
	struct snt_gateway_role *gateway = snt_gateway_of(role);
	const struct snt_gateway_settings *set = snt_gateway_settings(gateway);

	if (nla_put_u32(skb, SNAPTUN_A_DEV_IDENTITIES,
			READ_ONCE(gateway->nr_identities)) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_ROUTERS,
			snt_underlay_nr_routers(gateway)) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_POLICY, set->level) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_TUNNEL_IDLE, set->idle_s) ||
	    nla_put_u32(skb, SNAPTUN_A_DEV_HAIRPIN,
			set->turns ? SNAPTUN_HAIRPIN_ON : SNAPTUN_HAIRPIN_OFF))
		return -EMSGSIZE;
	return put_isd_as(skb, set);
}

/**
 * snt_gateway_put_config - the number of a tunnel, and if it is in use
 * @skb: message
 * @tunnel: of a gateway
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int snt_gateway_put_config(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	if (nla_put_u32(skb, SNAPTUN_A_PEER_ID, tunnel->number))
		return -EMSGSIZE;
	return nla_put_u32(skb, SNAPTUN_A_PEER_IDLE,
			   snt_gateway_idle(snt_gateway_tunnel_of(tunnel)));
}
