/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_TX_SEAL_H
#define _SNT_TX_SEAL_H

struct snt_batch;

void snt_tx_seal(struct snt_batch *batch);

#endif /* _SNT_TX_SEAL_H */
