/* SPDX-License-Identifier: GPL-2.0-only */
/* A sealed payload goes to the socket, as one UDP GSO packet or one by one. */
#ifndef _SNT_TX_SEND_H
#define _SNT_TX_SEND_H

struct sk_buff;
struct snt_batch;

unsigned int snt_tx_send(struct snt_batch *batch, struct sk_buff *skb);

#endif /* _SNT_TX_SEND_H */
