// SPDX-License-Identifier: GPL-2.0-only
/* What a request says of the settings of a gateway */
#include "nl_policy.h"

#include <net/genetlink.h>

#include "role/gateway.h"
#include "tunnel/device.h"
#include "netlink_gen.h"

/* User space and core/ number the levels alike. */
static_assert((int)SNAPTUN_POLICY_OFF == (int)SNT_POLICY_OFF);
static_assert((int)SNAPTUN_POLICY_HOST == (int)SNT_POLICY_HOST);
static_assert((int)SNAPTUN_POLICY_STRICT == (int)SNT_POLICY_STRICT);

/* Neither the ISD nor the AS of an AS is 0. */
static bool is_isd_as(u64 isd_as)
{
	return isd_as >> 48 && isd_as << 16;
}

static int read_isd_as(struct snt_gateway_settings *set,
		       const struct nlattr *attr, struct genl_info *info)
{
	unsigned int i, nr = nla_len(attr) / sizeof(u64);

	if (nla_len(attr) % sizeof(u64) || nr > SNT_GATEWAY_ISD_AS_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "Give up to 16 isd-as, of 8 bytes each");
		return -EINVAL;
	}
	set->nr_isd_as = nr;
	for (i = 0; i < nr; i++) {
		set->isd_as[i] = get_unaligned_be64(nla_data(attr) +
						    i * sizeof(u64));
		if (is_isd_as(set->isd_as[i]))
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "Neither the ISD nor the AS of an isd-as can be 0");
		return -EINVAL;
	}
	return 0;
}

static int check(const struct snt_gateway_settings *set,
		 struct genl_info *info)
{
	struct nlattr *policy = info->attrs[SNAPTUN_A_DEV_POLICY];

	if (set->level != SNT_POLICY_STRICT || set->nr_isd_as)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack,
			    policy ?: info->attrs[SNAPTUN_A_DEV_ISD_AS],
			    "With policy strict and no isd-as nothing would pass; give isd-as too");
	return -EINVAL;
}

/* What is right whatever the rest says */
static void read_rest(struct snt_gateway_settings *set,
		      const struct genl_info *info)
{
	struct nlattr *hairpin = info->attrs[SNAPTUN_A_DEV_HAIRPIN];
	struct nlattr *idle = info->attrs[SNAPTUN_A_DEV_TUNNEL_IDLE];
	struct nlattr *policy = info->attrs[SNAPTUN_A_DEV_POLICY];

	if (policy)
		set->level = nla_get_u32(policy);
	if (idle)
		set->idle_s = nla_get_u32(idle);
	if (hairpin)
		set->turns = nla_get_u32(hairpin) == SNAPTUN_HAIRPIN_ON;
}

/**
 * snt_netlink_policy_attr - does a request say anything of a gateway?
 * @info: request, parsed
 *
 * Return: the first attribute that does, or NULL.
 */
struct nlattr *snt_netlink_policy_attr(const struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;

	return attrs[SNAPTUN_A_DEV_POLICY] ?:
	       attrs[SNAPTUN_A_DEV_ISD_AS] ?:
	       attrs[SNAPTUN_A_DEV_TUNNEL_IDLE] ?:
	       attrs[SNAPTUN_A_DEV_HAIRPIN];
}

/**
 * snt_netlink_read_policy - the settings that a request asks for
 * @snt: device whose role is gateway, its update_lock held
 * @info: request, parsed; what it leaves out is as it was
 *
 * Context: process.
 * Return: settings for snt_gateway_configure(), NULL if it asks for none, or an
 * ERR_PTR.
 */
struct snt_gateway_config *
snt_netlink_read_policy(struct snt_device *snt, struct genl_info *info)
{
	struct snt_gateway_role *gateway = snt_gateway_of(snt->role);
	struct nlattr *isd_as = info->attrs[SNAPTUN_A_DEV_ISD_AS];
	struct snt_gateway_settings set;
	int err = 0;

	lockdep_assert_held(&snt->update_lock);
	if (!snt_netlink_policy_attr(info))
		return NULL;
	set = *snt_gateway_settings(gateway);
	read_rest(&set, info);
	if (isd_as)
		err = read_isd_as(&set, isd_as, info);
	if (!err)
		err = check(&set, info);
	if (err)
		return ERR_PTR(err);
	return snt_gateway_config_create(&set) ?: ERR_PTR(-ENOMEM);
}
