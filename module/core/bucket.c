// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allowances. Nothing has to be done while they come back.
 */
#include "bucket.h"

/**
 * snt_bucket_take_time - take what something costs
 * @bucket: from whom
 * @cost_ns: this, as the time in which that much comes back
 * @most_ns: the whole allowance, likewise; the same at each call
 * @now_ns: any clock that does not go back
 *
 * Return: false if there is not enough, and nothing was taken.
 * Context: any; the caller sees to it that nobody else takes.
 */
bool snt_bucket_take_time(struct snt_bucket *bucket, u64 cost_ns, u64 most_ns,
			  u64 now_ns)
{
	u64 full_ns = bucket->full_ns;

	if (full_ns < now_ns)
		full_ns = now_ns;
	full_ns += cost_ns;
	if (full_ns - now_ns > most_ns)
		return false;
	bucket->full_ns = full_ns;
	return true;
}

/**
 * snt_bucket_take - take what one event costs
 * @bucket: from whom
 * @rate: the same at each call
 * @now_ns: any clock that does not go back
 *
 * Return: false if there is not enough, and nothing was taken.
 * Context: any; the caller sees to it that nobody else takes.
 */
bool snt_bucket_take(struct snt_bucket *bucket,
		     const struct snt_bucket_rate *rate, u64 now_ns)
{
	return snt_bucket_take_time(bucket, rate->cost_ns,
				    rate->burst * rate->cost_ns, now_ns);
}
