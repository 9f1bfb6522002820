// SPDX-License-Identifier: GPL-2.0-only
/*
 * The request that changes a device. What can be refused is made first, beside
 * what is there, and nothing behind it can fail.
 */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "core/wire.h"
#include "link/netdev.h"
#include "role/client.h"
#include "role/gateway.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "netlink_gen.h"
#include "nl_facade.h"
#include "nl_keylog.h"
#include "nl_ntf.h"
#include "nl_policy.h"
#include "nl_target.h"

/* User space and core/ number the modes alike. */
static_assert((int)SNAPTUN_WIRE_SNAP == (int)SNT_MODE_SNAP);
static_assert((int)SNAPTUN_WIRE_WIREGUARD == (int)SNT_MODE_WIREGUARD);

static bool replaces_peers(const struct genl_info *info)
{
	struct nlattr *flags = info->attrs[SNAPTUN_A_DEV_FLAGS];

	return flags && (nla_get_u32(flags) & SNAPTUN_DEV_FLAGS_REPLACE_PEERS);
}

static int set_port_locked(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *port = info->attrs[SNAPTUN_A_DEV_LISTEN_PORT];
	int err;

	lockdep_assert_held(&snt->update_lock);
	if (!port)
		return 0;
	err = snt_device_set_port(snt, nla_get_u16(port), info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, port);
	return err;
}

static void set_client_locked(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *policy = info->attrs[SNAPTUN_A_DEV_ADDRESS_POLICY];
	struct nlattr *give_up = info->attrs[SNAPTUN_A_DEV_GIVE_UP_AFTER];
	struct nlattr *carrier = info->attrs[SNAPTUN_A_DEV_CARRIER];
	struct snt_client *client = snt_client_of(snt->role);

	lockdep_assert_held(&snt->update_lock);
	if (policy)
		snt_client_set_address_policy(client, nla_get_u32(policy));
	if (give_up)
		WRITE_ONCE(client->give_up_s, nla_get_u32(give_up));
	if (carrier)
		snt_client_set_carrier(client, nla_get_u32(carrier));
}

static void set_rest_locked(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr *payload = info->attrs[SNAPTUN_A_DEV_PAYLOAD];
	struct nlattr *key = info->attrs[SNAPTUN_A_DEV_PRIVATE_KEY];
	struct nlattr *keylog = info->attrs[SNAPTUN_A_DEV_KEYLOG];
	struct nlattr *fwmark = info->attrs[SNAPTUN_A_DEV_FWMARK];
	struct nlattr *wire = info->attrs[SNAPTUN_A_DEV_WIRE];
	struct nlattr *gso = info->attrs[SNAPTUN_A_DEV_GSO];

	lockdep_assert_held(&snt->update_lock);
	if (replaces_peers(info))
		snt_role_remove_all(snt->role);
	if (wire)
		snt_device_set_wire(snt, nla_get_u32(wire));
	if (payload)
		snt_device_set_payload(snt, nla_get_u32(payload));
	if (gso)
		snt_device_set_gso(snt, nla_get_u32(gso));
	if (keylog)
		snt_device_set_keylog(snt, nla_get_u32(keylog));
	if (key)
		snt_device_set_private_key(snt, nla_data(key), info->extack);
	if (fwmark)
		snt_device_set_fwmark(snt, nla_get_u32(fwmark));
	if (snt->role->ops->kind == SNAPTUN_ROLE_CLIENT)
		set_client_locked(snt, info);
	snt->generation++;
	snt_netlink_notify_dev(snt);
}

/* Which attributes only devices of one role have */
static int check_role(struct snt_device *snt, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *client = attrs[SNAPTUN_A_DEV_ADDRESS_POLICY] ?:
				attrs[SNAPTUN_A_DEV_GIVE_UP_AFTER] ?:
				attrs[SNAPTUN_A_DEV_CARRIER] ?:
				snt_netlink_facade_attr(info);
	struct nlattr *port = attrs[SNAPTUN_A_DEV_LISTEN_PORT];
	struct nlattr *gateway = snt_netlink_policy_attr(info);
	struct nlattr *wire = attrs[SNAPTUN_A_DEV_WIRE];

	if (gateway && snt->role->ops->kind != SNAPTUN_ROLE_GATEWAY) {
		NL_SET_ERR_MSG_ATTR(info->extack, gateway,
				    "Only a device that was created with role gateway has this");
		return -EOPNOTSUPP;
	}
	if (client && snt->role->ops->kind != SNAPTUN_ROLE_CLIENT) {
		NL_SET_ERR_MSG_ATTR(info->extack, client,
				    "Only a device that was created with role client has this");
		return -EOPNOTSUPP;
	}
	if (port && !snt->role->ops->listens) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "The tunnels of a client have ports of their own, see tunnel-add");
		return -EOPNOTSUPP;
	}
	if (snt->role->ops->kind == SNAPTUN_ROLE_GATEWAY && wire &&
	    nla_get_u32(wire) != SNAPTUN_WIRE_SNAP) {
		NL_SET_ERR_MSG_ATTR(info->extack, wire,
				    "A gateway tells its clients their addresses: it speaks snap");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* What can be refused comes first; a client has no port, others no facade. */
static int set_refusable_locked(struct snt_device *snt, struct genl_info *info)
{
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = snt_netlink_check_keylog(info);
	if (!err)
		err = set_port_locked(snt, info);
	if (!err && snt_netlink_facade_attr(info))
		err = snt_netlink_set_facade(snt, info);
	return err;
}

static int set_locked(struct snt_device *snt, struct genl_info *info)
{
	struct snt_gateway_config *config;
	int err;

	lockdep_assert_held(&snt->update_lock);
	err = check_role(snt, info);
	if (err)
		return err;
	config = snt_netlink_read_policy(snt, info);
	if (IS_ERR(config))
		return PTR_ERR(config);
	err = set_refusable_locked(snt, info);
	if (err) {
		kfree(config);
		return err;
	}
	if (config)
		snt_gateway_configure(snt_gateway_of(snt->role), config);
	set_rest_locked(snt, info);
	return 0;
}

static void wipe_private_key(struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SNAPTUN_A_DEV_PRIVATE_KEY];

	if (attr)
		memzero_explicit(nla_data(attr), nla_len(attr));
}

/**
 * snaptun_nl_dev_set_doit - change a device
 * @skb: request
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snaptun_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct snt_netlink_name name = {
		.ifindex = info->attrs[SNAPTUN_A_DEV_IFINDEX],
		.ifname = info->attrs[SNAPTUN_A_DEV_IFNAME],
	};
	struct snt_netlink_target target;
	int err;

	err = snt_netlink_target_get(&target, skb, name, info->extack);
	if (err)
		goto out;
	err = snt_netlink_target_lock(&target, info->extack);
	if (!err) {
		err = set_locked(target.snt, info);
		snt_netlink_target_unlock(&target);
	}
	snt_netlink_target_put(&target);
out:
	wipe_private_key(info);
	return err;
}
