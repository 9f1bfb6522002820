/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the endpoints that people write to addresses.
 */
#ifndef _SNT_RESOLVE_H
#define _SNT_RESOLVE_H

#include "model.h"

int snt_resolve_peer(struct snt_peer *peer);
int snt_resolve_dev(struct snt_dev *dev, struct snt_peer **failed);

#endif
