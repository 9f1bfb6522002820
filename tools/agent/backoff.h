/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long to wait before the next attempt.
 */
#ifndef _SNT_BACKOFF_H
#define _SNT_BACKOFF_H

#include <stdint.h>

/**
 * struct snt_backoff - delays that grow
 * @first_ms: before the second attempt
 * @longest_ms: what they grow to
 * @percent: of the delay before that each is
 * @jitter_ms: the most that is added by chance, so that clients which fail
 *	together do not come back together
 */
struct snt_backoff {
	uint32_t first_ms;
	uint32_t longest_ms;
	uint32_t percent;
	uint32_t jitter_ms;
};

uint32_t snt_backoff_delay(const struct snt_backoff *backoff,
			   unsigned int failures, uint32_t chance);

#endif
