/* SPDX-License-Identifier: GPL-2.0-only */
/* The sender of packets is charged as long as their messages wait below. */
#ifndef _SNT_PAYER_H
#define _SNT_PAYER_H

#include <linux/skbuff.h>

struct sock;

struct sock *snt_payer_get(struct sk_buff_head *packets);
void snt_payer_put(struct sock *payer);

#endif /* _SNT_PAYER_H */
