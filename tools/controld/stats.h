/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often what has happened.
 */
#ifndef _SNT_STATS_H
#define _SNT_STATS_H

#include <stdint.h>

#include "route.h"

/* Statuses of HTTP that answers have; others count as the last one. */
#define SNT_STATS_STATUSES	9
/* Times that answers took: up to each bound, and more. */
#define SNT_STATS_BOUNDS	10

/**
 * struct snt_stats - counters
 * @started: requests, by what they ask for
 * @handled: answers, by that and by their status
 * @took: answers, by how long they took
 * @took_us: in all
 * @revoked: registrations that were taken away because they are revoked
 */
struct snt_stats {
	uint64_t started[SNT_NR_ROUTES];
	uint64_t handled[SNT_NR_ROUTES][SNT_STATS_STATUSES];
	uint64_t took[SNT_NR_ROUTES][SNT_STATS_BOUNDS + 1];
	uint64_t took_us[SNT_NR_ROUTES];
	uint64_t revoked;
};

extern const int snt_stats_statuses[SNT_STATS_STATUSES];
extern const uint32_t snt_stats_bounds_us[SNT_STATS_BOUNDS];

void snt_stats_count(struct snt_stats *stats, enum snt_route route, int status,
		     uint64_t us);

#endif
