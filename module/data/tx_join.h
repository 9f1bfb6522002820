/* SPDX-License-Identifier: GPL-2.0-only */
/* Packets in a row wait a moment for each other, to leave as one batch. */
#ifndef _SNT_TX_JOIN_H
#define _SNT_TX_JOIN_H

#include <linux/types.h>

struct sk_buff_head;
struct snt_tunnel;

void snt_tx_join_init(struct snt_tunnel *tunnel);
bool snt_tx_join(struct snt_tunnel *tunnel, struct sk_buff_head *list);
void snt_tx_join_reset(struct snt_tunnel *tunnel);
void snt_tx_join_sent(struct snt_tunnel *tunnel);

#endif /* _SNT_TX_JOIN_H */
