/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the endpoints that people write to addresses.
 */
#ifndef _SNT_RESOLVE_H
#define _SNT_RESOLVE_H

#include "model.h"

#define SNT_RESOLVE_ERROR	384

int snt_resolve_peer(struct snt_peer *peer, char error[SNT_RESOLVE_ERROR]);
int snt_resolve_again(struct snt_peer *peer, const union snt_sockaddr *now,
		      bool tried, char error[SNT_RESOLVE_ERROR]);

#endif
