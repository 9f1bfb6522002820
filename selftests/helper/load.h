/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the load generators share.  One program is both ends: the receiver is
 * its child in another network namespace, and what they tell each other goes
 * through shared memory and pipes, never through what is measured.
 */
#ifndef _SNT_LOAD_H
#define _SNT_LOAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct meter - what arrives between two moments, at one process or at several
 * @from_us: what comes before is warming up
 * @to_us: what comes later is not counted
 * @begun: somebody begins to count
 * @first_us: when counting began, by an event that is not counted itself
 * @last_us: when the last counted event was
 * @amount: the sum of what was counted
 * @idle_us: how long the processors had nothing to do meanwhile
 * @closed: the sender may stop
 */
struct meter {
	uint64_t from_us;
	uint64_t to_us;
	atomic_bool begun;
	atomic_ullong first_us;
	atomic_ullong last_us;
	atomic_ullong amount;
	uint64_t idle_us;
	atomic_bool closed;
};

void meter_start(struct meter *meter);
void meter_add(struct meter *meter, uint64_t amount);
bool meter_wants_more(const struct meter *meter);
void meter_say(const struct meter *meter, const char *unit, const char *more);

uint64_t load_idle_us(void);
void *load_share(size_t len);
void load_enter_netns(const char *name);
pid_t load_fork(void);
void load_wait_child(pid_t child);

/* load_scion.c */
void load_scion_build(uint8_t *packet, size_t size, size_t room);
uint64_t load_round_us(void);
uint64_t load_next_round(void);

#endif /* _SNT_LOAD_H */
