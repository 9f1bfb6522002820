/* SPDX-License-Identifier: GPL-2.0-only */
/* Packets that wait for a session, or for others to join them. */
#ifndef _SNT_STAGED_H
#define _SNT_STAGED_H

#include <linux/skbuff.h>
#include <uapi/linux/snaptun.h>

struct snt_tunnel;

void snt_staged_add(struct snt_tunnel *tunnel, struct sk_buff_head *list);
void snt_staged_take(struct snt_tunnel *tunnel, struct sk_buff_head *list);
bool snt_staged_any(struct snt_tunnel *tunnel);
void snt_staged_purge(struct snt_tunnel *tunnel,
		      enum snaptun_drop_reason reason);
void snt_staged_drop_list(struct snt_tunnel *tunnel, struct sk_buff_head *list,
			  enum snaptun_drop_reason reason);

#endif /* _SNT_STAGED_H */
