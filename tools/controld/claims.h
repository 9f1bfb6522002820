/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a token says, once it is known who says it.
 */
#ifndef _SNT_CLAIMS_H
#define _SNT_CLAIMS_H

#include <stdint.h>

#include "jwt.h"

/* characters with the NUL */
#define SNT_CLAIMS_ID_SIZE	257
#define SNT_CLAIMS_PSSID_SIZE	37
/* by how much clocks may differ */
#define SNT_CLAIMS_LEEWAY_S	60

/**
 * struct snt_claims - what is used of it
 * @expires_s: until when it is good, in seconds since 1970; above 0
 * @id: of the token
 * @pssid: of whom it was given to, as it was written
 */
struct snt_claims {
	int64_t expires_s;
	char id[SNT_CLAIMS_ID_SIZE];
	char pssid[SNT_CLAIMS_PSSID_SIZE];
};

int snt_claims_holder(char uuid[SNT_CLAIMS_PSSID_SIZE], const char *pssid);
void snt_claims_name(char *name, size_t size, const char *id);
int snt_claims_read(struct snt_claims *claims, const struct json_object *json,
		    int64_t now_s, char why[SNT_JWT_WHY_SIZE]);

#endif
