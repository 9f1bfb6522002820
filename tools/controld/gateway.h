/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gateway that identities are registered at. It keeps the registrations, so
 * nothing else has to.
 */
#ifndef _SNT_GATEWAY_H
#define _SNT_GATEWAY_H

#include <stdbool.h>

#include "identity.h"
#include "model.h"

/**
 * struct snt_gateway_match - which identities are meant
 * @is_meant: whether one is
 */
struct snt_gateway_match {
	bool (*is_meant)(const struct snt_gateway_match *match,
			 const struct snt_identity *identity);
};

struct snt_gateway;

struct snt_gateway *snt_gateway_create(const char *device,
				       uint32_t tunnel_limit);
void snt_gateway_destroy(struct snt_gateway *gateway);
const char *snt_gateway_error(const struct snt_gateway *gateway);
int snt_gateway_register(struct snt_gateway *gateway,
			 const struct snt_identity *identity);
int snt_gateway_revoke(struct snt_gateway *gateway,
		       const struct snt_gateway_match *match, size_t *nr);
int snt_gateway_read_key(struct snt_gateway *gateway,
			 uint8_t key[SNT_KEY_LEN]);

#endif
