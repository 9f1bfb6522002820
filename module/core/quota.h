/* SPDX-License-Identifier: GPL-2.0-only */
/* How many bytes somebody may still send and receive. */
#ifndef _SNT_QUOTA_H
#define _SNT_QUOTA_H

#include "env.h"

/**
 * enum snt_quota_stage - how much of a quota is used
 * @SNT_QUOTA_OPEN: less than four fifths, or there is no limit
 * @SNT_QUOTA_NEAR: four fifths
 * @SNT_QUOTA_USED_UP: all of it
 */
enum snt_quota_stage {
	SNT_QUOTA_OPEN,
	SNT_QUOTA_NEAR,
	SNT_QUOTA_USED_UP,
};

/**
 * struct snt_quota - a quota; zero: there is no limit
 * @limit: bytes, 0 for no limit
 * @used: of these; stays as it is while there is no limit
 *
 * The caller's lock protects it.
 */
struct snt_quota {
	u64 limit;
	u64 used;
};

enum snt_quota_stage snt_quota_stage(const struct snt_quota *quota);
bool snt_quota_charge(struct snt_quota *quota, u64 bytes,
		      enum snt_quota_stage *stage);

#endif /* _SNT_QUOTA_H */
