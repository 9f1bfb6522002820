/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys of sessions, for those who look into captures. */
#ifndef _SNT_NL_KEYLOG_H
#define _SNT_NL_KEYLOG_H

struct genl_info;
struct snt_session_keys;
struct snt_tunnel;

int snt_netlink_check_keylog(struct genl_info *info);
void snt_netlink_tell_keys(struct snt_tunnel *tunnel,
			   const struct snt_session_keys *keys);

#endif /* _SNT_NL_KEYLOG_H */
