/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * So many in a second, and some more at once.
 */
#ifndef _SNT_QUOTA_H
#define _SNT_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct snt_quota - what may still be taken
 * @rate: that come in a second
 * @burst: that it holds
 * @level: thousandths that are in it
 * @at_ms: since when
 */
struct snt_quota {
	uint32_t rate;
	uint32_t burst;
	uint64_t level;
	uint64_t at_ms;
};

void snt_quota_init(struct snt_quota *quota, uint32_t rate, uint32_t burst,
		    uint64_t now_ms);
bool snt_quota_take(struct snt_quota *quota, uint64_t now_ms);

#endif
