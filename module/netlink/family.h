/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family: what the rest of the module sees of it. */
#ifndef _SNT_FAMILY_H
#define _SNT_FAMILY_H

int snt_netlink_init(void);
void snt_netlink_exit(void);

#endif /* _SNT_FAMILY_H */
