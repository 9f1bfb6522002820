/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may ask: the token in a request.
 */
#ifndef _SNT_BEARER_H
#define _SNT_BEARER_H

#include "claims.h"
#include "keys.h"

const char *snt_bearer_token(const char *authorization);
int snt_bearer_check(struct snt_claims *claims, const struct snt_keys *keys,
		     const char *authorization, int64_t now_s,
		     char why[SNT_JWT_WHY_SIZE]);

#endif
