// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests about the identities of a gateway. Each names one: whoever has many
 * sends many requests at once, none of which waits for another device or for
 * RTNL.
 */
#include <linux/ctype.h>
#include <net/genetlink.h>
#include "link/netdev.h"
#include "role/gateway.h"
#include "tunnel/device.h"
#include "netlink_gen.h"
#include "nl_dump.h"
#include "nl_identity.h"
#include "nl_target.h"
#include "nl_walk.h"

/* What a time in nanoseconds can hold */
#define EXPIRES_MAX_MS	9223372036854ULL

/* Long enough for an identity with both texts, and for a full account */
#define IDENTITY_LEN	512
#define ACCOUNT_LEN	SZ_8K

/* What names the device in requests about identities */
static struct snt_netlink_name name_of(struct nlattr **attrs)
{
	return (struct snt_netlink_name){
		.ifindex = attrs[SNAPTUN_A_IDENTITY_IFINDEX],
		.ifname = attrs[SNAPTUN_A_IDENTITY_IFNAME],
	};
}

/* Holds the gateway that a request names, and locks it. */
static int take_gateway(struct snt_netlink_target *target, struct sk_buff *skb,
			struct genl_info *info)
{
	return snt_netlink_target_take(target, skb, name_of(info->attrs),
				       SNAPTUN_ROLE_GATEWAY, info->extack);
}

static int require_key(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_IDENTITY_PUBLIC_KEY))
		return 0;
	GENL_SET_ERR_MSG(info, "Name the identity by its public-key");
	return -EINVAL;
}

static int read_key(struct snt_registration *registration,
		    struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];

	registration->key = nla_data(key);
	if (snt_device_has_key(snt, registration->key)) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "This public-key is the device's own; give the client's");
		return -EINVAL;
	}
	if (snt_noise_is_low_order(registration->key)) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "The public-key is a point of low order; no handshake is safe with it");
		return -EKEYREJECTED;
	}
	return 0;
}

static int read_expires(struct snt_registration *registration,
			struct genl_info *info)
{
	struct nlattr *expires = info->attrs[SNAPTUN_A_IDENTITY_EXPIRES];

	if (!expires)
		return 0;
	if (nla_get_u64(expires) > EXPIRES_MAX_MS) {
		NL_SET_ERR_MSG_ATTR(info->extack, expires,
				    "The latest expires is 9223372036854 milliseconds since 1970");
		return -ERANGE;
	}
	registration->until_ns = nla_get_u64(expires) * NSEC_PER_MSEC;
	if (registration->until_ns > ktime_get_real_ns())
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, expires,
			    "This time has passed by this machine's clock; give a later one, in milliseconds since 1970");
	return -EINVAL;
}

static int check_text(struct nlattr *attr, struct genl_info *info)
{
	const char *text = attr ? nla_data(attr) : "";

	for (; *text; text++) {
		if (!iscntrl(*text))
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "There are control characters in this text; leave them out");
		return -EINVAL;
	}
	return 0;
}

static int read_texts(struct snt_registration *registration,
		      struct genl_info *info)
{
	struct nlattr *label = info->attrs[SNAPTUN_A_IDENTITY_LABEL];
	struct nlattr *token = info->attrs[SNAPTUN_A_IDENTITY_TOKEN_ID];
	int err;

	err = check_text(label, info) ?: check_text(token, info);
	if (err)
		return err;
	registration->token = token ? nla_data(token) : NULL;
	registration->has_label = label;
	if (!label || !nla_len(label) || !*(char *)nla_data(label))
		return 0;
	registration->label = nla_strdup(label, GFP_KERNEL_ACCOUNT);
	return registration->label ? 0 : -ENOMEM;
}

static u64 u64_of(const struct nlattr *attr)
{
	return attr ? nla_get_u64(attr) : 0;
}

static int read_limits(struct snt_registration *registration,
		       struct genl_info *info)
{
	struct nlattr *quota = info->attrs[SNAPTUN_A_IDENTITY_QUOTA];
	struct nlattr *used = info->attrs[SNAPTUN_A_IDENTITY_QUOTA_USED];
	struct nlattr *rate = info->attrs[SNAPTUN_A_IDENTITY_RATE];
	u64 bps = u64_of(rate);

	registration->has_quota = quota;
	registration->quota.limit = u64_of(quota);
	registration->has_used = used;
	registration->quota.used = u64_of(used);
	registration->has_rate = rate;
	registration->bps = bps;
	if (!bps || (bps >= SNT_RATE_MIN_BPS && bps <= SNT_RATE_MAX_BPS))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, rate,
			    "A rate is 8000 to 1000000000000 bits per second, or 0 for none");
	return -ERANGE;
}

static int read_registration(struct snt_registration *registration,
			     struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *limit = info->attrs[SNAPTUN_A_IDENTITY_TUNNEL_LIMIT];
	struct nlattr *psk = info->attrs[SNAPTUN_A_IDENTITY_PRESHARED_KEY];

	if (psk)
		registration->psk = nla_data(psk);
	if (limit && !nla_get_u32(limit)) {
		NL_SET_ERR_MSG_ATTR(info->extack, limit,
				    "An identity may have one tunnel at least; use identity-del to have none");
		return -EINVAL;
	}
	if (limit)
		registration->limit = nla_get_u32(limit);
	return read_key(registration, snt, info) ?:
	       read_expires(registration, info) ?:
	       read_limits(registration, info) ?:
	       read_texts(registration, info);
}

/* Is an identity with this key there, as the request wants it or not? */
static int check_presence(struct snt_gateway_role *gateway, bool exclusive,
			  struct genl_info *info)
{
	struct nlattr *flags = info->attrs[SNAPTUN_A_IDENTITY_FLAGS];
	struct nlattr *key = info->attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];
	struct snt_identity *identity;

	identity = snt_identity_get(gateway, nla_data(key));
	snt_identity_put(identity);
	if (identity && exclusive) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "An identity with this public-key is registered; change it by identity-set");
		return -EEXIST;
	}
	if (identity)
		return 0;
	if (!exclusive && flags &&
	    nla_get_u32(flags) & SNAPTUN_IDENTITY_FLAGS_UPDATE_ONLY) {
		NL_SET_ERR_MSG_ATTR(info->extack, key,
				    "No identity with this public-key is registered; leave update-only out to add it");
		return -ENOENT;
	}
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_IDENTITY_EXPIRES)) {
		GENL_SET_ERR_MSG(info, "Say by expires when the registration ends");
		return -EINVAL;
	}
	return 0;
}

static int set_locked(struct snt_device *snt, struct genl_info *info,
		      bool exclusive)
{
	struct snt_gateway_role *gateway = snt_gateway_of(snt->role);
	struct snt_registration registration = {};
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = check_presence(gateway, exclusive, info) ?:
	      read_registration(&registration, snt, info) ?:
	      snt_gateway_register(gateway, &registration);
	kfree(registration.label);
	return err;
}

static int set_identity(struct sk_buff *skb, struct genl_info *info,
			bool exclusive)
{
	struct nlattr *psk = info->attrs[SNAPTUN_A_IDENTITY_PRESHARED_KEY];
	struct snt_netlink_target target;
	int err;

	err = require_key(info) ?: take_gateway(&target, skb, info);
	if (!err) {
		err = set_locked(target.snt, info, exclusive);
		snt_netlink_target_release(&target);
	}
	if (psk)
		memzero_explicit(nla_data(psk), nla_len(psk));
	return err;
}

/**
 * snaptun_nl_identity_add_doit - register an identity that is not there
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_identity_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return set_identity(skb, info, true);
}

/**
 * snaptun_nl_identity_set_doit - prolong or change a registration, or add it
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_identity_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return set_identity(skb, info, false);
}

static int not_registered(const struct nlattr *key,
			  struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_ATTR(extack, key,
			    "No identity with this public-key is registered");
	return -ENOENT;
}

/**
 * snt_netlink_take_identity - the identity that a request names
 * @target: its gateway, held and locked on success: to be released
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: it with a reference, or an ERR_PTR.
 */
struct snt_identity *
snt_netlink_take_identity(struct snt_netlink_target *target,
			  struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];
	struct snt_identity *identity;
	int err;

	err = require_key(info) ?: take_gateway(target, skb, info);
	if (err)
		return ERR_PTR(err);
	identity = snt_identity_get(snt_gateway_of(target->snt->role),
				    nla_data(key));
	if (identity)
		return identity;
	snt_netlink_target_release(target);
	return ERR_PTR(not_registered(key, info->extack));
}

/**
 * snaptun_nl_identity_del_doit - revoke a registration
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_identity_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];
	struct snt_netlink_target target;
	int err;

	err = require_key(info) ?: take_gateway(&target, skb, info);
	if (err)
		return err;
	if (snt_gateway_revoke(snt_gateway_of(target.snt->role), nla_data(key)))
		err = not_registered(key, info->extack);
	snt_netlink_target_release(&target);
	return err;
}

/* What a command that reads is about; @cursor as for accounts */
static int put_entry(struct sk_buff *skb, struct snt_identity *identity,
		     u8 cmd, u64 *cursor)
{
	if (cmd == SNAPTUN_CMD_ACCOUNT_GET)
		return snt_identity_describe_account(skb, identity, cursor);
	return snt_identity_describe(skb, identity) ?:
	       snt_identity_describe_psk(skb, identity);
}

static int reply_with_entry(struct sk_buff *skb, struct snt_device *snt,
			    struct genl_info *info)
{
	struct nlattr *key = info->attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];
	struct snt_identity *identity;
	u64 cursor = 0;
	int err;

	err = snt_netlink_require_role(snt, SNAPTUN_ROLE_GATEWAY, info->extack);
	if (err)
		return err;
	identity = snt_identity_get(snt_gateway_of(snt->role), nla_data(key));
	if (!identity)
		return not_registered(key, info->extack);
	err = put_entry(skb, identity, info->genlhdr->cmd, &cursor);
	snt_identity_put(identity);
	return err;
}

static int get_entry(struct sk_buff *skb, struct genl_info *info, size_t len)
{
	if (GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_IDENTITY_PUBLIC_KEY)) {
		GENL_SET_ERR_MSG(info,
				 "Name the identity by its public-key, or ask for all by NLM_F_DUMP");
		return -EINVAL;
	}
	return snt_netlink_reply(skb, info, name_of(info->attrs), len,
				 reply_with_entry);
}

/**
 * snaptun_nl_identity_get_doit - read an identity
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_identity_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return get_entry(skb, info, IDENTITY_LEN);
}

/**
 * snaptun_nl_account_get_doit - read the account of an identity
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_account_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return get_entry(skb, info, ACCOUNT_LEN);
}

static int begin_identities(struct snt_netlink_walk *walk,
			    struct snt_device *snt, struct netlink_callback *cb)
{
	struct nlattr **attrs = snt_compat_genl_dump_attrs(cb);
	struct nlattr *key = attrs[SNAPTUN_A_IDENTITY_PUBLIC_KEY];
	struct snt_identity *identity;
	int err;

	err = snt_netlink_require_role(snt, SNAPTUN_ROLE_GATEWAY, cb->extack);
	if (err || !key)
		return err;
	identity = snt_identity_get(snt_gateway_of(snt->role), nla_data(key));
	if (!identity)
		return not_registered(key, cb->extack);
	walk->number = identity->number;
	walk->last = identity->number;
	snt_identity_put(identity);
	return 0;
}

static int dump_identity(struct sk_buff *skb, struct netlink_callback *cb,
			 struct snt_identity *identity, u64 *cursor)
{
	u8 cmd = snt_netlink_walk_cmd(cb);
	void *hdr;

	/* Those that never came would be most of them. */
	if (cmd == SNAPTUN_CMD_ACCOUNT_GET && !snt_identity_account(identity))
		return 0;
	hdr = snt_netlink_walk_put(skb, cb);
	if (!hdr)
		return -EMSGSIZE;
	if (put_entry(skb, identity, cmd, cursor)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int fill_identities(struct sk_buff *skb, struct snt_netlink_walk *walk,
			   struct snt_device *snt, struct netlink_callback *cb)
{
	struct snt_gateway_role *gateway = snt_gateway_of(snt->role);
	unsigned long number = walk->number;
	struct snt_identity *identity;
	u64 cursor;
	int err;

	/* None goes while the update lock is held. */
	while ((identity = xa_find(&gateway->identities, &number, walk->last,
				   XA_PRESENT))) {
		/* The one that was not complete may have gone meanwhile. */
		cursor = number == walk->number ? walk->cursor : 0;
		err = dump_identity(skb, cb, identity, &cursor);
		if (err)
			return err;
		walk->cursor = cursor;
		walk->number = number;
		if (cursor)
			continue;
		walk->number++;
		if (number++ == walk->last)
			return 0;
	}
	return 0;
}

static const struct snt_netlink_walk_ops identity_walk = {
	.begin = begin_identities,
	.fill = fill_identities,
};

/**
 * snaptun_nl_identity_get_dumpit - read all identities of a gateway, or one
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_identity_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	return snt_netlink_walk(skb, cb,
				name_of(snt_compat_genl_dump_attrs(cb)),
				&identity_walk);
}

/**
 * snaptun_nl_account_get_dumpit - read the accounts of all identities of a
 * gateway that have one, or that of one
 * @skb: message to fill
 * @cb: dump
 *
 * Context: process.
 * Return: length of the message, 0 at the end, or a negative errno.
 */
int snaptun_nl_account_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	return snt_netlink_walk(skb, cb,
				name_of(snt_compat_genl_dump_attrs(cb)),
				&identity_walk);
}
