/* SPDX-License-Identifier: GPL-2.0-only */
/* Batches that were opened, in order. */
#ifndef _SNT_RX_ORDER_H
#define _SNT_RX_ORDER_H

#include "crypt/pcrypt.h"

struct snt_device;

extern const struct snt_pcrypt_ops snt_rx_pcrypt_ops;

unsigned int snt_rx_order_drain(struct snt_device *snt, unsigned int budget);

#endif /* _SNT_RX_ORDER_H */
