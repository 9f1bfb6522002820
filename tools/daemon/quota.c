// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts in thousandths, as many of which come in a millisecond as whole ones
 * in a second.
 */
#include "quota.h"

/**
 * snt_quota_init - a full one
 * @quota: filled
 * @rate: that come in a second
 * @burst: that it holds
 * @now_ms: the time
 */
void snt_quota_init(struct snt_quota *quota, uint32_t rate, uint32_t burst,
		    uint64_t now_ms)
{
	*quota = (struct snt_quota){
		.rate = rate,
		.burst = burst,
		.level = (uint64_t)burst * 1000,
		.at_ms = now_ms,
	};
}

/**
 * snt_quota_take - take one
 * @quota: from here
 * @now_ms: the time, never before the last one
 *
 * Return: whether there was one.
 */
bool snt_quota_take(struct snt_quota *quota, uint64_t now_ms)
{
	uint64_t most = (uint64_t)quota->burst * 1000;
	uint64_t passed = now_ms - quota->at_ms;

	/* after so long it is full in any case */
	if (passed > most)
		passed = most;
	quota->level += passed * quota->rate;
	if (quota->level > most)
		quota->level = most;
	quota->at_ms = now_ms;
	if (quota->level < 1000)
		return false;
	quota->level -= 1000;
	return true;
}
