/* SPDX-License-Identifier: GPL-2.0-only */
/* Sending: stage, number, seal, send. */
#ifndef _SNT_TX_H
#define _SNT_TX_H

#include <linux/skbuff.h>

struct snt_device;
struct snt_tunnel;

void snt_tx_packet(struct snt_device *snt, struct snt_tunnel *tunnel,
		   struct sk_buff *skb);
void snt_tx_flush(struct snt_tunnel *tunnel);
void snt_tx_keepalive(struct snt_tunnel *tunnel);

#endif /* _SNT_TX_H */
