/* SPDX-License-Identifier: GPL-2.0-only */
/* The messages of a batch become packets. */
#ifndef _SNT_RX_OPEN_H
#define _SNT_RX_OPEN_H

struct snt_batch;

int snt_rx_open_start(void);
void snt_rx_open_stop(void);
void snt_rx_open(struct snt_batch *batch);

#endif /* _SNT_RX_OPEN_H */
