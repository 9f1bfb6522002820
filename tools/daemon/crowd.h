/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many come from one address.
 */
#ifndef _SNT_CROWD_H
#define _SNT_CROWD_H

#include "model.h"

struct snt_crowd_member;

/**
 * struct snt_crowd - who is there
 * @most: of one address; 0 for any number
 * @seed: so that nobody chooses where he is kept
 * @members: addresses, in many lists
 * @nr_refused: who was one too many
 */
struct snt_crowd {
	uint32_t most;
	uint64_t seed;
	struct snt_crowd_member **members;
	uint64_t nr_refused;
};

void snt_crowd_init(struct snt_crowd *crowd, uint32_t most);
void snt_crowd_uninit(struct snt_crowd *crowd);
bool snt_crowd_join(struct snt_crowd *crowd, const union snt_sockaddr *addr);
void snt_crowd_leave(struct snt_crowd *crowd, const union snt_sockaddr *addr);

#endif
