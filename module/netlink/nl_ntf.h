/* SPDX-License-Identifier: GPL-2.0-only */
/* Notifications to the multicast groups. */
#ifndef _SNT_NL_NTF_H
#define _SNT_NL_NTF_H

#include <uapi/linux/snaptun.h>

struct sk_buff;
struct snt_device;
struct snt_identity;
struct snt_tunnel;

struct sk_buff *snt_netlink_begin_ntf(struct snt_device *snt,
				      unsigned int group, u8 cmd, void **hdr);
void snt_netlink_end_ntf(struct sk_buff *skb, void *hdr,
			 struct snt_device *snt, unsigned int group);
void snt_netlink_notify_dev(struct snt_device *snt);
void snt_netlink_notify_tunnel(struct snt_tunnel *tunnel, u8 cmd);
void snt_netlink_notify_made(struct snt_tunnel *tunnel);
void snt_netlink_notify_unmade(struct snt_tunnel *tunnel);
void snt_netlink_notify_gateway(struct snt_device *snt);
void snt_netlink_notify_identity(struct snt_identity *identity,
				 enum snaptun_identity_event event);
void snt_netlink_event(struct snt_tunnel *tunnel,
		       enum snaptun_peer_event event);

#endif /* _SNT_NL_NTF_H */
