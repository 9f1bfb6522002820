// SPDX-License-Identifier: GPL-2.0-only
/* A packet costs the time in which as many bytes come back. */
#include "rate.h"

#include "limits.h"

#define MIB_SHIFT	20

static u64 cost_ns(const struct snt_rate *rate, u32 bytes)
{
	return rate->ns_per_mib * bytes >> MIB_SHIFT;
}

/**
 * snt_rate_set - set up a rate
 * @rate: to be set
 * @bps: bits per second, at most SNT_RATE_MAX_BPS and at least
 *	SNT_RATE_MIN_BPS, or 0 for no limit
 *
 * Context: any.
 */
void snt_rate_set(struct snt_rate *rate, u64 bps)
{
	rate->ns_per_mib = bps ? div64_u64(8 * SNT_NSEC_PER_SEC << MIB_SHIFT,
					   bps) : 0;
	rate->burst_ns = cost_ns(rate, SNT_RATE_BURST_BYTES);
	if (rate->burst_ns < SNT_RATE_BURST_NS)
		rate->burst_ns = SNT_RATE_BURST_NS;
}

/**
 * snt_rate_take - may a packet pass?
 * @rate: the rate, with a limit
 * @bucket: what is left of the allowance
 * @bytes: length of the packet
 * @now_ns: any clock that does not go back
 *
 * Context: any; caller locks @bucket.
 * Return: false if not, and nothing was taken.
 */
bool snt_rate_take(const struct snt_rate *rate, struct snt_bucket *bucket,
		   u32 bytes, u64 now_ns)
{
	return snt_bucket_take_time(bucket, cost_ns(rate, bytes),
				    rate->burst_ns, now_ns);
}
