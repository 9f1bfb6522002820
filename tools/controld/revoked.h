/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is not let in any more, however good its token is.
 */
#ifndef _SNT_REVOKED_H
#define _SNT_REVOKED_H

#include "claims.h"
#include "conf.h"
#include "gateway.h"

enum snt_revoked_kind {
	SNT_REVOKED_TOKEN,	/* by its id, or a name for that */
	SNT_REVOKED_HOLDER,	/* all tokens that somebody has */
	SNT_REVOKED_KEY,	/* a public key, whoever registers it */
	SNT_NR_REVOKED,
};

/* characters of what is revoked, with the NUL */
#define SNT_REVOKED_SIZE	(SNAPTUN_TOKEN_ID_LEN + 1)

/**
 * struct snt_revocation - something that is revoked
 * @kind: what it is
 * @text: in the form that a gateway knows it in
 */
struct snt_revocation {
	enum snt_revoked_kind kind;
	char text[SNT_REVOKED_SIZE];
};

/**
 * struct snt_revoked - all that is revoked
 * @match: for a gateway
 * @list: in their order
 * @nr: how many
 */
struct snt_revoked {
	struct snt_gateway_match match;
	struct snt_revocation *list;
	size_t nr;
};

extern const char * const snt_revoked_kinds[SNT_NR_REVOKED];

int snt_revocation_parse(struct snt_revocation *revocation, const char *text);
int snt_revoked_parse(struct snt_revoked *revoked, const char *text, size_t len,
		      struct snt_conf_error *error);
void snt_revoked_uninit(struct snt_revoked *revoked);
bool snt_revoked_has(const struct snt_revoked *revoked,
		     enum snt_revoked_kind kind, const char *text);
bool snt_revoked_has_key(const struct snt_revoked *revoked,
			 const uint8_t key[SNT_KEY_LEN]);

#endif
