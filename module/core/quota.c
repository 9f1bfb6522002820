// SPDX-License-Identifier: GPL-2.0-only
/* Bytes are counted when they have passed, so the last ones may be too many. */
#include "quota.h"

/**
 * snt_quota_stage - how much is used
 * @quota: of which
 *
 * Context: any; caller locks @quota.
 * Return: how much.
 */
enum snt_quota_stage snt_quota_stage(const struct snt_quota *quota)
{
	if (!quota->limit)
		return SNT_QUOTA_OPEN;
	if (quota->used >= quota->limit)
		return SNT_QUOTA_USED_UP;
	return quota->used >= quota->limit - quota->limit / 5 ?
	       SNT_QUOTA_NEAR : SNT_QUOTA_OPEN;
}

/**
 * snt_quota_charge - count bytes that have passed
 * @quota: whose
 * @bytes: how many
 * @stage: set to how much is used now
 *
 * Context: any; caller locks @quota.
 * Return: whether @stage is another one than before.
 */
bool snt_quota_charge(struct snt_quota *quota, u64 bytes,
		      enum snt_quota_stage *stage)
{
	enum snt_quota_stage before = snt_quota_stage(quota);

	if (quota->limit)
		quota->used += bytes < U64_MAX - quota->used ?
			       bytes : U64_MAX - quota->used;
	*stage = snt_quota_stage(quota);
	return *stage != before;
}
