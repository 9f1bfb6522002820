/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An allowance that comes back with time: of events that each cost some of it.
 * One number keeps it: when all of it is back.
 */
#ifndef _SNT_BUCKET_H
#define _SNT_BUCKET_H

#include "env.h"

/**
 * struct snt_bucket - what is left of an allowance; all of it if zero
 * @full_ns: when all is back; the past: all is
 */
struct snt_bucket {
	u64 full_ns;
};

/**
 * struct snt_bucket_rate - how large the allowance is
 * @cost_ns: what an event takes, as the time in which that much comes back
 * @burst: events that the whole of it suffices for
 */
struct snt_bucket_rate {
	u64 cost_ns;
	u32 burst;
};

bool snt_bucket_take_time(struct snt_bucket *bucket, u64 cost_ns, u64 most_ns,
			  u64 now_ns);
bool snt_bucket_take(struct snt_bucket *bucket,
		     const struct snt_bucket_rate *rate, u64 now_ns);

#endif /* _SNT_BUCKET_H */
