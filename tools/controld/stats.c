// SPDX-License-Identifier: GPL-2.0-only
/*
 * There are as many counters as there are kinds of requests and answers,
 * whatever peers ask.
 */
#include "stats.h"

const int snt_stats_statuses[SNT_STATS_STATUSES] = {
	200, 400, 401, 403, 404, 405, 413, 503, 500
};

/* As the reference has them. */
const uint32_t snt_stats_bounds_us[SNT_STATS_BOUNDS] = {
	5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
	5000000
};

/**
 * snt_stats_count - an answer was given
 * @stats: the counters
 * @route: what it was asked for
 * @status: of HTTP
 * @us: how long it took
 */
void snt_stats_count(struct snt_stats *stats, enum snt_route route, int status,
		     uint64_t us)
{
	unsigned int i = 0;

	while (i < SNT_STATS_STATUSES - 1 && snt_stats_statuses[i] != status)
		i++;
	stats->handled[route][i]++;
	for (i = 0; i < SNT_STATS_BOUNDS && us > snt_stats_bounds_us[i]; i++)
		;
	stats->took[route][i]++;
	stats->took_us[route] += us;
}
