/* SPDX-License-Identifier: GPL-2.0-only */
/* As many bytes as a rate allows, and some at once. */
#ifndef _SNT_RATE_H
#define _SNT_RATE_H

#include "bucket.h"

/* Between these costs and their sums fit into the numbers that keep them. */
#define SNT_RATE_MIN_BPS	8000ULL
#define SNT_RATE_MAX_BPS	1000000000000ULL

/* What may come at once: as much as in this time, but never less than that,
 * which is more than any packet.
 */
#define SNT_RATE_BURST_NS	100000000ULL
#define SNT_RATE_BURST_BYTES	65536U

/**
 * struct snt_rate - a rate; zero: there is no limit
 * @ns_per_mib: what 2^20 bytes cost
 * @burst_ns: what the whole allowance is
 */
struct snt_rate {
	u64 ns_per_mib;
	u64 burst_ns;
};

void snt_rate_set(struct snt_rate *rate, u64 bps);
bool snt_rate_take(const struct snt_rate *rate, struct snt_bucket *bucket,
		   u32 bytes, u64 now_ns);

#endif /* _SNT_RATE_H */
