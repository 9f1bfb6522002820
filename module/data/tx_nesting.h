/* SPDX-License-Identifier: GPL-2.0-only */
/* How deep is a packet nested, through tunnels of ours on this machine? */
#ifndef _SNT_TX_NESTING_H
#define _SNT_TX_NESTING_H

#include <linux/types.h>

struct task_struct;

/**
 * struct snt_tx_nesting - a task sends a batch here and now
 * @in_list: entry in the list of its CPU
 * @task: which task. What it sends may come back to us, nested in this batch
 * @depth: how deep a packet is nested that does
 */
struct snt_tx_nesting {
	struct hlist_node in_list;
	struct task_struct *task;
	u8 depth;
};

void snt_tx_nesting_begin(struct snt_tx_nesting *nesting, u8 depth);
void snt_tx_nesting_end(struct snt_tx_nesting *nesting);
u8 snt_tx_nesting_depth(void);

#endif /* _SNT_TX_NESTING_H */
