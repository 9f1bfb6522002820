/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is revoked, by a file that others write as well.
 */
#ifndef _SNT_REVOCATIONS_H
#define _SNT_REVOCATIONS_H

#include "file_watch.h"
#include "revoked.h"

/**
 * struct snt_revocations - what is revoked, and made so at a gateway
 * @loop: what it runs on
 * @path: the file, which need not be there
 * @gateway: where registrations end
 * @watch: of the file
 * @retry: when the gateway is to be told again
 * @revoked: what was read of the file
 * @nr_ended: registrations that ended
 */
struct snt_revocations {
	struct snt_loop *loop;
	const char *path;
	struct snt_gateway *gateway;
	struct snt_file_watch watch;
	struct snt_timer retry;
	struct snt_revoked revoked;
	uint64_t nr_ended;
};

int snt_revocations_init(struct snt_revocations *revocations,
			 struct snt_loop *loop, const char *path,
			 struct snt_gateway *gateway);
void snt_revocations_uninit(struct snt_revocations *revocations);
const char *snt_revocations_add(struct snt_revocations *revocations,
				const char *what, size_t *nr);
const char *snt_revocations_check(const struct snt_revocations *revocations,
				  const struct snt_claims *claims);

#endif
