/* SPDX-License-Identifier: GPL-2.0-only */
/* Batches are sealed anywhere and leave in order from one CPU. */
#ifndef _SNT_TX_ORDER_H
#define _SNT_TX_ORDER_H

#include <linux/types.h>

struct list_head;
struct snt_batch;
struct snt_tunnel;

int snt_tx_order_start(void);
void snt_tx_order_stop(void);

void snt_tx_order_init(struct snt_tunnel *tunnel);
int snt_tx_order_add(struct snt_batch *batch);
void snt_tx_order_run(struct snt_tunnel *tunnel, struct list_head *jobs);

#endif /* _SNT_TX_ORDER_H */
