/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of several control planes a device uses: the first in its list that is
 * well. Knows no network and no clock.
 */
#ifndef _SNT_FAILOVER_H
#define _SNT_FAILOVER_H

#include <stdbool.h>
#include <stdint.h>

#define SNT_FAILOVER_MAX	16

/**
 * struct snt_choice - one control plane, as one device sees it
 * @failures: in a row
 * @retry_ms: not to be tried before, when @failures is not 0
 */
struct snt_choice {
	unsigned int failures;
	uint64_t retry_ms;
};

/**
 * struct snt_failover - what a device uses
 * @choices: best first
 * @nr: how many
 * @current: the one that its tunnels go through, or will
 * @probe: one before @current that is tried again; @nr for none
 * @is_resting: all have failed: nothing is tried before @current may be
 * @gives_up: then nothing is tried any more
 */
struct snt_failover {
	struct snt_choice choices[SNT_FAILOVER_MAX];
	unsigned int nr;
	unsigned int current;
	unsigned int probe;
	bool is_resting;
	bool gives_up;
};

void snt_failover_init(struct snt_failover *f, unsigned int nr);
void snt_failover_well(struct snt_failover *f, unsigned int i);
void snt_failover_proven(struct snt_failover *f, unsigned int i);
void snt_failover_failed(struct snt_failover *f, unsigned int i,
			 uint32_t chance, uint64_t now_ms);
void snt_failover_is_silent(struct snt_failover *f, uint32_t chance,
			    uint64_t now_ms);
void snt_failover_restart(struct snt_failover *f);
void snt_failover_poll(struct snt_failover *f, uint64_t now_ms);
bool snt_failover_wants(const struct snt_failover *f, unsigned int i);
uint64_t snt_failover_deadline(const struct snt_failover *f);

#endif
