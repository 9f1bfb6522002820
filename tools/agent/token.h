/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a bearer token says of itself. Whether that is true, only those who take
 * it can tell.
 */
#ifndef _SNT_TOKEN_H
#define _SNT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* characters of a token */
#define SNT_TOKEN_MAX	8191
#define SNT_TOKEN_ID	64

/**
 * struct snt_token_claims - what we read of it
 * @expires_s: seconds since 1970
 * @issued_s: the same; 0 when it does not say
 * @id: what tells it from others; empty when it does not say
 */
struct snt_token_claims {
	int64_t expires_s;
	int64_t issued_s;
	char id[SNT_TOKEN_ID];
};

bool snt_token_is_clean(const char *text, size_t len);
int snt_token_read(struct snt_token_claims *claims, const char *text,
		   size_t len, const char **why);
int64_t snt_token_life_s(const struct snt_token_claims *claims, int64_t wall_s);

#endif
