/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeps interfaces as the registrations of their devices say.
 */
#ifndef _SNT_KEEPER_H
#define _SNT_KEEPER_H

#include "agent.h"
#include "apply.h"

/**
 * struct snt_kept - the interface of a device
 * @iface: how it is
 * @nr_told: tunnels that people were told are up
 * @nr_told_changed: tunnels with an address to accept, likewise
 * @is_troubled: no tunnel is up and some get no answer, and the device knows
 * @error: what is wrong, one line; empty when nothing is
 */
struct snt_kept {
	struct snt_iface iface;
	unsigned int nr_told;
	unsigned int nr_told_changed;
	bool is_troubled;
	char error[SNT_NL_ERROR_LEN];
};

/**
 * struct snt_keeper - all interfaces
 * @apply: the kernel's side
 * @agent: whose devices they are
 * @kept: by the number of the device
 * @timer: when what failed is tried again
 * @owner: for whoever is told
 * @changed: told that interfaces have changed
 */
struct snt_keeper {
	struct snt_apply apply;
	struct snt_agent *agent;
	struct snt_kept *kept;
	struct snt_timer timer;
	void *owner;
	void (*changed)(struct snt_keeper *keeper);
};

int snt_keeper_init(struct snt_keeper *keeper, struct snt_agent *agent,
		    struct snt_loop *loop, void *owner,
		    void (*changed)(struct snt_keeper *keeper));
void snt_keeper_begin(struct snt_keeper *keeper);
void snt_keeper_end(struct snt_keeper *keeper,
		    const struct snt_agent_conf *next);
void snt_keeper_uninit(struct snt_keeper *keeper);
void snt_keeper_check_links(struct snt_keeper *keeper);
void snt_keeper_look(struct snt_keeper *keeper);
void snt_keeper_take(struct snt_keeper *keeper, struct snt_device *device);
bool snt_keeper_is_ready(const struct snt_keeper *keeper, const char *name);

#endif
