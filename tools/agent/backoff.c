// SPDX-License-Identifier: GPL-2.0-only
/*
 * Delays that grow from failure to failure.
 */
#include "backoff.h"

/**
 * snt_backoff_delay - the delay after a number of failures
 * @backoff: what the delays are like
 * @failures: in a row, from 1
 * @chance: any number, for the jitter
 *
 * Return: milliseconds.
 */
uint32_t snt_backoff_delay(const struct snt_backoff *backoff,
			   unsigned int failures, uint32_t chance)
{
	uint64_t delay = backoff->first_ms;

	while (failures-- > 1 && delay < backoff->longest_ms)
		delay = delay * backoff->percent / 100;
	if (delay > backoff->longest_ms)
		delay = backoff->longest_ms;
	return delay + chance % (backoff->jitter_ms + 1);
}
