// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keys of sessions, for those who look into captures. The group "keylog" is
 * told them, which CAP_NET_ADMIN over the namespace is needed to join, as for
 * the device's private key; but who has these keys also opens what passes from
 * now on without being in between. So each device has to be told to do it, and
 * none does while the kernel is locked down. Somebody in another namespace
 * hears them only with CAP_NET_BROADCAST over this one, too
 * (NETLINK_LISTEN_ALL_NSID).
 *
 * Netlink frees the messages, and does not wipe them: each listener has a clone
 * with netlink's destructor, and may keep it for as long as it does not read,
 * also when this module is gone. The same holds for a private key that is asked
 * for. Started with init_on_free=1, the kernel wipes all that it frees.
 */
#include "nl_keylog.h"

#include <linux/security.h>
#include <net/genetlink.h>

#include "tunnel/device.h"
#include "tunnel/tunnel.h"
#include "netlink_gen.h"
#include "nl_ntf.h"

/* As for what debugfs shows: refused from the first level of lockdown on */
static bool is_locked_down(void)
{
	return security_locked_down(LOCKDOWN_DEBUGFS);
}

/**
 * snt_netlink_check_keylog - may it be switched on?
 * @info: request for a device, parsed
 *
 * Context: process.
 * Return: 0, or -EPERM: the kernel is locked down.
 */
int snt_netlink_check_keylog(struct genl_info *info)
{
	struct nlattr *keylog = info->attrs[SNAPTUN_A_DEV_KEYLOG];

	if (!keylog || nla_get_u32(keylog) == SNAPTUN_KEYLOG_OFF ||
	    !is_locked_down())
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, keylog,
			    "Keys of sessions are not told while the kernel is locked down");
	return -EPERM;
}

static int put_keys(struct sk_buff *skb, struct snt_tunnel *tunnel,
		    const struct snt_session_keys *keys)
{
	const struct net_device *dev = tunnel->device->dev;

	if (nla_put_u32(skb, SNAPTUN_A_SESSION_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, SNAPTUN_A_SESSION_IFNAME, dev->name) ||
	    nla_put(skb, SNAPTUN_A_SESSION_PUBLIC_KEY, SNAPTUN_KEY_LEN,
		    tunnel->remote->static_key) ||
	    nla_put_u32(skb, SNAPTUN_A_SESSION_INDEX,
			le32_to_cpu(keys->index)) ||
	    nla_put_u32(skb, SNAPTUN_A_SESSION_REMOTE_INDEX,
			le32_to_cpu(keys->remote_index)) ||
	    nla_put(skb, SNAPTUN_A_SESSION_RECEIVE_KEY, SNAPTUN_KEY_LEN,
		    keys->receive) ||
	    nla_put(skb, SNAPTUN_A_SESSION_SEND_KEY, SNAPTUN_KEY_LEN,
		    keys->send))
		return -EMSGSIZE;
	return nla_put(skb, SNAPTUN_A_SESSION_RESPONSE_KEY, SNAPTUN_KEY_LEN,
		       keys->response);
}

/**
 * snt_netlink_tell_keys - tell the group "keylog" the keys of a session
 * @tunnel: whose session began
 * @keys: its keys
 *
 * Context: process.
 */
void snt_netlink_tell_keys(struct snt_tunnel *tunnel,
			   const struct snt_session_keys *keys)
{
	struct snt_device *snt = tunnel->device;
	struct sk_buff *skb;
	void *hdr;

	if (READ_ONCE(snt->keylog) == SNAPTUN_KEYLOG_OFF || is_locked_down())
		return;
	skb = snt_netlink_begin_ntf(snt, SNAPTUN_NLGRP_KEYLOG,
				    SNAPTUN_CMD_SESSION_NTF, &hdr);
	if (!skb)
		return;
	if (WARN_ON_ONCE(put_keys(skb, tunnel, keys)))
		nlmsg_free(skb);
	else
		snt_netlink_end_ntf(skb, hdr, snt, SNAPTUN_NLGRP_KEYLOG);
}
