// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts in thousandths, as many of which come in a millisecond as whole ones
 * in a second.
 */
#include "bucket.h"

/**
 * snt_bucket_init - a full one
 * @bucket: filled
 * @rate: that come in a second
 * @burst: that it holds
 * @now_ms: the time
 */
void snt_bucket_init(struct snt_bucket *bucket, uint32_t rate, uint32_t burst,
		     uint64_t now_ms)
{
	*bucket = (struct snt_bucket){
		.rate = rate,
		.burst = burst,
		.level = (uint64_t)burst * 1000,
		.at_ms = now_ms,
	};
}

/**
 * snt_bucket_take - take one
 * @bucket: from here
 * @now_ms: the time, never before the last one
 *
 * Return: whether there was one.
 */
bool snt_bucket_take(struct snt_bucket *bucket, uint64_t now_ms)
{
	uint64_t most = (uint64_t)bucket->burst * 1000;
	uint64_t passed = now_ms - bucket->at_ms;

	/* after so long it is full in any case */
	if (passed > most)
		passed = most;
	bucket->level += passed * bucket->rate;
	if (bucket->level > most)
		bucket->level = most;
	bucket->at_ms = now_ms;
	if (bucket->level < 1000)
		return false;
	bucket->level -= 1000;
	return true;
}
