/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of all interfaces, as OpenMetrics. The number of series is
 * bounded by what is configured: those who use a gateway are only counted.
 */
#ifndef _METRICS_H
#define _METRICS_H

#include <stdint.h>
#include <stdio.h>

#include "nl.h"
#include "route.h"

/* States of tunnels, and of identities */
#define METRICS_STATES	16
/* With more peers than this they are counted by their states only. */
#define METRICS_PEERS	1000

/**
 * struct metrics_dev - one interface
 * @dev: with its peers or tunnels, but those of a gateway
 * @link: its link
 * @drops: why packets were dropped
 * @tunnels: how many peers or tunnels, by enum snaptun_peer_state
 * @identities: of a gateway, by enum snaptun_identity_state
 */
struct metrics_dev {
	const struct snt_dev *dev;
	struct link link;
	const struct snt_drops *drops;
	uint64_t tunnels[METRICS_STATES];
	uint64_t identities[METRICS_STATES];
};

void metrics_write(FILE *out, const struct metrics_dev *devs, size_t nr);

#endif
