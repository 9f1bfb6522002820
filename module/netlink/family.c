// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: its registration. The handlers are in
 * netlink_dev.c, netlink_peer.c and netlink_dump.c, notifications in
 * netlink_ntf.c; policies and the table of operations are generated from the
 * spec in Documentation/netlink/specs.
 */
#include "family.h"

#include <net/genetlink.h>

#include "netlink_gen.h"

/**
 * snt_netlink_init - offer the family to user space
 *
 * Call it last: requests may come before it returns.
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_netlink_init(void)
{
	return genl_register_family(&snaptun_nl_family);
}

/**
 * snt_netlink_exit - withdraw the family and wait for running requests
 *
 * Context: process.
 */
void snt_netlink_exit(void)
{
	genl_unregister_family(&snaptun_nl_family);
}

MODULE_ALIAS_GENL_FAMILY(SNAPTUN_FAMILY_NAME);
